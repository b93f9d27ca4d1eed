"""``stories``: the kinds that the office keeps."""

from __future__ import annotations

import click

from index.errors import NotFound
from server.cli.common import actor, as_json, as_user, command, opened, table

COLUMNS = {"code": "代码 code", "name": "名称 name", "name_en": "英文 English", "active": "可用 offered",
           "stories": "稿件 stories"}


@click.group()
def stories() -> None:
    """Stories: the kinds that forms offer.

    Example: vitrine stories kinds list
    """


@stories.group()
def kinds() -> None:
    """Kinds of stories; one that is switched off is no longer offered, and none is ever deleted.

    Example: vitrine stories kinds add interview --name 专访 --name-en Interview
    """


@kinds.command("list")
@as_json
@command
def list_kinds(json_: bool) -> None:
    """List all kinds in their order, with how many stories are of each.

    Example: vitrine stories kinds list --json
    """
    _show(json_=json_)


@kinds.command("add")
@click.argument("code")
@click.option("--name", required=True, help="The Chinese name.")
@click.option("--name-en", default="", help="The English name.")
@as_user
@as_json
@command
def add_kind(code: str, name: str, name_en: str, login: str | None, json_: bool) -> None:
    """Add a kind at the end of the list. CODE names it for good.

    Example: vitrine stories kinds add interview --name 专访 --name-en Interview
    """
    from server import clock
    from server.stories import kinds as service

    home = opened()
    service.add(home.engine, actor(home, login), service.Wish(code, name, name_en), now=clock.now())
    _show(json_=json_)


@kinds.command("change")
@click.argument("code")
@click.option("--name", help="A new Chinese name.")
@click.option("--name-en", help="A new English name.")
@click.option("--active/--inactive", default=None, help="Offered, or not; stories of it stay what they are.")
@as_user
@as_json
@command
def change_kind(code: str, name: str | None, name_en: str | None, active: bool | None, login: str | None,
                json_: bool) -> None:
    """Rename a kind, or switch it off or on. What is not given stays.

    Example: vitrine stories kinds change weekly --inactive
    """
    from index.db import reading
    from server import clock
    from server.stories import kinds as service

    home = opened()
    with reading(home.engine) as session:
        line = next((one for one in service.listed(session) if code in {one.code, one.name}), None)
    if line is None:
        raise NotFound(what=f"“{code}”")
    wish = service.Wish(line.code, line.name if name is None else name, line.name_en if name_en is None else name_en,
                        line.active if active is None else active)
    service.change(home.engine, actor(home, login), wish, now=clock.now())
    _show(json_=json_)


@kinds.command("order")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@as_user
@as_json
@command
def order_kinds(codes: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Put these kinds first, in this order; the others follow as they are.

    Example: vitrine stories kinds order news notice film
    """
    from server import clock
    from server.stories import kinds as service

    home = opened()
    service.arrange(home.engine, actor(home, login), codes, now=clock.now())
    _show(json_=json_)


def _show(*, json_: bool) -> None:
    from index.db import reading
    from server.stories import kinds as service

    with reading(opened().engine) as session:
        table(service.listed(session), COLUMNS, json_=json_)

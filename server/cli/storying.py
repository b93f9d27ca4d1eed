"""``stories``: take them in from files; the kinds that the office keeps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import NotFound
from server.cli.common import actor, as_json, as_user, command, emit, opened, require, table
from server.cli.packaging import package

if TYPE_CHECKING:
    from server.stories.importing import Line

COLUMNS = {"code": "代码 code", "name": "名称 name", "name_en": "英文 English", "active": "可用 offered",
           "stories": "稿件 stories"}


@click.group()
def stories() -> None:
    """Stories: taken in from files, and the kinds that forms offer.

    Example: vitrine stories import 2025年稿件 --kind news --as zhang.san
    """


@stories.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--kind", default="news", show_default=True, help="Code of the kind that they become.")
@click.option("--event", help="Name or number of the event that they are about.")
@click.option("--channel", "channels", multiple=True, metavar="CODE",
              help="A channel that they are meant for; repeat for more.")
@click.option("--as", "login", required=True, metavar="USER", help="Whose stories they become.")
@as_json
@command
def take_in(paths: tuple[Path, ...], kind: str, event: str | None, channels: tuple[str, ...], login: str,
            json_: bool) -> None:
    """Begin a story from each .docx, .html, .md or .txt file, and from those in folders. Each is a draft.

    A byline becomes the credit, pictures are left out and counted. A file that began a story before is passed over; one
    that cannot be read is told by its name, and the command ends with 1.

    Example: vitrine stories import 2025年稿件 --kind news --as zhang.san
    """
    from index.db import reading
    from server import clock
    from server.admin import named
    from server.stories import importing

    require(paths)
    home = opened()
    event_id = None
    if event:
        with reading(home.engine) as session:
            event_id = named.event(session, event).id
    refused = False
    for line in importing.take_in(home.engine, actor(home, login), importing.found_in(paths), kind, clock=clock.now,
                                  event_id=event_id, channels=channels):
        refused = refused or line.outcome is importing.Outcome.REFUSED
        if json_:
            emit(line)
        else:
            click.echo(_told(line))
    if refused:
        raise SystemExit(1)


def _told(line: Line) -> str:
    if line.reason is not None:
        return f"✗ {line.file}\n    {line.reason.zh}\n    {line.reason.en}"
    if not line.title:
        return f"= {line.file}  {line.story} 已经导入过 here already"
    left = "".join((f"，未带入图片 {line.pictures} 张 pictures left out" if line.pictures else "",
                    f"，未带入脚注 {line.notes} 条 notes left out" if line.notes else ""))
    by = f"  {'、'.join(line.authors)}" if line.authors else ""
    return f"✓ {line.file}  {line.story} 《{line.title}》{by}{f'  {line.dated}' if line.dated else ''}{left}"


stories.add_command(package)


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

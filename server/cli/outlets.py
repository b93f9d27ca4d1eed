"""``outlets``: list, add, import."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table
from server.cli.placing import FILE, check_option, tell

COLUMNS = {"id": "#", "name": "名称 name", "words": "级别与类型 level and type", "known": "知名 known",
           "channel": "渠道 channel", "placements": "用稿 placements", "active": "使用中 in use"}


@click.group()
def outlets() -> None:
    """Outlets that approved items are sent to: papers, sites, accounts, internal bulletins, contests.

    Example: vitrine outlets add 市日报 --level city --type news
    """


@outlets.command("list")
@click.option("--all", "every", is_flag=True, help="Those that are no longer offered, too.")
@as_user
@as_json
@command
def list_outlets(every: bool, login: str | None, json_: bool) -> None:
    """List the outlets, the highest level first.

    Example: vitrine outlets list --json
    """
    from index.db import reading
    from server import policy
    from server.placements import outlets as service

    home = opened()
    policy.require(actor(home, login), "place")
    with reading(home.engine) as session:
        found = service.lines(session, active=not every)
    table(found if json_ else (SimpleNamespace(**{name: getattr(one, name) for name in COLUMNS} | {"words": one.words[0]})
                               for one in found), COLUMNS, json_=json_)


@outlets.command("add")
@click.argument("name")
@click.option("--level", required=True, help="school, county, city, province or nation.")
@click.option("--type", "type", required=True, help="bulletin, news, site, new-media or contest.")
@click.option("--name-en", default="", help="The English name.")
@click.option("--known", is_flag=True, help="It is well known (知名媒体).")
@click.option("--address", default="", help="Its site.")
@click.option("--channel", default="", help="Code of the only channel that leads there.")
@as_user
@as_json
@command
def add(login: str | None, json_: bool, **given: Any) -> None:
    """Add an outlet.

    Example: vitrine outlets add 省教育网 --level province --type site --known
    """
    from index.db import reading
    from server import clock
    from server.placements import outlets as service

    home = opened()
    made = service.add(home.engine, actor(home, login), service.Wish(**given), now=clock.now())
    with reading(home.engine) as session:
        line = service.line(session, made)
    if json_:
        emit(line)
    else:
        say(f"已登记媒体 {made}：{line.name}（{line.words[0]}）。\nOutlet {made} is on the list: {line.words[1]}.")


@outlets.command("import")
@click.argument("sheet", type=FILE)
@check_option
@as_user
@as_json
@command
def take_in(sheet: Path, check: bool, login: str | None, json_: bool) -> None:
    """Put a CSV or XLSX of outlets on the list, all rows or none. Columns (Chinese names too): name, level, type, name_en,
    known, address, channel.

    A row that is here already is passed over. Exit code 1 where a row was refused; then nothing is taken in.

    Example: vitrine outlets import 媒体名录.xlsx --check
    """
    from server import clock
    from server.placements import importing

    home = opened()
    tell(importing.take_in_outlets(home, actor(home, login), sheet, check=check, now=clock.now()), check=check, json_=json_)

"""``users record`` and ``users records``: what people did in a year."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, table

COLUMNS = {"login": "账号 login", "name": "姓名 name", "submitted": "投稿 submitted", "published": "发布 published",
           "adopted": "媒体采用 media", "internal": "内部刊物采用 internal", "won": "获奖 prizes",
           "trainings": "培训 training", "shoots": "拍摄 shoots"}
YEAR = click.option("--year", type=click.IntRange(2000, 2099), help="Which year; without it, this one.")


@click.command("record")
@click.argument("user")
@YEAR
@as_user
@as_json
@command
def record(user: str, year: int | None, login: str | None, json_: bool) -> None:
    """Show somebody's record of a year: contributions, prizes, training, shoots, kits.

    Example: vitrine users record lin --year 2026 --json
    """
    from index.db import reading
    from server import clock
    from server.admin import named
    from server.records import reading as records

    home, now = opened(), clock.now()
    who = actor(home, login)
    with reading(home.engine) as session:
        of = named.person(session, user).id
        found = records.record(session, who, of, year or _this_year(home, now), home.settings, now)
    if json_:
        emit(_plain(found))
        return
    click.echo(f"{found.of.name}  {found.year}\n投稿 submitted {found.submitted}  发布 published {found.published}  "
               f"媒体采用 media {len(found.adoptions)}  内部刊物采用 internal {len(found.internal)}  "
               f"获奖 prizes {found.won}  培训 training {len(found.trainings)}  拍摄 shoots {found.done}")
    for one in found.contributions:
        click.echo(f"  {one.item}  {one.title or '–'}")


@click.command("records")
@YEAR
@as_user
@as_json
@command
def all_records(year: int | None, login: str | None, json_: bool) -> None:
    """List the figures of a year of everybody whose record one may see.

    Example: vitrine users records --year 2026
    """
    from index.db import reading
    from server import clock
    from server.records import table as records

    home, now = opened(), clock.now()
    with reading(home.engine) as session:
        found = records.lines(session, actor(home, login), year or _this_year(home, now), home.settings, now)
    table(found, COLUMNS, json_=json_)


def _this_year(home: Any, now: datetime) -> int:
    return int(now.astimezone(home.settings.zone).year)


def _plain(found: Any) -> dict[str, Any]:
    """Return a record with its sums; parts and points as numbers."""
    from dataclasses import asdict
    from decimal import Decimal

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        return [plain(one) for one in value] if isinstance(value, list | tuple) else value

    told: dict[str, Any] = plain(asdict(found))
    return told | {"submitted": found.submitted, "published": found.published, "won": found.won, "done": found.done}


COMMANDS = (record, all_records)

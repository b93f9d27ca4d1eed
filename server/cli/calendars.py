"""``calendar``: days off, make-up workdays and office hours, in which deadlines of review run."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from index.errors import Invalid, VitrineError
from server.cli.common import actor, as_json, as_user, command, emit, opened, say

KINDS: dict[str, bool | None] = {"off": False, "work": True, "usual": None}
SOURCES = {"entered": "自设 set here", "announced": "国务院通知 State Council's notice", "law": "法定 fixed by law"}


@click.group()
def calendar() -> None:
    """The working calendar: deadlines run in office hours of working days only.

    Example: vitrine calendar set 2026-12-31 off --name 校庆
    """


@calendar.command("show")
@click.argument("year", required=False, type=click.IntRange(2000, 2100))
@as_json
@command
def show_calendar(year: int | None, json_: bool) -> None:
    """Show a year's days off and make-up workdays, and the office hours.

    Example: vitrine calendar show 2026
    """
    from server import clock
    from server.calendar import lists

    home, kept = _kept()
    view = lists.of_year(kept, year or clock.now().astimezone(home.settings.zone).year)
    if json_:
        emit({"year": view.year, "announced": view.announced, "workdays": view.workdays, "hours": _written(kept),
              "zone": home.settings.timezone, "days": [
                  {"first": one.first, "last": one.last, "works": one.works, "name": one.name[0], "name_en": one.name[1],
                   "source": one.source} for one in view.spells]})
        return
    click.echo(f"{view.year}  {view.workdays} 个工作日 working days  {_written(kept)}  {home.settings.timezone}")
    if not view.announced:
        click.echo(f"{view.year} 年的放假通知不在本版本里 / the notice for {view.year} is not part of this version")
    for one in view.spells:
        days = f"{one.first}" + (f"..{one.last}" if one.last != one.first else "")
        kind = "班 work" if one.works else "休 off"
        click.echo(f"{days:<22}  {kind}  {' '.join(filter(None, one.name))}  {SOURCES[one.source]}")


@calendar.command("set")
@click.argument("days", metavar="DAY[..DAY]")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--name", default="", help="What it is called, in Chinese.")
@click.option("--name-en", default="", help="The same in English.")
@as_user
@as_json
@command
def set_days(days: str, kind: str, name: str, name_en: str, login: str | None, json_: bool) -> None:
    """Let days be off, or worked; "usual" takes back what was set.

    Example: vitrine calendar set 2027-02-05..2027-02-12 off --name 春节
    """
    from server.calendar.service import Marked

    first, _, last = days.partition("..")
    try:
        marked = Marked(date.fromisoformat(first), date.fromisoformat(last or first), KINDS[kind], name, name_en)
    except ValueError:
        raise Invalid("days", f"「{days}」应如 2026-12-31 或 2027-02-05..2027-02-12",
                      f"write “{days}” like 2026-12-31 or 2027-02-05..2027-02-12") from None
    _set([marked], login, json_=json_)


@calendar.command("hours")
@click.argument("spans", nargs=-1, required=True, metavar="HH:MM-HH:MM...")
@as_user
@as_json
@command
def set_hours(spans: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Set the office hours of a working day.

    Example: vitrine calendar hours 08:30-12:00 14:00-17:30
    """
    from server import clock
    from server.calendar import service

    home = opened()
    service.set_hours(home.engine, actor(home, login), service.hours_of(" ".join(spans)), now=clock.now())
    _, kept = _kept()
    if json_:
        emit({"hours": _written(kept)})
    else:
        say(f"已保存 / saved: {_written(kept)}")


@calendar.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@as_user
@as_json
@command
def take_in(file: Path, login: str | None, json_: bool) -> None:
    """Take in the days of an ICS or CSV file (columns date, until, kind, name); they go before what is there.

    Example: vitrine calendar import 2027.ics
    """
    from server.calendar import files

    try:
        data = file.read_bytes()
    except OSError as error:
        raise VitrineError("no-source", path=str(file)) from error
    found = files.read(file.name, data, opened().settings.zone)
    _set(found.marked, login, json_=json_, file=file.name, unclear=found.unclear)


def _set(marked: Any, login: str | None, *, json_: bool, file: str = "", unclear: tuple[str, ...] = ()) -> None:
    from server import clock
    from server.calendar import service

    home = opened()
    count = service.set_days(home.engine, actor(home, login), marked, now=clock.now(), file=file)
    if json_:
        emit({"days": count, "unclear": list(unclear)})
        return
    for name in unclear:
        say(f"未采用：「{name}」没有写明休还是班 / left out, says neither off nor work: {name}")
    say(f"改动 {count} 天 / {count} days changed")


def _kept() -> tuple[Any, Any]:
    from index.catalogue import work_calendar
    from index.db import reading

    home = opened()
    with reading(home.engine) as session:
        return home, work_calendar.load(session, home.settings.zone)


def _written(kept: Any) -> str:
    from server.calendar.service import written

    return written(kept.hours)

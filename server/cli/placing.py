"""``placements``: list, add, change, import."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.boards import DAY
from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from server.placements.evidence import Evidence
    from server.sheets.whole import Report

MOST = 20_000
COLUMNS = {"id": "#", "item": "内容 item", "title": "标题 title", "outlet": "媒体 outlet", "words": "状态 state",
           "sent_on": "报送 sent", "published_on": "刊发 published"}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
check_option = click.option("--check", is_flag=True, help="Only tell what would become of each row; keep nothing.")


def of_placement(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what became of an item."""
    for option in (click.option("--evidence", type=FILE, help="A screenshot, scan or PDF that proves the adoption."),
                   click.option("--note", help="Anything else."),
                   click.option("--rank", help="A prize's rank, like 一等奖 or first."),
                   click.option("--contest", help="The contest, where it is for a prize."),
                   click.option("--link", help="Where it can be read."),
                   click.option("--published-on", type=DAY, help="The outlet's date: it was adopted."),
                   click.option("--sent-on", type=DAY, help="When it was sent."),
                   click.option("--outlet", help="Name or id of the outlet.")):
        function = option(function)
    return function


@click.group()
def placements() -> None:
    """What was sent to outlets, and what became of it.

    Example: vitrine placements list --state claimed
    """


@placements.command("list")
@click.option("--state", default="", help="claimed, sent, silent, adopted or not-adopted.")
@click.option("--month", default="", help="A month, like 2026-03: the outlet's date, else that of the sending.")
@click.option("--outlet", default="", help="Name or id of an outlet.")
@click.option("--department", default="", metavar="D", help="Department (id, code or name) whose items they are of.")
@as_user
@as_json
@command
def list_placements(state: str, month: str, outlet: str, department: str, login: str | None, json_: bool) -> None:
    """List the placements that one may see; those that wait begin with the one that waits longest.

    Example: vitrine placements list --month 2026-03 --state adopted --json
    """
    from index.db import reading
    from index.errors import Invalid
    from server import clock, policy
    from server.admin import named
    from server.placements import lists, outlets
    from server.points import periods

    home = opened()
    who = actor(home, login)
    policy.require(who, "place")
    if state and state not in lists.STATES:
        listed = ", ".join(lists.STATES)
        raise Invalid("state", f"「{state}」应为 {listed} 之一", f"“{state}” should be one of {listed}")
    with reading(home.engine) as session:
        where = outlets.named(session, outlet)
        only = lists.Only(state, where.id if where else None, month=periods.month(month) if month else "",
                          department=named.department(session, department).id if department else None)
        found = lists.lines(session, who, only, home.settings.zone, clock.now(), limit=MOST)
    if json_:
        table(found, COLUMNS, json_=True)
    else:
        from types import SimpleNamespace

        table((SimpleNamespace(**{name: getattr(one, name) for name in COLUMNS} | {"words": " ".join(one.words)})
               for one in found), COLUMNS, json_=False)


@placements.command("add")
@click.argument("item")
@click.option("--channel", default="", help="Code of the channel that it went on by; without it the first that fits.")
@of_placement
@as_user
@as_json
@command
def add(item: str, evidence: Path | None, login: str | None, json_: bool, **given: Any) -> None:
    """Put on record that an item (S3, V12) was sent to an outlet, or with --published-on that the outlet adopted it.

    The office's adoptions are confirmed where there is evidence; anybody else's wait for the office.

    Example: vitrine placements add S3 --outlet 市日报 --published-on 2026-03-05 --evidence 截图.png
    """
    from index.catalogue import items
    from server import clock
    from server.placements import service

    home = opened()
    who, wish, ref = actor(home, login), _wish(given), items.parse(item)
    if wish.published_on is None:
        made = service.send(home, who, ref, wish, now=clock.now())
    else:
        with _proof(evidence) as proof:
            made = service.adopt(home, who, ref, wish, proof, now=clock.now())
    _show(home, login, made, json_=json_)


@placements.command("change")
@click.argument("placement", type=int)
@click.option("--not-adopted", is_flag=True, help="The outlet did not adopt it.")
@click.option("--reason", default="", help="Why something that was confirmed is put right.")
@of_placement
@as_user
@as_json
@command
def change(placement: int, not_adopted: bool, reason: str, evidence: Path | None, login: str | None, json_: bool,
           **given: Any) -> None:
    """Say what became of what was sent, or put right what is on record; what is not named stays as it is.

    Example: vitrine placements change 7 --published-on 2026-03-05 --evidence 截图.png
    """
    from dataclasses import replace

    from index.db import reading
    from server import clock
    from server.placements import lists, service

    home, now = opened(), clock.now()
    who = actor(home, login)
    if not_adopted:
        if evidence is not None or any(given.values()):
            raise click.UsageError("--not-adopted: 只能与 --reason 一起用 / goes with --reason alone")
        service.decline(home, who, placement, reason, now=now)
    else:
        with reading(home.engine) as session:
            line = lists.line(session, who, placement, home.settings.zone, now)
        was = service.Wish(line.channel, str(line.outlet_id or ""), None, line.published_on, line.link, line.note,
                           line.contest, line.rank or "")
        wish = replace(was, **{key: value for key, value in _days(given).items() if value is not None})
        with _proof(evidence) as proof:
            service.settle(home, who, placement, wish, proof, reason=reason, now=now)
    _show(home, login, placement, json_=json_)


@placements.command("import")
@click.argument("sheet", type=FILE)
@check_option
@as_user
@as_json
@command
def take_in(sheet: Path, check: bool, login: str | None, json_: bool) -> None:
    """Put a CSV or XLSX of past placements on record, all rows or none. Columns (Chinese names too): item, state, channel,
    outlet, sent_on, published_on, link, evidence (a file's path, from the sheet's folder), contest, rank, note, reason.

    A row that is here already is passed over. Exit code 1 where a row was refused; then nothing is taken in.

    Example: vitrine placements import 用稿台账.xlsx --check
    """
    from server import clock
    from server.placements import importing

    home = opened()
    tell(importing.take_in(home, actor(home, login), sheet, check=check, now=clock.now()), check=check, json_=json_)


def tell(report: Report, *, check: bool, json_: bool) -> None:
    """Tell what became of a sheet, a line for each row; end with 1 where one was refused."""
    from server.sheets.whole import Outcome

    for line in report.lines:
        if json_:
            emit(line)
        elif line.reason is not None:
            click.echo(f"✗ 第 {line.row} 行 row {line.row}  {line.name}\n    {line.reason.zh}\n    {line.reason.en}")
        else:
            here = "  已登记 here already" if line.outcome is Outcome.ALREADY_HERE else ""
            click.echo(f"{'=' if here else '✓'} {line.number or ''}  {line.name}{here}")
    count = {one: sum(line.outcome is one for line in report.lines) for one in Outcome}
    new, refused = count[Outcome.ADDED], count[Outcome.REFUSED]
    if report.kept:
        say(f"已登记 {new} 行。\nRows now on record: {new}.")
    elif refused:
        say(f"{refused} 行有问题，一行也没有登记。改好后再导入。\n"
            f"Rows with faults: {refused}; nothing was taken in. Put them right.")
    elif check:
        say(f"没有问题，将登记 {new} 行。\nNo faults; rows that would be taken in: {new}.")
    if refused:
        raise SystemExit(1)


@contextmanager
def _proof(path: Path | None) -> Iterator[Evidence | None]:
    from server.placements.evidence import Evidence

    if path is None:
        yield None
        return
    with path.open("rb") as stream:
        yield Evidence(path.name, stream)


def _wish(given: dict[str, Any]) -> Any:
    from server.placements.service import Wish

    return Wish(**{key: value for key, value in _days(given).items() if value is not None})


def _days(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value.date() if isinstance(value, datetime) else value for key, value in given.items()}


def _show(home: Any, login: str | None, placement: int, *, json_: bool) -> None:
    from index.db import reading
    from server import clock
    from server.placements import lists

    with reading(home.engine) as session:
        line = lists.line(session, actor(home, login), placement, home.settings.zone, clock.now())
    if json_:
        emit(line)
    else:
        click.echo(f"{line.id}  {line.item} {line.title}  {line.outlet or line.contest or '–'}  {' '.join(line.words)}")

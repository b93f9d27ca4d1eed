"""``office``: ranking, quotas, points and report of a period, and closing a month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

RANKING = {"rank": "名次 rank", "department": "部门 department", "points": "得分 points", "adopted": "采用 adopted",
           "published": "发布 published", "submitted": "投稿 submitted", "late": "补报 late", "movement": "升降 movement"}
QUOTAS = {"name": "对象 of whom", "quota": "任务 quota", "period": "周期 period", "wanted": "应完成 wanted",
          "has": "已完成 has", "short": "欠缺 short", "after": "截止后 after due", "late": "补报 late", "duty": "任务 duty"}
POINTS = {"department": "部门 department", "points": "得分 points", "item": "编号 item", "why": "事由 why",
          "outlet": "媒体 outlet", "pending": "未计入 pending"}


def of_period(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name a month, a quarter or a year, and a group of departments."""
    for option in (click.option("--group", help="Only the departments of a group (name or id)."),
                   click.option("--year", help="A year, like 2026."),
                   click.option("--quarter", help="A quarter, like 2026Q1."),
                   click.option("--month", help="A month, like 2026-03; without any, this one.")):
        function = option(function)
    return function


@click.group()
def office() -> None:
    """The office's figures: rankings, quotas and points.

    Example: vitrine office ranking --month 2026-03 --json
    """


@office.command("ranking")
@of_period
@as_user
@as_json
@command
def ranking(month: str | None, quarter: str | None, year: str | None, group: str | None, login: str | None,
            json_: bool) -> None:
    """Rank departments; equals share a place.

    Example: vitrine office ranking --quarter 2026Q1
    """
    from index.db import reading
    from server import clock, policy
    from server.points import lists

    home = opened()
    policy.require(actor(home, login), "see-points")
    with reading(home.engine) as session:
        found = lists.ranking(session, _period(home, month, quarter, year), home.settings.zone, clock.now(),
                              within=_members(session, group))
    _tell(({"rank": one.rank, "department": one.department_name, "points": one.points, "adopted": one.adopted,
            "published": one.published, "submitted": one.submitted, "late": one.late, "before": one.before,
            "movement": one.movement, "period": found.period, "by": found.by, "closed": found.closed}
           for one in found.lines), RANKING, json_=json_)


@office.command("quotas")
@of_period
@as_user
@as_json
@command
def quotas(month: str | None, quarter: str | None, year: str | None, group: str | None, login: str | None,
           json_: bool) -> None:
    """Tell how everybody stands with what is asked, a line for each quota and month.

    Example: vitrine office quotas --month 2026-03 --json
    """
    from index.db import reading
    from server import clock
    from server.ledger.months import month_at
    from server.points import book, periods, standing

    home, now = opened(), clock.now()
    who = actor(home, login)
    with reading(home.engine) as session:
        within, period = _members(session, group), _period(home, month, quarter, year)
        months = periods.months(period)
        wanted = [one for one in months if one <= month_at(now, home.settings.zone)] or months[:1]
        pages = book.pages(session, wanted, home.settings.zone, now)
        found = [(of, one) for of, page in pages.items() for one in standing.tables(session, page.figures, who)]
    _tell(({"month": of, "of": of_table.of, "name": row.name, "department": row.name if of_table.of == "department" else None,
            "quota": one.quota, "period": one.period, "wanted": one.wanted, "has": one.has, "short": one.short,
            "after": one.after, "late": one.late, "duty": one.duty, "met": one.met, "items": list(one.items),
            "late_items": [item for item, mark in one.marked if mark == "late"],
            "after_items": [item for item, mark in one.marked if mark == "after"]}
           for of, of_table in found for row in of_table.rows for one in row.cells.values()
           if within is None or (of_table.of == "department" and row.subject.id in within)), QUOTAS, json_=json_)


@office.command("points")
@of_period
@as_user
@as_json
@command
def points(month: str | None, quarter: str | None, year: str | None, group: str | None, login: str | None,
           json_: bool) -> None:
    """Tell each department's points with the lines that they are the sum of.

    Example: vitrine office points --month 2026-03 --json
    """
    from index.catalogue import visibility
    from index.db import reading
    from server import clock
    from server.points import book, lists, periods

    home, now = opened(), clock.now()
    who = actor(home, login)
    with reading(home.engine) as session:
        period = _period(home, month, quarter, year)
        found = lists.ranking(session, period, home.settings.zone, now, within=_members(session, group))
        pages = book.begun(session, period, home.settings.zone, now)
    per = periods.read(period)[0]
    rows = [(one, lists.explained(pages, one.department, per), [
        line for page in pages.values() for line in page.figures.pending if line.department_id == one.department])
        for one in found.lines if visibility.accounts(who, one.department)]
    if json_:
        for one, lines, pending in rows:
            emit({"rank": one.rank, "department": one.department_name, "points": number(one.points), "adopted": one.adopted,
                  "period": found.period, "closed": found.closed, "lines": [_line(line) for line in lines],
                  "pending": [_line(line) for line in pending]})
        return
    _tell(({"department": one.department_name, **_line(line), "pending": line in pending}
           for one, lines, pending in rows for line in (*lines, *pending)), POINTS, json_=False)


@office.command("report")
@click.option("--month", help="A month, like 2026-03; without any, this one.")
@click.option("--quarter", help="A quarter, like 2026Q1.")
@click.option("--year", help="A year, like 2026.")
@click.option("--to", "target", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True,
              help="Where to: a .pdf, .docx, .xlsx or .html.")
@as_user
@command
def report(month: str | None, quarter: str | None, year: str | None, target: Path, login: str | None) -> None:
    """Write the report of a month, quarter or year into a file: as it was issued, else as it stands now.

    Example: vitrine office report --quarter 2026Q1 --to report.pdf
    """
    from server import clock
    from server.reports import files

    home = opened()
    form = files.checked(target.suffix.lower().removeprefix("."))
    data, issued = files.of_period(home, actor(home, login), _period(home, month, quarter, year), form, now=clock.now())
    target.write_bytes(data)
    say(f"已写入 {target}（{'已印发' if issued else '未印发，为现在的数字'}）。\n"
        f"{target} is written ({'as issued' if issued else 'not issued, with the figures of now'}).")


@office.command("close")
@click.argument("month")
@as_user
@command
def close(month: str, login: str | None) -> None:
    """Close a month: its figures stay as they are.

    Example: vitrine office close 2026-03
    """
    from server import clock
    from server.points import closing

    home = opened()
    closing.close(home.engine, actor(home, login), month, zone=home.settings.zone, now=clock.now())
    say(f"{month} 已关账。\n{month} is closed.")


def number(amount: Decimal) -> int | float:
    """Return an amount as a JSON number: written with the same digits, as amounts have few."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _line(line: Any) -> dict[str, Any]:
    return {"month": line.month, "why": line.why, "points": number(line.points), "item": line.item, "late": line.late,
            "annual": line.annual, "outlet": line.details.get("outlet"), "quota": line.details.get("quota"),
            "details": dict(line.details),
            "people": [{"person": one.person_id, "name": one.name, "points": number(one.points)} for one in line.parts]}


def _period(home: Any, month: str | None, quarter: str | None, year: str | None) -> str:
    """Return the one period that is named. Raises Invalid (period)."""
    from index.errors import Invalid
    from server import clock
    from server.ledger.months import month_at
    from server.points import periods

    given = [(kind, one) for kind, one in (("month", month), ("quarter", quarter), ("year", year)) if one is not None]
    if len(given) > 1:
        raise click.UsageError("--month, --quarter, --year: 只能写一个 / only one of them")
    if not given:
        return month_at(clock.now(), home.settings.zone)
    per, found = periods.read(given[0][1])
    if per != given[0][0]:
        raise Invalid("period", f"--{given[0][0]} 不能是 {given[0][1]}", f"--{given[0][0]} cannot be {given[0][1]}")
    return found


def _members(session: Any, group: str | None) -> tuple[int, ...] | None:
    from server.points import groups

    return groups.line(session, group).departments if group is not None else None


def _tell(rows: Iterable[Mapping[str, Any]], columns: dict[str, str], *, json_: bool) -> None:
    from types import SimpleNamespace

    plain = ({key: number(value) if isinstance(value, Decimal) else value for key, value in row.items()} for row in rows)
    if json_:
        for row in plain:
            emit(row)
    else:
        table((SimpleNamespace(**row) for row in plain), columns, json_=False)

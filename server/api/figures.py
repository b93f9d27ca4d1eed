"""The office's figures: rankings, how quotas stand, points; the same that its pages and commands give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.ledger.months import month_at
from server.office.overview import overview
from server.points import book, closing, groups, lists, periods, standing
from server.points.counting import Standing
from server.points.lists import PersonLine, RankLine
from server.points.quotas import Of
from server.points.rules import By
from server.points.standing import Row, Table
from server.web.services import actor, home, now, zone

Period = Annotated[str | None, Rule(most=7, example="2026-03", about="Like 2026-03, 2026Q1 or 2026; without it this month.")]
MonthName = Annotated[str, Rule(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$", example="2026-03")]
Month = Annotated[str | None, Rule(most=7, example="2026-03", about="Like 2026-03; without it this month.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichPeriod:
    """A month, a quarter or a year; over all departments, or those of a group."""

    period: Period = None
    group: RowId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichMonth(Paging):
    """A month, in pages."""

    month: Month = None


@dataclass(frozen=True, slots=True)
class RankingRecord:
    """A period's ranking: by what, and whether all its months are closed. Equals share a place.

    ``people`` by their points are told to those who see the office's pages, over all departments where points are counted.
    """

    period: str
    by: By
    closed: bool
    lines: tuple[RankLine, ...]
    people: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class QuotaStanding:
    """How somebody stands with one quota: a department, a group together, or a person. ``items`` are what was counted."""

    of: Of
    id: int
    name: str
    quota: str
    period: str
    wanted: int
    has: int
    short: int
    after: int
    late: int
    duty: bool
    met: bool
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What came in from one department this month, and how much of it was adopted."""

    department: str
    photos: int
    videos: int
    posters: int
    adopted: int


@dataclass(frozen=True, slots=True)
class OverviewRecord:
    """What the office sees first in the morning: how many reviews wait, what came in, which boards and assignments are late,
    how the screens are.
    """

    month: date
    waiting: int
    uploads: tuple[Uploaded, ...]
    boards: int
    boards_overdue: tuple[int, ...]
    screens: dict[str, int]
    screens_silent: tuple[int, ...]
    assignments_late: tuple[int, ...]
    kits_overdue: tuple[int, ...]
    topics_open: tuple[int, ...]


@endpoint("GET", "/overview", Scope.READ_OFFICE, "办公室概览", tag="figures", tagged=False)
def show_overview() -> OverviewRecord:
    """Show the office's overview; for those who see its page."""
    found = overview(home(), actor(), now())
    return OverviewRecord(
        found.month, found.waits,
        tuple(Uploaded(one.department, one.photos, one.videos, one.posters, one.adopted) for one in found.uploads),
        found.boards, tuple(one.id for one in found.overdue), found.screens, tuple(one.id for one in found.silent),
        tuple(one.id for one in found.late), tuple(one.id for one in found.kits), tuple(one.id for one in found.topics))


@endpoint("GET", "/ranking", Scope.READ_OFFICE, "部门排名", tag="figures")
def show_ranking(query: WhichPeriod) -> RankingRecord:
    """Rank the departments in a month, a quarter or a year."""
    policy.require(actor(), "see-points")
    with reading(home().engine) as session:
        within = groups.line(session, str(query.group)).departments if query.group else None
        found = lists.ranking(session, asked(query.period), zone(), now(), within=within)
    people = found.people if found.by is By.POINTS and policy.may(actor(), "see-office") else ()
    return RankingRecord(found.period, found.by, found.closed, found.lines, people)


@endpoint("GET", "/quotas", Scope.READ_OFFICE, "任务完成情况", tag="figures")
def list_quotas(query: WhichMonth) -> Listed[QuotaStanding]:
    """List how those whom one may see stand with what is asked of them in a month."""
    policy.require(actor(), "see-points")
    month = _month(query.month)
    with reading(home().engine) as session:
        page = book.pages(session, [month], zone(), now())[month]
        found = [(table, row, one) for table in standing.tables(session, page.figures, actor()) for row in table.rows
                 for one in row.cells.values()]
    return cut(found, query, lambda one: f"{one[0].of} {one[1].subject.id:010} {one[2].quota_id:010}",
               lambda one: _standing(*one))


@endpoint("POST", "/months/{month}/close", Scope.WRITE_OFFICE, "关账", tag="figures")
def close_month(month: MonthName) -> None:
    """Close a month that is over: its figures stay as they are, for good. For the office."""
    closing.close(home().engine, actor(), periods.month(month), zone=zone(), now=now())


def asked(given: str | None) -> str:
    """Return the period that is asked for, else this month."""
    return given or month_at(now(), zone())


def _month(given: str | None) -> str:
    return periods.month(given) if given else month_at(now(), zone())


def _standing(table: Table, row: Row, one: Standing) -> QuotaStanding:
    return QuotaStanding(table.of, row.subject.id, row.name, one.quota, one.period, one.wanted, one.has, one.short, one.after,
                         one.late, one.duty, one.met, one.items)

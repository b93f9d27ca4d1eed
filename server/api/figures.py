"""The office's figures: the ledger, rankings, quotas and points; the same that its pages and commands give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from sqlalchemy.orm import Session

from index.catalogue import months, visibility
from index.catalogue.departments import Department
from index.catalogue.tokens import Scope
from index.db import reading
from index.errors import NotFound
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.ledger import reading as ledger
from server.ledger.entries import Entry, Happened
from server.ledger.months import month_at
from server.office.overview import overview
from server.points import book, groups, lists, periods, standing
from server.points.counting import Standing
from server.points.points import Line, Why
from server.points.quotas import Of
from server.points.rules import By
from server.points.standing import Row, Table
from server.web.services import actor, home, now, zone

Period = Annotated[str | None, Rule(most=7, example="2026-03", about="Like 2026-03, 2026Q1 or 2026; without it this month.")]
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
class RankRecord:
    """One department in a ranking; equals share a place. ``before`` is its place in the period before."""

    rank: int
    department: int
    department_name: str
    points: float
    adopted: int
    published: int
    submitted: int
    late: int
    before: int | None
    movement: int | None


@dataclass(frozen=True, slots=True)
class RankingRecord:
    """A period's ranking: by what, and whether all its months are closed."""

    period: str
    by: By
    closed: bool
    lines: tuple[RankRecord, ...]


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
class PointsLine:
    """Some points and what they are for; ``outlet`` and ``quota`` are names."""

    month: str
    why: Why
    points: float
    item: str | None
    late: bool
    annual: bool
    outlet: str | None
    quota: str | None


@dataclass(frozen=True, slots=True)
class PointsRecord:
    """What a department's points in a period are the sum of; ``pending`` are lines that would come were it closed now."""

    department: int
    department_name: str
    period: str
    points: float
    lines: tuple[PointsLine, ...]
    pending: tuple[PointsLine, ...]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One thing that happened to one item, and the month in which it counts; ``late`` where its own had closed (补报)."""

    item: str
    kind: str
    happened: Happened
    at: datetime
    month: str
    department: int | None
    channel: str | None
    outlet: str | None
    level: str | None
    placement: int | None
    late: bool
    double: bool


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
        found = lists.ranking(session, _period(query.period), zone(), now(), within=within)
    return RankingRecord(found.period, found.by, found.closed, tuple(
        RankRecord(one.rank, one.department_id, one.department, _number(one.points), one.adopted, one.published,
                   one.submitted, one.late, one.before, one.movement) for one in found.lines))


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


@endpoint("GET", "/departments/{department}/points", Scope.READ_OFFICE, "部门得分明细", tag="figures")
def show_points(department: RowId, query: WhichPeriod) -> PointsRecord:
    """Show what a department's points in a period are the sum of; one's own, for the office and directors any."""
    policy.require(actor(), "see-points")
    per, period = periods.read(_period(query.period))
    with reading(home().engine) as session:
        row = session.get(Department, department)
        if row is None or not visibility.accounts(actor(), department):
            raise NotFound(what=f"“{department}”")
        today = month_at(now(), zone())
        pages = book.pages(session, [one for one in periods.months(period) if one <= today], zone(), now())
        name = row.name
    lines = lists.explained(pages, department, per)
    pending = [line for page in pages.values() for line in page.figures.pending if line.department_id == department]
    return PointsRecord(department, name, period, _number(sum((one.points for one in lines), Decimal(0))),
                        tuple(map(_line, lines)), tuple(map(_line, pending)))


@endpoint("GET", "/ledger", Scope.READ_OFFICE, "投稿用稿台账", tag="figures")
def list_ledger(query: WhichMonth) -> Listed[LedgerEntry]:
    """List what counts in a month, in the order in which it happened: of one's own department, for the office and directors
    of all.
    """
    policy.require(actor(), "see-points")
    month = _month(query.month)
    with reading(home().engine) as session:
        found = [one for one in _entries(session, month) if visibility.accounts(actor(), one.department_id)]
    return cut(found, query, lambda one: f"{one.at.isoformat()} {one.item} {one.happened} {one.channel} {one.placement_id}",
               _entry)


def _entries(session: Session, month: str) -> tuple[Entry, ...]:
    return ledger.entries(session, month, month, zone=zone(), closed=months.closings(session))


def _period(given: str | None) -> str:
    return given or month_at(now(), zone())


def _month(given: str | None) -> str:
    return periods.month(given) if given else month_at(now(), zone())


def _number(amount: Decimal) -> float:
    return float(amount)


def _standing(table: Table, row: Row, one: Standing) -> QuotaStanding:
    return QuotaStanding(table.of, row.subject.id, row.name, one.quota, one.period, one.wanted, one.has, one.short, one.after,
                         one.late, one.duty, one.met, one.items)


def _line(line: Line) -> PointsLine:
    return PointsLine(line.month, line.why, _number(line.points), line.item, line.late, line.annual,
                      line.details.get("outlet"), line.details.get("quota"))


def _entry(one: Entry) -> LedgerEntry:
    return LedgerEntry(one.item, one.kind, one.happened, one.at, one.month, one.department_id, one.channel,
                       one.outlet.name if one.outlet else None, one.outlet.level if one.outlet else None, one.placement_id,
                       one.late, one.double)

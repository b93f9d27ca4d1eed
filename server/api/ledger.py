"""The ledger (台账): what happened to each item, with everybody's part in it; its tables, and the list behind each figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.ledger import lists, spans
from server.ledger.entries import Entry, Happened
from server.ledger.figures import By, Only, What
from server.ledger.lists import OWN, ListLine, TableLine
from server.ledger.months import month_at
from server.ledger.spans import Span
from server.web.services import actor, home, now, zone

Period = Annotated[str | None, Rule(most=7, example="2026Q1", about="Like 2026-03, 2026Q1 or 2026; without any this month.")]
Month = Annotated[str | None, Rule(most=7, example="2026-03", about="In place of a period: a range, both months included.")]
Key = Annotated[str | None, Rule(most=80, example="news", about="The key of a line of the table; without it all of them.")]


@dataclass(frozen=True, kw_only=True)  # without slots: what is also in pages has two bases
class WhichMonths:
    """A period (a month, a quarter or a year), or the months of a range; of all departments that may be seen, or of one. An
    item is a story, a picture set or a film: with ``singles`` single photos and posters count as well.
    """

    period: Period = None
    month: Month = None
    from_month: Month = None
    until_month: Month = None
    department: RowId | None = None
    singles: bool = False

    @property
    def span(self) -> Span:
        """Raises Invalid."""
        return spans.read(self.period or self.month or "", self.from_month or "", self.until_month or "",
                          month_at(now(), zone()))

    @property
    def only(self) -> Only:
        return Only(self.singles, self.department)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichEntries(WhichMonths, Paging):
    """Which entries, in pages."""

    singles: bool = True


@dataclass(frozen=True, kw_only=True)
class WhichTable(WhichMonths):
    """Of which months, and what its lines are."""

    by: By = By.DEPARTMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichList(WhichTable, Paging):
    """The list behind which figure."""

    what: What = What.ADOPTED
    key: Key = None


@dataclass(frozen=True, slots=True)
class ShareRecord:
    """Somebody's part in an item, in percent of all authors or of all photographers; whom the campus does not know has no
    number. ``department`` is whose they were when they were named, null for the item's own.
    """

    person: int | None
    name: str
    part: str
    percent: Decimal
    department: int | None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One thing that happened to one item, and the month in which it counts; ``late`` where its own had closed (补报).

    ``level`` and ``type`` are the outlet's; ``prize`` is a prize's rank, empty for what was entered and has won none yet,
    null where it is no prize.
    """

    item: str
    kind: str
    happened: Happened
    at: datetime
    month: str
    department: int | None
    channel: str | None
    event: int | None
    outlet: str | None
    level: str | None
    type: str | None
    placement: int | None
    prize: str | None
    late: bool
    double: bool
    shares: tuple[ShareRecord, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of a table; what has no such key has an empty one. ``figures`` by what is counted, ``rate`` is the adoption
    rate in percent; ``opens`` says that the list behind them may be read.
    """

    key: str
    name: str
    name_en: str
    figures: dict[str, Decimal]
    rate: Decimal | None
    opens: bool


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """The ledger of some months by something, as its page shows it. ``closed`` are months whose figures are kept."""

    first: str
    last: str
    by: By
    closed: tuple[str, ...]
    lines: tuple[LedgerLine, ...]
    total: LedgerLine


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """One line behind a figure: ``share`` is how much of it counts there, all of a list are the figure. The title is null
    where the item may not be seen.
    """

    item: str
    title: str | None
    kind: str
    department: str
    happened: What
    on: date
    month: str
    late: bool
    share: Decimal
    channels: tuple[str, ...]
    outlet: str | None
    prize: str
    placement: int | None
    double: bool


@endpoint("GET", "/ledger", Scope.READ_OFFICE, "投稿用稿台账", tag="figures")
def list_ledger(query: WhichEntries) -> Listed[LedgerEntry]:
    """List what counts in some months, in the order in which it happened: of one's own department, for the office and
    directors of all. Closed months tell what they keep.
    """
    policy.require(actor(), "see-ledger")
    span = query.span
    with reading(home().engine) as session:
        found = lists.entries(session, actor(), span.first, span.last, query.only, zone())
    return cut(found, query, lambda one: f"{one.at.isoformat()} {one.item} {one.happened} {one.channel} {one.placement_id}",
               _entry)


@endpoint("GET", "/ledger/table", Scope.READ_OFFICE, "台账统计表", tag="figures")
def show_ledger_table(query: WhichTable) -> LedgerTable:
    """Show what was submitted, sent, adopted and published in some months, by department, person, kind, channel, event,
    outlet, or an outlet's level or type.

    Departments are everybody's to compare; all else is of one's own, for the office and directors of all.
    """
    policy.require(actor(), "see-ledger")
    span = query.span
    with reading(home().engine) as session:
        found = lists.table(session, actor(), span.first, span.last, query.by, query.only, zone())
    return LedgerTable(span.first, span.last, found.by, tuple(sorted(found.account.closed)), tuple(map(_line, found.lines)),
                       _line(found.total))


@endpoint("GET", "/ledger/items", Scope.READ_OFFICE, "台账数字的明细", tag="figures")
def list_ledger_items(query: WhichList) -> Listed[LedgerItem]:
    """List what is behind a figure of the table: the shares of all are that figure."""
    policy.require(actor(), "see-ledger")
    span = query.span
    with reading(home().engine) as session:
        found = lists.listed(session, actor(), span.first, span.last, query.what, query.by, query.key, query.only, zone(),
                             now())
    if found is None:
        raise policy.forbidden("see-ledger", OWN)
    return cut(found, query, lambda one: f"{one.on} {one.item} {one.month} {one.placement or 0:015}", _item)


def _entry(one: Entry) -> LedgerEntry:
    outlet = one.outlet
    name, level, of = (outlet.name, outlet.level, outlet.type) if outlet else (None, None, None)
    return LedgerEntry(one.item, one.kind, one.happened, one.at, one.month, one.department_id, one.channel, one.event_id,
                       name, level, of, one.placement_id, one.prize, one.late, one.double,
                       tuple(ShareRecord(it.person_id, it.name, it.part, it.percent, it.department_id) for it in one.shares))


def _line(one: TableLine) -> LedgerLine:
    return LedgerLine(one.key, *one.name, {str(what): amount for what, amount in one.figures.items()}, one.rate, one.opens)


def _item(one: ListLine) -> LedgerItem:
    return LedgerItem(one.item, one.title, one.kind[0], one.department[0], one.happened, one.on, one.month, one.late,
                      one.share, tuple(zh for zh, _en in one.channels), one.outlet, one.prize[0], one.placement, one.double)

"""The ledger as pages and sheets read it: tables with names for their rows, and the lists behind each figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import months, visibility
from index.catalogue.channels import Channel
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.outlets import LEVEL_NAMES, TYPE_NAMES
from index.catalogue.people import Actor
from index.catalogue.placements import RANK_NAMES
from index.catalogue.stories import StoryKind
from server.ledger import book, figures
from server.ledger.book import Account
from server.ledger.entries import Entry
from server.ledger.figures import By, Only, What
from server.notices import subjects

Pair = tuple[str, str]
ASSET_KINDS: Final[dict[str, Pair]] = {
    "photo": ("单张照片", "single photo"), "poster": ("海报", "poster"), "film": ("视频", "film"),
}
ALL: Final[Pair] = ("合计", "In all")
NONE: Final[dict[By, Pair]] = {
    By.DEPARTMENT: ("未归部门", "no department"), By.PERSON: ("未署名", "nobody named"), By.KIND: ("未分类", "no kind"),
    By.CHANNEL: ("未分渠道", "no channel"), By.EVENT: ("未归活动", "no event"), By.LEVEL: ("未注明媒体", "no outlet named"),
    By.TYPE: ("未注明媒体", "no outlet named"), By.OUTLET: ("未注明媒体", "no outlet named"),
}


OWN: Final = ("各部门的合计可以比较，明细只能打开本部门的。",
              "Totals of departments are there to compare; only the own department's lists can be opened.")
"""Why a list behind a figure stays closed."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """One row: its key, what it is called, its figures, and whether the reader may open their lists."""

    key: str
    name: Pair
    figures: dict[What, Decimal]
    rate: Decimal | None
    opens: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The ledger of some months, by something. ``closed`` are months whose figures are kept."""

    by: By
    columns: tuple[What, ...]
    lines: tuple[TableLine, ...]
    total: TableLine
    account: Account


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line behind a figure. Without ``title`` the item lies in the recycle bin, was deleted, or is not the reader's to
    see; it counts all the same.
    """

    item: str
    title: str | None
    kind: Pair
    department: Pair
    happened: What
    on: date
    month: str
    late: bool
    share: Decimal
    channels: tuple[Pair, ...]
    outlet: str | None
    outlet_words: Pair
    prize: Pair
    placement: int | None
    double: bool


def table(session: Session, actor: Actor, first: str, last: str, by: By, only: Only, zone: ZoneInfo) -> Table:
    """Return the ledger of some months. Departments are everybody's to compare; all else is one's own department's, or for
    the office and directors everybody's.
    """
    account = book.account(session, first, last, zone)
    entries = _selected(actor, account.entries, by, only)
    names = _names(session, by, entries)
    every = visibility.accounts(actor, None)
    found = [TableLine(row.key, names.get(row.key, NONE[by]), row.figures, row.rate,
                       every or by is not By.DEPARTMENT or visibility.accounts(actor, _number(row.key)))
             for row in figures.table(entries, by)]
    if by is By.DEPARTMENT and only.department is None:
        found += [TableLine(key, names[key], figures.row((), by, key).figures, None, opens=False)
                  for key in _in_use(session) if key not in {one.key for one in found}]
    total = figures.row(entries, by, None)
    opens = every or by is not By.DEPARTMENT or only.department is not None
    return Table(by, figures.COLUMNS[by], tuple(sorted(found, key=lambda one: _order(by, one))),
                 TableLine("", ALL, total.figures, total.rate, opens), account)


def entries(session: Session, actor: Actor, first: str, last: str, only: Only, zone: ZoneInfo) -> list[Entry]:
    """Return what counts in some months, in the order in which it happened, as far as this person may see the lists of it."""
    return [one for one in figures.selected(_counted(session, first, last, zone), only)
            if visibility.accounts(actor, one.department_id)]


def listed(session: Session, actor: Actor, first: str, last: str, what: What, by: By, key: str | None, only: Only,
           zone: ZoneInfo, now: datetime) -> list[ListLine] | None:
    """Return the list behind a figure; without a ``key`` that of everything. None where it is not the reader's to open."""
    found = opened(session, actor, first, last, what, by, key, only, zone)
    return None if found is None else told(session, actor, found[1], what, zone, now)


def opened(session: Session, actor: Actor, first: str, last: str, what: What, by: By, key: str | None, only: Only,
           zone: ZoneInfo) -> tuple[Pair, list[figures.Line]] | None:
    """Return what a figure is called with the lines behind it, as ``listed`` does; to be told a page at a time."""
    if by is By.DEPARTMENT and not visibility.accounts(actor, only.department if key is None else _number(key)):
        return None
    entries = _selected(actor, _counted(session, first, last, zone), by, only)
    name = ALL if key is None else _names(session, by, entries).get(key, NONE[by])
    return name, list(figures.lines(entries, what, by, key))


def told(session: Session, actor: Actor, several: Iterable[figures.Line], what: What | None, zone: ZoneInfo,
         now: datetime) -> list[ListLine]:
    """Return lines with the names of what they are of, as far as the reader may see it."""
    several = list(several)
    wanted = {f"{'story' if one.entry.item[0] == 'S' else 'asset'}:{one.entry.item}" for one in several}
    titles = {subject.partition(":")[2]: name for subject, name in subjects.seen(session, actor, wanted, now).items()}
    kinds, departments, channels = (_names(session, by, ()) for by in (By.KIND, By.DEPARTMENT, By.CHANNEL))
    found = []
    for line in several:
        one, outlet = line.entry, line.entry.outlet
        words = _joined(LEVEL_NAMES[outlet.level], TYPE_NAMES[outlet.type]) if outlet else ("", "")
        found.append(ListLine(
            one.item, titles.get(one.item), kinds.get(one.kind, (one.kind, one.kind)),
            departments.get(str(one.department_id), NONE[By.DEPARTMENT]), what or What(str(one.happened)),
            one.at.astimezone(zone).date(), one.month, one.late, line.share,
            tuple(channels.get(code, (code, code)) for code in line.channels), outlet.name if outlet else None, words,
            RANK_NAMES.get(one.prize or "", ("", "")), one.placement_id, one.double))
    return found


def _counted(session: Session, first: str, last: str, zone: ZoneInfo) -> Sequence[Entry]:
    return book.counted(session, first, last, zone, months.closings(session))


def _selected(actor: Actor, entries: Sequence[Entry], by: By, only: Only) -> list[Entry]:
    if by is not By.DEPARTMENT and not visibility.accounts(actor, only.department):
        only = replace(only, department=actor.department_id if actor.department_id is not None else 0)
    return figures.selected(entries, only)


def _names(session: Session, by: By, entries: Sequence[Entry]) -> dict[str, Pair]:
    """Return what keys are called, (Chinese, English)."""
    match by:
        case By.PERSON:
            return {key: (share.name, share.name) for entry in entries for share in entry.shares
                    for key in [f"p{share.person_id}" if share.person_id is not None else f"n{share.name}"]}
        case By.OUTLET:
            return {str(one.outlet.id): (one.outlet.name, one.outlet.name) for one in entries if one.outlet}
        case By.LEVEL:
            return dict(LEVEL_NAMES)
        case By.TYPE:
            return dict(TYPE_NAMES)
        case By.EVENT:
            ids = {one.event_id for one in entries if one.event_id is not None}
            return {str(row.id): (row.name, row.name) for row in session.execute(
                select(Event.id, Event.name).where(Event.id.in_(ids)))}
    if by is By.DEPARTMENT:
        return {str(row.id): (row.name, row.name_en or row.name) for row in session.execute(
            select(Department.id, Department.name, Department.name_en))}
    kind = Channel if by is By.CHANNEL else StoryKind
    return {**(ASSET_KINDS if by is By.KIND else {}), **{row.code: (row.name, row.name_en) for row in session.execute(
        select(kind.code, kind.name, kind.name_en))}}


def _in_use(session: Session) -> list[str]:
    return [str(one) for one in session.scalars(select(Department.id).where(Department.active))]


def _order(by: By, line: TableLine) -> tuple[object, ...]:
    """Levels from the highest, all else by what was adopted; what has no key last."""
    if by is By.LEVEL:
        return not line.key, -list(LEVEL_NAMES).index(line.key) if line.key else 0
    return (not line.key, *(-line.figures.get(what, Decimal(0)) for what in (What.ADOPTED, What.PUBLISHED, What.SUBMITTED)),
            line.name)


def _number(key: str) -> int | None:
    return int(key) if key.isascii() and key.isdigit() and len(key) < 16 else None


def _joined(*pairs: Pair) -> Pair:
    return " · ".join(zh for zh, _en in pairs), " · ".join(en for _zh, en in pairs)

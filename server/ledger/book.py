"""The ledger of some months: what closed months keep, what counts in open ones now, and what is different since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import months
from index.catalogue.ledger import LedgerMonth
from server.ledger import keeping, reading
from server.ledger.entries import Entry
from server.ledger.months import Closed, numbered

_Told = tuple[Entry, tuple[object, ...]]
"""An entry with what it counts as, which is made once."""


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger of some months. ``closed`` are those whose entries are kept; ``gained`` and ``lost`` is what would count in
    them now and did not when they were closed, and the other way round.
    """

    entries: tuple[Entry, ...]
    closed: frozenset[str]
    gained: tuple[Entry, ...] = ()
    lost: tuple[Entry, ...] = ()


def account(session: Session, first: str, last: str, zone: ZoneInfo) -> Account:
    """Return the ledger of the months from ``first`` to ``last``, both included."""
    now = reading.entries(session, first, last, zone=zone, closed=months.closings(session))
    kept = _kept(session, first, last)
    if not kept:
        return Account(now, frozenset())
    then = [(one, _counts_as(one)) for month in sorted(kept) for one in kept[month]]
    would = [(one, _counts_as(one)) for one in now if one.month in kept]
    entries = sorted([*(one for one, _ in then), *(one for one in now if one.month not in kept)], key=lambda one: one.at)
    return Account(tuple(entries), frozenset(kept), tuple(_without(would, then)), tuple(_without(then, would)))


def counted(session: Session, first: str, last: str, zone: ZoneInfo, closed: Closed,
            anew: Collection[str] = ()) -> tuple[Entry, ...]:
    """Return what counts from ``first`` to ``last``: of closed months what they keep, so that whatever looks back on them
    counts what they counted, and of open ones, and of those that are taken ``anew``, what would count now.
    """
    kept = {month: held for month, held in _kept(session, first, last).items() if month not in anew}
    whole = len(kept) == numbered(last) - numbered(first) + 1
    now = () if whole else reading.entries(session, first, last, zone=zone, closed=closed)  # none of it would count
    return tuple(sorted([*(one for held in kept.values() for one in held), *(one for one in now if one.month not in kept)],
                        key=lambda one: one.at)) if kept else now


def _kept(session: Session, first: str, last: str) -> dict[str, tuple[Entry, ...]]:
    rows = session.execute(select(LedgerMonth.month, LedgerMonth.entries)
                           .where(LedgerMonth.month >= first, LedgerMonth.month <= last).order_by(LedgerMonth.month))
    return {row.month: keeping.entries_of(row.month, row.entries) for row in rows}


def _without(some: Iterable[_Told], others: Iterable[_Told]) -> Iterator[Entry]:
    """Those that have no equal among the others. That a person was renamed makes no difference."""
    there = {told for _, told in others}
    return (one for one, told in some if told not in there)


def _counts_as(one: Entry) -> tuple[object, ...]:
    outlet = (one.outlet.id, one.outlet.level, one.outlet.type, one.outlet.known) if one.outlet else None
    shares = tuple((share.person_id, share.part, share.percent) for share in one.shares)
    return (one.item, one.kind, one.happened, one.month, one.department_id, one.channel, one.placement_id, outlet, one.double,
            one.prize, shares)

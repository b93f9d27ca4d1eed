"""The ledger of some months: what closed months keep, what counts in open ones now, and what is different since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import months
from index.catalogue.ledger import LedgerMonth
from server.ledger import keeping, reading
from server.ledger.entries import Entry


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
    rows = session.execute(select(LedgerMonth.month, LedgerMonth.entries)
                           .where(LedgerMonth.month >= first, LedgerMonth.month <= last))
    kept = {row.month: keeping.entries_of(row.month, row.entries) for row in rows}
    if not kept:
        return Account(now, frozenset())
    then = [one for month in sorted(kept) for one in kept[month]]
    would = [one for one in now if one.month in kept]
    entries = sorted([*then, *(one for one in now if one.month not in kept)], key=lambda one: one.at)
    return Account(tuple(entries), frozenset(kept), tuple(_without(would, then)), tuple(_without(then, would)))


def _without(some: Iterable[Entry], others: Iterable[Entry]) -> Iterator[Entry]:
    """Those that have no equal among the others. That a person was renamed makes no difference."""
    there = {_counts_as(one) for one in others}
    return (one for one in some if _counts_as(one) not in there)


def _counts_as(one: Entry) -> tuple[object, ...]:
    outlet = (one.outlet.id, one.outlet.level, one.outlet.type, one.outlet.known) if one.outlet else None
    shares = tuple((share.person_id, share.part, share.percent) for share in one.shares)
    return (one.item, one.kind, one.happened, one.month, one.department_id, one.channel, one.placement_id, outlet, one.double,
            one.prize, shares)

"""A month's entries as the JSON that a closed month keeps; shares stay exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from index.catalogue import months
from index.catalogue.ledger import LedgerMonth
from server.ledger import reading
from server.ledger.entries import Entry, Happened, Outlet, Share

Data = dict[str, Any]


def close(session: Session, month: str, at: datetime, zone: ZoneInfo) -> None:
    """Keep what counts in a month, as of the moment of its closing, in the transaction that closes it."""
    closed = months.closings(session) | {month: at}
    found = reading.entries(session, month, month, zone=zone, closed=closed)
    session.add(LedgerMonth(month=month, entries=kept(found)))


def kept(entries: Iterable[Entry]) -> list[Data]:
    """Return entries as they are kept."""
    return [_kept(one) for one in entries]


def entries_of(month: str, data: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """Return the entries that a month keeps."""
    return tuple(_entry(month, one) for one in data)


def _kept(one: Entry) -> Data:
    outlet = one.outlet
    return {"item": one.item, "kind": one.kind, "happened": str(one.happened), "at": one.at.isoformat(),
            "department": one.department_id, "late": one.late, "channel": one.channel, "event": one.event_id,
            "placement": one.placement_id, "double": one.double, "prize": one.prize,
            "outlet": [outlet.id, outlet.name, outlet.level, outlet.type, outlet.known] if outlet else None,
            "shares": [[share.person_id, share.name, share.part, str(share.percent), share.department_id]
                       for share in one.shares]}


def _entry(month: str, data: Mapping[str, Any]) -> Entry:
    return Entry(data["item"], data["kind"], Happened(data["happened"]), datetime.fromisoformat(data["at"]), month,
                 data["department"], tuple(Share(person, name, part, Decimal(percent), *of)
                                           for person, name, part, percent, *of in data["shares"]),
                 data["late"], data["channel"], data["event"], data["placement"],
                 Outlet(*data["outlet"]) if data["outlet"] else None, data["double"], data["prize"])

"""Keeps who is named in an asset, and when it may no longer be shown for their consent, in step with what changes either.

A description says whom it names the moment it is written, whoever writes it; a consent's service calls ``settle``. Nobody
without a record holds an asset back: that consent is missing is said at submission, and refused there for minors alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, event, insert, inspect, select

from index.catalogue import namesakes
from index.catalogue.assets import Description
from index.catalogue.channels import Channel
from index.catalogue.consents import Consent, ConsentEnd, ConsentState, NamedPerson, name_key

AT_ONCE: Final = 500
"""Assets in one statement: databases count the values that they are given."""
NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Record:
    """What a consent's row says, as far as its term goes. ``channels`` empty is all."""

    id: int
    number: str
    channels: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    withdrawn_at: datetime | None
    made_at: datetime

    def covers(self, channel: str) -> bool:
        return not self.channels or channel in self.channels


def end_of(records: Iterable[Record], channel: str, now: datetime) -> datetime | None:
    """Return when one person's consent ends on a channel: NEVER, or None where they have no record for it.

    What was withdrawn stays so until the same person gives a new one. Of several terms the one counts that runs now, joined
    with those that follow without a gap; else the last.
    """
    of_channel = [one for one in records if one.covers(channel)]
    given = sorted((one for one in of_channel if one.withdrawn_at is None), key=lambda one: one.starts_at)
    stops = [one.withdrawn_at for one in of_channel
             if one.withdrawn_at is not None and not any(_renews(new, one) for new in given)]
    if stops:
        return min(stops)
    end: datetime | None = None
    for one in given:
        if end is not None and now < end < one.starts_at:
            break
        end = one.ends_at if end is None else max(end, one.ends_at)
    return end


def settle(connection: Connection, asset_ids: Sequence[int], now: datetime) -> None:
    """Work out anew when these assets may no longer be shown, in the caller's transaction."""
    for at in range(0, len(asset_ids), AT_ONCE):
        _settle(connection, asset_ids[at:at + AT_ONCE], now)


def _settle(connection: Connection, asset_ids: Sequence[int], now: datetime) -> None:
    named = _named(connection, asset_ids)
    records = _records(connection, {key for keys in named.values() for key in keys})
    channels = {row.code: row.id for row in connection.execute(select(Channel.code, Channel.id))}
    connection.execute(delete(ConsentEnd).where(ConsentEnd.asset_id.in_(asset_ids)))
    said = namesakes.said_of(connection, asset_ids)
    rows = [row for asset_id, keys in named.items()
            for row in _ends(asset_id, [person for key in keys for person in
                                        namesakes.counting(records.get(key, []), said.get((asset_id, key), {}))],
                             channels, now)]
    if rows:
        connection.execute(insert(ConsentEnd), rows)


def _renews(new: Record, old: Record) -> bool:
    same = new.number == old.number or not new.number or not old.number
    return old.withdrawn_at is not None and new.made_at > old.withdrawn_at and same


def _named(connection: Connection, asset_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for asset_id, key in connection.execute(select(NamedPerson.asset_id, NamedPerson.name_key)
                                            .where(NamedPerson.asset_id.in_(asset_ids))):
        found.setdefault(asset_id, []).append(key)
    return found


def _records(connection: Connection, keys: set[str]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    query = select(Consent.__table__).where(Consent.name_key.in_(keys), Consent.state != ConsentState.ASKED)
    for row in connection.execute(query):
        found.setdefault(row.name_key, []).append(record_of(row))
    return found


def record_of(row: Any) -> Record:
    """Return what decides of a consent's row."""
    return Record(row.id, row.number, frozenset(row.channels), row.starts_at, row.ends_at or NEVER,
                  row.withdrawn_at if row.state == ConsentState.WITHDRAWN else None, row.made_at)


def _ends(asset_id: int, people: list[list[Record]], channels: dict[str, int], now: datetime) -> list[dict[str, Any]]:
    """One row for all channels where they agree, else one for each that has an end."""
    ends = {code: min((end for records in people if (end := end_of(records, code, now)) is not None), default=NEVER)
            for code in channels}
    if len(set(ends.values())) == 1:
        return [{"asset_id": asset_id, "channel_id": None, "ends_at": end} for end in set(ends.values()) if end != NEVER]
    return [{"asset_id": asset_id, "channel_id": channels[code], "ends_at": end} for code, end in ends.items()
            if end != NEVER]


@event.listens_for(Description, "after_insert")
@event.listens_for(Description, "after_update")
def _name_people(_mapper: Any, connection: Connection, words: Description) -> None:
    if not inspect(words).attrs.people.history.has_changes():
        return
    keys = {name_key(one) for one in words.people} - {""}
    former = set(_named(connection, [words.asset_id]).get(words.asset_id, []))
    if former == keys:
        return
    connection.execute(delete(NamedPerson).where(NamedPerson.asset_id == words.asset_id))
    if keys:
        connection.execute(insert(NamedPerson), [{"asset_id": words.asset_id, "name_key": key} for key in sorted(keys)])
    settle(connection, [words.asset_id], words.updated_at)

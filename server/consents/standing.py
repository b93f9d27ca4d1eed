"""Who is named in an asset, and whether they agreed: for its page, for reviewers, and for whoever submits it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue.assets import Description
from index.catalogue.channels import Channel
from index.catalogue.consent_terms import NEVER, end_of, record_of
from index.catalogue.consents import Consent, ConsentState, name_key
from index.catalogue.people import Actor
from index.db import reading
from index.errors import Conflict

MOMENT = timedelta(seconds=1)


class Standing(StrEnum):
    GIVEN = "given"
    PARTLY = "partly"  # not for every channel
    MISSING = "missing"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Named:
    """One person whom a description names. ``until`` is the last moment of their consent, None for never; ``channels`` are
    the names of those that it is for, where it is not for all. ``records`` are those that the reader may open.
    """

    name: str
    standing: str
    minor: bool
    until: datetime | None
    channels: tuple[tuple[str, str], ...]
    purposes: str
    records: tuple[int, ...]


def named(session: Session, actor: Actor, people: Sequence[str], now: datetime) -> list[Named]:
    """Return each of these people with what is known of their consent, in the order given."""
    rows = _rows(session, people)
    channels = {code: (zh, en) for code, zh, en in session.execute(
        select(Channel.code, Channel.name, Channel.name_en).where(Channel.active).order_by(Channel.position))}
    return [_named(actor, one, rows.get(name_key(one), []), channels, now) for one in people]


def require(session: Session, people: Sequence[str], channel: str, now: datetime) -> None:
    """Do nothing where these people may be shown on a channel, or where it is not known that they may not.

    Raises Conflict: consent-stands-against where a consent has ended or was withdrawn, consent-minor where somebody is known
    to be a minor and no consent covers this channel.
    """
    rows = _rows(session, people)
    over = [one for one in people if (end := _end(rows.get(name_key(one), []), channel, now)) is not None and end <= now]
    if over:
        raise Conflict("consent-stands-against", names="、".join(over))
    minors = [one for one in _uncovered(rows, people, channel, now) if any(row.minor for row in rows.get(name_key(one), []))]
    if minors:
        raise Conflict("consent-minor", names="、".join(minors))


def missing(engine: Engine, asset_ids: Sequence[int], channel: str, now: datetime) -> list[str]:
    """Return the people named in these assets whose consent for a channel is not on record, each once."""
    with reading(engine) as session:
        people = [one for names in session.scalars(select(Description.people).where(Description.asset_id.in_(asset_ids)))
                  for one in names]
        return list(dict.fromkeys(uncovered(session, people, channel, now)))


def uncovered(session: Session, people: Sequence[str], channel: str, now: datetime) -> list[str]:
    """Return those of these people who have no consent on record that covers a channel today."""
    return _uncovered(_rows(session, people), people, channel, now) if people else []


def _rows(session: Session, people: Iterable[str]) -> dict[str, list[Consent]]:
    found: dict[str, list[Consent]] = {}
    keys = {name_key(one) for one in people} - {""}
    for row in session.scalars(select(Consent).where(Consent.name_key.in_(keys)).order_by(Consent.id.desc())):
        found.setdefault(row.name_key, []).append(row)
    return found


def _end(rows: Sequence[Consent], channel: str, now: datetime) -> datetime | None:
    return end_of([record_of(row) for row in rows if row.state != ConsentState.ASKED], channel, now)


def _uncovered(rows: dict[str, list[Consent]], people: Sequence[str], channel: str, now: datetime) -> list[str]:
    """Those who have no record that covers this channel today."""
    found = []
    for one in people:
        mine = [record_of(row) for row in rows.get(name_key(one), []) if row.state == ConsentState.GIVEN]
        if not any(record.covers(channel) and record.starts_at <= now < record.ends_at for record in mine):
            found.append(one)
    return found


def _named(actor: Actor, name: str, rows: Sequence[Consent], channels: dict[str, tuple[str, str]], now: datetime) -> Named:
    ends = {code: end for code in channels if (end := _end(rows, code, now)) is not None}
    over = [end for end in ends.values() if end <= now]
    good = [code for code, end in ends.items() if end > now]
    withdrawn = any(row.state == ConsentState.WITHDRAWN and row.withdrawn_at in over for row in rows)
    standing = (Standing.WITHDRAWN if withdrawn else Standing.ENDED if over else Standing.MISSING if not good
                else Standing.GIVEN if len(good) == len(channels) else Standing.PARTLY)
    until = min((end for end in ends.values() if end != NEVER), default=None)
    if until is not None and not withdrawn:
        until -= MOMENT
    seen = [row for row in rows if actor.sees_all or (actor.department_id is not None
                                                      and row.department_id == actor.department_id)]
    latest = next(iter(rows), None)
    return Named(name, standing, any(row.minor for row in rows), until,
                 tuple(channels[code] for code in good) if standing == Standing.PARTLY else (),
                 latest.purposes if latest else "", tuple(row.id for row in seen))

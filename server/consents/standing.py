"""Who is named in an asset, and whether they agreed: for its page, for reviewers, and for whoever submits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import namesakes
from index.catalogue.assets import Description
from index.catalogue.channels import Channel
from index.catalogue.consent_terms import NEVER, end_of, record_of
from index.catalogue.consents import Consent, ConsentState, name_key
from index.catalogue.people import Actor
from index.db import reading

MOMENT = timedelta(seconds=1)
Persons = Sequence[Sequence[Consent]]
Shown = Mapping[int, Sequence[str]]
"""Assets, and the people whom the description of each names."""


class Standing(StrEnum):
    GIVEN = "given"
    PARTLY = "partly"  # not for every channel
    MISSING = "missing"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class OfName:
    """A record of somebody of the name, that the reader may open: ``is_person`` is what was said here, None for nothing."""

    id: int
    number: str
    is_person: bool | None


@dataclass(frozen=True, slots=True)
class Named:
    """One person whom a description names. ``until`` is the last moment of their consent, None for never; ``channels`` are
    the names of those that it is for, where it is not for all. ``doubtful`` says that several people of the name are on
    record, and nobody has said which of them is here.
    """

    name: str
    standing: str
    minor: bool
    until: datetime | None
    channels: tuple[tuple[str, str], ...]
    purposes: str
    records: tuple[OfName, ...]
    doubtful: bool


def named(session: Session, actor: Actor, asset_id: int, people: Sequence[str], now: datetime) -> list[Named]:
    """Return each of the people whom an asset names with what is known of their consent, in the order given."""
    rows, said = _rows(session, people), namesakes.said_of(session, [asset_id])
    channels = {code: (zh, en) for code, zh, en in session.execute(
        select(Channel.code, Channel.name, Channel.name_en).where(Channel.active).order_by(Channel.position))}
    return [_named(actor, one, rows.get(name_key(one), []), said.get((asset_id, name_key(one)), {}), channels, now)
            for one in people]


@dataclass(frozen=True, slots=True)
class Against:
    """Whom a channel is not open to, each in one place: whose consent has ended or was withdrawn, who is known to be a minor
    and has none for it, and who else has none. ``doubtful`` are names of which it is not said who bears them.
    """

    over: tuple[str, ...]
    minors: tuple[str, ...]
    missing: tuple[str, ...]
    doubtful: tuple[str, ...]


Known = Sequence[tuple[int, str, Persons]]
"""Names on assets, each with the records that count for it there."""


def against(names: Known, channel: str, now: datetime) -> Against:
    """Return who of these, as ``known`` gives them, stands against a channel."""
    over = {name for _, name, persons in names if (end := _end(persons, channel, now)) is not None and end <= now}
    bare = {name: any(row.minor for person in persons for row in person)
            for _, name, persons in names if name not in over and not _covered(persons, channel, now)}
    listed = list(dict.fromkeys(name for _, name, _ in names))
    return Against(tuple(one for one in listed if one in over), tuple(one for one in listed if bare.get(one)),
                   tuple(one for one in listed if bare.get(one) is False), tuple(dict.fromkeys(
                       name for _, name, persons in names if _in_doubt(persons))))


def missing(engine: Engine, asset_ids: Sequence[int], channel: str, now: datetime) -> list[str]:
    """Return the people named in these assets whose consent for a channel is not on record, each once."""
    with reading(engine) as session:
        found = uncovered(session, shown_in(session, asset_ids), channel, now)
        return list(dict.fromkeys(name for names in found.values() for name in names))


def doubtful(engine: Engine, asset_ids: Sequence[int]) -> list[str]:
    """Return the names in these assets that several people on record bear, where nobody has said which of them is here."""
    with reading(engine) as session:
        names = known(session, shown_in(session, asset_ids))
        return list(dict.fromkeys(name for _, name, persons in names if _in_doubt(persons)))


def shown_in(session: Session, asset_ids: Sequence[int]) -> Shown:
    """Return whom these assets name."""
    return dict(session.execute(select(Description.asset_id, Description.people)
                                .where(Description.asset_id.in_(asset_ids))).all())


def uncovered(session: Session, shown: Shown, channel: str, now: datetime) -> dict[int, list[str]]:
    """Return, by asset, those of these people who have no consent on record that covers a channel today."""
    found: dict[int, list[str]] = {}
    for asset_id, name, persons in known(session, shown):
        if not _covered(persons, channel, now):
            found.setdefault(asset_id, []).append(name)
    return found


def known(session: Session, shown: Shown) -> Known:
    """Return each name on each asset, with the records that count for it there."""
    rows = _rows(session, [one for people in shown.values() for one in people])
    said = namesakes.said_of(session, shown) if rows else {}
    return [(asset_id, name, namesakes.counting(rows.get(name_key(name), []), said.get((asset_id, name_key(name)), {})))
            for asset_id, people in shown.items() for name in people]


def _rows(session: Session, people: Iterable[str]) -> dict[str, list[Consent]]:
    found: dict[str, list[Consent]] = {}
    keys = {name_key(one) for one in people} - {""}
    for row in session.scalars(select(Consent).where(Consent.name_key.in_(keys)).order_by(Consent.id.desc())):
        found.setdefault(row.name_key, []).append(row)
    return found


def _end(persons: Persons, channel: str, now: datetime) -> datetime | None:
    """When the first of those who may be meant may no longer be shown; None where none has a record for the channel."""
    ends = [end_of([record_of(row) for row in rows if row.state != ConsentState.ASKED], channel, now) for rows in persons]
    return min((end for end in ends if end is not None), default=None)


def _in_doubt(persons: Persons) -> bool:
    return any(len({row.number for row in rows if row.number}) > 1 for rows in persons)


def _covered(persons: Persons, channel: str, now: datetime) -> bool:
    """Each of them has a record that covers this channel today, and there is somebody."""
    given = [[record_of(row) for row in rows if row.state == ConsentState.GIVEN] for rows in persons]
    return bool(given) and all(any(one.covers(channel) and one.starts_at <= now < one.ends_at for one in mine)
                               for mine in given)


def _named(actor: Actor, name: str, known: Sequence[Consent], said: Mapping[int, bool],
           channels: dict[str, tuple[str, str]], now: datetime) -> Named:
    persons = namesakes.counting(known, said)
    rows = [row for person in persons for row in person]
    ends = {code: end for code in channels if (end := _end(persons, code, now)) is not None}
    over = [end for end in ends.values() if end <= now]
    good = [code for code, end in ends.items() if end > now]
    withdrawn = any(row.state == ConsentState.WITHDRAWN and row.withdrawn_at in over for row in rows)
    standing = (Standing.WITHDRAWN if withdrawn else Standing.ENDED if over else Standing.MISSING if not good
                else Standing.GIVEN if len(good) == len(channels) else Standing.PARTLY)
    until = min((end for end in ends.values() if end != NEVER), default=None)
    if until is not None and not withdrawn:
        until -= MOMENT
    seen = [row for row in known if actor.sees_all or (actor.department_id is not None
                                                      and row.department_id == actor.department_id)]
    latest = next(iter(rows), None)
    return Named(name, standing, any(row.minor for row in rows), until,
                 tuple(channels[code] for code in good) if standing == Standing.PARTLY else (),
                 latest.purposes if latest else "",
                 tuple(OfName(row.id, row.number, said.get(row.id)) for row in seen), _in_doubt(persons))

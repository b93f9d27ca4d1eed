"""A batch as its page and the list of batches show it: whence it came, what became of its files, its pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Arrival, Asset, Outcome
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.people import Actor, Person
from index.errors import NotFound
from server.library.tiles import Placed, tile
from server.uploads.cautions import CAUTION

PAGE = 120


@dataclass(frozen=True, slots=True)
class BatchHead:
    """Whence a batch came, as its first file says; ``kits`` and ``events`` are all that its assets have, most usual first."""

    batch: str
    door: str
    person: str | None
    department: tuple[str, str] | None
    kits: tuple[str, ...]
    events: tuple[str, ...]
    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not taken, and why (code, zh, en)."""

    name: str
    path: str
    bytes: int
    reason: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """``counts`` is files by outcome; ``items`` all assets that the reader may see, ``tiles`` those of this page of
    them; ``cautions`` how many of them are wrong in which way (``cautions``).
    """

    head: BatchHead
    counts: dict[str, int]
    refused: tuple[RefusedFile, ...]
    tiles: tuple[Placed, ...]
    items: int
    preparing: int
    cautions: dict[str, int]

    @property
    def files(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """A batch in the list of batches. ``grid`` is the hash of a picture that the reader may see."""

    batch: str
    door: str
    person: str | None
    department: tuple[str, str] | None
    event: str | None
    at: datetime
    files: int
    refused: int
    grid: str | None


def batch_page(session: Session, actor: Actor, given: str, now: datetime, *, zone: ZoneInfo, offset: int = 0) -> BatchPage:
    """Read one batch. Raises NotFound where there is none that this person may see."""
    arrivals = _require_arrivals(session, actor, given)
    last = last_tries(arrivals)
    refused = tuple(RefusedFile(one.name, one.path, one.bytes, one.reason or {}) for one in last
                    if one.outcome == Outcome.REFUSED)
    of_batch, shown = assets_of(given, actor, now), _shown_of(given, actor, now)
    items, preparing = session.execute(
        select(func.count(), func.coalesce(func.sum(Asset.rendered_at.is_(None).cast(Integer)), 0))
        .select_from(Asset).where(Asset.id.in_(shown))).one()
    wrong = session.execute(select(CAUTION, func.count()).where(Asset.id.in_(shown), CAUTION.is_not(None))
                            .group_by(CAUTION)).all()
    ids = list(session.scalars(select(Asset.id).where(Asset.id.in_(shown))
                               .order_by(Asset.captured_local, Asset.id).offset(offset).limit(PAGE)))
    tiles = tuple(Placed(tile(view, zone), offset + place)
                  for place, view in enumerate(visibility.views(session, actor, ids, now)))
    return BatchPage(_head(session, given, arrivals, of_batch), dict(Counter(one.outcome for one in last)), refused, tiles,
                     items, int(preparing), {str(kind): int(count) for kind, count in wrong})


def batch_head(session: Session, actor: Actor, given: str, now: datetime) -> BatchHead:
    """Read whence one batch came. Raises NotFound where there is none that this person may see."""
    return _head(session, given, _require_arrivals(session, actor, given), assets_of(given, actor, now))


def arrivals_of(session: Session, actor: Actor, given: str) -> list[Arrival]:
    """Return a batch's arrivals that this person may see, as they came."""
    return list(session.scalars(select(Arrival).where(Arrival.batch == given, visibility.handed_in(actor))
                                .order_by(Arrival.id)))


def assets_of(given: str, actor: Actor, now: datetime) -> Any:
    """SQL: the ids of a batch's assets that this person may see."""
    return (select(Arrival.asset_id).join(Asset, Asset.id == Arrival.asset_id)
            .where(Arrival.batch == given, visibility.handed_in(actor), visibility.visible(actor, now)))


def _require_arrivals(session: Session, actor: Actor, given: str) -> list[Arrival]:
    arrivals = arrivals_of(session, actor, given)
    if not arrivals:
        raise NotFound(what=f"“{given}”")
    return arrivals


def _shown_of(given: str, actor: Actor, now: datetime) -> Any:
    """SQL: the ids of a batch's assets whose pictures this person may see, those that they only co-own among them."""
    return (select(Arrival.asset_id).join(Asset, Asset.id == Arrival.asset_id)
            .where(Arrival.batch == given, visibility.handed_in(actor), visibility.held(actor, now)))


def batch_list(session: Session, actor: Actor, now: datetime, *, limit: int, offset: int = 0) -> list[BatchEntry]:
    """Return the latest batches that this person may see, newest first."""
    refused = func.sum((Arrival.outcome == Outcome.REFUSED).cast(Integer))
    rows = session.execute(
        select(Arrival.batch, func.min(Arrival.door), func.max(Arrival.person_id), func.max(Arrival.department_id),
               func.max(Event.name), func.min(Arrival.received_at), func.count(), refused, func.max(Arrival.asset_id))
        .select_from(Arrival).outerjoin(Event, Event.id == Arrival.event_id).where(visibility.handed_in(actor))
        .group_by(Arrival.batch).order_by(func.min(Arrival.received_at).desc(), Arrival.batch)
        .offset(offset).limit(limit)).all()
    people = _names(session, {row[2] for row in rows})
    departments = {row.id: (row.name, row.name_en) for row in session.scalars(
        select(Department).where(Department.id.in_({row[3] for row in rows if row[3]})))}
    pictures = _pictures(session, actor, {row[8] for row in rows if row[8]}, now)
    return [BatchEntry(batch, door, people.get(person or 0), departments.get(department or 0), event, at, files,
                       int(bad or 0), pictures.get(asset or 0))
            for batch, door, person, department, event, at, files, bad, asset in rows]


def _head(session: Session, given: str, arrivals: Sequence[Arrival], of_batch: Any) -> BatchHead:
    first = arrivals[0]
    department = session.get(Department, first.department_id) if first.department_id else None
    kits = session.scalars(select(Kit.name).join(Asset, Asset.kit_id == Kit.id).where(Asset.id.in_(of_batch))
                           .group_by(Kit.name).order_by(func.count().desc(), Kit.name))
    events = session.scalars(select(Event.name).join(Asset, Asset.event_id == Event.id).where(Asset.id.in_(of_batch))
                             .group_by(Event.name).order_by(func.count().desc(), Event.name))
    return BatchHead(given, first.door, _names(session, {first.person_id}).get(first.person_id or 0),
                     (department.name, department.name_en) if department else None, tuple(kits), tuple(events),
                     first.received_at, max(one.received_at for one in arrivals))


def last_tries(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Of several tries of one file keep the last, but one that was taken before any later answer that it is here."""
    found: dict[str, Arrival] = {}
    for one in arrivals:
        before = found.get(one.path)
        if before is None or before.outcome != Outcome.ADDED or one.outcome == Outcome.ADDED:
            found[one.path] = one
    return list(found.values())


def _names(session: Session, ids: set[int | None]) -> dict[int, str]:
    rows = session.execute(select(Person.id, Person.display).where(Person.id.in_({one for one in ids if one}))).all()
    return {row.id: row.display for row in rows}


def _pictures(session: Session, actor: Actor, ids: set[int], now: datetime) -> dict[int, str]:
    return {view.id: view.renditions["grid"].sha256 for view in visibility.views(session, actor, sorted(ids), now)
            if "grid" in view.renditions}

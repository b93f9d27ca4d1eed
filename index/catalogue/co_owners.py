"""Co-owners (共有部门): whoever brought bytes that were here already has the file too.

The same bytes from two departments are one asset with two origins. The asset stays its first uploader's: owner, credit and
description. The second department sees and downloads the bytes that it brought itself, with their facts and renditions;
what the first says of them stays hidden until it is published (``visibility``). Only bytes make a co-owner, never a hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index import jobs
from index.catalogue import audit
from index.catalogue.assets import Arrival, Asset, public_id
from index.catalogue.choices import NOTHING
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView, Words
from index.db import Base

FILE_FACTS: Final = frozenset({
    "make", "model", "lens", "lens_serial", "body_serial", "captured_local", "offset", "offset_source", "captured_utc",
    "orientation", "width", "height", "iso", "f_number", "exposure_time", "focal_length", "latitude", "longitude",
    "altitude", "duration", "frame_rate", "video_codec", "audio_codec",
})
"""What a camera measured. Words are left out: they may come from a sidecar that the co-owner never had."""


class CoOwner(Base):
    """One origin beside the first: ``sha256`` are the bytes that this department, or this person, brought."""

    __tablename__ = "co_owners"
    __table_args__ = (Index("ix_co_owners_asset", "asset_id", "department_id", "person_id"),
                      Index("ix_co_owners_department", "department_id", "asset_id"),
                      Index("ix_co_owners_person", "person_id", "asset_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"))
    sha256: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    since: Mapped[datetime]
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrivals.id", ondelete="SET NULL"))


@dataclass(frozen=True, slots=True)
class Share:
    """All that one department (or one person who has none) brought of an asset, the first name and event first.

    ``names`` maps the bytes that they brought to the file name that they brought them under.
    """

    asset_id: int
    department_id: int | None
    department: str | None
    department_code: str | None
    people: frozenset[int]
    first_person: int | None
    since: datetime
    names: dict[str, str]
    event_id: int | None
    event: str | None
    event_place: str | None


def co_own(session: Session, arrival: Arrival, actor: Actor, *, now: datetime) -> None:
    """Make whoever brought these bytes a co-owner of the asset that holds them, unless it is theirs already.

    For an arrival ``already-here`` whose bytes were really received, in its transaction, under the lock on its hash.
    """
    asset = session.get_one(Asset, arrival.asset_id)
    if not _is_another(asset, arrival.department_id, arrival.person_id):
        return
    session.flush()
    share(session, asset, str(arrival.sha256), actor, department_id=arrival.department_id, person_id=arrival.person_id,
          arrival_id=arrival.id, now=now)


def share(session: Session, asset: Asset, sha256: str, actor: Actor, *, department_id: int | None, person_id: int | None,
          arrival_id: int | None = None, now: datetime) -> None:
    """Enter a co-owner with audit line and index job; one that is there already changes nothing."""
    known = select(CoOwner.id).where(CoOwner.asset_id == asset.id, CoOwner.sha256 == sha256,
                                     CoOwner.department_id.is_not_distinct_from(department_id),
                                     CoOwner.person_id.is_not_distinct_from(person_id))
    if session.scalar(known) is not None:
        return
    session.add(CoOwner(asset_id=asset.id, sha256=sha256, department_id=department_id, person_id=person_id, since=now,
                        arrival_id=arrival_id))
    department = session.get(Department, department_id) if department_id else None
    audit.record(session, actor, "co-owned", f"asset:{public_id(asset.id)}", at=now, sha256=sha256,
                 department=department.name if department else None)
    jobs.enqueue_index(session, asset.id, now=now)


def shares(session: Session, asset_ids: Sequence[int]) -> dict[int, list[Share]]:
    """Return the shares of these assets, a department's rows as one, the oldest first; assets without any are absent."""
    rows = session.execute(
        select(CoOwner, Department.name, Department.code, Arrival.name, Event.id, Event.name, Event.place)
        .outerjoin(Department, Department.id == CoOwner.department_id)
        .outerjoin(Arrival, Arrival.id == CoOwner.arrival_id).outerjoin(Event, Event.id == Arrival.event_id)
        .where(CoOwner.asset_id.in_(asset_ids)).order_by(CoOwner.id))
    found: dict[int, dict[object, Share]] = {}
    for row, department, code, name, event_id, event, place in rows:
        own = found.setdefault(row.asset_id, {})
        key = ("d", row.department_id) if row.department_id else ("p", row.person_id)
        one = own.get(key) or Share(row.asset_id, row.department_id, department, code, frozenset(), row.person_id,
                                    row.since, {}, None, None, None)
        people = one.people | ({row.person_id} if row.person_id else set())
        names = {row.sha256: name or "", **one.names}
        own[key] = replace(one, people=people, names=names) if one.event_id or not event_id else replace(
            one, people=people, names=names, event_id=event_id, event=event, event_place=place)
    return {asset_id: list(own.values()) for asset_id, own in found.items()}


def share_of(candidates: Sequence[Share], actor: Actor) -> Share | None:
    """Return the share by which this person is a co-owner: their department's, else what they brought themselves."""
    for one in candidates:
        if one.department_id is not None and one.department_id == actor.department_id:
            return one
    return next((one for one in candidates if actor.person_id is not None and actor.person_id in one.people), None)


def as_co_owner(view: AssetView, mine: Share) -> AssetView:
    """Return an asset as a co-owner sees it: the bytes that they brought under their own names, nothing that others say."""
    brought = tuple(replace(one, name=mine.names[one.sha256] or one.name) for one in view.originals
                    if one.sha256 in mine.names)
    return replace(
        view, kit=None, event_id=mine.event_id, event=mine.event, event_place=mine.event_place, embargo_until=None,
        expires_at=None, status={}, words=Words(0, "", "", (), (), "", ""), chosen=NOTHING, originals=brought,
        facts={**{name: value for name, value in view.facts.items() if name in FILE_FACTS},
               "sources": {name: one for name, one in view.facts.get("sources", {}).items() if name in FILE_FACTS}})


def others(session: Session, asset_id: int) -> list[tuple[str, datetime]]:
    """Return the names and times of those who brought an asset after its first uploader, for its owner to know."""
    rows = session.execute(
        select(Department.name, Person.display, CoOwner.since).select_from(CoOwner)
        .outerjoin(Department, Department.id == CoOwner.department_id).outerjoin(Person, Person.id == CoOwner.person_id)
        .where(CoOwner.asset_id == asset_id).order_by(CoOwner.id))
    found: dict[str, datetime] = {}
    for department, person, since in rows:
        found.setdefault(department or person or "", since)
    return list(found.items())


def _is_another(asset: Asset, department_id: int | None, person_id: int | None) -> bool:
    if department_id is not None:
        return department_id != asset.department_id
    return person_id is not None and person_id != asset.owner_id

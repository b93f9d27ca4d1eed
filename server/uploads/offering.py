"""A batch is offered the event that it looks like. It is always offered and never tied by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, visibility
from index.catalogue.assets import KEPT, Arrival, Asset, Description
from index.catalogue.assignments import Assignment
from index.catalogue.audit import AuditLine
from index.catalogue.channels import Aim
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.lifecycle import State
from index.catalogue.people import Actor
from index.db import writing
from server import policy
from server.admin import named
from server.uploads.ranking import NEAR, Candidate, Offer, Traits, rank, telling

DECLINED: Final = "no-event"
UNDER_WAY: Final = (State.SUBMITTED, State.REVIEWED, State.APPROVED)
READ: Final = 200
"""Of how many files the words are read: those of one card repeat themselves."""
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Offering:
    """What a batch is asked: ``items`` of its assets have no event, and could get one of ``offers`` or of ``others``.

    ``declined``: somebody said that it belongs to none; nothing is asked then.
    """

    batch: str
    items: int
    offers: tuple[Offer, ...]
    others: tuple[Candidate, ...]
    declined: bool

    @property
    def likely(self) -> Offer | None:
        """The one event to name."""
        return self.offers[0] if self.offers and self.offers[0].likely and not self.declined else None

    @property
    def asked(self) -> bool:
        return bool(self.items) and not self.declined


def offering(session: Session, actor: Actor, batch: str, now: datetime, *, zone: ZoneInfo) -> Offering:
    """Return the events that fit this batch's assets without one, of those that this person may describe."""
    which = _open_assets(actor, batch, now)
    items = session.scalar(select(func.count()).select_from(Asset).where(which)) or 0
    declined = session.scalar(select(AuditLine.id).where(AuditLine.subject == f"batch:{batch}", AuditLine.verb == DECLINED)
                              .limit(1)) is not None
    if not items or declined:
        return Offering(batch, items, (), (), declined)
    traits = _traits(session, batch, which, zone)
    offers = rank(traits, _around(session, traits))
    taken = {one.event.id for one in offers}
    latest = session.scalars(select(Event).order_by(Event.starts_on.desc(), Event.id).limit(MOST))
    return Offering(batch, items, tuple(offers), tuple(_candidate(one) for one in latest if one.id not in taken), declined)


def accept(engine: Engine, actor: Actor, batch: str, event: str, *, now: datetime) -> int:
    """File a batch's assets that have no event under this one; return how many.

    What is under review or approved stays as it is: another event would be another text. Raises NotFound, Forbidden.
    """
    policy.require(actor, "describe")
    with writing(engine) as session:
        visibility.require_batch(session, actor, batch)
        found = named.event(session, event)
        chosen = select(Asset.id).where(_open_assets(actor, batch, now))
        ids = list(session.scalars(update(Asset).where(Asset.id.in_(chosen), Asset.event_id.is_(None))
                                   .values(event_id=found.id).returning(Asset.id)))
        for asset_id in ids:
            jobs.enqueue_index(session, asset_id, now=now)
        if ids:
            audit.record(session, actor, "filed", f"batch:{batch}", at=now, event=found.name, assets=len(ids),
                         first=min(ids), last=max(ids))
        return len(ids)


def decline(engine: Engine, actor: Actor, batch: str, *, now: datetime) -> None:
    """Put on record that a batch belongs to no event, so that it is not asked again. Raises NotFound, Forbidden."""
    policy.require(actor, "describe")
    with writing(engine) as session:
        visibility.require_batch(session, actor, batch)
        audit.record(session, actor, DECLINED, f"batch:{batch}", at=now)


def _open_assets(actor: Actor, batch: str, now: datetime) -> Any:
    """SQL: an asset of this batch without an event, which this person may describe and nobody reviews."""
    came = select(Arrival.asset_id).where(Arrival.batch == batch, visibility.handed_in(actor),
                                          Arrival.outcome.in_(KEPT))
    reviewed = exists().where(Aim.asset_id == Asset.id, Aim.state.in_(UNDER_WAY))
    return and_(Asset.id.in_(came), Asset.event_id.is_(None), ~reviewed, visibility.visible(actor, now),
                policy.own(actor, Asset))


def _traits(session: Session, batch: str, which: Any, zone: ZoneInfo) -> Traits:
    rows = session.execute(select(Asset.captured_local, Asset.created_at, Asset.extracted_at, Asset.department_id,
                                  Asset.kit_id, Asset.owner_id).where(which)).all()
    days = Counter(row.captured_local.date() for row in rows if row.captured_local)
    if not days:  # pictures without a time, as messengers leave them, are seldom sent long after
        days = Counter(row.created_at.astimezone(zone).date() for row in rows if row.extracted_at)
    departments = frozenset(row.department_id for row in rows if row.department_id)
    offices = set(session.scalars(select(Department.id).where(Department.is_office)))
    assigned = session.scalars(select(Assignment.event_id).where(Assignment.closed_at.is_(None), or_(
        Assignment.person_id.in_({row.owner_id for row in rows if row.owner_id}),
        Assignment.kit_id.in_({row.kit_id for row in rows if row.kit_id}))))
    return Traits(days, departments, _words(session, batch, which), bool(departments & offices), frozenset(assigned))


def _words(session: Session, batch: str, which: Any) -> str:
    paths = session.scalars(select(Arrival.path).where(Arrival.batch == batch).limit(READ)).all()
    said = session.execute(select(Description.title, Description.caption, Description.place)
                           .join(Asset, Asset.id == Description.asset_id).where(which).limit(READ)).all()
    return " ".join([telling(paths), *sorted({part for row in said for part in row if part})])


def _around(session: Session, traits: Traits) -> Iterable[Candidate]:
    """Return the events about these days; none while no file has told its time yet."""
    if not traits.days:
        return []
    rows = session.scalars(select(Event).where(Event.starts_on <= max(traits.days) + NEAR,
                                               Event.ends_on >= min(traits.days) - NEAR))
    return [_candidate(one) for one in rows]


def _candidate(row: Event) -> Candidate:
    return Candidate(row.id, row.name, row.place, row.starts_on, row.ends_on, row.department_id)

"""The events that files can be tied to, those that fit best first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.events import Event
from index.catalogue.people import Actor

NEAR = timedelta(days=14)
MOST = 200


@dataclass(frozen=True, slots=True)
class EventChoice:
    """An event to choose. ``fits``: of the own department, or of none, and within two weeks of today."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    fits: bool


def offered(session: Session, actor: Actor, today: date) -> list[EventChoice]:
    """Return events: the own department's of these days first, each by its distance from today."""
    events = session.scalars(select(Event).order_by(Event.starts_on.desc()).limit(MOST))
    ranked = sorted(events, key=lambda one: (not _fits(one, actor, today), _distance(one, today), one.name))
    return [EventChoice(one.id, one.name, one.starts_on, one.ends_on, _fits(one, actor, today)) for one in ranked]


def _distance(event: Event, today: date) -> timedelta:
    if event.starts_on <= today <= event.ends_on:
        return timedelta(0)
    return min(abs(event.starts_on - today), abs(event.ends_on - today))


def _fits(event: Event, actor: Actor, today: date) -> bool:
    ours = actor.sees_all or event.department_id is None or event.department_id == actor.department_id
    return ours and _distance(event, today) <= NEAR

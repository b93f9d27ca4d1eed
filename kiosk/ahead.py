"""What is ahead on campus, as boards with a calendar show it: of each event its name, place and days, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.events import Event

DAYS: Final = timedelta(days=60)
MOST: Final = 30
"""A screen that is long without its server still knows what comes next."""


class Ahead(NamedTuple):
    title: str
    place: str
    starts_on: date
    ends_on: date


def read(session: Session, today: date) -> tuple[Ahead, ...]:
    """Return the events of today and of the next sixty days that are for screens, the soonest first. One read."""
    rows = session.execute(select(Event.name, Event.place, Event.starts_on, Event.ends_on)
                           .where(Event.ends_on >= today, Event.starts_on <= today + DAYS, ~Event.off_screens)
                           .order_by(Event.starts_on, Event.ends_on, Event.id).limit(MOST))
    return tuple(Ahead(*row) for row in rows)


def entry(one: Ahead) -> dict[str, Any]:
    """Return an event as a manifest tells it. Days are the campus's, ISO 8601; ``until`` is its last."""
    return {"title": one.title, "place": one.place, "from": one.starts_on.isoformat(), "until": one.ends_on.isoformat()}

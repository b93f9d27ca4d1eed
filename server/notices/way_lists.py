"""The ways that are set up, how each fares, and what did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from index import settings as configuration
from index.catalogue.deliveries import ROBOTS, Delivery, DeliveryState, NoticeWay
from index.catalogue.notices import Notice
from index.catalogue.people import Person
from index.credentials import unseal
from index.db import reading
from server.home import Home


@dataclass(frozen=True, slots=True)
class WayLine:
    """A way in the list. ``kept`` are the names of the secrets that it holds; ``waiting`` and ``failed`` count deliveries."""

    id: int
    means: str
    name: str
    active: bool
    options: dict[str, Any]
    kept: frozenset[str]
    sent_at: datetime | None
    error: str | None
    error_at: datetime | None
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A delivery that was given up, or waits for a further try."""

    way: str
    person: str | None
    kind: str
    tries: int
    error: str
    at: datetime
    next_at: datetime | None


def personal(engine: Engine) -> frozenset[str]:
    """Return the means to people that are set up."""
    with reading(engine) as session:
        return frozenset(session.scalars(select(NoticeWay.means).where(NoticeWay.active, NoticeWay.means.not_in(ROBOTS))))


def ways(home: Home) -> list[WayLine]:
    """Return all ways that are set up."""
    key = configuration.secret(home.settings)
    with reading(home.engine) as session:
        counts = {(row[0], row[1]): row[2] for row in session.execute(
            select(Delivery.way_id, Delivery.state, func.count()).group_by(Delivery.way_id, Delivery.state))}
        return [WayLine(row.id, row.means, row.name, row.active, dict(row.options),
                        frozenset(name for name, value in unseal(key, row.sealed).items() if value), row.sent_at,
                        row.error, row.error_at, counts.get((row.id, DeliveryState.WAITING), 0),
                        counts.get((row.id, DeliveryState.FAILED), 0))
                for row in session.scalars(select(NoticeWay).order_by(NoticeWay.id))]


def failures(engine: Engine, limit: int = 50) -> list[Failure]:
    """Return what did not arrive, the latest first: what was given up, and what is tried again."""
    with reading(engine) as session:
        rows = session.execute(
            select(Delivery, NoticeWay.name, Person.display, Notice.kind).join(NoticeWay, NoticeWay.id == Delivery.way_id)
            .join(Notice, Notice.id == Delivery.notice_id).outerjoin(Person, Person.id == Notice.person_id)
            .where(Delivery.error.is_not(None)).order_by(Delivery.id.desc()).limit(limit))
        return [Failure(way, person, kind, one.tries, one.error or "", one.settled_at or one.made_at,
                        one.due_at if one.state == DeliveryState.WAITING else None) for one, way, person, kind in rows]

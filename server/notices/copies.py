"""Documents on their way by mail: rows that wait until the mail server took them, by the rules of ``server.notices.sending``.

Taken in hand first, the network spoken with while no transaction is open, tried again after 1, 4, 9 ... minutes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from sqlalchemy import ColumnElement, Engine, and_, select
from sqlalchemy.orm import Session

from index.catalogue.deliveries import DeliveryState, DocumentCopy, Means, NoticeWay
from index.db import reading, writing
from server.clock import Clock
from server.home import Home
from server.notices.outside import mail
from server.notices.outside.message import Message
from server.notices.outside.post import Way
from server.notices.outside.wire import Undelivered
from server.notices.sending import LEASE, TRIES, opened

AT_ONCE: Final = 50
Copy = TypeVar("Copy", bound=DocumentCopy)
Written = Callable[[int, datetime], tuple[str, Message] | None]
"""To whom goes what, by the number of a copy; None where it is not to go any more."""
log = logging.getLogger("vitrine.copies")


class Reader(Protocol):
    """Somebody on a list of readers: a person, or whoever reads at an address."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def mail(self) -> str: ...


def begin(session: Session, of: type[Copy], readers: Iterable[Reader], *, now: datetime, **document: int) -> None:
    """Send a ``document`` (the column that names it, and its row) on its way; a notice alone has arrived with that."""
    session.add_all(of(
        person_id=one.person_id, name=one.name, mail=one.mail, due_at=now, **document,
        state=DeliveryState.WAITING if one.mail else DeliveryState.SENT, settled_at=None if one.mail else now)
        for one in readers)


def send_due(home: Home, clock: Clock, of: type[Copy], written: Written) -> int:
    """Send the mails that are due, and return how many went out. Without a way to mail they wait."""
    with reading(home.engine) as session:
        way = session.scalar(select(NoticeWay).where(NoticeWay.active, NoticeWay.means == Means.MAIL)
                             .order_by(NoticeWay.id).limit(1))
        due = session.scalar(select(of.id).where(_due(of, clock())).limit(1))
        if way is None or due is None:
            return 0
        by = opened(home, way)
    return sum(_send_one(home, by, of, copy_id, written, clock) for copy_id in _taken(home.engine, of, clock()))


def _due(of: type[Copy], now: datetime) -> ColumnElement[bool]:
    return and_(of.state == DeliveryState.WAITING, of.due_at <= now)


def _taken(engine: Engine, of: type[Copy], now: datetime) -> list[int]:
    with writing(engine, durable=False) as session:
        rows = session.scalars(select(of).where(_due(of, now)).order_by(of.id).limit(AT_ONCE)
                               .with_for_update(skip_locked=True)).all()
        for row in rows:
            row.tries, row.due_at = row.tries + 1, now + LEASE
        return [row.id for row in rows]


def _send_one(home: Home, way: Way, of: type[Copy], copy_id: int, written: Written, clock: Clock) -> bool:
    found = written(copy_id, clock())
    error = None
    if found is not None:
        try:
            mail.send(way.options, way.secrets, *found)
        except Undelivered as caught:
            error = caught
            log.warning("%s %s: %s", of.__tablename__, copy_id, caught)
    with writing(home.engine) as session:
        row, now = session.get(of, copy_id), clock()
        if row is None:
            return False
        if error is None:
            row.state, row.settled_at, row.error = DeliveryState.SENT if found else DeliveryState.DROPPED, now, None
            return found is not None
        row.error, over = error.why, error.permanent or row.tries >= TRIES
        row.state, row.settled_at = (DeliveryState.FAILED, now) if over else (DeliveryState.WAITING, None)
        row.due_at = now + timedelta(minutes=row.tries ** 2)
        return False

"""The outbox: what is due is taken in hand, put together by reader, sent, and settled.

Taking in hand moves the next try on (``LEASE``), so nobody else takes it meanwhile and a worker's death loses nothing. The
network is spoken with while no transaction is open. What failed is tried again after 1, 4, 9 ... minutes; what the other
side says can never arrive is not.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from index import settings as configuration
from index.catalogue.deliveries import ROBOTS, Delivery, DeliveryState, Means, NoticeWay
from index.catalogue.notices import Notice
from index.catalogue.people import Person
from index.credentials import unseal
from index.db import reading, writing
from server.clock import Clock
from server.home import Home
from server.notices import choices, messages
from server.notices.outside.message import Message
from server.notices.outside.post import Way, post
from server.notices.outside.wire import Undelivered

AT_ONCE: Final = 200
TRIES: Final = 12
LEASE: Final = timedelta(minutes=5)
BETWEEN: Final = timedelta(seconds=4)
"""Between two messages of a robot: WeCom and DingTalk take 20 a minute, and punish more with ten minutes of silence."""
_REACHED_BY: Final = {Means.MAIL: choices.MAIL, Means.WECOM: choices.WECOM, Means.SMS: choices.SMS}
log = logging.getLogger("vitrine.notices")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one reader, and the deliveries that it settles. ``message`` is None where nothing may be told."""

    deliveries: tuple[int, ...]
    to: str
    message: Message | None


def send_due(home: Home, clock: Clock) -> int:
    """Send what is due by every way, and return how many messages went out."""
    with reading(home.engine) as session:
        now = clock()
        due = select(Delivery.id).where(Delivery.way_id == NoticeWay.id, Delivery.state == DeliveryState.WAITING,
                                        Delivery.due_at <= now).exists()
        ways = session.scalars(select(NoticeWay).where(NoticeWay.active, due).order_by(NoticeWay.id)).all()
        found = [(opened(home, row), row.tried_at) for row in ways]
    return sum(_send_by(home, way, clock) for way, tried in found
               if way.means not in ROBOTS or tried is None or clock() - tried >= BETWEEN)


def opened(home: Home, row: NoticeWay) -> Way:
    """Return a way with its secrets opened."""
    return Way(row.id, row.means, dict(row.options), unseal(configuration.secret(home.settings), row.sealed))


def try_again(engine: Engine, now: datetime) -> int:
    """Let everything that was given up be tried again now, and return how many deliveries that is."""
    with writing(engine) as session:
        done = session.execute(update(Delivery).where(Delivery.state == DeliveryState.FAILED)
                               .values(state=DeliveryState.WAITING, tries=0, due_at=now, settled_at=None))
        return int(getattr(done, "rowcount", 0))


def _send_by(home: Home, way: Way, clock: Clock) -> int:
    sent, trouble = 0, None
    for parcel in _parcels(home, way, _taken(home.engine, way, clock()), clock()):
        if parcel.message is None:
            _settle(home.engine, way, parcel, clock(), DeliveryState.DROPPED)
            continue
        error = trouble
        if error is None:
            try:
                post(way, parcel.to, parcel.message, clock())
                sent += 1
            except Undelivered as caught:
                error = caught
                log.warning("way %s (%s): %s", way.id, way.means, caught)
            trouble = None if error is None or error.permanent else error  # the way's own: the rest need not wait for it too
        _settle(home.engine, way, parcel, clock(), DeliveryState.SENT if error is None else None, error)
    return sent


def _taken(engine: Engine, way: Way, now: datetime) -> list[int]:
    """Take what is due by a way in hand."""
    with writing(engine, durable=False) as session:
        due = (select(Delivery.id).where(Delivery.way_id == way.id, Delivery.state == DeliveryState.WAITING,
                                         Delivery.due_at <= now).order_by(Delivery.id).limit(AT_ONCE)
               .with_for_update(skip_locked=True))
        ids = list(session.scalars(due))
        session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(tries=Delivery.tries + 1, due_at=now + LEASE))
        session.execute(update(NoticeWay).where(NoticeWay.id == way.id).values(tried_at=now))
    return ids


def _parcels(home: Home, way: Way, ids: Sequence[int], now: datetime) -> list[Parcel]:
    with reading(home.engine) as session:
        rows = session.execute(select(Delivery, Notice).join(Notice, Notice.id == Delivery.notice_id)
                               .where(Delivery.id.in_(ids)).order_by(Notice.at, Notice.id)).all()
        by_person: dict[int | None, list[tuple[Delivery, Notice]]] = {}
        for delivery, notice in rows:
            by_person.setdefault(notice.person_id, []).append((delivery, notice))
        chosen = choices.of(session, [one for one in by_person if one is not None])
        return [_parcel(session, home, way, person_id, several, chosen, now) for person_id, several in by_person.items()]


def _parcel(session: Session, home: Home, way: Way, person_id: int | None, several: Sequence[tuple[Delivery, Notice]],
            chosen: dict[int, choices.Chosen], now: datetime) -> Parcel:
    ids = tuple(one.id for one, _ in several)
    notices = [notice for one, notice in several if not (one.digest and notice.read_at)]  # a digest repeats nothing
    if person_id is None:
        return Parcel(ids, "", messages.to_group(session, notices, home.settings))
    person = session.get(Person, person_id)
    to = chosen[person_id].reach.at(_REACHED_BY[Means(way.means)])
    if person is None or not person.active or not to:
        return Parcel(ids, to, None)
    digest = any(one.digest for one, _ in several)
    return Parcel(ids, to, messages.to_person(session, person, notices, home.settings, now, digest=digest))


def _settle(engine: Engine, way: Way, parcel: Parcel, now: datetime, state: DeliveryState | None,
            error: Undelivered | None = None) -> None:
    with writing(engine) as session:
        row = session.get(NoticeWay, way.id)
        if row is None:
            return
        if state is DeliveryState.SENT:
            row.sent_at, row.error, row.error_at = now, None, None
        elif error is not None and not error.permanent:
            row.error, row.error_at = error.why, now
        for one in session.scalars(select(Delivery).where(Delivery.id.in_(parcel.deliveries))):
            if state is not None:
                one.state, one.settled_at, one.error = state, now, None
            elif error is not None:
                one.error, over = error.why, error.permanent or one.tries >= TRIES
                one.state = DeliveryState.FAILED if over else DeliveryState.WAITING
                one.settled_at = now if over else None
                one.due_at = now + timedelta(minutes=one.tries ** 2)

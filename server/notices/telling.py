"""Keeping notices: what is alike and comes close together becomes one, and each is put into the outbox by the ways wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from index.catalogue import work_calendar
from index.catalogue.deliveries import ROBOTS, Delivery, Means, NoticeWay
from index.catalogue.notices import Kind, Notice
from index.catalogue.people import Person
from server.notices import choices
from server.notices.choices import DIGEST, MAIL, PAGE, SMS, WECOM, Chosen
from server.notices.heard import Telling

GATHERED: Final = timedelta(minutes=2)
"""How long what is alike is gathered before it is sent: five hundred approvals in a row are one message."""
FOLLOWED: Final = timedelta(days=1)
"""The same for the finds of a search, which come in over a day."""
MOST_ABOUT: Final = 500
_OF_ANYBODY: Final = frozenset({Kind.DESK, Kind.SIGN_OFF, Kind.NEAR, Kind.OVER, Kind.APPROVED, Kind.FLASHES,
                              Kind.SCREEN, Kind.BOARD_DUE, Kind.BOARD_OVER, Kind.NOTE, Kind.TOPIC_DUE,
                              Kind.TOPIC_OVER, Kind.TASKS_DUE, Kind.TASKS_OVER, Kind.TASKS_MISSING})
"""These do not say who did it, so they are gathered whoever did."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways that are set up: those to people by their means, and the groups' robots."""

    personal: dict[str, int]
    robots: Sequence[NoticeWay]


def keep(session: Session, tellings: Iterable[Telling], zone: ZoneInfo, now: datetime) -> int:
    """Keep these notices, and put what is to be sent into the outbox, in the caller's transaction. Returns how many."""
    several = list(tellings)
    ways = _ways(session)
    people = {one.person_id for one in several if one.person_id is not None}
    active = set(session.scalars(select(Person.id).where(Person.id.in_(people), Person.active)))
    chosen = choices.of(session, active)
    kept: dict[tuple[int | None, str], Notice] = {}
    for one in several:
        if one.person_id is None and not any(_hears(way, one) for way in ways.robots):
            continue
        if one.person_id is not None and not (one.person_id in active and chosen[one.person_id].wanted[one.kind]):
            continue
        key = (one.person_id, gathers(one))
        notice = kept.get(key) or _earlier(session, one, key[1], now)
        if notice is not None:
            _add(notice, one)
        else:
            notice = _made(session, one, key[1], chosen.get(one.person_id or 0))
            _send(session, notice, one, ways, chosen, zone, now)
        kept[key] = notice
    return len(kept)


def gathers(one: Telling) -> str:
    """Return what notices have in common that are told as one: the kind, who did it, and with which words."""
    if one.kind is Kind.SEARCH:
        return f"{one.kind}|{one.subject}"
    by = "" if one.kind in _OF_ANYBODY else str(one.details.get("by") or "")
    said = str(one.details.get("reason") or "")
    office = "office" if one.details.get("office") else ""
    return f"{one.kind}|{by}|{sha256(said.encode()).hexdigest()[:16] if said else ''}|{office}"


def _earlier(session: Session, one: Telling, key: str, now: datetime) -> Notice | None:
    """Return a notice of the same that was neither read nor sent yet."""
    since = one.at - (FOLLOWED if one.kind is Kind.SEARCH else GATHERED)
    person = Notice.person_id.is_(None) if one.person_id is None else Notice.person_id == one.person_id
    tried = exists().where(Delivery.notice_id == Notice.id, (Delivery.tries > 0) | (Delivery.due_at <= now))
    return session.scalar(select(Notice).where(person, Notice.gathers == key, Notice.read_at.is_(None), Notice.at >= since,
                                               ~tried).order_by(Notice.id.desc()).limit(1))


def _add(notice: Notice, one: Telling) -> None:
    if one.subject not in notice.about and len(notice.about) < MOST_ABOUT:
        notice.about = [*notice.about, one.subject]
    merged: dict[str, Any] = {**notice.details}
    for code in str(one.details.get("channel") or "").split():
        if code not in str(merged.get("channel") or "").split():
            merged["channel"] = f"{merged.get('channel') or ''} {code}".strip()
    if merged != notice.details:
        notice.details = merged


def _made(session: Session, one: Telling, key: str, chosen: Chosen | None) -> Notice:
    made = Notice(person_id=one.person_id, kind=one.kind, about=[one.subject], details=one.details, gathers=key, at=one.at,
                  shown=chosen is not None and PAGE in chosen.wanted[one.kind])
    session.add(made)
    session.flush()
    return made


def _ways(session: Session) -> _Ways:
    rows = session.scalars(select(NoticeWay).where(NoticeWay.active).order_by(NoticeWay.id)).all()
    return _Ways({row.means: row.id for row in rows if row.means not in ROBOTS}, [row for row in rows if row.means in ROBOTS])


def _hears(way: NoticeWay, one: Telling) -> bool:
    """Say whether a group's robot is told of this: the kinds that it was set up for, at all desks or the office's."""
    return one.kind in way.options.get("kinds", ()) and (one.details.get("office", True) or not way.options.get("office"))


def _send(session: Session, notice: Notice, one: Telling, ways: _Ways, chosen: dict[int, Chosen], zone: ZoneInfo,
          now: datetime) -> None:
    soon = max(one.at + GATHERED, now)
    if one.person_id is None:
        session.add_all(Delivery(notice_id=notice.id, way_id=way.id, due_at=soon, made_at=now)
                        for way in ways.robots if _hears(way, one))
        return
    mine = chosen[one.person_id]
    wanted = mine.wanted[one.kind] - ({DIGEST} if MAIL in mine.wanted[one.kind] else set())
    for way, means in ((MAIL, Means.MAIL), (DIGEST, Means.MAIL), (WECOM, Means.WECOM), (SMS, Means.SMS)):
        if way not in wanted or means not in ways.personal or not mine.reach.at(way):
            continue
        due = soon
        if way == DIGEST:
            due = mine.reach.next_digest(now, work_calendar.load(session, zone))
        elif way == SMS:
            due = mine.reach.past_quiet(soon, zone)
        session.add(Delivery(notice_id=notice.id, way_id=ways.personal[means], digest=way == DIGEST, due_at=due, made_at=now))

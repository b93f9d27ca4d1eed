"""Links for outsiders: made for an event, with a term and limits; shown once, since only the token's hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, aliased

from index.catalogue import audit
from index.catalogue.assets import Arrival, Outcome
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.links import Link, Sender
from index.catalogue.people import Actor
from index.catalogue.uploads import Upload
from index.credentials import new_token, token_hash
from index.db import reading, writing
from index.errors import Invalid, NotFound, in_order
from server import policy
from server.admin import named
from server.uploads.party import unfinished

DOOR: Final = "link"
LONGEST_TERM: Final = timedelta(days=366)
LONGEST_NOTE: Final = 500
FILES: Final = 300
GIGABYTES: Final = 20
GIB: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a link is made for; ``last_day`` is the last on which it takes files, in the campus's zone."""

    event: str
    last_day: date
    department: str | None = None
    max_files: int = FILES
    max_gigabytes: int = GIGABYTES
    note: str = ""


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link in a list. ``state`` is open, over, revoked or full; ``files`` and ``bytes`` are what was kept."""

    id: int
    event: str
    department: str | None
    note: str
    last_day: date
    state: str
    senders: int
    files: int
    max_files: int
    bytes: int
    max_bytes: int


def add(engine: Engine, actor: Actor, new: NewLink, zone: ZoneInfo, *, now: datetime) -> tuple[int, str]:
    """Make a link; return its id and its token, which nobody can read again. Raises Forbidden, Invalid, NotFound."""
    end = datetime.combine(new.last_day + timedelta(days=1), time(), zone)
    in_order("last_day", ("今天", "Today", now.astimezone(zone).date()), ("截止日期", "Last day", new.last_day))
    _check(new, end, now)
    token = new_token()
    with writing(engine) as session:
        event = named.event(session, new.event)
        owner = _owner(session, actor, event)
        department = owner if not policy.may(actor, "make-links") else \
            named.department(session, new.department) if new.department else None
        link = Link(token_hash=token_hash(token), event_id=event.id, department_id=department.id if department else None,
                    note=new.note.strip(), max_files=new.max_files, max_bytes=new.max_gigabytes * GIB, created_at=now,
                    created_by=actor.person_id, expires_at=end)
        session.add(link)
        session.flush()
        audit.record(session, actor, "added", f"link:{link.id}", at=now, event=event.name, until=str(new.last_day),
                     department=department.name if department else None, files=new.max_files, gigabytes=new.max_gigabytes)
        return link.id, token


def revoke(engine: Engine, actor: Actor, link_id: int, *, now: datetime) -> None:
    """Close a link for good, at once. What has come stays. Raises NotFound, Forbidden."""
    with writing(engine) as session:
        link = session.get(Link, link_id)
        if link is None:
            raise NotFound(what=f"“{link_id}”")
        _owner(session, actor, session.get_one(Event, link.event_id))
        if link.revoked_at is None:
            link.revoked_at = now
            audit.record(session, actor, "revoked", f"link:{link.id}", at=now)


def events(engine: Engine, actor: Actor) -> list[Event]:
    """Return the events that this person may make links for, newest first."""
    with reading(engine) as session:
        rows = session.execute(select(Event, Department).outerjoin(Department, Department.id == Event.department_id)
                               .order_by(Event.starts_on.desc(), Event.id).limit(300)).all()
        return [event for event, owner in rows if policy.may_link(actor, owner)]


def listed(engine: Engine, actor: Actor, zone: ZoneInfo, now: datetime) -> list[LinkLine]:
    """Return the links that this person may see: those they may make and close, newest first."""
    owner, forward = aliased(Department), aliased(Department)
    with reading(engine) as session:
        rows = session.execute(
            select(Link, Event.name, owner, forward.name)
            .join(Event, Event.id == Link.event_id).outerjoin(owner, owner.id == Event.department_id)
            .outerjoin(forward, forward.id == Link.department_id).order_by(Link.id.desc())).all()
        held = _kept(session)
        senders = {row[0]: row[1] for row in session.execute(
            select(Sender.link_id, func.count()).group_by(Sender.link_id))}
        return [_line(link, event, department, held.get(link.id, (0, 0)), senders.get(link.id, 0), zone, now)
                for link, event, theirs, department in rows if policy.may_link(actor, theirs)]


def _owner(session: Session, actor: Actor, event: Event) -> Department | None:
    """Return the department of an event that this person may make and close links for. Raises Forbidden."""
    owner = session.get(Department, event.department_id) if event.department_id else None
    if not policy.may_link(actor, owner):
        raise policy.forbidden("make-links")
    return owner


def _line(link: Link, event: str, department: str | None, held: tuple[int, int], senders: int, zone: ZoneInfo,
          now: datetime) -> LinkLine:
    return LinkLine(link.id, event, department, link.note, last_day(link.expires_at, zone), state_of(link, *held, now),
                    senders, held[0], link.max_files, held[1], link.max_bytes)


def state_of(link: Link, files: int, size: int, now: datetime) -> str:
    """Return open, over, revoked or full, for what was kept through it."""
    if link.revoked_at is not None:
        return "revoked"
    if link.expires_at <= now:
        return "over"
    return "full" if files >= link.max_files or size >= link.max_bytes else "open"


def last_day(expires_at: datetime, zone: ZoneInfo) -> date:
    """Return the last day on which a link takes files: it ends with the midnight after."""
    return (expires_at.astimezone(zone) - timedelta(seconds=1)).date()


def kept(session: Session, link_id: int) -> tuple[int, int]:
    """Return how many files were kept through this link, and their bytes."""
    return _kept(session, link_id).get(link_id, (0, 0))


def used(session: Session, link_id: int, now: datetime) -> tuple[int, int]:
    """Return the files and bytes that count against a link's limits: what was kept, and what is on its way."""
    files, size = kept(session, link_id)
    begun, coming = unfinished(session, Upload.sender_id.in_(select(Sender.id).where(Sender.link_id == link_id)), now)
    return files + begun, size + coming


def _kept(session: Session, link_id: int | None = None) -> dict[int, tuple[int, int]]:
    query = (select(Sender.link_id, func.count(), func.sum(Arrival.bytes)).join(Arrival, Arrival.batch == Sender.batch)
             .where(Arrival.door == DOOR, Arrival.outcome == Outcome.ADDED).group_by(Sender.link_id))
    if link_id is not None:
        query = query.where(Sender.link_id == link_id)
    return {row[0]: (int(row[1]), int(row[2] or 0)) for row in session.execute(query)}


def _check(new: NewLink, end: datetime, now: datetime) -> None:
    if end - now > LONGEST_TERM + timedelta(days=1):
        raise Invalid("last_day", "最长一年", "a year at most")
    if new.max_files < 1 or new.max_files > 10_000:
        raise Invalid("max_files", "应为 1 至 10000", "must be 1 to 10000")
    if new.max_gigabytes < 1 or new.max_gigabytes > 10_000:
        raise Invalid("max_gigabytes", "应为 1 至 10000", "must be 1 to 10000")
    if len(new.note.strip()) > LONGEST_NOTE:
        raise Invalid("note", f"最多 {LONGEST_NOTE} 个字", f"at most {LONGEST_NOTE} characters")

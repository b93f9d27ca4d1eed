"""Make assignments and let them be. Each is one transaction with its audit line; files end an assignment by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.assignments import Assignment
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.people import Actor, Person
from index.db import serialize, writing
from index.errors import Conflict, Invalid, NotFound, VitrineError
from index.settings import Settings
from server import policy
from server.admin import named
from server.assignments import lists


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """Which event (name or id), who (login or id), with which kit. ``anyway``: though the kit is booked on these days."""

    event: str
    to: str
    kit: str | None = None
    note: str = ""
    anyway: bool = False


def add(engine: Engine, actor: Actor, new: NewAssignment, *, now: datetime) -> int:
    """Make an assignment and return its id.

    Raises Forbidden, NotFound, Invalid, Conflict: assigned-already, kit-retired, kit-booked (told before it is made).
    """
    policy.require(actor, "assign")
    for name, given in (("event", new.event), ("to", new.to)):
        if not given.strip():
            raise Invalid(name, "请选择", "choose one")
    with writing(engine) as session:
        serialize(session, "assignments")
        event, person = named.event(session, new.event.strip()), named.person(session, new.to.strip())
        if not person.active:
            raise Invalid("to", f"{person.display} 的账号已停用", f"{person.display}’s account is closed")
        kit = named.kit(session, new.kit) if new.kit else None
        _require_new(session, event, person)
        if kit:
            _require_free(session, kit, event, anyway=new.anyway)
        made = Assignment(event_id=event.id, person_id=person.id, kit_id=kit.id if kit else None, note=new.note.strip(),
                          made_at=now, made_by=actor.person_id)
        session.add(made)
        session.flush()
        audit.record(session, actor, "assigned", f"assignment:{made.id}", at=now, event=event.name, to=person.login,
                     kit=kit.name if kit else None)
        return made.id


def close(engine: Engine, actor: Actor, assignment_id: int, reason: str, *, settings: Settings, now: datetime) -> None:
    """Let an assignment be. Raises Forbidden, NotFound, VitrineError reason-required, Conflict(assignment-over)."""
    policy.require(actor, "assign")
    if not reason.strip():
        raise VitrineError("close-reason")
    with writing(engine) as session:
        line = lists.one(session, actor, assignment_id, settings, now)
        if line is None:
            raise NotFound(what=str(assignment_id))
        if not line.open:
            raise Conflict("assignment-over")
        row = session.get_one(Assignment, assignment_id)
        row.closed_at, row.closed_by, row.closed_reason = now, actor.person_id, reason.strip()
        audit.record(session, actor, "closed", f"assignment:{assignment_id}", at=now, reason=row.closed_reason)


def booked(session: Session, kit: Kit, event: Event) -> tuple[Assignment, Event, Person] | None:
    """Return an assignment that has this kit on days of this event, at another one."""
    row = session.execute(
        select(Assignment, Event, Person).join(Event, Event.id == Assignment.event_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.kit_id == kit.id, Assignment.closed_at.is_(None), Event.id != event.id,
               Event.starts_on <= event.ends_on, Event.ends_on >= event.starts_on).order_by(Event.starts_on)).first()
    return (row[0], row[1], row[2]) if row else None


def _require_new(session: Session, event: Event, person: Person) -> None:
    if session.scalar(select(Assignment.id).where(Assignment.event_id == event.id, Assignment.person_id == person.id,
                                                  Assignment.closed_at.is_(None))) is not None:
        raise Conflict("assigned-already", person=person.display, event=event.name)


def _require_free(session: Session, kit: Kit, event: Event, *, anyway: bool) -> None:
    if not kit.active:
        raise Conflict("kit-retired", kit=kit.name)
    found = booked(session, kit, event)
    if found is None or anyway:
        return
    _, other, person = found
    days = str(other.starts_on) if other.starts_on == other.ends_on else f"{other.starts_on} – {other.ends_on}"
    raise Conflict("kit-booked", kit=kit.name, days=days, person=person.display, event=other.name)

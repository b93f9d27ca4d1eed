"""Make assignments and let them be. Each is one transaction with its audit line; files end an assignment by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.assignments import Assignment
from index.catalogue.events import Event
from index.catalogue.people import Actor, Person
from index.db import serialize, writing
from index.errors import Conflict, Invalid, NotFound, VitrineError
from index.settings import Settings
from server import policy
from server.admin import named
from server.assignments import lists
from server.kits import booking


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """Which event (name or id), who (login or id), with which kit, which is booked for the event's days."""

    event: str
    to: str
    kit: str | None = None
    note: str = ""


def add(engine: Engine, actor: Actor, new: NewAssignment, *, now: datetime) -> int:
    """Make an assignment and return its id.

    Raises Forbidden, NotFound, Invalid, Conflict: assigned-already, kit-retired, kit-booked, kit-out.
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
        made = Assignment(event_id=event.id, person_id=person.id, kit_id=kit.id if kit else None, note=new.note.strip(),
                          made_at=now, made_by=actor.person_id)
        session.add(made)
        session.flush()
        if kit:
            booking.for_assignment(session, actor, made, event, kit, now=now)
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
        if (kept := booking.of_assignment(session, assignment_id)) is not None:
            booking.give_up(session, actor, kept, row.closed_reason, now=now)
        audit.record(session, actor, "closed", f"assignment:{assignment_id}", at=now, reason=row.closed_reason)


def send_kit(engine: Engine, actor: Actor, assignment_id: int, kit: str | None, *, settings: Settings,
             now: datetime) -> None:
    """Send another kit to an assignment, or none (None): its booking moves to that kit.

    Raises Forbidden, NotFound, Conflict: assignment-over, kit-retired, kit-booked, kit-out.
    """
    policy.require(actor, "assign")
    with writing(engine) as session:
        serialize(session, "assignments")
        line = lists.one(session, actor, assignment_id, settings, now)
        if line is None:
            raise NotFound(what=str(assignment_id))
        if not line.open:
            raise Conflict("assignment-over")
        row, wanted = session.get_one(Assignment, assignment_id), named.kit(session, kit) if kit else None
        if wanted is not None and wanted.id == row.kit_id:
            return
        if (kept := booking.of_assignment(session, assignment_id)) is not None:
            booking.give_up(session, actor, kept, "", now=now)
        row.kit_id = wanted.id if wanted else None
        if wanted:
            booking.for_assignment(session, actor, row, session.get_one(Event, row.event_id), wanted, now=now)
        audit.record(session, actor, "changed", f"assignment:{assignment_id}", at=now, before=line.kit,
                     after=wanted.name if wanted else None)


def _require_new(session: Session, event: Event, person: Person) -> None:
    if session.scalar(select(Assignment.id).where(Assignment.event_id == event.id, Assignment.person_id == person.id,
                                                  Assignment.closed_at.is_(None))) is not None:
        raise Conflict("assigned-already", person=person.display, event=event.name)

"""What stands in the agenda of a reader: events ahead and who photographs them, what is booked, and what is due.

Each is read through visibility; what somebody may not see stands in none of their calendars.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from index.catalogue import duty_visibility
from index.catalogue.assignments import Assignment
from index.catalogue.audit import AuditLine
from index.catalogue.boards import Board
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.loans import KitLoan
from index.catalogue.people import Actor, Person
from index.settings import Settings
from server import policy
from server.assignments import lists as assignments
from server.assignments.standing import Standing
from server.kits import booking_lists
from server.topics import lists as topics
from server.training import lists as training


class Kind(StrEnum):
    """What an entry is. ``SHOOT`` is an event that the reader photographs, ``FILES`` when its files are due."""

    EVENT = "event"
    SHOOT = "shoot"
    FILES = "files"
    BOOKING = "booking"
    TOPIC = "topic"
    BOARD = "board"
    RETURN = "return"
    TRAINING = "training"


DUE = frozenset({Kind.FILES, Kind.TOPIC, Kind.BOARD, Kind.RETURN})


class Of(StrEnum):
    """Whose: all that the reader may see, what concerns the own department, or themselves."""

    ALL = "all"
    DEPARTMENT = "department"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class Shooter:
    """Who photographs an event, with which kit."""

    person: str
    kit: str | None
    note: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, of whole days or, with ``at``, of a moment. ``subjects`` are what the trail calls it: they tell when it
    changed. ``page`` is an endpoint with its values.
    """

    kind: Kind
    number: int
    name: str
    first: date
    last: date
    subjects: tuple[str, ...]
    page: tuple[str, dict[str, Any]]
    at: datetime | None = None
    until: datetime | None = None
    place: str = ""
    department: tuple[str, str] | None = None
    shooters: tuple[Shooter, ...] = ()
    note: str = ""
    cancelled: bool = False

    def overdue(self, today: date) -> bool:
        """Say whether something was due before this day."""
        return self.kind in DUE and self.last < today


def entries(session: Session, actor: Actor, of: Of, first: date, last: date, settings: Settings,
            now: datetime) -> list[Entry]:
    """Return what is on these days, in their order; nothing that was called off."""
    found = [*events(session, actor, of, first, last),
             *trainings(session, actor, first, last, settings, now, asked=of is not Of.ALL),
             *due(session, actor, settings, now, own=of is Of.MINE)]
    if of is Of.MINE:
        found += [*shoots(session, actor, settings, now), *bookings(session, actor, settings, now)]
    return sorted((one for one in found if one.first <= last and one.last >= first and not one.cancelled), key=_order)


def events(session: Session, actor: Actor, of: Of, first: date, last: date) -> list[Entry]:
    """Return events, which everybody sees, with the assignments that this person may see; none for ``MINE``, which has
    shoots in their place.
    """
    if of is Of.MINE:
        return []
    theirs: ColumnElement[bool] = true()
    if of is Of.DEPARTMENT:
        assigned = (select(Assignment.event_id).join(Person, Person.id == Assignment.person_id)
                    .where(Assignment.closed_at.is_(None), Person.department_id == (actor.department_id or 0)))
        theirs = or_(Event.department_id == (actor.department_id or 0), Event.id.in_(assigned))
    rows = session.execute(
        select(Event, Department.name, Department.name_en).outerjoin(Department, Department.id == Event.department_id)
        .where(Event.starts_on <= last, Event.ends_on >= first, theirs).order_by(Event.starts_on, Event.id)).all()
    who = _shooters(session, actor, [event.id for event, *_ in rows])
    return [Entry(Kind.EVENT, event.id, event.name, event.starts_on, event.ends_on,
                  (f"event:{event.id}", *(f"assignment:{number}" for number, _ in who.get(event.id, ()))),
                  ("library.index", {"event": event.name}), place=event.place, department=(name, name_en) if name else None,
                  shooters=tuple(one for _, one in who.get(event.id, ()))) for event, name, name_en in rows]


def shoots(session: Session, actor: Actor, settings: Settings, now: datetime) -> Iterator[Entry]:
    """Yield what this person photographs, what was called off too, and until when files are due that have not come."""
    for line in assignments.assignments(session, actor, settings, now, mine=True):
        shoot = Entry(Kind.SHOOT, line.id, line.event, line.starts_on, line.ends_on,
                      (f"event:{line.event_id}", f"assignment:{line.id}"), ("assignments.index", {"mine": 1}),
                      place=line.place, shooters=(Shooter(line.person, line.kit, line.note, mine=True),),
                      cancelled=line.standing is Standing.CLOSED)
        yield shoot
        if line.open:
            on = (line.due - timedelta(seconds=1)).astimezone(settings.zone).date()  # midnight ends a day
            yield replace(shoot, kind=Kind.FILES, first=on, last=on, at=line.due)


def bookings(session: Session, actor: Actor, settings: Settings, now: datetime) -> Iterator[Entry]:
    """Yield the kits that are booked for this person by themselves; an assignment names its own."""
    for one in booking_lists.bookings(session, actor, _today(settings, now), mine=True):
        if one.assignment_id is None:
            yield Entry(Kind.BOOKING, one.id, one.kit, one.from_on, one.until_on, (f"booking:{one.id}",),
                        ("kit_bookings.index", {}), note=one.what_for)


def trainings(session: Session, actor: Actor, first: date, last: date, settings: Settings, now: datetime, *,
              asked: bool) -> Iterator[Entry]:
    """Yield the trainings that this person may see, or with ``asked`` those that they are asked to come to."""
    for one in training.between(session, actor, first, last, _today(settings, now), asked=asked):
        begins, ends = (datetime.combine(one.held_on, at, settings.zone) if at else None
                        for at in (one.starts_at, one.ends_at))
        yield Entry(Kind.TRAINING, one.id, one.title, one.held_on, one.held_on, (f"training:{one.id}",),
                    ("training.show", {"training": one.id}), begins, ends, one.place, note=one.trainer,
                    cancelled=one.called_off_at is not None)


def due(session: Session, actor: Actor, settings: Settings, now: datetime, *, own: bool = False) -> Iterator[Entry]:
    """Yield what this person or those whom they look after have to do by a day: hand in for topics, refresh boards, give
    kits back; with ``own`` their own only.
    """
    tasks = (topics.mine_to_do(session, actor, settings.zone, now) if own or not actor.sees_all else
             [task for topic in topics.topics(session, actor, settings.zone, now) for task in topic.tasks if task.missing])
    for task in tasks:
        yield Entry(Kind.TOPIC, task.id, task.title, task.due_on, task.due_on,
                    (f"topic:{task.topic_id}", f"topic-task:{task.id}"), ("topic_tasks.show", {"task": task.id}),
                    note="" if own or not actor.sees_all else task.department)
    mine: ColumnElement[bool] = true() if actor.sees_all and not own else Board.owner_id == (actor.person_id or 0)
    for board in session.scalars(select(Board).where(Board.active, Board.refresh_by.is_not(None), mine)):
        if board.refresh_by is not None:
            yield Entry(Kind.BOARD, board.id, board.name, board.refresh_by, board.refresh_by, (f"board:{board.id}",),
                        ("boards.show", {"board": board.id}))
    yield from _returns(session, actor, own=own)


def overdue(session: Session, actor: Actor, of: Of, settings: Settings, now: datetime) -> list[Entry]:
    """Return what was due and still is, the longest overdue first."""
    today = _today(settings, now)
    own = of is Of.MINE
    found = [*due(session, actor, settings, now, own=own), *(shoots(session, actor, settings, now) if own else ())]
    return sorted((one for one in found if one.overdue(today)), key=_order)


def changes(session: Session, subjects: Iterable[str]) -> dict[str, tuple[int, datetime]]:
    """Return how often each subject changed and when it did last, as the trail has it."""
    names, found = sorted(set(subjects)), dict[str, tuple[int, datetime]]()
    for begin in range(0, len(names), 500):
        rows = session.execute(
            select(AuditLine.subject, func.count(), func.max(AuditLine.at)).where(
                AuditLine.subject.in_(names[begin:begin + 500])).group_by(AuditLine.subject))
        found |= {subject: (count, at) for subject, count, at in rows}
    return found


def _returns(session: Session, actor: Actor, *, own: bool) -> Iterator[Entry]:
    rows: Sequence[Any] = session.execute(
        select(KitLoan, Kit, Department, Person.display).join(Kit, Kit.id == KitLoan.kit_id)
        .join(Department, Department.id == Kit.department_id).join(Person, Person.id == KitLoan.person_id)
        .where(KitLoan.returned_at.is_(None))).all()
    for loan, kit, department, holder in rows:
        if loan.person_id == actor.person_id or (not own and policy.keeps_kits(actor, department)):
            seen = actor.sees_all or kit.department_id == actor.department_id
            yield Entry(Kind.RETURN, loan.id, kit.name, loan.due_on, loan.due_on, (f"kit:{kit.id}",),
                        ("kits.show", {"kit": kit.id}) if seen else ("kit_bookings.index", {}), note=holder)


def _shooters(session: Session, actor: Actor, event_ids: Sequence[int]) -> dict[int, list[tuple[int, Shooter]]]:
    rows = session.execute(
        select(Assignment, Person.display, Kit.name).join(Person, Person.id == Assignment.person_id)
        .outerjoin(Kit, Kit.id == Assignment.kit_id)
        .where(Assignment.event_id.in_(event_ids), Assignment.closed_at.is_(None), duty_visibility.assignments(actor))
        .order_by(Assignment.id))
    found: dict[int, list[tuple[int, Shooter]]] = {}
    for row, person, kit in rows:
        shooter = Shooter(person, kit, row.note, mine=row.person_id == actor.person_id)
        found.setdefault(row.event_id, []).append((row.id, shooter))
    return found


def _today(settings: Settings, now: datetime) -> date:
    return now.astimezone(settings.zone).date()


def _order(entry: Entry) -> tuple[date, bool, str, int]:
    return entry.first, entry.kind in DUE, entry.name, entry.number

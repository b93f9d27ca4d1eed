"""Assignments as the office and the photographers read them, with what arrived for each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from index.catalogue import duty_visibility
from index.catalogue.assets import Arrival, Asset, Outcome
from index.catalogue.assignments import Assignment
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.people import Actor, Person
from index.settings import Settings
from server.assignments.standing import OPEN, STANDING_NAMES, Span, Standing, span, standing

RECENT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """One assignment. ``arrived_at`` is when its first file came, ``files`` how many are there; times are UTC."""

    id: int
    event_id: int
    event: str
    place: str
    starts_on: date
    ends_on: date
    person_id: int
    person: str
    login: str
    kit_id: int | None
    kit: str | None
    note: str
    standing: Standing
    due: datetime
    arrived_at: datetime | None
    files: int
    closed_at: datetime | None
    closed_by: str | None
    closed_reason: str

    @property
    def open(self) -> bool:
        return self.standing in OPEN

    @property
    def late(self) -> bool:
        return self.standing is Standing.LATE

    @property
    def words(self) -> tuple[str, str]:
        """How it stands, (Chinese, English)."""
        return STANDING_NAMES[self.standing]


def assignments(session: Session, actor: Actor, settings: Settings, now: datetime, *,
                mine: bool = False) -> list[AssignmentLine]:
    """Return the assignments that this person may see: all for the office, else the own and those of one's department.

    Late ones first, then open ones by what is due next, then what is over, the latest first. What ended more than RECENT
    ago is left out.
    """
    seen = duty_visibility.own_assignments(actor) if mine else duty_visibility.assignments(actor)
    since = (now - RECENT).astimezone(settings.zone).date()
    lines = _read(session, and_(seen, or_(Event.ends_on >= since, Assignment.closed_at.is_(None))), settings, now)
    return sorted((one for one in lines if one.open or one.ends_on >= since), key=_order)


def of_people(session: Session, people: Collection[int], first: date, last: date, settings: Settings,
              now: datetime) -> list[AssignmentLine]:
    """Return the assignments of these people at events that began on these days, in their order. Whether the reader may ask
    is the caller's to know.
    """
    found = _read(session, and_(Assignment.person_id.in_(people), Event.starts_on.between(first, last)), settings, now)
    return sorted(found, key=lambda one: (one.starts_on, one.id))


def late(session: Session, actor: Actor, settings: Settings, now: datetime, *, mine: bool = False) -> list[AssignmentLine]:
    """Return the assignments whose files are overdue, the longest overdue first."""
    return [one for one in assignments(session, actor, settings, now, mine=mine) if one.late]


def one(session: Session, actor: Actor, assignment_id: int, settings: Settings, now: datetime) -> AssignmentLine | None:
    """Return one assignment that this person may see; None where there is none."""
    which = and_(duty_visibility.assignments(actor), Assignment.id == assignment_id)
    return next(iter(_read(session, which, settings, now)), None)


def _read(session: Session, which: ColumnElement[bool], settings: Settings, now: datetime) -> list[AssignmentLine]:
    closer = aliased(Person)
    rows = session.execute(
        select(Assignment, Event, Person.display, Person.login, Kit.name, closer.display)
        .join(Event, Event.id == Assignment.event_id).join(Person, Person.id == Assignment.person_id)
        .outerjoin(Kit, Kit.id == Assignment.kit_id).outerjoin(closer, closer.id == Assignment.closed_by).where(which)).all()
    spans = {row[0].id: span(row[1].starts_on, row[1].ends_on, row[1].ends_at, hours=settings.assignment_hours,
                             zone=settings.zone) for row in rows}
    found = []
    for assignment, event, person, login, kit, closed_by in rows:
        when = spans[assignment.id]
        arrived_at, files = _arrived(session, assignment, when)
        found.append(AssignmentLine(
            assignment.id, event.id, event.name, event.place, event.starts_on, event.ends_on, assignment.person_id, person,
            login, assignment.kit_id, kit, assignment.note, standing(when, arrived_at, assignment.closed_at, now), when.due,
            arrived_at, files, assignment.closed_at, closed_by, assignment.closed_reason))
    return found


def _arrived(session: Session, assignment: Assignment, when: Span) -> tuple[datetime | None, int]:
    """Return when the first file of the event came by this photographer or this kit, after it began, and how many did."""
    theirs = [Asset.owner_id == assignment.person_id, Arrival.person_id == assignment.person_id]
    if assignment.kit_id is not None:
        theirs.append(Asset.kit_id == assignment.kit_id)
    first, files = session.execute(
        select(func.min(Arrival.received_at), func.count(func.distinct(Asset.id))).select_from(Arrival)
        .join(Asset, Asset.id == Arrival.asset_id)
        .where(Asset.event_id == assignment.event_id, Arrival.outcome == Outcome.ADDED,
               Arrival.received_at >= when.begins, or_(*theirs))).one()
    return first, files


def _order(line: AssignmentLine) -> tuple[int, float]:
    if line.open:
        return (0 if line.late else 1, line.due.timestamp())
    return (2, -line.due.timestamp())

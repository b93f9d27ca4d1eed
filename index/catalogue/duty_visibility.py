"""Who may see duties: kits, their loans and bookings, assignments, training and handovers. A part of ``visibility``."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from index.catalogue.assignments import Assignment
from index.catalogue.bookings import KitBooking
from index.catalogue.handovers import Handover
from index.catalogue.kits import Kit
from index.catalogue.people import Actor, Person, Role
from index.catalogue.trainings import Training, TrainingDepartment, TrainingPerson
from index.errors import NotFound


def kits(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see this kit, who has it and who is to have it: the own department's, the office all."""
    if actor.sees_all:
        return true()
    return false() if actor.department_id is None else Kit.department_id == actor.department_id


def bookings(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see this booking: of a kit that they see, and whatever is booked for themselves."""
    if actor.sees_all:
        return true()
    seen = KitBooking.kit_id.in_(select(Kit.id).where(kits(actor)))
    return seen if actor.person_id is None else or_(seen, KitBooking.person_id == actor.person_id)


def assignments(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see this assignment: the own, those of the own department's people, the office all. To be asked
    of ``Assignment`` joined with its ``Person``.
    """
    if actor.sees_all:
        return true()
    if actor.department_id is None:
        return own_assignments(actor)
    return or_(own_assignments(actor), Person.department_id == actor.department_id)


def own_assignments(actor: Actor) -> ColumnElement[bool]:
    """SQL: this assignment is this person's own."""
    return Assignment.person_id == (actor.person_id or 0)


def records(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see this person's record: the own, a reviewer and a director their department's, the office all.
    To be asked of ``Person``.
    """
    if actor.sees_all:
        return true()
    own = Person.id == (actor.person_id or 0)
    if actor.department_id is None or not actor.roles & {Role.REVIEWER, Role.DIRECTOR}:
        return own
    return or_(own, Person.department_id == actor.department_id)


def points(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see what this person's points are the sum of: as records are seen, and directors all, as they see
    what departments' are. To be asked of ``Person``.
    """
    return true() if Role.DIRECTOR in actor.roles else records(actor)


def pointed(session: Session, actor: Actor, person_id: int) -> Person:
    """Return somebody whose points this person may see. Raises NotFound."""
    row = session.scalar(select(Person).where(Person.id == person_id, points(actor)))
    if row is None:
        raise NotFound(what=f"“{person_id}”")
    return row


def asked_to(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person is asked to come to this training: by themselves, with their department, or with everybody."""
    departments = select(TrainingDepartment.training_id)
    people = select(TrainingPerson.training_id)
    everybody = and_(Training.id.not_in(departments), Training.id.not_in(people.where(TrainingPerson.invited)))
    return or_(everybody, Training.id.in_(departments.where(TrainingDepartment.department_id == (actor.department_id or 0))),
               Training.id.in_(people.where(TrainingPerson.person_id == (actor.person_id or 0))))


def trainings(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see this training: whoever is asked to come, signed up or came; the office all."""
    return true() if actor.sees_all else asked_to(actor)


def attendances(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see this line of a training's people: their own, and their department's; the office all, and
    those without an account. To be asked of ``TrainingPerson`` joined with its ``Person``.
    """
    if actor.sees_all:
        return true()
    own = TrainingPerson.person_id == (actor.person_id or 0)
    return own if actor.department_id is None else or_(own, Person.department_id == actor.department_id)


def handovers(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see this handover: the two whom it is about, their department's reviewers, and the office all."""
    if actor.sees_all:
        return true()
    own = or_(Handover.from_id == (actor.person_id or 0), Handover.to_id == (actor.person_id or 0))
    if actor.department_id is None or not actor.roles & {Role.REVIEWER, Role.DIRECTOR}:
        return own
    return or_(own, Handover.department_id == actor.department_id)

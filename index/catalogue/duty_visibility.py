"""Who may see duties: kits, their loans and bookings, and assignments. A part of ``visibility``."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true

from index.catalogue.assignments import Assignment
from index.catalogue.bookings import KitBooking
from index.catalogue.kits import Kit
from index.catalogue.people import Actor, Person


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

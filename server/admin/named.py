"""Find things by what people call them: an id, a name, a code or a login. Names may stand wherever ids may."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.people import OWNER, Actor, Person, actor_of
from index.errors import NotFound

T = TypeVar("T")


def department(session: Session, given: str) -> Department:
    """Return a department by id, code or name. Raises NotFound."""
    return _one(session.scalar(select(Department).where(
        (Department.code == given) | (Department.name == given) | (Department.name_en == given)
        | _is_id(Department.id, given))), given)


def kit(session: Session, given: str) -> Kit:
    """Return a kit by id or name. Raises NotFound."""
    return _one(session.scalar(select(Kit).where((Kit.name == given) | _is_id(Kit.id, given))), given)


def event(session: Session, given: str) -> Event:
    """Return an event by id or name. Raises NotFound."""
    return _one(session.scalar(select(Event).where((Event.name == given) | _is_id(Event.id, given))), given)


def person(session: Session, given: str) -> Person:
    """Return somebody by login or id. Raises NotFound."""
    return _one(session.scalar(select(Person).where((Person.login == given) | _is_id(Person.id, given))), given)


def actor(session: Session, login: str | None) -> Actor:
    """Return who acts: the named active person, or without a name the installation's owner. Raises NotFound."""
    if login is None:
        return OWNER
    found = person(session, login)
    if not found.active:
        raise NotFound(what=f"“{login}”")
    return actor_of(found)


def _is_id(column: InstrumentedAttribute[int], given: str) -> ColumnElement[bool]:
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
    return column == number


def _one(found: T | None, given: str) -> T:
    if found is None:
        raise NotFound(what=f"“{given}”")
    return found

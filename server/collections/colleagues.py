"""Sharing a collection with colleagues by name, to look at or to edit; each is told (``server.notices.heard``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.collections import CollectionPerson
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.db import reading, writing
from index.errors import Invalid
from server.collections.service import kept_by


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with whom a collection is shared by name."""

    id: int
    name: str
    department: str | None
    edits: bool
    active: bool


def let_in(engine: Engine, actor: Actor, collection_id: int, given: str, *, edits: bool, now: datetime) -> None:
    """Share a collection that one keeps with a colleague, named by login or by a name that only one has; with somebody who
    has it already, change what they may. Raises Forbidden, NotFound, Invalid(person).
    """
    with writing(engine) as session:
        row = kept_by(session, actor, collection_id)
        person = _colleague(session, given)
        if person.id == row.owner_id:
            raise Invalid("person", "精选集就是这一位的", "it is this person's own")
        found = session.get(CollectionPerson, (row.id, person.id))
        if found is not None and found.edits == edits:
            return
        session.add(found or CollectionPerson(collection_id=row.id, person_id=person.id, added_at=now))
        session.flush()
        session.get_one(CollectionPerson, (row.id, person.id)).edits = edits
        audit.record(session, actor, "let-in", f"collection:{row.id}", at=now, name=row.name, person=person.id,
                     login=person.login, edits=edits)


def let_go(engine: Engine, actor: Actor, collection_id: int, person_id: int, *, now: datetime) -> None:
    """Share it with somebody no longer; one with whom it is not shared is no error. Raises Forbidden, NotFound."""
    with writing(engine) as session:
        row = kept_by(session, actor, collection_id)
        found = session.get(CollectionPerson, (row.id, person_id))
        if found is not None:
            session.delete(found)
            audit.record(session, actor, "let-go", f"collection:{row.id}", at=now, name=row.name, person=person_id)


def listed(engine: Engine, actor: Actor, collection_id: int) -> list[Colleague]:
    """Return with whom a collection that one keeps is shared by name. Raises Forbidden, NotFound."""
    with reading(engine) as session:
        row = kept_by(session, actor, collection_id)
        rows = session.execute(select(Person, Department.name, CollectionPerson.edits)
                               .join(CollectionPerson, CollectionPerson.person_id == Person.id)
                               .outerjoin(Department, Department.id == Person.department_id)
                               .where(CollectionPerson.collection_id == row.id).order_by(Person.display, Person.id))
        return [Colleague(person.id, person.display, department, edits, person.active) for person, department, edits in rows]


def choices(engine: Engine, actor: Actor) -> list[tuple[str, str]]:
    """Return with whom one may share, as (login, name), the own department first."""
    with reading(engine) as session:
        rows = session.execute(select(Person.login, Person.display, Person.department_id, Department.name)
                               .outerjoin(Department, Department.id == Person.department_id)
                               .where(Person.active, Person.id != actor.person_id).order_by(Person.display)).all()
    rows = sorted(rows, key=lambda row: row.department_id != actor.department_id)
    return [(row.login, " · ".join(filter(None, (row.display, row.name)))) for row in rows]


def _colleague(session: Session, given: str) -> Person:
    given = given.strip()
    found = session.scalars(select(Person).where(Person.active, Person.login == given)).all() or session.scalars(
        select(Person).where(Person.active, Person.display == given)).all()
    if not given or not found:
        raise Invalid("person", f"没有「{given}」这位在用的同事", f"no colleague in use is called “{given}”")
    if len(found) > 1:
        raise Invalid("person", f"有几位「{given}」，请填账号", f"several are called “{given}”: give the login")
    return found[0]

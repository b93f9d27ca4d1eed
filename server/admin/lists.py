"""The administrator's lists, as pages and programs read them (the command contract's keys)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, select, true

from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.kits import CameraBody, Kit
from index.catalogue.people import Person
from index.db import reading


@dataclass(frozen=True, slots=True)
class UserLine:
    id: int
    name: str
    display: str
    roles: tuple[str, ...]
    department: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    id: int
    code: str
    name: str
    name_en: str
    contact: str | None
    is_office: bool
    active: bool


@dataclass(frozen=True, slots=True)
class KitLine:
    id: int
    name: str
    department: str
    bodies: tuple[dict[str, str], ...]
    utc_offset: int | None
    quicktime_local: bool
    active: bool
    login: str | None
    event: str | None


@dataclass(frozen=True, slots=True)
class EventLine:
    id: int
    name: str
    place: str
    starts_on: date
    ends_on: date
    ends_at: str | None
    department: str | None
    off_screens: bool


def users(engine: Engine) -> list[UserLine]:
    with reading(engine) as session:
        rows = session.execute(select(Person, Department.name).outerjoin(Department, Department.id == Person.department_id)
                               .order_by(Person.id))
        return [UserLine(person.id, person.login, person.display, tuple(sorted(r.role for r in person.roles)),
                         department, person.active) for person, department in rows]


def departments(engine: Engine) -> list[DepartmentLine]:
    with reading(engine) as session:
        rows = session.execute(select(Department, Person.login).outerjoin(Person, Person.id == Department.contact_id)
                               .order_by(Department.id))
        return [DepartmentLine(d.id, d.code, d.name, d.name_en, contact, d.is_office, d.active) for d, contact in rows]


def kits(engine: Engine) -> list[KitLine]:
    with reading(engine) as session:
        bodies: dict[int, list[dict[str, str]]] = {}
        for body in session.scalars(select(CameraBody).order_by(CameraBody.id)):
            bodies.setdefault(body.kit_id, []).append({"make": body.make, "model": body.model, "serial": body.serial})
        rows = session.execute(select(Kit, Department.name, Event.name)
                               .join(Department, Department.id == Kit.department_id)
                               .outerjoin(Event, Event.id == Kit.event_id).order_by(Kit.id))
        return [KitLine(kit.id, kit.name, department, tuple(bodies.get(kit.id, [])), kit.utc_offset,
                        kit.quicktime_local, kit.active, kit.login, event) for kit, department, event in rows]


def events(engine: Engine, *, off_screens: bool | None = None) -> list[EventLine]:
    """Return all events, or those alone that screens tell, or do not."""
    with reading(engine) as session:
        rows = session.execute(select(Event, Department.name).outerjoin(Department, Department.id == Event.department_id)
                               .where(true() if off_screens is None else Event.off_screens == off_screens)
                               .order_by(Event.starts_on.desc(), Event.id))
        return [EventLine(e.id, e.name, e.place, e.starts_on, e.ends_on, f"{e.ends_at:%H:%M}" if e.ends_at else None,
                          department, e.off_screens) for e, department in rows]

"""Add and change people, departments, kits and events. Each is one transaction with its audit line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.assets import Asset
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.people import Actor, Person, PersonRole, Role, SignIn
from index.credentials import hash_password, new_password
from index.db import writing
from index.errors import Conflict, Invalid, in_order
from server import policy
from server.admin import named
from server.admin.reindex import read_times_again, reindex
from server.kits import booking
from server.kits.bodies import tie

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
SHORTEST_PASSWORD = 8
LONGEST = 120
"""Characters of a name or a place."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody's account. Without a password one is made and returned once."""

    login: str
    display: str
    roles: tuple[str, ...] = ()
    department: str | None = None
    password: str | None = None


def add_person(engine: Engine, actor: Actor, new: NewPerson, *, now: datetime) -> tuple[int, str]:
    """Add an account; return its id and its password. Raises Forbidden, Invalid, Conflict(name-taken), NotFound."""
    policy.require(actor, "administer")
    if not LOGIN.fullmatch(new.login):
        raise Invalid("login", "用小写字母、数字、点、横线，2 至 32 位", "2 to 32 of a-z, 0-9, dot, dash, underscore")
    _short(display=new.display)
    roles = _roles(new.roles)
    password = _password(new.password)
    hashed = hash_password(password)
    with writing(engine) as session:
        _free(session, select(Person.id).where(Person.login == new.login), new.login)
        department = named.department(session, new.department) if new.department else None
        person = Person(login=new.login, display=new.display.strip() or new.login, password_hash=hashed,
                        department_id=department.id if department else None, created_at=now, active=True,
                        roles=[PersonRole(role=role) for role in roles])
        session.add(person)
        session.flush()
        audit.record(session, actor, "added", f"person:{person.id}", at=now, login=new.login, roles=sorted(roles))
        return person.id, password


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What is to change of a person; None leaves it. ``password`` "" makes a new one."""

    display: str | None = None
    roles: tuple[str, ...] | None = None
    department: str | None = None
    active: bool | None = None
    password: str | None = None


def change_person(engine: Engine, actor: Actor, given: str, change: PersonChange, *, now: datetime) -> str | None:
    """Change an account; return the new password where one was set. Whoever is shut out is signed out at once."""
    policy.require(actor, "administer")
    _short(display=change.display)
    password = _password(change.password or None) if change.password is not None else None
    hashed = hash_password(password) if password else None
    with writing(engine) as session:
        person = named.person(session, given)
        if change.display is not None:
            person.display = change.display.strip() or person.login
        if change.roles is not None:
            person.roles = [PersonRole(role=role) for role in _roles(change.roles)]
        if change.department is not None:
            person.department_id = named.department(session, change.department).id if change.department else None
        if change.active is not None:
            person.active = change.active
        if hashed:
            person.password_hash = hashed
        if hashed or change.active is False:
            for sign_in in session.scalars(select(SignIn).where(SignIn.person_id == person.id)):
                session.delete(sign_in)
        if change.display is not None:
            reindex(session, Asset.owner_id == person.id, now=now)
        audit.record(session, actor, "changed", f"person:{person.id}", at=now, display=change.display,
                     roles=list(change.roles) if change.roles is not None else None, department=change.department,
                     active=change.active, password=bool(hashed))
    return password


def add_department(engine: Engine, actor: Actor, *, code: str, name: str, name_en: str = "", is_office: bool = False,
                   now: datetime) -> int:
    """Add a department and return its id."""
    policy.require(actor, "administer")
    _need(code=code, name=name)
    _short(name_en=name_en)
    with writing(engine) as session:
        _free(session, select(Department.id).where((Department.code == code) | (Department.name == name)), name)
        department = Department(code=code.strip(), name=name.strip(), name_en=name_en.strip(), is_office=is_office)
        session.add(department)
        session.flush()
        audit.record(session, actor, "added", f"department:{department.id}", at=now, name=name)
        return department.id


def change_department(engine: Engine, actor: Actor, given: str, *, name: str | None = None, name_en: str | None = None,
                      contact: str | None = None, active: bool | None = None, now: datetime) -> None:
    """Change a department; ``contact`` is the login of its one named contact."""
    policy.require(actor, "administer")
    _short(name=name, name_en=name_en)
    with writing(engine) as session:
        department = named.department(session, given)
        if name and name != department.name:
            _free(session, select(Department.id).where(Department.name == name), name)
            department.name = name
        department.name_en = department.name_en if name_en is None else name_en
        department.active = department.active if active is None else active
        if contact is not None:
            department.contact_id = named.person(session, contact).id if contact else None
        reindex(session, Asset.department_id == department.id, now=now)
        audit.record(session, actor, "changed", f"department:{department.id}", at=now, name=name, contact=contact,
                     active=active)


def add_kit(engine: Engine, actor: Actor, *, name: str, department: str, now: datetime) -> int:
    """Add a camera kit to a department and return its id."""
    policy.require(actor, "administer")
    _need(name=name)
    with writing(engine) as session:
        _free(session, select(Kit.id).where(Kit.name == name), name)
        kit = Kit(name=name.strip(), department_id=named.department(session, department).id)
        session.add(kit)
        session.flush()
        audit.record(session, actor, "added", f"kit:{kit.id}", at=now, name=name)
        return kit.id


def add_body(engine: Engine, actor: Actor, kit: str, *, serial: str, make: str = "", model: str = "",
             now: datetime) -> None:
    """Tie a camera body to a kit by the serial number that it writes into its files, and its earlier assets with it."""
    policy.require(actor, "administer")
    _need(serial=serial)
    _short(make=make, model=model)
    with writing(engine) as session:
        tie(session, actor, named.kit(session, kit), serial.strip(), make=make.strip(), model=model.strip(), now=now)


def change_kit(engine: Engine, actor: Actor, given: str, *, name: str | None = None, utc_offset: int | None = None,
               campus_time: bool = False, quicktime_local: bool | None = None, active: bool | None = None,
               read_again: bool = True, now: datetime) -> None:
    """Change a kit; ``utc_offset`` is its clock's offset in minutes, ``quicktime_local`` how its films tell time.

    ``campus_time``: its clock keeps the campus's zone, and an offset given before goes. Where any of these changes, files
    that are here already are read again, unless ``read_again`` is False.
    """
    policy.require(actor, "administer")
    _short(name=name)
    with writing(engine) as session:
        kit = named.kit(session, given)
        if name and name != kit.name:
            _free(session, select(Kit.id).where(Kit.name == name), name)
            kit.name = name
        clock = (kit.utc_offset, kit.quicktime_local)
        kit.utc_offset = None if campus_time else kit.utc_offset if utc_offset is None else utc_offset
        kit.quicktime_local = kit.quicktime_local if quicktime_local is None else quicktime_local
        kit.active = kit.active if active is None else active
        reindex(session, Asset.kit_id == kit.id, now=now)
        if read_again and clock != (kit.utc_offset, kit.quicktime_local):
            read_times_again(session, kit.id, films_only=clock[0] == kit.utc_offset, now=now)
        audit.record(session, actor, "changed", f"kit:{kit.id}", at=now, name=name, utc_offset=kit.utc_offset,
                     quicktime_local=kit.quicktime_local, active=active)


def add_event(engine: Engine, actor: Actor, *, name: str, starts_on: date, ends_on: date | None = None, place: str = "",
              ends_at: str = "", department: str | None = None, off_screens: bool = False, now: datetime) -> int:
    """Add an event and return its id. ``ends_at`` is the wall time of its end on the last day, like 17:30; with
    ``off_screens`` no screen tells it.
    """
    policy.require(actor, "edit-events")
    _need(name=name)
    _short(place=place)
    until = _wall_time(ends_at)
    last = ends_on or starts_on
    _days_in_order(starts_on, last)
    with writing(engine) as session:
        _free(session, select(Event.id).where(Event.name == name), name)
        owner = named.department(session, department).id if department else None
        event = Event(name=name.strip(), place=place.strip(), starts_on=starts_on, ends_on=last, ends_at=until,
                      department_id=owner, off_screens=off_screens)
        session.add(event)
        session.flush()
        audit.record(session, actor, "added", f"event:{event.id}", at=now, name=name, off_screens=off_screens or None)
        return event.id


def change_event(engine: Engine, actor: Actor, given: str, *, name: str | None = None, place: str | None = None,
                 starts_on: date | None = None, ends_on: date | None = None, ends_at: str | None = None,
                 off_screens: bool | None = None, now: datetime) -> None:
    """Change an event; an empty ``ends_at`` is its last day's end. Raises Invalid where it would end before it starts."""
    policy.require(actor, "edit-events")
    _short(name=name, place=place)
    until = _wall_time(ends_at or "")
    with writing(engine) as session:
        event = named.event(session, given)
        if name and name != event.name:
            _free(session, select(Event.id).where(Event.name == name), name)
            event.name = name
        event.place = event.place if place is None else place
        event.starts_on, event.ends_on = starts_on or event.starts_on, ends_on or event.ends_on
        event.ends_at = event.ends_at if ends_at is None else until
        event.off_screens = event.off_screens if off_screens is None else off_screens
        _days_in_order(event.starts_on, event.ends_on)
        booking.follow_event(session, actor, event, now=now)
        reindex(session, Asset.event_id == event.id, now=now)
        audit.record(session, actor, "changed", f"event:{event.id}", at=now, name=name, place=place,
                     starts_on=str(event.starts_on), ends_on=str(event.ends_on),
                     ends_at=str(event.ends_at) if event.ends_at else None, off_screens=event.off_screens)


def _days_in_order(first: date, last: date) -> None:
    in_order("ends_on", ("开始日期", "First day", first), ("结束日期", "Last day", last))


def _roles(given: Iterable[str]) -> set[str]:
    roles = {role.strip() for role in given if role.strip()}
    unknown = roles - set(Role)
    if unknown:
        raise Invalid("roles", f"没有角色 {'、'.join(sorted(unknown))}；可用：{'、'.join(Role)}",
                      f"no such role {', '.join(sorted(unknown))}; there are {', '.join(Role)}")
    return roles


def _password(given: str | None) -> str:
    if given is None:
        return new_password()
    if len(given) < SHORTEST_PASSWORD:
        raise Invalid("password", f"至少 {SHORTEST_PASSWORD} 位", f"at least {SHORTEST_PASSWORD} characters")
    return given


def _wall_time(given: str) -> time | None:
    try:
        return time.fromisoformat(given.strip()).replace(tzinfo=None) if given.strip() else None
    except ValueError:
        raise Invalid("ends_at", f"「{given}」不是时间，应如 17:30", f"“{given}” is no time; write it like 17:30") from None


def _need(**given: str) -> None:
    _short(**given)
    for name, value in given.items():
        if not value.strip():
            raise Invalid(name, "不能为空", "must not be empty")


def _short(**given: str | None) -> None:
    for name, value in given.items():
        if value and len(value.strip()) > LONGEST:
            raise Invalid(name, f"最多 {LONGEST} 个字", f"at most {LONGEST} characters")


def _free(session: Session, query: Select[int], name: str) -> None:
    if session.scalar(query) is not None:
        raise Conflict("name-taken", name=name)

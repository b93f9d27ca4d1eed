"""Who reviews, with their deputies and absences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session, aliased

from index.catalogue import deputies as kept
from index.catalogue.departments import Department
from index.catalogue.deputies import Deputy
from index.catalogue.people import Actor, Person, PersonRole
from index.db import reading
from server.policy import ROLES


@dataclass(frozen=True, slots=True)
class DeputyLine:
    """One person who reviews. ``deputy`` is a login; last days are included; ``away`` is now."""

    id: int
    name: str
    display: str
    department: str | None
    deputy: str | None
    deputy_display: str | None
    from_on: date | None
    until_on: date | None
    away_from: date | None
    away_until: date | None
    away: bool


def deputies(engine: Engine, now: datetime, zone: ZoneInfo) -> list[DeputyLine]:
    """Return everybody active who reviews, and whoever has named a deputy, by department."""
    stand_in = aliased(Person)
    reviews = select(PersonRole.person_id).where(PersonRole.role.in_(ROLES["review"]))
    with reading(engine) as session:
        rows = session.execute(
            select(Person.id, Person.login, Person.display, Department.name, stand_in.login, stand_in.display, Deputy)
            .outerjoin(Department, Department.id == Person.department_id)
            .outerjoin(Deputy, Deputy.person_id == Person.id).outerjoin(stand_in, stand_in.id == Deputy.deputy_id)
            .where(Person.active, or_(Person.id.in_(reviews), Deputy.person_id.is_not(None)))
            .order_by(Department.id, Person.id))
        away = kept.away(session, now)
        return [DeputyLine(person_id, login, display, department, deputy, deputy_display, *_days(row, zone),
                           person_id in away)
                for person_id, login, display, department, deputy, deputy_display, row in rows]


def line_of(session: Session, person: Person, now: datetime, zone: ZoneInfo) -> DeputyLine:
    """Return one person's deputy and absence, also of one who has none."""
    row = session.get(Deputy, person.id)
    deputy = session.get(Person, row.deputy_id) if row and row.deputy_id else None
    department = session.get(Department, person.department_id) if person.department_id else None
    return DeputyLine(person.id, person.login, person.display, department.name if department else None,
                      deputy.login if deputy else None, deputy.display if deputy else None, *_days(row, zone),
                      person.id in kept.away(session, now))


def choices(session: Session, person: Person) -> list[tuple[str, str]]:
    """Return who may stand in, as (login, name): colleagues of the department first, then everybody who reviews."""
    rows = session.execute(select(Person.login, Person.display, Person.department_id, Department.name)
                           .outerjoin(Department, Department.id == Person.department_id)
                           .where(Person.active, Person.id != person.id, or_(
                               Person.department_id == person.department_id,
                               Person.id.in_(select(PersonRole.person_id).where(PersonRole.role.in_(ROLES["review"])))))
                           .order_by(Person.display)).all()
    rows = sorted(rows, key=lambda row: row.department_id != person.department_id)
    return [(row.login, " · ".join(filter(None, (row.display, row.name)))) for row in rows]


def stood_in_for(session: Session, actor: Actor, now: datetime) -> list[str]:
    """Return the names of those for whom this person decides now."""
    ids = [person for person, deputy in kept.away(session, now).items() if deputy == actor.person_id]
    return list(session.scalars(select(Person.display).where(Person.id.in_(ids)).order_by(Person.display)))


def _days(row: Deputy | None, zone: ZoneInfo) -> tuple[date | None, date | None, date | None, date | None]:
    if row is None:
        return None, None, None, None
    return (_first(row.from_at, zone), _last(row.until_at, zone), _first(row.away_from, zone), _last(row.away_until, zone))


def _first(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def _last(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return (moment - timedelta(seconds=1)).astimezone(zone).date() if moment else None

"""Whose sign-off can be asked for: people and departments, as they are chosen and as they are typed."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from index.catalogue.departments import Department
from index.catalogue.people import Person
from index.catalogue.steps import OF_DEPARTMENT, OF_PERSON
from index.errors import Invalid


def choices(session: Session) -> list[tuple[str, str]]:
    """Return departments by their names, then people by their logins, each with what tells them apart."""
    departments = session.execute(select(Department.name, Department.name_en).where(Department.active)
                                  .order_by(Department.name))
    people = session.execute(select(Person.login, Person.display, Department.name)
                             .outerjoin(Department, Department.id == Person.department_id)
                             .where(Person.active).order_by(Person.display))
    return [*((name, name_en) for name, name_en in departments),
            *((login, " · ".join(filter(None, (display, department)))) for login, display, department in people)]


def desk_of(session: Session, given: str) -> str:
    """Return the desk of a department (by name or code) or a person (by login, or a name that only one has).

    Raises Invalid for nobody, and for a name that several have.
    """
    given = given.strip()
    department = session.scalar(select(Department.id).where(Department.active, or_(
        Department.name == given, Department.code == given, Department.name_en == given)).limit(1)) if given else None
    if department is not None:
        return f"{OF_DEPARTMENT}{department}"
    people = list(session.scalars(select(Person.id).where(Person.active, or_(Person.login == given, Person.display == given))
                                  .order_by(Person.login != given).limit(2)))
    if not given or not people:
        raise Invalid("desk", f"没有叫「{given}」的人或部门，请填姓名、账号或部门名称",
                      f"nobody and no department is called “{given}”; give a name, a login or a department")
    if len(people) > 1 and not session.scalar(select(Person.id).where(Person.login == given)):
        raise Invalid("desk", f"有几位「{given}」，请填账号", f"several people are called “{given}”; give a login")
    return f"{OF_PERSON}{people[0]}"

"""Names of the desks on routes, and of people, for whoever is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.departments import Department
from index.catalogue.people import Person
from index.catalogue.steps import STEP_NAMES, Step

Names = Mapping[str, tuple[str, str]]
"""Desk code -> its name in Chinese and in English."""


def desk_names(session: Session, steps: Iterable[Step]) -> Names:
    """Return the name of each desk on these steps, and of those that every route may have."""
    several = list(steps)
    found = dict(STEP_NAMES)
    departments = {step.department_id for step in several} - {None}
    if departments:
        for row in session.scalars(select(Department).where(Department.id.in_(departments))):
            found[f"department:{row.id}"] = (f"{row.name}审稿", f"review by {row.name_en or row.name}")
    for person_id, display in people(session, [step.person_id for step in several]).items():
        found[f"person:{person_id}"] = (f"{display}审稿", f"review by {display}")
    for step in several:
        found.setdefault(step.desk, (step.desk, step.desk))
    return found


def people(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of these people by their ids."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, Person.display).where(Person.id.in_(wanted)).order_by(Person.display))
    return dict(rows.all())


def listed(names: Iterable[str]) -> tuple[str, str]:
    """Return several names in a row, as Chinese and as English write it."""
    several = list(names)
    return "、".join(several), ", ".join(several)

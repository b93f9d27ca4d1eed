"""Of whom something is said: a department or a person, written ``d3`` or ``p12`` in forms and what is frozen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from index.catalogue.departments import Department
from index.catalogue.people import Person
from index.errors import NotFound

_WRITTEN: Final = re.compile(r"[dp][1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True, order=True)
class Whom:
    """A department (a ``unit``) or a person, by the number of its row."""

    unit: bool
    id: int

    def __str__(self) -> str:
        return f"{'d' if self.unit else 'p'}{self.id}"

    @property
    def columns(self) -> dict[str, int]:
        """The column of a row that names it, with its value."""
        return {"department_id" if self.unit else "person_id": self.id}


def read(given: str) -> Whom:
    """Return whom a text names. Raises NotFound for anything else."""
    if not _WRITTEN.fullmatch(given):
        raise NotFound(what=f"“{given[:20]}”")
    return Whom(given[0] == "d", int(given[1:]))


def of_row(department_id: int | None, person_id: int | None) -> Whom:
    """Return whom a row's two columns name."""
    return Whom(department_id is not None, department_id or person_id or 0)


def name(session: Session, whom: Whom) -> str:
    """Return what somebody is called. Raises NotFound."""
    return called(session, whom)[0]


def called(session: Session, whom: Whom) -> tuple[str, str]:
    """Return what somebody is called, and of which department a person is. Raises NotFound."""
    row: Department | Person | None = session.get(Department, whom.id) if whom.unit else session.get(Person, whom.id)
    if row is None:
        raise NotFound(what=f"“{whom}”")
    if isinstance(row, Department):
        return row.name, ""
    of = session.get(Department, row.department_id) if row.department_id is not None else None
    return row.display, of.name if of else ""

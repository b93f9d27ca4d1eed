"""Who came to a session: noted from a list, or read from pasted names. Each is one transaction with its audit line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.catalogue.trainings import Training, TrainingPerson
from index.db import writing
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.training.service import person_line

MOST: Final = 1000
LONGEST_NAME: Final = 40
HEADINGS: Final = frozenset({"姓名", "名字", "name", "账号", "login"})
_PEOPLE: Final = re.compile(r"[、;；\n]")
_COLUMNS: Final = re.compile(r"[\t,，|]")
_NUMBER: Final = re.compile(r"[\d.\s]*")


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of pasted names: how many people were noted, who of them by name alone as nobody here is called that, and
    the lines that several people are meant by, which were left.
    """

    people: int
    by_name: tuple[str, ...]
    several: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Register:
    """Who can be meant by a name."""

    by_login: dict[str, int]
    by_name: dict[str, list[tuple[int, int | None]]]
    departments: dict[str, int]


def note(engine: Engine, actor: Actor, training_id: int, present: Collection[int], absent: Collection[int], *,
         now: datetime) -> None:
    """Note who came and who did not, by their ids. Raises Forbidden, NotFound, Conflict(training-closed)."""
    policy.require(actor, "hold-trainings")
    with writing(engine) as session:
        row = _held(session, training_id)
        known = set(session.scalars(select(Person.id).where(Person.id.in_([*present, *absent]))))
        for person_id in known & {*present, *absent}:
            _note(actor, person_line(session, row.id, person_id), person_id in present, now)
        audit.record(session, actor, "attendance", f"training:{row.id}", at=now, name=row.title,
                     came=sorted(known & set(present)), missed=sorted(known & set(absent) - set(present)))


def note_names(engine: Engine, actor: Actor, training_id: int, text: str, *, now: datetime) -> Noted:
    """Note those as having come whose names are pasted: one a line, or a sheet's lines with the department or the login in
    other columns, which tell namesakes apart.

    Raises Forbidden, NotFound, Conflict(training-closed), Invalid: nothing there, too much.
    """
    policy.require(actor, "hold-trainings")
    rows = [cells for line in _PEOPLE.split(text.replace("\r", "\n")) if (cells := _cells(line))]
    if not rows:
        raise Invalid("names", "请粘贴姓名，每行一个", "paste names, one a line")
    if len(rows) > MOST:
        raise Invalid("names", f"一次最多 {MOST} 行", f"at most {MOST} lines at once")
    with writing(engine) as session:
        row, register = _held(session, training_id), _register(session)
        found, by_name, several = set[int](), dict[str, None](), list[str]()
        for cells in rows:
            meant = list(_meant(register, cells))
            if len(meant) > 1:
                several.append("\t".join(cells))
            elif meant:
                found.add(meant[0])
            elif name := _name(register, cells):
                by_name[name] = None
        for person_id in sorted(found):
            _note(actor, person_line(session, row.id, person_id), True, now)
        _note_strangers(session, actor, row.id, list(by_name), now)
        audit.record(session, actor, "attendance", f"training:{row.id}", at=now, name=row.title, came=sorted(found),
                     by_name=list(by_name))
        return Noted(len(found), tuple(by_name), tuple(several))


def forget(engine: Engine, actor: Actor, training_id: int, line_id: int, *, now: datetime) -> None:
    """Take a line off that stands there by a name alone. Raises Forbidden, NotFound."""
    policy.require(actor, "hold-trainings")
    with writing(engine) as session:
        line = session.get(TrainingPerson, line_id)
        if line is None or line.training_id != training_id or line.person_id is not None:
            raise NotFound(what=f"“{line_id}”")
        audit.record(session, actor, "attendance", f"training:{training_id}", at=now, dropped=line.name)
        session.delete(line)


def _held(session: Session, training_id: int) -> Training:
    row = session.get(Training, training_id)
    if row is None:
        raise NotFound(what=f"“{training_id}”")
    if row.called_off_at is not None:
        raise Conflict("training-closed", training=row.title)
    return row


def _note(actor: Actor, line: TrainingPerson, came: bool, now: datetime) -> None:
    if line.attended is not came:
        line.attended, line.noted_at, line.noted_by = came, now, actor.person_id


def _note_strangers(session: Session, actor: Actor, training_id: int, names: list[str], now: datetime) -> None:
    held = set(session.scalars(select(TrainingPerson.name).where(TrainingPerson.training_id == training_id,
                                                                 TrainingPerson.person_id.is_(None))))
    session.add_all(TrainingPerson(training_id=training_id, name=name, attended=True, noted_at=now, noted_by=actor.person_id)
                    for name in names if name not in held)


def _register(session: Session) -> _Register:
    by_name: dict[str, list[tuple[int, int | None]]] = {}
    by_login: dict[str, int] = {}
    for person_id, login, display, department in session.execute(
            select(Person.id, Person.login, Person.display, Person.department_id).where(Person.active)):
        by_login[login] = person_id
        by_name.setdefault(display, []).append((person_id, department))
    departments = {name: row.id for row in session.scalars(select(Department))
                   for name in (row.name, row.name_en, row.code) if name}
    return _Register(by_login, by_name, departments)


def _cells(line: str) -> list[str]:
    """Return the columns of a line that say something; none for a sheet's heading."""
    cells = [cell for one in _COLUMNS.split(line) if (cell := " ".join(one.split()))]
    return [] if any(cell.lower() in HEADINGS for cell in cells) else cells


def _meant(register: _Register, cells: list[str]) -> Iterator[int]:
    """Yield who can be meant by a line: whose login stands there, else who has the name, in the department if one is said."""
    logins = [register.by_login[cell] for cell in cells if cell in register.by_login]
    if logins:
        yield logins[0]
        return
    department = next((register.departments[cell] for cell in cells if cell in register.departments), None)
    for cell in cells:
        if cell in register.by_name:
            people = register.by_name[cell]
            near = [person for person, of in people if of == department]
            yield from near if len(people) > 1 and near else [person for person, _ in people]
            return


def _name(register: _Register, cells: list[str]) -> str:
    """Return the name of somebody who is not known here: the first column that is no department and no number."""
    return next((cell for cell in cells if cell not in register.departments and not _NUMBER.fullmatch(cell)
                 and len(cell) <= LONGEST_NAME), "")

"""The people whose records somebody may see, each with the figures of a year: one reading of the ledger for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import duty_visibility, months
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.catalogue.trainings import Training, TrainingPerson
from index.settings import Settings
from server.assignments import lists as assignments
from server.ledger import book as ledger
from server.records import tally
from server.records.reading import DONE
from server.sheets.writing import csv_bytes

HEAD = ("姓名 name", "账号 account", "部门 department", "投稿 submitted", "发布 published", "媒体采用 media",
        "内部刊物采用 internal", "获奖 prizes", "培训 training", "拍摄 shoots")


@dataclass(frozen=True, slots=True)
class YearLine:
    """One person's year: items submitted and published, adoptions by media and by internal bulletins, prizes won, trainings
    attended, shoots delivered.
    """

    id: int
    name: str
    login: str
    department: tuple[str, str] | None
    active: bool
    submitted: int
    published: int
    adopted: int
    internal: int
    won: int
    trainings: int
    shoots: int

    @property
    def anything(self) -> bool:
        return any((self.submitted, self.published, self.adopted, self.internal, self.won, self.trainings, self.shoots))


def lines(session: Session, actor: Actor, year: int, settings: Settings, now: datetime) -> list[YearLine]:
    """Return a line for each person whose record this person may see: those in use, and others of whom something counts."""
    people = session.execute(
        select(Person, Department).outerjoin(Department, Department.id == Person.department_id)
        .where(duty_visibility.records(actor)).order_by(Department.is_office, Department.id, Person.display)).all()
    first, last = date(year, 1, 1), date(year, 12, 31)
    entries = tally.by_person(ledger.counted(session, f"{year}-01", f"{year}-12", settings.zone, months.closings(session)))
    ids = [person.id for person, _ in people]
    shoots = Counter(one.person_id for one in assignments.of_people(session, ids, first, last, settings, now)
                     if one.standing in DONE)
    trained = _trained(session, first, last)
    found = []
    for person, department in people:
        mine = tally.tally(entries.get(person.id, ()))
        found.append(YearLine(person.id, person.display, person.login, (department.name, department.name_en) if department
                              else None, person.active, mine.submitted, mine.published, len(mine.media), len(mine.internal),
                              mine.won, trained.get(person.id, 0), shoots[person.id]))
    return [one for one in found if one.active or one.anything]


def sheet(found: Iterable[YearLine]) -> bytes:
    """Return the lines as CSV."""
    return csv_bytes(HEAD, [(one.name, one.login, one.department[0] if one.department else "", *map(str, (
        one.submitted, one.published, one.adopted, one.internal, one.won, one.trainings, one.shoots))) for one in found])


def _trained(session: Session, first: date, last: date) -> dict[int, int]:
    rows = session.execute(
        select(TrainingPerson.person_id, func.count()).join(Training, Training.id == TrainingPerson.training_id)
        .where(TrainingPerson.person_id.is_not(None), TrainingPerson.attended.is_(True),
               Training.held_on.between(first, last)).group_by(TrainingPerson.person_id))
    return {person: count for person, count in rows if person is not None}

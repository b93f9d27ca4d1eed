"""Training sessions as their readers see them, with the people whose lines they may read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, extract, func, select
from sqlalchemy.orm import Session

from index.catalogue import duty_visibility, visibility
from index.catalogue.assets import Asset, Description, Original, public_id
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.catalogue.trainings import Training, TrainingDepartment, TrainingMaterial, TrainingPerson
from index.errors import NotFound


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """One session. ``came`` is how many did, those without an account too; ``signed`` how many signed up."""

    id: int
    title: str
    brief: str
    place: str
    trainer: str
    held_on: date
    starts_at: time | None
    ends_at: time | None
    sign_up: bool
    called_off_at: datetime | None
    called_off_reason: str
    departments: tuple[tuple[int, str], ...]
    came: int
    signed: int
    over: bool

    @property
    def takes_names(self) -> bool:
        return self.sign_up and not self.over and self.called_off_at is None


@dataclass(frozen=True, slots=True)
class Attendance:
    """Somebody's line of a session. ``person_id`` is None of who has no account."""

    id: int
    person_id: int | None
    login: str | None
    name: str
    department: tuple[str, str] | None
    invited: bool
    signed_up_at: datetime | None
    attended: bool | None


@dataclass(frozen=True, slots=True)
class Material:
    """``asset`` is a public id where it is one of the library, else there is the ``url``."""

    title: str
    url: str
    asset: str | None


@dataclass(frozen=True, slots=True)
class Attended:
    """One training that somebody came to."""

    id: int
    title: str
    trainer: str
    held_on: date
    starts_at: time | None
    ends_at: time | None


def trainings(session: Session, actor: Actor, today: date, *, year: int | None = None) -> list[TrainingLine]:
    """Return the sessions that this person may see, of one year or all: those ahead first, the next on top, then what is
    over, the latest first.
    """
    query = select(Training).where(duty_visibility.trainings(actor))
    if year is not None:
        query = query.where(extract("year", Training.held_on) == year)
    lines = _lines(session, query, today)
    ahead = sorted((one for one in lines if not one.over), key=lambda one: (one.held_on, one.starts_at or time(), one.id))
    return ahead + sorted((one for one in lines if one.over), key=lambda one: (one.held_on, one.id), reverse=True)


def between(session: Session, actor: Actor, first: date, last: date, today: date, *, asked: bool) -> list[TrainingLine]:
    """Return the sessions on these days that this person may see, or with ``asked`` those that they are asked to."""
    rule = duty_visibility.asked_to(actor) if asked else duty_visibility.trainings(actor)
    return _lines(session, select(Training).where(rule, Training.held_on.between(first, last)), today)


def training(session: Session, actor: Actor, training_id: int, today: date) -> TrainingLine | None:
    """Return one session that this person may see; None where there is none."""
    query = select(Training).where(Training.id == training_id, duty_visibility.trainings(actor))
    return next(iter(_lines(session, query, today)), None)


def the_training(session: Session, actor: Actor, training_id: int, today: date) -> TrainingLine:
    """Return one session that this person may see. Raises NotFound."""
    found = training(session, actor, training_id, today)
    if found is None:
        raise NotFound(what=f"“{training_id}”")
    return found


def people(session: Session, actor: Actor, training_id: int) -> list[Attendance]:
    """Return the lines of a session that this person may read: who came first, by department and name.

    For the office everybody of the departments that are asked to come is there, also without a line yet.
    """
    rows = session.execute(
        select(TrainingPerson, Person, Department).outerjoin(Person, Person.id == TrainingPerson.person_id)
        .outerjoin(Department, Department.id == Person.department_id)
        .where(TrainingPerson.training_id == training_id, duty_visibility.attendances(actor))).all()
    found = [Attendance(line.id, line.person_id, person.login if person else None, person.display if person else line.name,
                        (department.name, department.name_en) if department else None, line.invited, line.signed_up_at,
                        line.attended) for line, person, department in rows]
    if actor.sees_all:
        found += _expected(session, training_id, {one.person_id for one in found})
    return sorted(found, key=lambda one: (one.attended is not True, one.department or ("~", ""), one.name))


def mine(session: Session, actor: Actor, training_id: int) -> TrainingPerson | None:
    """Return one's own line of a session."""
    return session.scalar(select(TrainingPerson).where(TrainingPerson.training_id == training_id,
                                                       TrainingPerson.person_id == (actor.person_id or 0)))


def materials(session: Session, actor: Actor, training_id: int, now: datetime) -> list[Material]:
    """Return the materials of a session; of assets those that this person may see."""
    rows = session.scalars(select(TrainingMaterial).filter_by(training_id=training_id).order_by(TrainingMaterial.id)).all()
    wanted = [row.asset_id for row in rows if row.asset_id is not None]
    seen = visibility.seen(session, actor, wanted, now) if wanted else set()
    names = {one: title or name for one, title, name in session.execute(
        select(Asset.id, Description.title, Original.name).join(Description, Description.asset_id == Asset.id)
        .join(Original, Original.sha256 == Asset.sha256).where(Asset.id.in_(seen)))}
    return [Material(row.title or row.url or names.get(row.asset_id or 0, ""), row.url,
                     public_id(row.asset_id) if row.asset_id is not None else None)
            for row in rows if row.asset_id is None or row.asset_id in seen]


def attended(session: Session, person_id: int, first: date, last: date) -> list[Attended]:
    """Return what somebody came to on these days, the latest first. Whether the reader may ask is the caller's to know."""
    rows = session.execute(
        select(Training.id, Training.title, Training.trainer, Training.held_on, Training.starts_at, Training.ends_at)
        .join(TrainingPerson, TrainingPerson.training_id == Training.id)
        .where(TrainingPerson.person_id == person_id, TrainingPerson.attended.is_(True),
               Training.held_on.between(first, last))
        .order_by(Training.held_on.desc(), Training.id.desc()))
    return [Attended(*row) for row in rows]


def asked(session: Session, training_id: int) -> frozenset[int]:
    """Return who is asked to come to a session: these people, those of these departments; with neither, everybody."""
    people = set(session.scalars(select(TrainingPerson.person_id).where(
        TrainingPerson.training_id == training_id, TrainingPerson.invited, TrainingPerson.person_id.is_not(None))))
    departments = list(session.scalars(select(TrainingDepartment.department_id).filter_by(training_id=training_id)))
    query = select(Person.id).where(Person.active)
    if people or departments:
        query = query.where(Person.department_id.in_(departments))
    return frozenset(one for one in people | set(session.scalars(query)) if one is not None)


def years(session: Session, actor: Actor) -> list[int]:
    """Return the years in which there are sessions that this person may see, the latest first."""
    rows = session.scalars(select(Training.held_on).where(duty_visibility.trainings(actor)))
    return sorted({one.year for one in rows}, reverse=True)


def _lines(session: Session, query: Select[Training], today: date) -> list[TrainingLine]:
    rows = session.scalars(query).all()
    ids = [row.id for row in rows]
    came = _count(session, ids, TrainingPerson.attended.is_(True))
    signed = _count(session, ids, TrainingPerson.signed_up_at.is_not(None))
    asked = _departments(session, ids)
    return [TrainingLine(row.id, row.title, row.brief, row.place, row.trainer, row.held_on, row.starts_at, row.ends_at,
                         row.sign_up, row.called_off_at, row.called_off_reason, tuple(asked.get(row.id, ())),
                         came.get(row.id, 0), signed.get(row.id, 0), row.held_on < today) for row in rows]


def _count(session: Session, ids: Sequence[int], which: ColumnElement[bool]) -> dict[int, int]:
    rows = session.execute(select(TrainingPerson.training_id, func.count()).where(TrainingPerson.training_id.in_(ids), which)
                           .group_by(TrainingPerson.training_id))
    return dict(rows.all())


def _departments(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for training_id, number, name in session.execute(
            select(TrainingDepartment.training_id, Department.id, Department.name)
            .join(Department, Department.id == TrainingDepartment.department_id)
            .where(TrainingDepartment.training_id.in_(ids)).order_by(Department.id)):
        found.setdefault(training_id, []).append((number, name))
    return found


def _expected(session: Session, training_id: int, known: Iterable[int | None]) -> list[Attendance]:
    """Return those of the asked departments who have no line yet."""
    rows = session.execute(
        select(Person, Department).join(Department, Department.id == Person.department_id)
        .join(TrainingDepartment, TrainingDepartment.department_id == Department.id)
        .where(TrainingDepartment.training_id == training_id, Person.active,
               Person.id.not_in([one for one in known if one is not None]))).all()
    return [Attendance(0, person.id, person.login, person.display, (department.name, department.name_en), False, None, None)
            for person, department in rows]

"""Hold training sessions: set, change, call off, sign up. Each is one transaction with its audit line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index.catalogue import audit, visibility
from index.catalogue.assets import row_id
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.catalogue.trainings import Training, TrainingDepartment, TrainingMaterial, TrainingPerson
from index.db import writing
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.admin import named
from server.training import lists

LONGEST: Final = {"title": 60, "brief": 2000, "place": 120, "trainer": 60}
MOST_MATERIALS: Final = 30
_LINK: Final = re.compile(r"(?:^|(?<=\s))(https?://\S{3,500}|V\d{1,9})$")


@dataclass(frozen=True, slots=True)
class Wish:
    """A session as the office wants it. Departments are rows, people logins; with neither, everybody is asked to come.

    ``starts_at`` and ``ends_at`` are wall times like 14:30, or empty. ``materials`` has one a line: a title and a link, or an
    asset's number.
    """

    title: str
    held_on: date | None
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    trainer: str = ""
    brief: str = ""
    departments: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    sign_up: bool = False
    materials: str = ""


def add(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> int:
    """Set a session and return its id; who is asked to come is told. Raises Forbidden, Invalid, NotFound."""
    policy.require(actor, "hold-trainings")
    held_on = _checked(wish)
    with writing(engine) as session:
        made = Training(held_on=held_on, made_at=now, made_by=actor.person_id)
        _fill(made, wish)
        session.add(made)
        session.flush()
        _ask(session, made.id, wish)
        _set_materials(session, actor, made.id, wish.materials, now)
        audit.record(session, actor, "added", f"training:{made.id}", at=now, name=made.title, day=str(held_on))
        return made.id


def change(engine: Engine, actor: Actor, training_id: int, wish: Wish, *, now: datetime) -> None:
    """Change a session. Who is asked to come is told where its time or place changed, who is asked anew of all of it.

    Raises Forbidden, Invalid, NotFound.
    """
    policy.require(actor, "hold-trainings")
    held_on = _checked(wish)
    with writing(engine) as session:
        row = _row(session, training_id)
        before = (row.held_on, row.starts_at, row.place)
        row.held_on = held_on
        _fill(row, wish)
        fresh = _ask(session, row.id, wish)
        _set_materials(session, actor, row.id, wish.materials, now)
        audit.record(session, actor, "changed", f"training:{row.id}", at=now, name=row.title, day=str(held_on),
                     moved=before != (row.held_on, row.starts_at, row.place), asked=fresh)


def call_off(engine: Engine, actor: Actor, training_id: int, reason: str, *, now: datetime) -> None:
    """Call a session off. Raises Forbidden, NotFound, VitrineError(reason-required), Conflict(training-closed)."""
    policy.require(actor, "hold-trainings")
    if not reason.strip():
        raise VitrineError("reason-required")
    with writing(engine) as session:
        row = _row(session, training_id)
        if row.called_off_at is not None:
            raise Conflict("training-closed", training=row.title)
        row.called_off_at, row.called_off_reason = now, reason.strip()
        audit.record(session, actor, "called-off", f"training:{row.id}", at=now, name=row.title, reason=row.called_off_reason)


def sign_up(engine: Engine, actor: Actor, training_id: int, *, comes: bool, now: datetime, zone: ZoneInfo) -> None:
    """Sign up for a session, or take that back. Raises NotFound, Conflict(training-closed)."""
    with writing(engine) as session:
        row = _row(session, training_id)
        if lists.training(session, actor, training_id, now.astimezone(zone).date()) is None or actor.person_id is None:
            raise NotFound(what=f"“{training_id}”")
        if not row.sign_up or row.called_off_at is not None or row.held_on < now.astimezone(zone).date():
            raise Conflict("training-closed", training=row.title)
        line = person_line(session, row.id, actor.person_id)
        line.signed_up_at = now if comes else None
        audit.record(session, actor, "signed-up" if comes else "signed-off", f"training:{row.id}", at=now, name=row.title)


def person_line(session: Session, training_id: int, person_id: int) -> TrainingPerson:
    """Return somebody's line of a session, a new one where there is none."""
    line = session.scalar(select(TrainingPerson).filter_by(training_id=training_id, person_id=person_id))
    if line is None:
        name = session.get_one(Person, person_id).display
        line = TrainingPerson(training_id=training_id, person_id=person_id, name=name)
        session.add(line)
        session.flush()
    return line


def _row(session: Session, training_id: int) -> Training:
    row = session.get(Training, training_id)
    if row is None:
        raise NotFound(what=f"“{training_id}”")
    return row


def _checked(wish: Wish) -> date:
    if not wish.title.strip():
        raise Invalid("title", "不能为空", "must not be empty")
    if wish.held_on is None:
        raise Invalid("held_on", "请填写日期", "say on which day")
    for name, most in LONGEST.items():
        if len(getattr(wish, name).strip()) > most:
            raise Invalid(name, f"最多 {most} 个字", f"at most {most} characters")
    first, last = _time("starts_at", wish.starts_at), _time("ends_at", wish.ends_at)
    if first is not None and last is not None and last <= first:
        raise Invalid("ends_at", "应晚于开始时间", "it must come after the beginning")
    if last is not None and first is None:
        raise Invalid("starts_at", "请填写开始时间", "say when it begins")
    return wish.held_on


def _time(field: str, given: str) -> time | None:
    try:
        return time.fromisoformat(given.strip()).replace(tzinfo=None, microsecond=0) if given.strip() else None
    except ValueError:
        raise Invalid(field, f"「{given}」不是时间，应如 17:30", f"“{given}” is no time; write it like 17:30") from None


def _fill(row: Training, wish: Wish) -> None:
    row.title, row.brief, row.place = wish.title.strip(), wish.brief.strip(), wish.place.strip()
    row.trainer, row.sign_up = wish.trainer.strip(), wish.sign_up
    row.starts_at, row.ends_at = _time("starts_at", wish.starts_at), _time("ends_at", wish.ends_at)


def _ask(session: Session, training_id: int, wish: Wish) -> list[int]:
    """Ask these departments and people, and nobody else; return the people who are asked anew."""
    held = set(session.scalars(select(TrainingDepartment.department_id).filter_by(training_id=training_id)))
    wanted = set(session.scalars(select(Department.id).where(Department.id.in_(wish.departments))))
    if unknown := sorted(set(wish.departments) - wanted):  # without them it would be for everybody
        raise Invalid("departments", f"没有编号为 {unknown[0]} 的部门", f"there is no department {unknown[0]}")
    session.execute(delete(TrainingDepartment).where(TrainingDepartment.training_id == training_id,
                                                     TrainingDepartment.department_id.in_(held - wanted)))
    session.add_all(TrainingDepartment(training_id=training_id, department_id=one) for one in wanted - held)
    people = {named.person(session, one.strip()).id for one in wish.people if one.strip()}
    lines = {one.person_id: one for one in session.scalars(select(TrainingPerson).filter_by(training_id=training_id))}
    for line in lines.values():
        line.invited = line.person_id in people
    fresh = {one for one in people if one not in lines}
    for one in sorted(people):
        person_line(session, training_id, one).invited = True
    fresh |= set(session.scalars(select(Person.id).where(Person.active, Person.department_id.in_(wanted - held))))
    return sorted(fresh)


def _set_materials(session: Session, actor: Actor, training_id: int, given: str, now: datetime) -> None:
    lines = [one.strip() for one in given.splitlines() if one.strip()]
    if len(lines) > MOST_MATERIALS:
        raise Invalid("materials", f"最多 {MOST_MATERIALS} 项", f"at most {MOST_MATERIALS}")
    session.execute(delete(TrainingMaterial).where(TrainingMaterial.training_id == training_id))
    session.add_all(_material(session, actor, training_id, line, now) for line in lines)


def _material(session: Session, actor: Actor, training_id: int, line: str, now: datetime) -> TrainingMaterial:
    found = _LINK.search(line)
    if found is None:
        raise Invalid("materials", f"「{line}」里没有网址（https://…）或素材编号（V12）",
                      f"“{line}” has no address (https://…) and no asset’s number (V12)")
    title = line[:found.start()].strip()
    if found[1].startswith("http"):
        return TrainingMaterial(training_id=training_id, title=title, url=found[1])
    try:
        asset = visibility.asset_for(session, actor, row_id(found[1]), now)
    except NotFound:
        raise Invalid("materials", f"没有素材 {found[1]}", f"there is no asset {found[1]}") from None
    return TrainingMaterial(training_id=training_id, title=title, asset_id=asset.id)

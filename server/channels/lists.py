"""Channels as they are listed, and whom a route concerns in each department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue.channels import Channel
from index.catalogue.departments import Department
from index.catalogue.people import Person
from index.catalogue.routing import for_department, steps_of
from index.catalogue.steps import OF_DEPARTMENT, OF_PERSON, STEP_NAMES, Step
from index.db import reading
from server.review import desks, naming
from server.review.desks import Waiting

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it is listed: its desk's code, whose it is (a login or a department's code), its name."""

    desk: str
    who: str | None
    name: Pair
    all_of: bool
    hours: int | None


@dataclass(frozen=True, slots=True)
class ChannelLine:
    id: int
    code: str
    name: str
    name_en: str
    active: bool
    public: bool
    goes_on: bool
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Who decides one step for one department. ``passed``: not its own desk. ``then``: who decides what the only one of
    them submits themselves; None where there are several. Empty where the step falls together with another.
    """

    people: tuple[str, ...] = ()
    passed: bool = False
    then: tuple[str, ...] | None = None
    there: bool = True


@dataclass(frozen=True, slots=True)
class Concern:
    """One department's row of the preview."""

    department: Pair
    cells: tuple[Cell, ...]

    @property
    def stuck(self) -> bool:
        """Somewhere nobody could decide."""
        return any(one.there and (not one.people or one.then == ()) for one in self.cells)


def channels(engine: Engine) -> list[ChannelLine]:
    """Return all channels with their steps, in their order."""
    with reading(engine) as session:
        rows = list(session.scalars(select(Channel).order_by(Channel.position, Channel.id)))
        routes = {row.id: steps_of(session, row.id) for row in rows}
        names = naming.desk_names(session, [step for route in routes.values() for step in route])
        whose = _whose(session)
        return [ChannelLine(row.id, row.code, row.name, row.name_en, row.active, row.public, row.goes_on, tuple(
            StepLine(step.desk, whose.get(step.desk), names[step.desk], step.all_of, step.hours) for step in routes[row.id]))
            for row in rows]


def preview(engine: Engine, steps: Sequence[Step], now: datetime) -> list[Concern]:
    """Return whom each step of a route concerns, for each department in use: what one of its contributors submits."""
    with reading(engine) as session:
        people = desks.staff(session, now, steps)
        shown = dict(session.execute(select(Person.id, Person.display).where(Person.active)).all())
        numbered = [Step(step.desk, step.all_of, step.hours, number) for number, step in enumerate(steps)]
        concerns = []
        for row in session.scalars(select(Department).where(Department.active).order_by(Department.id)):
            route = {step.number for step in for_department(numbered, row)}
            cells = tuple(_cell(people, step, row.id, shown) if step.number in route else Cell(there=False)
                          for step in numbered)
            concerns.append(Concern((row.name, row.name_en), cells))
        return concerns


def desk_options(session: Session, steps: Sequence[Step] = ()) -> list[tuple[str, Pair]]:
    """Return every desk that a step may have: the three of each route, the departments, the people; and what these steps
    name and is not in use any more.
    """
    departments = session.execute(select(Department.id, Department.name, Department.name_en)
                                  .where(Department.active, ~Department.is_office).order_by(Department.id))
    people = session.execute(select(Person.id, Person.display, Person.login).where(Person.active).order_by(Person.display))
    options = [*STEP_NAMES.items(), *((f"{OF_DEPARTMENT}{one}", (zh, en)) for one, zh, en in departments),
               *((f"{OF_PERSON}{one}", (f"{name}（{login}）", f"{name} ({login})")) for one, name, login in people)]
    gone = {step.desk: step for step in steps if step.desk not in dict(options)}
    names = naming.desk_names(session, gone.values()) if gone else {}
    return [*options, *((desk, (f"{names[desk][0]}（已停用）", f"{names[desk][1]} (not in use)")) for desk in gone)]


def _cell(people: desks.Staff, step: Step, department_id: int, shown: dict[int, str]) -> Cell:
    found = desks.seats(people, Waiting(step, department_id, None))
    only = next(iter(found.deciders)) if len(found.deciders) == 1 else None
    then = None if only is None else _names(desks.able(people, Waiting(step, department_id, only)), shown)
    return Cell(_names(found.deciders, shown), found.passed > 0, then)


def _names(ids: frozenset[int], shown: dict[int, str]) -> tuple[str, ...]:
    return tuple(sorted(shown.get(one, f"#{one}") for one in ids))


def _whose(session: Session) -> dict[str, str]:
    departments = session.execute(select(Department.id, Department.code))
    people = session.execute(select(Person.id, Person.login))
    return {**{f"{OF_DEPARTMENT}{one}": code for one, code in departments},
            **{f"{OF_PERSON}{one}": login for one, login in people}}

"""Handovers as people read them: what will pass on, and what did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from index.catalogue import duty_visibility
from index.catalogue.channels import RouteStep
from index.catalogue.departments import Department
from index.catalogue.handovers import Handover
from index.catalogue.people import Actor, Person
from index.catalogue.steps import OF_PERSON
from index.errors import NotFound
from server import policy
from server.handover.pair import Sort
from server.handover.service import SORTS, Plan
from server.notices import subjects

BY_CODE: Final = {sort.code: sort for sort in SORTS}
COUNTED: Final = "reminders"
"""Only their number is told: what they say is between the person and the page of notices."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: its subject, and its name as far as this reader may see it."""

    subject: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """All of one sort. ``lines`` is empty where only the number is told."""

    sort: Sort
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One handover. ``total`` things moved."""

    id: int
    giver: str
    taker: str
    department: str
    at: datetime
    by: str | None
    reason: str
    total: int


def parts_of_plan(session: Session, found: Plan) -> list[Part]:
    """Return a plan as its reader may see it."""
    rows = [{"what": sort.code, "subject": one.subject, "name": one.name} for sort, things in found.things for one in things]
    return _parts(session, found.pair.actor, rows, found.pair.now)


def records(session: Session, actor: Actor, limit: int = 100) -> list[Record]:
    """Return the handovers that this person may see, the latest first."""
    return [record for record, _moved in _read(session, actor, limit=limit)]


def record(session: Session, actor: Actor, handover_id: int, now: datetime) -> tuple[Record, list[Part]]:
    """Return one handover with what moved. Raises NotFound for one that this person may not see."""
    found = _read(session, actor, handover_id)
    if not found:
        raise NotFound(what=str(handover_id))
    return found[0][0], _parts(session, actor, found[0][1], now)


def choices(session: Session, actor: Actor) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return who may hand over, as (login, name), also whose account is closed, and who may take over; by departments."""
    rows = session.execute(select(Person.login, Person.display, Person.active, Department.id, Department.name)
                           .join(Department, Department.id == Person.department_id)
                           .order_by(Department.id, Person.active.desc(), Person.display)).all()
    mine = [row for row in rows if policy.may_hand_over(actor, row.id)]
    one_department = len({row.id for row in mine}) == 1

    def named(row: Any) -> tuple[str, str]:
        return row.login, row.display if one_department else f"{row.name} · {row.display}"

    return [named(row) for row in mine], [named(row) for row in mine if row.active]


def routes_name(session: Session, person_id: int) -> bool:
    """Say whether a review route names this person, which the administrator changes."""
    return session.scalar(select(RouteStep.id).where(RouteStep.desk == f"{OF_PERSON}{person_id}").limit(1)) is not None


def _read(session: Session, actor: Actor, handover_id: int | None = None,
          limit: int = 1) -> list[tuple[Record, list[dict[str, Any]]]]:
    giver, taker, maker = aliased(Person), aliased(Person), aliased(Person)
    query = (select(Handover, giver.display, taker.display, Department.name, maker.display)
             .join(giver, giver.id == Handover.from_id).join(taker, taker.id == Handover.to_id)
             .join(Department, Department.id == Handover.department_id)
             .outerjoin(maker, maker.id == Handover.made_by).where(duty_visibility.handovers(actor)))
    if handover_id is not None:
        query = query.where(Handover.id == handover_id)
    return [(Record(row.id, first, second, department, row.made_at, by, row.reason, len(row.moved)), row.moved)
            for row, first, second, department, by in session.execute(
                query.order_by(Handover.id.desc()).limit(limit))]


def _parts(session: Session, actor: Actor, rows: Sequence[Mapping[str, Any]], now: datetime) -> list[Part]:
    wanted = {str(one["subject"]) for one in rows if not one["name"] and one["what"] != COUNTED}
    seen = subjects.seen(session, actor, wanted, now)
    found = []
    for code, some in groupby(rows, key=lambda one: str(one["what"])):
        several = list(some)
        lines = () if code == COUNTED else tuple(_lines(several, seen))
        found.append(Part(BY_CODE[code], len(several), lines))
    return found


def _lines(rows: Iterable[Mapping[str, Any]], seen: Mapping[str, str]) -> Iterable[Line]:
    for one in rows:
        yield Line(one["subject"], one["name"] or seen.get(one["subject"]))

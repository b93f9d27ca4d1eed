"""Laying a route: from a channel's rules to the copy that one item takes along, and whom that copy concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from index.catalogue.channels import Aim, AimGuest, RouteStep
from index.catalogue.departments import Department
from index.catalogue.steps import DEPARTMENT, OFFICE, Step, with_sign_off


def steps_of(session: Session, channel_id: int) -> tuple[Step, ...]:
    """Return a channel's steps as its rules stand now, in order."""
    rows = session.scalars(select(RouteStep).where(RouteStep.channel_id == channel_id).order_by(RouteStep.position))
    return tuple(Step(row.desk, row.all_of, row.hours, number) for number, row in enumerate(rows))


def route_for(session: Session, channel_id: int, department_id: int | None) -> tuple[Step, ...]:
    """Return the steps of a channel's route for an item of this department, in order."""
    return for_department(steps_of(session, channel_id), session.get(Department, department_id) if department_id else None)


def for_department(steps: Sequence[Step], department: Department | None) -> tuple[Step, ...]:
    """Return those of the steps that an item of this department takes.

    For the office's own items department and office are the same, so both steps become one. A step of a given
    department that is the item's own falls together with its department's step.
    """
    steps = tuple(steps)
    if department is None:
        return steps
    desks = {step.desk for step in steps}
    if DEPARTMENT in desks:
        steps = tuple(step for step in steps if step.department_id != department.id)
    if department.is_office and OFFICE in desks:
        steps = tuple(step for step in steps if step.desk != DEPARTMENT and step.department_id != department.id)
    return steps


def lay(session: Session, aim: Aim, steps: Sequence[Step]) -> None:
    """Give an item these steps to take, from the first; sign-offs that were added to it before stay."""
    route = tuple(steps)
    for added in (step for step in aim.route if step.added):
        if all(step.desk != added.desk for step in route):
            route = with_sign_off(route, added.desk, added.hours)
    aim.step = 0
    change_route(session, aim, route)


def change_route(session: Session, aim: Aim, steps: Sequence[Step]) -> None:
    """Change an item's own copy of its route, and who beyond its department may see it for that."""
    before, aim.route = aim.route, tuple(steps)
    if _guests(before) != _guests(aim.route):
        session.execute(delete(AimGuest).where(AimGuest.aim_id == aim.id))
        session.add_all(AimGuest(aim_id=aim.id, person_id=person, department_id=department)
                        for person, department in sorted(_guests(aim.route), key=str))


def hand(route: Sequence[Step], place: int, person_id: int) -> tuple[Step, ...]:
    """Return the route with its step at ``place`` handed to a person."""
    return (*route[:place], replace(route[place], handed=person_id), *route[place + 1:])


def _guests(route: Sequence[Step]) -> set[tuple[int | None, int | None]]:
    named = {(step.person_id, step.department_id) for step in route} | {(step.handed, None) for step in route}
    return named - {(None, None)}

"""Steps of a review route (审稿流程) as data: whose desk, whether one or all of it decide, how long they have. Pure.

A desk is named by a code: ``department`` (the item's own), ``director`` (its director in charge), ``office``,
``department:7`` (a given department) or ``person:3`` (a named person).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

DEPARTMENT, DIRECTOR, OFFICE = "department", "director", "office"
OF_DEPARTMENT, OF_PERSON = "department:", "person:"
STEP_NAMES: Final[dict[str, tuple[str, str]]] = {
    DEPARTMENT: ("所在部门审稿", "department"),
    DIRECTOR: ("分管处长审稿", "director in charge"),
    OFFICE: ("办公室审稿发布", "office"),
}
"""Names of the desks that every route may have; those of given departments and people are looked up."""
LONGEST_HOURS: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route.

    ``number`` names it within an item's copy of the route for as long as that copy lives; ``added`` says that it is a
    sign-off that somebody asked for on this one item; ``handed`` is whom it was handed to.
    """

    desk: str
    all_of: bool = False
    hours: int | None = None
    number: int = 0
    added: bool = False
    handed: int | None = None

    @property
    def department_id(self) -> int | None:
        """The given department, where it is the desk of one."""
        return int(self.desk.removeprefix(OF_DEPARTMENT)) if self.desk.startswith(OF_DEPARTMENT) else None

    @property
    def person_id(self) -> int | None:
        """The named person, where it is the desk of one."""
        return int(self.desk.removeprefix(OF_PERSON)) if self.desk.startswith(OF_PERSON) else None


class Steps(TypeDecorator[tuple[Step, ...]]):
    """A route in one column: a JSON list of steps."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Sequence[Step] | None, dialect: Dialect) -> list[dict[str, Any]] | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else [asdict(step) for step in value]

    def process_result_value(self, value: list[dict[str, Any]] | None, dialect: Dialect) -> tuple[Step, ...] | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else tuple(Step(**step) for step in value)


def with_sign_off(route: Sequence[Step], desk: str, hours: int | None = None) -> tuple[Step, ...]:
    """Return the route with one more desk, before its last step: the last one's yes stays the one that publishes."""
    number = 1 + max((step.number for step in route), default=-1)
    return (*route[:-1], Step(desk, hours=hours, number=number, added=True), *route[-1:])

"""A year side by side as data, and as the JSON that is frozen when its titles are announced; amounts stay exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade of a year or a month of it: marks, None where one is open, and why."""

    period: str
    quality: str | None
    reaction: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Grades:
    """All grades of somebody in a year."""

    grades: tuple[Graded, ...]

    @property
    def of_year(self) -> Graded | None:
        """The grade of the year itself."""
        return next((one for one in self.grades if len(one.period) == len("2026")), None)

    @property
    def of_months(self) -> tuple[Graded, ...]:
        """The grades of months."""
        return tuple(one for one in self.grades if len(one.period) > len("2026"))


@dataclass(frozen=True, slots=True)
class Line:
    """One department or person: place and points of the year, adoptions, how many duties were ``asked`` and ``met`` (each of
    its spans is one), grades, and whether they are ``named``. ``key`` is as ``server.honours.whom`` writes it.
    """

    key: str
    name: str
    department: str
    rank: int
    points: Decimal
    adopted: int
    asked: int
    met: int
    grades: tuple[Graded, ...]
    named: bool

    @property
    def of_year(self) -> Graded | None:
        """The grade of the year itself."""
        return Grades(self.grades).of_year

    @property
    def of_months(self) -> tuple[Graded, ...]:
        """The grades of months."""
        return Grades(self.grades).of_months


@dataclass(frozen=True, slots=True)
class Side:
    """Everybody of a year side by side, and by what departments are ranked."""

    by: str
    units: tuple[Line, ...]
    people: tuple[Line, ...]

    @property
    def named(self) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """The units and the people who are named."""
        return tuple(one for one in self.units if one.named), tuple(one for one in self.people if one.named)


def kept(side: Side) -> Data:
    """Return what is frozen."""
    return {"by": side.by, "units": [_kept(one) for one in side.units], "people": [_kept(one) for one in side.people]}


def side_of(data: Mapping[str, Any]) -> Side:
    """Return what was frozen."""
    return Side(data["by"], *(tuple(_line(one) for one in data[which]) for which in ("units", "people")))


def _kept(one: Line) -> Data:
    return {"key": one.key, "name": one.name, "department": one.department, "rank": one.rank, "points": f"{one.points:f}",
            "adopted": one.adopted, "asked": one.asked, "met": one.met, "named": one.named,
            "grades": [[grade.period, grade.quality, grade.reaction, grade.reason] for grade in one.grades]}


def _line(data: Mapping[str, Any]) -> Line:
    return Line(data["key"], data["name"], data["department"], data["rank"], Decimal(data["points"]), data["adopted"],
                data["asked"], data["met"], tuple(Graded(*one) for one in data["grades"]), data["named"])

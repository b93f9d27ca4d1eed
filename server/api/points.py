"""Points and the lines that they are the sum of: a department's, a person's; and corrections of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from index.catalogue import duty_visibility, visibility
from index.catalogue.departments import Department
from index.catalogue.tokens import Scope
from index.db import reading
from index.errors import NotFound
from server import policy
from server.api.declaring import RowId, endpoint
from server.api.figures import Month, Period, asked
from server.api.shapes import Rule
from server.ledger.months import month_at
from server.points import book, closing, lists, periods
from server.points.points import Line, Why
from server.web.services import actor, home, now, zone


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPeriod:
    """A month, a quarter or a year."""

    period: Period = None


@dataclass(frozen=True, slots=True)
class PointsLine:
    """Some points and what they are for; ``outlet`` and ``quota`` are names, ``channel`` is a code."""

    month: str
    why: Why
    points: Decimal
    item: str | None
    late: bool
    annual: bool
    outlet: str | None
    channel: str | None
    quota: str | None


@dataclass(frozen=True, slots=True)
class PointsRecord:
    """What a department's points in a period are the sum of; ``pending`` are lines that would come were it closed now."""

    department: int
    department_name: str
    period: str
    points: Decimal
    lines: tuple[PointsLine, ...]
    pending: tuple[PointsLine, ...]


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """Points that are added in an open month, or with a minus taken off, as text to be exact; ``of_month`` is the closed one
    that they put right.
    """

    points: Annotated[str, Rule(least=1, most=20, example="-0.5")]
    reason: Annotated[str, Rule(least=1, most=closing.LONGEST)]
    month: Month = None
    of_month: Annotated[str | None, Rule(most=7, example="2026-02")] = None


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of which a person has a part: ``whole`` is what the item earned in all, ``points`` what of it is theirs."""

    line: PointsLine
    whole: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class PersonPoints:
    """What a person's points in a period are the sum of."""

    person: int
    name: str
    period: str
    points: Decimal
    lines: tuple[OwnLine, ...]


@endpoint("GET", "/departments/{department}/points", Scope.READ_OFFICE, "部门得分明细", tag="figures")
def show_points(department: RowId, query: OfPeriod) -> PointsRecord:
    """Show what a department's points in a period are the sum of; one's own, for the office and directors any."""
    policy.require(actor(), "see-points")
    per, period = periods.read(asked(query.period))
    with reading(home().engine) as session:
        row = session.get(Department, department)
        if row is None or not visibility.accounts(actor(), department):
            raise NotFound(what=f"“{department}”")
        pages = book.begun(session, period, zone(), now())
        name = row.name
    lines = lists.explained(pages, department, per)
    pending = [line for page in pages.values() for line in page.figures.pending if line.department_id == department]
    return PointsRecord(department, name, period, sum((one.points for one in lines), Decimal(0)),
                        tuple(map(_line, lines)), tuple(map(_line, pending)))


@endpoint("GET", "/people/{person}/points", Scope.READ_OFFICE, "个人得分明细", tag="figures")
def show_person_points(person: RowId, query: OfPeriod) -> PersonPoints:
    """Show what a person's points in a period are the sum of; of whom one may see the record, for directors anybody."""
    policy.require(actor(), "see-points")
    _per, period = periods.read(asked(query.period))
    with reading(home().engine) as session:
        name = duty_visibility.pointed(session, actor(), person).display
        found = lists.owned(book.begun(session, period, zone(), now()), (person, ""))
    return PersonPoints(person, name, period, sum((part.points for _one, part in found), Decimal(0)),
                        tuple(OwnLine(_line(one), one.whole, part.points) for one, part in found))


@endpoint("POST", "/departments/{department}/corrections", Scope.WRITE_OFFICE, "更正得分", tag="figures")
def correct_points(department: RowId, body: NewCorrection) -> None:
    """Add points to a department in an open month, or take some off it; the reason is kept. For the office."""
    month = periods.month(body.month) if body.month else month_at(now(), zone())
    closing.correct(home().engine, actor(), month, department, body.points, body.reason, of_month=body.of_month or "",
                    now=now())


def _line(line: Line) -> PointsLine:
    return PointsLine(line.month, line.why, line.points, line.item, line.late, line.annual,
                      line.details.get("outlet"), line.details.get("channel"), line.details.get("quota"))

"""The best units and people of a year: points, tasks, adoptions and grades side by side, and grades entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from index.catalogue.honours import Mark
from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.api.declaring import endpoint
from server.api.shapes import Rule
from server.honours import grading, showing, whom
from server.honours.keeping import Graded, Line
from server.ledger.months import month_at
from server.points import periods
from server.points.rules import By
from server.web.services import actor, home, now, zone

Whom = Annotated[str, Rule(pattern="^[dp][1-9][0-9]{0,8}$", example="d3", about="A department (d3) or a person (p12).")]
GradedPeriod = Annotated[str, Rule(pattern="^[0-9]{4}(-[0-9]{2})?$", example="2026", about="A year, or a month of it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichYear:
    """A year."""

    year: Annotated[int | None, Rule(least=2000, most=2100, about="Without it the one whose titles are due.")] = None


@dataclass(frozen=True, slots=True)
class NewGrade:
    """Marks with the reason for them; a grade without any mark is taken back."""

    quality: Mark | None = None
    reaction: Mark | None = None
    reason: Annotated[str, Rule(most=grading.LONGEST)] = ""


@dataclass(frozen=True, slots=True)
class GradeRecord:
    """What the office graded somebody in a year or a month of it: quality, what it met with outside, and why."""

    period: str
    quality: Mark | None
    reaction: Mark | None
    reason: str


@dataclass(frozen=True, slots=True)
class HonourLine:
    """One department or person; ``of`` is d3 or p12. Of the spans of duties that were ``asked`` they ``met`` so many.

    Null is what is not told: figures of people but to the office and directors, duties but to these and the department, and
    duties where there are none.
    """

    of: str
    name: str
    department: str
    rank: int | None
    points: float | None
    adopted: int | None
    asked: int | None
    met: int | None
    named: bool
    grades: tuple[GradeRecord, ...]


@dataclass(frozen=True, slots=True)
class YearRecord:
    """A year, frozen once it is announced. ``open`` are its months that are not closed yet.

    Before the announcement people, grades and who is named are the office's and the directors'; then everybody sees who is
    named, and a department the grades of its own.
    """

    year: int
    by: By
    announced_at: datetime | None
    unit_places: int
    people_places: int
    open: tuple[str, ...]
    units: tuple[HonourLine, ...]
    people: tuple[HonourLine, ...]


@endpoint("GET", "/honours", Scope.READ_OFFICE, "年度优秀单位和个人", tag="figures")
def show_honours(query: WhichYear) -> YearRecord:
    """Show the best units and people of a year, with what they are named for."""
    policy.require(actor(), "see-points")
    month = month_at(now(), zone())
    year = query.year or showing.due(month)
    showing.require_counted(year, month)
    with reading(home().engine) as session:
        found = showing.year(session, actor(), year, zone(), now())
    return YearRecord(found.year, By(found.side.by), found.announced_at, found.units, found.people, found.open,
                      tuple(map(_line, found.side.units)), tuple(map(_line, found.side.people)))


@endpoint("PUT", "/honours/grades/{of}/{period}", Scope.WRITE_OFFICE, "评定质量和社会反响", tag="figures")
def grade_work(of: Whom, period: GradedPeriod, body: NewGrade) -> None:
    """Grade a department's or person's work in a year or a month of it.

    It takes the place of the grade that was there; without any mark that is taken back.
    """
    policy.require(actor(), "keep-points")
    chosen, (_per, period) = whom.read(of), periods.read(period)
    showing.require_counted(int(period[:4]), month_at(now(), zone()))
    wish = grading.Wish(body.quality or "", body.reaction or "", body.reason)
    grading.grade(home().engine, actor(), period, chosen, wish, now=now())


def grade_record(one: Graded) -> GradeRecord:
    """Return a grade as the API tells it."""
    return GradeRecord(one.period, Mark(one.quality) if one.quality else None, Mark(one.reaction) if one.reaction else None,
                       one.reason)


def _line(one: Line) -> HonourLine:
    rank, points, adopted = (one.rank, float(one.points), one.adopted) if one.rank else (None, None, None)
    asked, met = (one.asked, one.met) if one.asked else (None, None)
    return HonourLine(one.key, one.name, one.department, rank, points, adopted, asked, met, one.named,
                      tuple(map(grade_record, one.grades)))

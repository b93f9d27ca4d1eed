"""Rankings and scores as people read them: by month, quarter or year, over all departments or within a group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.departments import Department
from index.catalogue.people import Person
from server.ledger.months import month_at
from server.points import book, periods, points
from server.points import ranking as order
from server.points.book import Page
from server.points.counting import Counts
from server.points.periods import Per
from server.points.points import Line, Part
from server.points.rules import By

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class RankLine:
    """One department in a ranking. ``before`` is its place in the period before, ``movement`` how many places it won; None
    where that was ranked by something else, or before rules began.
    """

    rank: int
    department: int
    department_name: str
    points: Decimal
    adopted: int
    published: int
    submitted: int
    late: int
    before: int | None
    movement: int | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person's points in a period; whom the campus does not know has no id."""

    rank: int
    person: int | None
    name: str
    department_name: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Ranking:
    """A period's ranking: by what, and whether all its months are closed."""

    period: str
    by: By
    closed: bool
    lines: tuple[RankLine, ...]
    people: tuple[PersonLine, ...]


def ranking(session: Session, period: str, zone: ZoneInfo, now: datetime, *,
            within: Collection[int] | None = None) -> Ranking:
    """Return the ranking of a period, over all departments or ``within`` some. Raises Invalid (period)."""
    return ranked(session, period, pages(session, period, zone, now), within=within)


def pages(session: Session, period: str, zone: ZoneInfo, now: datetime) -> dict[str, Page]:
    """Return the months that a ranking looks at: those of a period and of the one before, as far as they have begun.

    Raises Invalid (period).
    """
    today = month_at(now, zone)
    wanted = [one for one in (*periods.months(periods.before(period)), *periods.months(period)) if one <= today]
    return book.pages(session, wanted, zone, now)


def ranked(session: Session, period: str, pages: Mapping[str, Page], *, within: Collection[int] | None = None) -> Ranking:
    """Return the ranking that ``pages`` come to. Raises Invalid (period)."""
    per, period = periods.read(period)
    here = {one: page for one, page in pages.items() if one in periods.months(period)}
    by = _by(here)
    names = _departments(session, here, within)
    scored, counted = _scores(here, per), _counts(here)
    ranks = order.ranks(_measured(by, scored, counted), names)
    past = {one: page for one, page in pages.items() if one not in here}
    before = order.ranks(_measured(by, _scores(past, per), _counts(past)), names) if _comparable(past, here) else {}
    return Ranking(period, by, bool(here) and all(one.closed_at for one in here.values()), tuple(
        _line(rank, one, names[one], scored.get(one, NOTHING), counted.get(one, Counts()), before.get(one))
        for one, rank in ranks.items()), tuple(_people(session, here)) if within is None else ())


def _by(pages: Mapping[str, Page]) -> By:
    """Return what the last month that has a rule set is ranked by; without any, adoptions."""
    held = [page.basis.rules.rank_by for page in pages.values() if page.basis.rules]
    return held[-1] if held else By.ADOPTED


def _departments(session: Session, pages: Mapping[str, Page], within: Collection[int] | None) -> dict[int, str]:
    """Return the departments that are ranked: those in use, and those of which something counts."""
    counted = {one for page in pages.values() for one in (*page.figures.counts, *points.scores(page.figures.lines))}
    rows = session.execute(select(Department.id, Department.name, Department.active).order_by(Department.id))
    return {row.id: row.name for row in rows
            if (row.active or row.id in counted) and (within is None or row.id in within)}


def _scores(pages: Mapping[str, Page], per: Per) -> dict[int, Decimal]:
    return points.scores((line for page in pages.values() for line in page.figures.lines), annual=per is Per.YEAR)


def _counts(pages: Mapping[str, Page]) -> dict[int, Counts]:
    found: dict[int, Counts] = {}
    for page in pages.values():
        for department, one in page.figures.counts.items():
            held = found.get(department, Counts())
            found[department] = Counts(held.submitted + one.submitted, held.published + one.published,
                                       held.adopted + one.adopted, held.late + one.late)
    return found


def _measured(by: By, scored: Mapping[int, Decimal], counted: Mapping[int, Counts]) -> dict[int, Decimal]:
    if by is By.POINTS:
        return dict(scored)
    return {department: Decimal(getattr(one, by)) for department, one in counted.items()}


def _comparable(past: Mapping[str, Page], here: Mapping[str, Page]) -> bool:
    """Say whether places moved against a period before: anything counted in it, by the same, and not before rules began."""
    ruled_before, ruled = (any(page.basis.rules for page in pages.values()) for pages in (past, here))
    return (any(page.figures.lines or page.figures.counts for page in past.values()) and _by(past) is _by(here)
            and ruled_before >= ruled)


def _line(rank: int, department: int, name: str, scored: Decimal, counted: Counts, before: int | None) -> RankLine:
    return RankLine(rank, department, name, scored, counted.adopted, counted.published, counted.submitted, counted.late,
                    before, order.movement(rank, before))


def _people(session: Session, pages: Mapping[str, Page]) -> list[PersonLine]:
    found = points.personal(line for page in pages.values() for line in page.figures.lines)
    known = {row.id: (row.display, row.name or "") for row in session.execute(
        select(Person.id, Person.display, Department.name).outerjoin(Department, Department.id == Person.department_id)
        .where(Person.id.in_([person for person, _name in found if person is not None])))}
    ranks = order.ranks(found)
    whole = {key: known.get(key[0] or 0, (key[1], "")) for key in found}
    return [PersonLine(rank, key[0], *whole[key], found[key]) for key, rank in ranks.items() if found[key]]


def explained(pages: Mapping[str, Page], department: int, per: Per) -> list[Line]:
    """Return the lines that a department's points in a period are the sum of."""
    return [line for page in pages.values() for line in page.figures.lines
            if line.department_id == department and (per is Per.YEAR or not line.annual)]


def owned(pages: Mapping[str, Page], whose: tuple[int | None, str]) -> list[tuple[Line, Part]]:
    """Return the lines that a person's points are the sum of, each with their part; ``whose`` as parts tell them apart."""
    return [(line, part) for page in pages.values() for line in page.figures.lines for part in points.parts_of(line)
            if part.whose == whose]

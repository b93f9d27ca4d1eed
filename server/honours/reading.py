"""A year side by side: points, tasks, adoptions and grades of each department and person, and who is named. What was
announced is read as it was frozen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import months
from index.catalogue.departments import Department
from index.catalogue.honours import PEOPLE, UNITS, Grade, Honoured, HonourYear
from index.catalogue.people import Person
from index.catalogue.stories import hash_of
from server.honours import keeping, whom
from server.honours.keeping import Graded, Grades, Line, Side
from server.honours.whom import Whom
from server.ledger import book as ledger
from server.ledger.entries import Happened
from server.points import lists, periods, ranking
from server.points.book import Page
from server.points.lists import Ranking
from server.points.quotas import Of


@dataclass(frozen=True, slots=True)
class Year:
    """A year with its places. ``open`` are months of it that are not closed yet, ``seen`` is the hash of what is shown."""

    year: int
    side: Side
    units: int
    people: int
    open: tuple[str, ...]
    seen: str
    announced_at: datetime | None = None
    announced_by: int | None = None


def year(session: Session, of: int, zone: ZoneInfo, now: datetime) -> Year:
    """Return a year as it stands, or as it was announced."""
    row = session.get(HonourYear, of)
    units, people = places(session, of)
    if row is not None and row.figures is not None:
        side = keeping.side_of(row.figures)
        return Year(of, side, units, people, (), hash_of(row.figures), row.announced_at, row.announced_by)
    side, open_ = _gathered(session, of, zone, now)
    return Year(of, side, units, people, open_, hash_of(keeping.kept(side)))


def places(session: Session, of: int) -> tuple[int, int]:
    """Return how many places the titles of units and people have: as was said of the year, else of the last before it."""
    row = session.scalar(select(HonourYear).where(HonourYear.year <= of).order_by(HonourYear.year.desc()).limit(1))
    return (row.units, row.people) if row is not None else (UNITS, PEOPLE)


def named_of(session: Session, person_id: int, of: int) -> tuple[Graded | None, bool]:
    """Return a person's grade of a year and whether they are named, once that was announced."""
    row = session.get(HonourYear, of)
    if row is None or row.figures is None:
        return None, False
    line = next((one for one in keeping.side_of(row.figures).people if one.key == str(Whom(False, person_id))), None)
    return (line.of_year, line.named) if line is not None else (None, False)


def grades_of(session: Session, of: Whom, year: int) -> Grades:
    """Return what somebody was graded in a year and its months. Once it is announced no grade changes."""
    return Grades(_grades(session, year, of).get(of, ()))


def _gathered(session: Session, of: int, zone: ZoneInfo, now: datetime) -> tuple[Side, tuple[str, ...]]:
    """Count a year: its months up to now, closed ones as they were kept."""
    looked_at = lists.pages(session, str(of), zone, now)
    ranked = lists.ranked(session, str(of), looked_at)
    pages = {one: page for one, page in looked_at.items() if one in periods.months(str(of))}
    adopted = _adopted(session, of, zone)
    tasks = _tasks(pages.values())
    grades = _grades(session, of)
    named = {whom.of_row(row.department_id, row.person_id) for row in session.scalars(
        select(Honoured).where(Honoured.year == of))}
    open_ = tuple(one for one in periods.months(str(of)) if one not in pages or _open(pages[one]))
    return Side(str(ranked.by), _units(ranked, tasks, grades, named),
                _people(session, ranked, adopted, tasks, grades, named)), open_


def _open(page: Page) -> bool:
    """Say whether a month's figures may change still: a month in which nothing was asked needs no closing."""
    return page.closed_at is None and (page.basis.rules is not None or bool(page.basis.quotas))


def _units(ranked: Ranking, tasks: Mapping[Whom, tuple[int, int]], grades: Mapping[Whom, tuple[Graded, ...]],
           named: set[Whom]) -> tuple[Line, ...]:
    found = []
    for line in ranked.lines:
        of = Whom(True, line.department)
        met, asked = tasks.get(of, (0, 0))
        found.append(Line(str(of), line.department_name, "", line.rank, line.points, line.adopted, asked, met,
                          grades.get(of, ()), of in named))
    return tuple(found)


def _people(session: Session, ranked: Ranking, adopted: Mapping[int, int], tasks: Mapping[Whom, tuple[int, int]],
            grades: Mapping[Whom, tuple[Graded, ...]], named: set[Whom]) -> tuple[Line, ...]:
    """Everybody of the house of whom anything counts, who is graded or named; by points, then by adoptions."""
    points = {one.person: one.points for one in ranked.people if one.person is not None}
    said = {one.id for one in (*tasks, *grades, *named) if not one.unit}
    rows = session.execute(
        select(Person.id, Person.display, Department.name).outerjoin(Department, Department.id == Person.department_id)
        .where(Person.id.in_({*points, *adopted, *said}))).all()
    scores = {row.id: points.get(row.id, Decimal(0)) for row in rows}
    places_ = ranking.ranks(scores)
    found = []
    for row in rows:
        of = Whom(False, row.id)
        met, asked = tasks.get(of, (0, 0))
        found.append(Line(str(of), row.display, row.name or "", places_[row.id], scores[row.id], adopted.get(row.id, 0),
                          asked, met, grades.get(of, ()), of in named))
    return tuple(sorted(found, key=lambda one: (one.rank, -one.adopted, one.name)))


def _adopted(session: Session, of: int, zone: ZoneInfo) -> Counter[int]:
    """Return each person's adoptions in a year, prizes among them; of a shared item each has the whole."""
    entries = ledger.counted(session, f"{of:04}-01", f"{of:04}-12", zone, months.closings(session))
    return Counter(person for one in entries if one.happened is Happened.ADOPTED and not one.single
                   for person in {share.person_id for share in one.shares} if person is not None)


def _tasks(pages: Iterable[Page]) -> dict[Whom, tuple[int, int]]:
    """Return how many spans of duties that ended each has met, of how many."""
    found: dict[Whom, tuple[int, int]] = {}
    for page in pages:
        for one in page.figures.standings:
            if one.duty and one.ends and one.wanted and one.subject.of is not Of.GROUP:
                of = Whom(one.subject.of is Of.DEPARTMENT, one.subject.id)
                met, asked = found.get(of, (0, 0))
                found[of] = (met + one.met, asked + 1)
    return found


def _grades(session: Session, of: int, whose: Whom | None = None) -> dict[Whom, tuple[Graded, ...]]:
    """Return the grades of a year and its months, the year's first; of everybody, or of one."""
    found: dict[Whom, list[Graded]] = {}
    query = select(Grade).where((Grade.period == f"{of:04}") | Grade.period.startswith(f"{of:04}-")).order_by(Grade.period)
    for row in session.scalars(query if whose is None else query.filter_by(**whose.columns)):
        found.setdefault(whom.of_row(row.department_id, row.person_id), []).append(
            Graded(row.period, row.quality, row.reaction, row.reason))
    return {of_: tuple(several) for of_, several in found.items()}

"""What a report tells, in one piece of JSON: taken from the book of months and the ledger, and frozen with the issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import months as closed_months
from index.catalogue.departments import Department
from index.catalogue.honours import HonourYear
from index.catalogue.outlets import MEDIA, OutletType
from server.honours import keeping as honours
from server.ledger import book as ledger
from server.ledger.entries import Entry, Happened
from server.ledger.months import month_at, shifted
from server.points import book, groups, lists, periods, standing
from server.points.book import Page
from server.points.lists import Ranking
from server.points.quotas import Of, Subject

Data = dict[str, Any]
BACK: Final = 12
"""Months of which the course is told, the last of the period included."""
MOST_PEOPLE: Final = 20


def gather(session: Session, period: str, zone: ZoneInfo, now: datetime) -> Data:
    """Return the figures of a period as they stand. Raises Invalid (period)."""
    _per, period = periods.read(period)
    today = month_at(now, zone)
    wanted = [one for one in periods.months(period) if one <= today]
    pages = book.pages(session, wanted, zone, now)
    found = lists.ranking(session, period, zone, now)
    entries = ledger.counted(session, periods.months(period)[0], max(today, periods.months(period)[-1]), zone,
                             closed_months.closings(session))
    names = {row.id: row.name for row in session.execute(select(Department.id, Department.name))}
    return {
        "period": period, "by": str(found.by), "closed": found.closed and wanted == list(periods.months(period)),
        "open": [one for one in periods.months(period) if one not in pages or pages[one].closed_at is None],
        "ranking": _ranking(found),
        "groups": [{"name": one.name, "ranking": _ranking(lists.ranking(session, period, zone, now, within=one.departments))}
                   for one in groups.lines(session) if one.departments],
        "people": [{"rank": one.rank, "name": one.name, "department": one.department_name, "points": f"{one.points:f}"}
                   for one in found.people if one.points > 0][:MOST_PEOPLE],
        "tasks": _tasks(session, pages),
        "named": {month: [names.get(one, "–") for one in page.figures.named] for month, page in pages.items()
                  if page.figures.named},
        "honours": _honours(session, period), "totals": _totals(pages.values()),
        "before": _totals(book.pages(session, periods.months(periods.before(period)), zone, now).values()),
        "course": _course(session, wanted or periods.months(period)[:1], zone, now),
        **_placed(entries, frozenset(periods.months(period)), names),
    }


def _ranking(found: Ranking) -> list[Data]:
    return [{"rank": one.rank, "department": one.department_name, "points": f"{one.points:f}", "adopted": one.adopted,
             "published": one.published, "submitted": one.submitted, "late": one.late, "before": one.before,
             "movement": one.movement} for one in found.lines]


def _tasks(session: Session, pages: Mapping[str, Page]) -> list[Data]:
    """Return how each stood with each quota of which a span ended in these months, all its spans together."""
    sums: dict[tuple[Subject, str, bool], list[int]] = {}
    for page in pages.values():
        for one in page.figures.standings:
            if one.ends and one.wanted:
                held = sums.setdefault((one.subject, one.quota, one.duty), [0, 0, 0, 0])
                for place, number in enumerate((one.wanted, one.has, one.short, one.late)):
                    held[place] += number
    names = standing.names_of(session, {subject for subject, *_rest in sums})
    order = {subject: place for place, subject in enumerate(names)}
    return [{"of": str(subject.of), "name": names[subject], "quota": quota, "duty": duty, "wanted": wanted, "has": has,
             "short": short, "late": late}
            for (subject, quota, duty), (wanted, has, short, late) in sorted(
                sums.items(), key=lambda one: (order.get(one[0][0], -1), not one[0][2])) if subject in names]


def _honours(session: Session, period: str) -> Data | None:
    """Return who was announced for a year, units with their grades; None for other periods and while nothing is announced."""
    row = session.get(HonourYear, int(period)) if len(period) == len("2026") else None
    if row is None or row.figures is None:
        return None
    side = honours.side_of(row.figures)
    units, people = side.named
    graded = [[one.name, one.of_year.quality, one.of_year.reaction] for one in side.units if one.of_year]
    return {"units": [one.name for one in units], "people": [[one.name, one.department] for one in people], "grades": graded}


def _totals(pages: Iterable[Page]) -> Data:
    counts = [one for page in pages for one in page.figures.counts.values()]
    return {what: sum(getattr(one, what) for one in counts) for what in ("submitted", "published", "adopted", "late")}


def _course(session: Session, wanted: Sequence[str], zone: ZoneInfo, now: datetime) -> list[Data]:
    """Return the totals of the last months, from the first on of which there is anything."""
    months = [shifted(wanted[-1], -back) for back in range(BACK - 1, -1, -1)]
    told = [{"month": month, **_totals([page])} for month, page in book.pages(session, months, zone, now).items()]
    begins = next((place for place, one in enumerate(told) if one["submitted"] or one["published"] or one["adopted"]),
                  max(len(told) - 1, 0))
    return told[begins:]


def _placed(entries: Sequence[Entry], months: frozenset[str], names: Mapping[int, str]) -> Data:
    """Return adoptions by level and type, by department and by outlet, and how much of what was sent has been adopted since.

    Media leave out internal bulletins and prizes.
    """
    here = [one for one in entries if one.month in months]
    adopted = [one for one in here if one.happened is Happened.ADOPTED and one.outlet is not None]
    sent = {one.placement_id for one in here if one.happened is Happened.SENT and one.prize is None}
    taken = {one.placement_id for one in entries if one.happened is Happened.ADOPTED}
    by_department: dict[str, dict[str, int]] = {}
    levels: dict[str, dict[str, int]] = {}
    outlets: dict[tuple[str, str, str], int] = {}
    for one in adopted:
        assert one.outlet is not None
        column = _column(one)
        for held in (by_department.setdefault(names.get(one.department_id or 0, "–"), {}),):
            held[column] = held.get(column, 0) + 1
        of_level = levels.setdefault(one.outlet.level, {})
        of_level[one.outlet.type] = of_level.get(one.outlet.type, 0) + 1
        key = (one.outlet.name, one.outlet.level, one.outlet.type)
        outlets[key] = outlets.get(key, 0) + 1
    return {"adoptions": levels, "by_department": dict(sorted(by_department.items(), key=_most)),
            "outlets": [[*key, number] for key, number in sorted(outlets.items(), key=lambda one: (-one[1], one[0]))],
            "sent": len(sent), "sent_adopted": len(sent & taken),
            "media": sum(one.outlet is not None and one.outlet.type in MEDIA and one.prize is None for one in adopted)}


def _column(one: Entry) -> str:
    """Return the column of an adoption: the level of media, else ``bulletin`` or ``prize``."""
    if one.prize is not None or (one.outlet is not None and one.outlet.type == OutletType.CONTEST):
        return "prize"
    return "bulletin" if one.outlet is None or one.outlet.type == OutletType.BULLETIN else one.outlet.level


def _most(one: tuple[str, Mapping[str, int]]) -> tuple[int, str]:
    return -sum(one[1].values()), one[0]


def short(data: Data) -> list[tuple[str, int]]:
    """Return which departments are short of their duties, and by how many items, those of whom most is missing first."""
    found: dict[str, int] = {}
    for one in data["tasks"]:
        if one["of"] == Of.DEPARTMENT and one["duty"]:
            found[one["name"]] = found.get(one["name"], 0) + one["short"]
    return sorted(((name, number) for name, number in found.items() if number), key=lambda one: -one[1])

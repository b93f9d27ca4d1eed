"""A report of the office as the API tells it: what it says of itself, its files, and its figures as they were frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from index.catalogue.assets import public_id
from index.catalogue.honours import Mark
from index.catalogue.reports import ReportState
from server.api.papers import PaperFile
from server.points.quotas import Of
from server.points.rules import By


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """A report in a list. ``period`` is like 2026-03, 2026Q1 or 2026; ``corrects`` is the report that it puts right,
    ``corrected`` the one that puts it right.
    """

    id: int
    number: str
    title: str
    period: str
    dated: date
    state: ReportState
    corrects: int | None
    corrected: int | None


@dataclass(frozen=True, slots=True)
class ReportRank:
    """A department in a report's ranking; ``before`` is its place in the period before."""

    rank: int
    department: str
    points: float
    adopted: int
    published: int
    submitted: int
    late: int
    before: int | None
    movement: int | None


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """The ranking within a group of departments."""

    name: str
    ranking: tuple[ReportRank, ...]


@dataclass(frozen=True, slots=True)
class ReportPerson:
    """Somebody's points."""

    rank: int
    name: str
    department: str
    points: float


@dataclass(frozen=True, slots=True)
class ReportTask:
    """How somebody stood with one quota, all its spans that ended together."""

    of: Of
    name: str
    quota: str
    duty: bool
    wanted: int
    has: int
    short: int
    late: int


@dataclass(frozen=True, slots=True)
class ReportTotals:
    """What all departments did together."""

    submitted: int
    published: int
    adopted: int
    late: int


@dataclass(frozen=True, slots=True)
class ReportMonth:
    """The same of one month of the year behind the period."""

    month: str
    submitted: int
    published: int
    adopted: int
    late: int


@dataclass(frozen=True, slots=True)
class ReportOutlet:
    """How often an outlet adopted something; level and type are codes."""

    name: str
    level: str
    type: str
    adopted: int


@dataclass(frozen=True, slots=True)
class ReportGrade:
    """What the office graded a department in the year."""

    department: str
    quality: Mark | None
    reaction: Mark | None


@dataclass(frozen=True, slots=True)
class ReportNamed:
    """One of the best people of the year."""

    name: str
    department: str


@dataclass(frozen=True, slots=True)
class ReportHonours:
    """Who was announced for the year, and the grades of departments."""

    units: tuple[str, ...]
    people: tuple[ReportNamed, ...]
    grades: tuple[ReportGrade, ...]


@dataclass(frozen=True, slots=True)
class ReportPicture:
    """One of the period's best pictures, by the hash of its rendition."""

    asset: str
    sha256: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """What a report tells, frozen when it is issued; of a draft the figures of now. ``open`` are months that are not closed.

    ``named`` has the departments that had not met their duties, by month; ``adoptions`` counts by level and type of outlets,
    ``by_department`` by level of media, ``bulletin`` and ``prize``; ``media`` leaves these two out. A year has ``honours``.
    """

    by: By
    closed: bool
    open: tuple[str, ...]
    totals: ReportTotals
    before: ReportTotals
    course: tuple[ReportMonth, ...]
    ranking: tuple[ReportRank, ...]
    groups: tuple[ReportGroup, ...]
    people: tuple[ReportPerson, ...]
    tasks: tuple[ReportTask, ...]
    named: dict[str, tuple[str, ...]]
    adoptions: dict[str, dict[str, int]]
    by_department: dict[str, dict[str, int]]
    outlets: tuple[ReportOutlet, ...]
    sent: int
    sent_adopted: int
    media: int
    honours: ReportHonours | None
    pictures: tuple[ReportPicture, ...]


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """One report with the office's own words, its figures, and its files, which are there once it is issued. ``sha256``
    stands for figures and words, and its issue names it.
    """

    id: int
    number: str
    title: str
    period: str
    dated: date
    state: ReportState
    corrects: int | None
    corrected: int | None
    issuer: str
    mark: str
    address: str
    copy_to: str
    red_head: bool
    opening: str
    remarks: str
    issued_at: datetime | None
    sent_at: datetime | None
    sha256: str
    figures: ReportFigures
    files: tuple[PaperFile, ...]


def figures_of(data: Mapping[str, Any]) -> ReportFigures:
    """Return the figures of a report, as ``server.reports.figures`` gathered and an issue froze them."""
    return ReportFigures(
        by=By(data["by"]), closed=data["closed"], open=tuple(data["open"]), totals=ReportTotals(**data["totals"]),
        before=ReportTotals(**data["before"]), course=tuple(ReportMonth(**one) for one in data["course"]),
        ranking=_ranking(data["ranking"]),
        groups=tuple(ReportGroup(one["name"], _ranking(one["ranking"])) for one in data["groups"]),
        people=tuple(ReportPerson(one["rank"], one["name"], one["department"] or "", float(one["points"]))
                     for one in data["people"]),
        tasks=tuple(ReportTask(**{**one, "of": Of(one["of"])}) for one in data["tasks"]),
        named={month: tuple(names) for month, names in data["named"].items()}, adoptions=data["adoptions"],
        by_department=data["by_department"], outlets=tuple(ReportOutlet(*one) for one in data["outlets"]),
        sent=data["sent"], sent_adopted=data["sent_adopted"], media=data["media"],
        honours=_honours(data.get("honours")),  # which reports of before know nothing of
        pictures=tuple(ReportPicture(**{**one, "asset": public_id(one["asset"])}) for one in data["pictures"]))


def _ranking(lines: Iterable[Mapping[str, Any]]) -> tuple[ReportRank, ...]:
    return tuple(ReportRank(**{**one, "points": float(one["points"])}) for one in lines)


def _honours(data: Mapping[str, Any] | None) -> ReportHonours | None:
    if data is None:
        return None
    grades = tuple(ReportGrade(name, *(Mark(code) if code else None for code in marks)) for name, *marks in data["grades"])
    return ReportHonours(tuple(data["units"]), tuple(ReportNamed(*one) for one in data["people"]), grades)

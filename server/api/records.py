"""Personal records of a year: one's own, and those of whom one looks after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from index.catalogue.outlets import Level
from index.catalogue.placements import Rank
from index.catalogue.tokens import Scope
from index.db import reading
from server.agenda.views import today
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.honours import GradeRecord, grade_record
from server.api.shapes import Listed, Rule
from server.api.work import AssignmentRecord, assignment_record
from server.records import reading as records
from server.records import table
from server.records.table import YearLine
from server.web.services import actor, home, now

Year = Annotated[int | None, Rule(least=2000, most=2099, about="Without it this year.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichRecords(Paging):
    """Of which year."""

    year: Year = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfYear:
    """Of which year."""

    year: Year = None


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """Somebody's year in numbers: ``adopted`` by media, ``internal`` by internal bulletins. Single photos count in none."""

    person: int
    name: str
    login: str
    department: str | None
    active: bool
    submitted: int
    published: int
    adopted: int
    internal: int
    won: int
    trainings: int
    shoots: int


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A part in an item: author or photographer, and how much of it in percent."""

    part: str
    percent: float


@dataclass(frozen=True, slots=True)
class ContributionRecord:
    """One item; its title is null where the item may not be seen, ``submitted_at`` where that was in another year."""

    item: str
    kind: str
    title: str | None
    parts: tuple[PartRecord, ...]
    submitted_at: datetime | None
    channels: tuple[str, ...]
    adopted: int


@dataclass(frozen=True, slots=True)
class AdoptionRecord:
    """One adoption by an outlet, or what was entered for a contest: ``rank`` is what it won, null for nothing yet."""

    item: str
    title: str | None
    outlet: str | None
    level: Level | None
    at: datetime
    contest: str
    rank: Rank | None


@dataclass(frozen=True, slots=True)
class SinglesRecord:
    """Single photos and posters, which are no items: how many were submitted, published, and adopted by outlets."""

    submitted: int
    published: int
    adopted: int


@dataclass(frozen=True, slots=True)
class CameTo:
    """A training session that somebody came to."""

    training: int
    title: str
    trainer: str
    held_on: date


@dataclass(frozen=True, slots=True)
class KitUseRecord:
    """A kit that somebody had; ``until`` is null while they have it."""

    kit: str
    since: datetime
    until: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person's year: ``adoptions`` are by media, ``internal`` ones by internal bulletins, and single photos and posters
    stand beside what counts. ``points`` is null where nothing is counted by rules; ``grade`` and ``honoured`` (one of the
    best people of the year) are told once that is announced.
    """

    person: int
    name: str
    login: str
    department: str | None
    year: int
    points: float | None
    grade: GradeRecord | None
    honoured: bool
    contributions: tuple[ContributionRecord, ...]
    adoptions: tuple[AdoptionRecord, ...]
    internal: tuple[AdoptionRecord, ...]
    singles: SinglesRecord
    prizes: tuple[AdoptionRecord, ...]
    trainings: tuple[CameTo, ...]
    shoots: tuple[AssignmentRecord, ...]
    kits: tuple[KitUseRecord, ...]


@endpoint("GET", "/records", Scope.READ_OFFICE, "列出个人记录", tag="figures")
def list_records(query: WhichRecords) -> Listed[RecordSummary]:
    """List the people whose records may be seen, with a year in numbers.

    One sees one's own, a reviewer and a director their department's, the office all.
    """
    with reading(home().engine) as session:
        found = table.lines(session, actor(), query.year or today().year, home().settings, now())
    return cut(found, query, lambda one: one.id, _summary)


@endpoint("GET", "/records/mine", Scope.READ_OFFICE, "查看自己的记录", tag="figures")
def show_own_record(query: OfYear) -> PersonRecord:
    """Show the record of the token's person."""
    return _record(actor().person_id or 0, query)


@endpoint("GET", "/records/{person}", Scope.READ_OFFICE, "查看个人记录", tag="figures")
def show_record(person: RowId, query: OfYear) -> PersonRecord:
    """Show what somebody contributed, won, learned and photographed in a year, for the appraisal."""
    return _record(person, query)


def _record(person: int, query: OfYear) -> PersonRecord:
    with reading(home().engine) as session:
        one = records.record(session, actor(), person, query.year or today().year, home().settings, now())
    of = one.of
    return PersonRecord(
        of.id, of.name, of.login, of.department[0] if of.department else None, one.year,
        None if one.points is None else float(one.points), grade_record(one.grade) if one.grade else None, one.honoured,
        tuple(map(_contribution, one.contributions)), tuple(map(_adoption, one.adoptions)),
        tuple(map(_adoption, one.internal)),
        SinglesRecord(one.singles.submitted, one.singles.published, one.singles.adopted), tuple(map(_adoption, one.prizes)),
        tuple(CameTo(it.id, it.title, it.trainer, it.held_on) for it in one.trainings),
        tuple(map(assignment_record, one.shoots)),
        tuple(KitUseRecord(it.kit, it.since, it.until, it.note) for it in one.kits))


def _summary(one: YearLine) -> RecordSummary:
    return RecordSummary(one.id, one.name, one.login, one.department[0] if one.department else None, one.active,
                         one.submitted, one.published, one.adopted, one.internal, one.won, one.trainings, one.shoots)


def _contribution(one: records.Contribution) -> ContributionRecord:
    return ContributionRecord(one.item, one.kind, one.title,
                              tuple(PartRecord(part, float(percent)) for part, percent in one.parts), one.submitted_at,
                              one.channels, one.adopted)


def _adoption(one: records.Adoption) -> AdoptionRecord:
    return AdoptionRecord(one.item, one.title, one.outlet.name if one.outlet else None,
                          Level(one.outlet.level) if one.outlet else None, one.at, one.contest,
                          Rank(one.rank) if one.rank else None)

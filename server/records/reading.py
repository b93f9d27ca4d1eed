"""One person's record of a year, as its reader may see it. Contributions, adoptions and prizes are the ledger's entries, of
closed months those that they keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import duty_visibility, months
from index.catalogue.departments import Department
from index.catalogue.kits import Kit
from index.catalogue.loans import KitLoan
from index.catalogue.people import Actor, Person
from index.catalogue.placements import Placement
from index.errors import NotFound
from index.settings import Settings
from server.assignments import lists as assignments
from server.assignments.lists import AssignmentLine
from server.assignments.standing import Standing
from server.honours import reading as honours
from server.honours.keeping import Graded
from server.ledger import book as ledger
from server.ledger.entries import Entry, Happened, Outlet
from server.notices import subjects
from server.points import book, points
from server.records import tally
from server.training import lists as training
from server.training.lists import Attended

DONE = frozenset({Standing.DONE, Standing.DONE_LATE})


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose record it is."""

    id: int
    name: str
    login: str
    department_id: int | None
    department: tuple[str, str] | None
    active: bool


@dataclass(frozen=True, slots=True)
class Contribution:
    """One item that the person has a part in: ``parts`` are (``author`` or ``photographer``, percent). ``title`` is None
    where the reader may not see the item. ``submitted_at`` is None where it was submitted in another year.
    """

    item: str
    kind: str
    title: str | None
    parts: tuple[tuple[str, Decimal], ...]
    submitted_at: datetime | None
    channels: tuple[str, ...]
    adopted: int


@dataclass(frozen=True, slots=True)
class Adoption:
    """One adoption by an outlet, or an entry to a contest: then ``contest`` names it, and ``rank`` what was won, empty for
    nothing yet.
    """

    item: str
    title: str | None
    outlet: Outlet | None
    at: datetime
    link: str
    contest: str
    rank: str


@dataclass(frozen=True, slots=True)
class Singles:
    """Single photos and posters, which are no items: how many were submitted, published, and adopted by outlets."""

    submitted: int
    published: int
    adopted: int

    @property
    def anything(self) -> bool:
        return any((self.submitted, self.published, self.adopted))


@dataclass(frozen=True, slots=True)
class KitUse:
    """A kit that somebody had; ``until`` None: still."""

    kit: str
    since: datetime
    until: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Record:
    """A year of one person. ``contributions`` and ``adoptions`` (by media; ``internal`` ones by bulletins) are of items,
    ``singles`` stand beside. ``points`` is None where nothing is counted by rules; ``grade`` is the office's, and
    ``honoured`` says that they are one of the best of the year (优秀宣传工作者), once that is announced.
    """

    of: Whose
    year: int
    contributions: tuple[Contribution, ...]
    adoptions: tuple[Adoption, ...]
    internal: tuple[Adoption, ...]
    prizes: tuple[Adoption, ...]
    trainings: tuple[Attended, ...]
    shoots: tuple[AssignmentLine, ...]
    kits: tuple[KitUse, ...]
    points: Decimal | None
    singles: Singles
    grade: Graded | None = None
    honoured: bool = False

    @property
    def submitted(self) -> int:
        return sum(one.submitted_at is not None for one in self.contributions)

    @property
    def published(self) -> int:
        return sum(bool(one.channels) for one in self.contributions)

    @property
    def won(self) -> int:
        return sum(bool(one.rank) for one in self.prizes)

    @property
    def done(self) -> int:
        """How many shoots were delivered."""
        return sum(one.standing in DONE for one in self.shoots)


def record(session: Session, actor: Actor, person_id: int, year: int, settings: Settings, now: datetime) -> Record:
    """Return somebody's record of a year. Raises NotFound for one that this person may not see."""
    of = whose(session, actor, person_id)
    zone, first, last = settings.zone, date(year, 1, 1), date(year, 12, 31)
    found = ledger.counted(session, f"{year}-01", f"{year}-12", zone, months.closings(session))
    mine = tally.tally(tally.by_person(found).get(person_id, ()))
    titles = _titles(session, actor, (*mine.items, *mine.contests), now)
    links = _links(session, (*mine.media, *mine.internal, *mine.contests))
    media, internal, prizes = ([_adoption(one, titles, links) for one in several]
                               for several in (mine.media, mine.internal, mine.contests))
    return Record(of, year, tuple(_contributions(mine.items, person_id, titles)), tuple(media), tuple(internal),
                  tuple(prizes), tuple(training.attended(session, person_id, first, last)),
                  tuple(assignments.of_people(session, [person_id], first, last, settings, now)),
                  tuple(_kits(session, person_id, first, last, settings)), _points(session, person_id, year, settings, now),
                  _singles(mine.singles), *honours.named_of(session, person_id, year))


def whose(session: Session, actor: Actor, person_id: int) -> Whose:
    """Return whose a record is. Raises NotFound for one that this person may not see."""
    row = session.execute(select(Person, Department).outerjoin(Department, Department.id == Person.department_id)
                          .where(Person.id == person_id, duty_visibility.records(actor))).first()
    if row is None:
        raise NotFound(what=f"“{person_id}”")
    person, department = row
    return Whose(person.id, person.display, person.login, person.department_id,
                 (department.name, department.name_en) if department else None, person.active)


def _contributions(mine: Sequence[Entry], person_id: int, titles: dict[str, str]) -> Iterable[Contribution]:
    """Gather the entries of each item, in the order in which the items first appear."""
    by_item: dict[str, list[Entry]] = {}
    for one in mine:
        by_item.setdefault(one.item, []).append(one)
    for item, several in by_item.items():
        parts = tuple((share.part, share.percent) for share in several[0].shares if share.person_id == person_id)
        submitted = next((one.at for one in several if one.happened is Happened.SUBMITTED), None)
        channels = tuple(one.channel for one in several if one.happened is Happened.PUBLISHED and one.channel)
        adopted = sum(one.happened is Happened.ADOPTED and one.prize is None for one in several)
        yield Contribution(item, several[0].kind, titles.get(item), parts, submitted, channels, adopted)


def _singles(mine: Sequence[Entry]) -> Singles:
    return Singles(tally.happened(mine, Happened.SUBMITTED), tally.happened(mine, Happened.PUBLISHED),
                   sum(one.happened is Happened.ADOPTED for one in mine))


def _links(session: Session, mine: Iterable[Entry]) -> dict[int, tuple[str, str]]:
    """Return the link and the contest of each placement that is there still: closed months keep others too."""
    rows = session.execute(select(Placement.id, Placement.link, Placement.contest)
                           .where(Placement.id.in_({one.placement_id for one in mine})))
    return {row.id: (row.link, row.contest) for row in rows}


def _adoption(one: Entry, titles: dict[str, str], links: dict[int, tuple[str, str]]) -> Adoption:
    link, contest = links.get(one.placement_id or 0, ("", ""))
    return Adoption(one.item, titles.get(one.item), one.outlet, one.at, link, contest,
                    one.prize or "" if one.happened is Happened.ADOPTED else "")


def _titles(session: Session, actor: Actor, mine: Iterable[Entry], now: datetime) -> dict[str, str]:
    wanted = {f"{'story' if one.item[0] == 'S' else 'asset'}:{one.item}" for one in mine}
    return {subject.partition(":")[2]: name for subject, name in subjects.seen(session, actor, wanted, now).items()}


def _kits(session: Session, person_id: int, first: date, last: date, settings: Settings) -> list[KitUse]:
    rows = session.execute(select(KitLoan, Kit.name).join(Kit, Kit.id == KitLoan.kit_id)
                           .where(KitLoan.person_id == person_id).order_by(KitLoan.id)).all()
    return [KitUse(kit, loan.lent_at, loan.returned_at, loan.note) for loan, kit in rows
            if loan.lent_at.astimezone(settings.zone).date() <= last
            and (loan.returned_at is None or loan.returned_at.astimezone(settings.zone).date() >= first)]


def _points(session: Session, person_id: int, year: int, settings: Settings, now: datetime) -> Decimal | None:
    pages = book.begun(session, f"{year:04}", settings.zone, now)
    if not any(page.basis.rules for page in pages.values()):
        return None
    found = points.personal(line for page in pages.values() for line in page.figures.lines)
    return found.get((person_id, ""), Decimal(0))

"""The days of kits as a table: rows of kits or of weeks, and in each what has its days, side by side. The layout is pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import duty_visibility
from index.catalogue.kits import Kit
from index.catalogue.loans import KitLoan
from index.catalogue.people import Actor, Person
from server.kits import booking_lists
from server.kits.booking_lists import BookingStanding


class Held(StrEnum):
    """What has a kit's days; in the order in which one gives way to the next where they meet on a day."""

    LAPSED = "lapsed"
    RETURNED = "returned"
    BOOKED = "booked"
    LENT = "lent"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of a kit that something has, both included."""

    kit_id: int
    held: Held
    person: str
    what_for: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Cell:
    """One or several days of a row: a stretch, as far as it lies in the row, or one day that is free."""

    on: date
    days: int
    stretch: Stretch | None


@dataclass(frozen=True, slots=True)
class Row:
    """A kit's, or a week's. ``last`` is the last day of the row."""

    kit_id: int
    kit: str
    first: date
    last: date
    cells: tuple[Cell, ...]

    @property
    def dates(self) -> list[date]:
        """Each day of the row."""
        return [self.first + timedelta(days=one) for one in range((self.last - self.first).days + 1)]

    @property
    def free(self) -> bool:
        return all(one.stretch is None for one in self.cells)


def of_kits(session: Session, actor: Actor, first: date, count: int, today: date, zone: ZoneInfo) -> list[Row]:
    """Return a row for each kit in use that this person may see, over ``count`` days."""
    last = first + timedelta(days=count - 1)
    kits = session.execute(select(Kit.id, Kit.name).where(duty_visibility.kits(actor), Kit.active).order_by(Kit.name)).all()
    found = stretches(session, actor, first, last, today, zone)
    return [Row(kit.id, kit.name, first, last, cells([one for one in found if one.kit_id == kit.id], first, count))
            for kit in kits]


def weeks_of_kit(session: Session, actor: Actor, kit_id: int, name: str, first: date, weeks: int, today: date,
                 zone: ZoneInfo) -> list[Row]:
    """Return a kit's coming weeks, a row each, from the week on in which ``first`` lies."""
    monday = first - timedelta(days=first.weekday())
    found = [one for one in stretches(session, actor, monday, monday + timedelta(weeks=weeks), today, zone)
             if one.kit_id == kit_id]
    starts = [monday + timedelta(weeks=week) for week in range(weeks)]
    return [Row(kit_id, name, start, start + timedelta(days=6), cells(found, start, 7)) for start in starts]


def cells(found: Iterable[Stretch], first: date, count: int) -> tuple[Cell, ...]:
    """Lay stretches out over days that follow each other; where two meet on a day, the later of ``Held`` has it."""
    days: list[Stretch | None] = [None] * count
    for stretch in sorted(found, key=lambda one: (list(Held).index(one.held), one.first)):
        for number in range(max(0, (stretch.first - first).days), min(count, (stretch.last - first).days + 1)):
            days[number] = stretch
    laid: list[Cell] = []
    for number, has in enumerate(days):
        if has is not None and laid and laid[-1].stretch is has:
            laid[-1] = Cell(laid[-1].on, laid[-1].days + 1, has)
        else:
            laid.append(Cell(first + timedelta(days=number), 1, has))
    return tuple(laid)


def stretches(session: Session, actor: Actor, first: date, last: date, today: date,
              zone: ZoneInfo) -> Sequence[Stretch]:
    """Return what has the days of kits that this person may see: bookings, and loans, those that are over too."""
    found = [Stretch(one.kit_id, Held.LAPSED if one.standing is BookingStanding.LAPSED else Held.BOOKED, one.person,
                     one.what_for, one.from_on, one.until_on)
             for one in booking_lists.between(session, actor, first, last, today)
             if one.standing is not BookingStanding.TAKEN]
    rows = session.execute(
        select(KitLoan, Person.display).join(Person, Person.id == KitLoan.person_id).join(Kit, Kit.id == KitLoan.kit_id)
        .where(duty_visibility.kits(actor)).order_by(KitLoan.id)).all()
    for loan, person in rows:
        since = loan.lent_at.astimezone(zone).date()
        if loan.returned_at is not None:
            held, until = Held.RETURNED, loan.returned_at.astimezone(zone).date()
        elif loan.due_on < today:
            held, until = Held.OVERDUE, today
        else:
            held, until = Held.LENT, loan.due_on
        if since <= last and until >= first:
            found.append(Stretch(loan.kit_id, held, person, loan.note, since, until))
    return found

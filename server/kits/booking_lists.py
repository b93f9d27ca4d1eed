"""Bookings of kits as their readers see them: what stands, for whom, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, aliased

from index.catalogue import duty_visibility
from index.catalogue.bookings import KitBooking
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.loans import KitLoan
from index.catalogue.people import Actor, Person
from index.errors import NotFound
from server import policy
from server.kits import days


class BookingStanding(StrEnum):
    AHEAD = "ahead"
    DUE = "due"
    TAKEN = "taken"
    GIVEN_UP = "given-up"
    LAPSED = "lapsed"


BOOKING_NAMES: Final[dict[str, tuple[str, str]]] = {
    BookingStanding.AHEAD: ("已预订", "booked"), BookingStanding.DUE: ("待领取", "to be fetched"),
    BookingStanding.TAKEN: ("已借出", "handed out"), BookingStanding.GIVEN_UP: ("已取消", "given up"),
    BookingStanding.LAPSED: ("未领取", "not fetched"),
}


@dataclass(frozen=True, slots=True)
class BookingLine:
    """One booking. ``late_holder`` has its kit still, should have brought it back on ``late_since``, and this is the next
    booking of it; None where nothing stands in its way.
    """

    id: int
    kit_id: int
    kit: str
    department: tuple[str, str]
    person_id: int
    person: str
    login: str
    from_on: date
    until_on: date
    event_id: int | None
    event: str | None
    assignment_id: int | None
    note: str
    standing: BookingStanding
    made_by: str | None
    made_at: datetime
    ended_reason: str
    late_holder: str | None
    late_since: date | None
    may_end: bool
    may_hand_out: bool

    @property
    def open(self) -> bool:
        return self.standing in {BookingStanding.AHEAD, BookingStanding.DUE}

    @property
    def what_for(self) -> str:
        return self.event or self.note

    @property
    def words(self) -> tuple[str, str]:
        """How it stands, (Chinese, English)."""
        return BOOKING_NAMES[self.standing]


def bookings(session: Session, actor: Actor, today: date, *, kit_id: int | None = None,
             mine: bool = False) -> list[BookingLine]:
    """Return the bookings that this person may see and that wait to be fetched, the earliest first; of one kit, or for
    themselves alone.
    """
    of_kit = true() if kit_id is None else KitBooking.kit_id == kit_id
    own = true() if not mine else KitBooking.person_id == (actor.person_id or 0)
    return _read(session, actor, today, days.standing() & (KitBooking.until_on >= today) & of_kit & own)


def between(session: Session, actor: Actor, first: date, last: date, today: date) -> list[BookingLine]:
    """Return the bookings on any of these days that were not given up, the earliest first; handed out ones too."""
    return _read(session, actor, today, KitBooking.ended_at.is_(None) & (KitBooking.from_on <= last)
                 & (KitBooking.until_on >= first))


def booking(session: Session, actor: Actor, booking_id: int, today: date) -> BookingLine:
    """Return one booking that this person may see. Raises NotFound."""
    found = _read(session, actor, today, KitBooking.id == booking_id)
    if not found:
        raise NotFound(what=f"“{booking_id}”")
    return found[0]


def _read(session: Session, actor: Actor, today: date, which: ColumnElement[bool]) -> list[BookingLine]:
    maker = aliased(Person)
    rows = session.execute(
        select(KitBooking, Kit, Department, Person, Event.name, maker.display)
        .join(Kit, Kit.id == KitBooking.kit_id).join(Department, Department.id == Kit.department_id)
        .join(Person, Person.id == KitBooking.person_id).outerjoin(Event, Event.id == KitBooking.event_id)
        .outerjoin(maker, maker.id == KitBooking.made_by).where(which, duty_visibility.bookings(actor))
        .order_by(KitBooking.from_on, KitBooking.id)).all()
    late = _late(session, today)
    found = []
    for row, kit, department, person, event, made_by in rows:
        stands = _standing(row, today)
        waits = stands in {BookingStanding.AHEAD, BookingStanding.DUE}
        holder, since = late.pop(kit.id, (None, None)) if waits else (None, None)
        found.append(BookingLine(
            row.id, kit.id, kit.name, (department.name, department.name_en), person.id, person.display, person.login,
            row.from_on, row.until_on, row.event_id, event, row.assignment_id, row.note, stands, made_by, row.made_at,
            row.ended_reason, holder, since, waits and policy.may_book(actor, department, person.id),
            waits and policy.keeps_kits(actor, department)))
    return found


def _late(session: Session, today: date) -> dict[int, tuple[str | None, date | None]]:
    """Return who has which kit beyond its day."""
    rows = session.execute(select(KitLoan.kit_id, Person.display, KitLoan.due_on).join(Person, Person.id == KitLoan.person_id)
                           .where(KitLoan.returned_at.is_(None), KitLoan.due_on < today))
    return {row.kit_id: (row.display, row.due_on) for row in rows}


def _standing(row: KitBooking, today: date) -> BookingStanding:
    if row.loan_id is not None:
        return BookingStanding.TAKEN
    if row.ended_at is not None:
        return BookingStanding.GIVEN_UP
    if row.until_on < today:
        return BookingStanding.LAPSED
    return BookingStanding.DUE if row.from_on <= today else BookingStanding.AHEAD

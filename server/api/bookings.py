"""Bookings of camera kits: what waits to be fetched, booked and cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.agenda.views import today
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.api.work import Made
from server.kits import booking as bookings
from server.kits import booking_lists
from server.kits.booking import LONGEST_NOTE
from server.kits.booking_lists import BookingLine, BookingStanding
from server.web.problems import BASE
from server.web.services import actor, home, now, zone


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichBookings(Paging):
    """Of which kit, or what is booked for oneself."""

    kit: RowId | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class NewKitBooking:
    """A kit, by name or number, from one day until another, both included; without ``until_on`` for one day, without ``to``
    for the token's person. ``event`` is a name or a number.
    """

    kit: Annotated[str, Rule(least=1, most=120)]
    from_on: date
    until_on: date | None = None
    to: Annotated[str | None, Rule(most=60, example="lin")] = None
    event: Annotated[str | None, Rule(most=120)] = None
    note: Annotated[str, Rule(most=LONGEST_NOTE)] = ""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Why a booking is cancelled."""

    reason: Annotated[str, Rule(most=LONGEST_NOTE)] = ""


@dataclass(frozen=True, slots=True)
class BookingRecord:
    """One booking. ``late_holder`` still has its kit, which should have been back on ``late_since``."""

    id: int
    kit: int
    kit_name: str
    person: str
    login: str
    from_on: date
    until_on: date
    event: int | None
    event_name: str | None
    assignment: int | None
    note: str
    standing: BookingStanding
    made_at: datetime
    ended_reason: str
    late_holder: str | None
    late_since: date | None


@endpoint("GET", "/bookings", Scope.READ_OFFICE, "列出器材预订", tag="training")
def list_bookings(query: WhichBookings) -> Listed[BookingRecord]:
    """List the bookings that wait to be fetched, the earliest first.

    They are of one's department's kits and one's own; the office sees all.
    """
    policy.require(actor(), "book-kits")
    with reading(home().engine) as session:
        found = booking_lists.bookings(session, actor(), today(), kit_id=query.kit, mine=query.mine)
    return cut(found, query, lambda one: f"{one.from_on} {one.id:015}", _record)


@endpoint("GET", "/bookings/{booking}", Scope.READ_OFFICE, "查看器材预订", tag="training")
def show_booking(booking: RowId) -> BookingRecord:
    """Show one booking, also one that was fetched or cancelled."""
    policy.require(actor(), "book-kits")
    with reading(home().engine) as session:
        return _record(booking_lists.booking(session, actor(), booking, today()))


@endpoint("POST", "/bookings", Scope.WRITE_OFFICE, "预订器材", tag="training", status=201)
def book_kit(body: NewKitBooking) -> Made:
    """Book a kit for oneself, or for others where one looks after it."""
    policy.require(actor(), "book-kits")
    new = bookings.NewBooking(body.to or actor().login, body.from_on, body.until_on or body.from_on, body.event, body.note)
    made = bookings.book(home().engine, actor(), body.kit, new, now=now(), zone=zone())
    return Made(made, f"{BASE}/bookings/{made}")


@endpoint("POST", "/bookings/{booking}/cancel", Scope.WRITE_OFFICE, "取消器材预订", tag="training", matches=show_booking)
def cancel_booking(booking: RowId, body: GivenUp, seen: BookingRecord | None) -> None:  # noqa: ARG001 - compared already
    """Cancel a booking; its days are free then, and an assignment that it was for goes without a kit."""
    policy.require(actor(), "book-kits")
    bookings.unbook(home().engine, actor(), booking, reason=body.reason, now=now())


def _record(one: BookingLine) -> BookingRecord:
    return BookingRecord(one.id, one.kit_id, one.kit, one.person, one.login, one.from_on, one.until_on, one.event_id,
                         one.event, one.assignment_id, one.note, one.standing, one.made_at, one.ended_reason,
                         one.late_holder, one.late_since)

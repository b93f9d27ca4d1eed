"""Kits are booked without conflicts, handed out from a booking, and go with assignments that name them. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from index.catalogue.assignments import Assignment
from index.catalogue.bookings import KitBooking, KitDay
from index.db import reading, writing
from index.errors import VitrineError
from server.admin import service as admin
from server.assignments import service as assignments
from server.assignments.service import NewAssignment
from server.kits import booking, booking_lists, service
from server.kits.booking import NewBooking
from server.kits.booking_lists import BookingLine
from server.kits.service import NewLoan

TODAY = date(2026, 3, 2)  # the tests' clock stands at 2026-03-02 09:00 in Shanghai


def march(day: int) -> date:
    return date(2026, 3, day)


@pytest.fixture
def campus(engine: Engine, cast: Any, clock: Any) -> None:
    for name in ("一号机", "二号机", "三号机"):
        admin.add_kit(engine, cast.administrator, name=name, department="canteen", now=clock())
    admin.add_kit(engine, cast.administrator, name="馆机", department="library", now=clock())
    admin.add_event(engine, cast.administrator, name="运动会", starts_on=march(5), ends_on=march(6), now=clock())


@pytest.fixture
def book(engine: Engine, cast: Any, clock: Any, home: Any, campus: None) -> Callable[..., int]:
    def one(first: int, last: int, *, by: Any = None, to: str = "photographer", kit: str = "一号机", **given: Any) -> int:
        return booking.book(engine, by or cast.reviewer, kit, NewBooking(to, march(first), march(last), **given), now=clock(),
                            zone=home.settings.zone)

    return one


@pytest.fixture
def lend(engine: Engine, cast: Any, clock: Any, home: Any, campus: None) -> Callable[..., int]:
    def one(due: int, to: str = "photographer", kit: str = "一号机") -> int:
        return service.lend(engine, cast.reviewer, kit, NewLoan(to, march(due)), now=clock(), zone=home.settings.zone)

    return one


@pytest.fixture
def read(engine: Engine, cast: Any, clock: Any) -> Callable[..., list[BookingLine]]:
    def one(actor: Any = None, **given: Any) -> list[BookingLine]:
        with reading(engine) as session:
            return booking_lists.bookings(session, actor or cast.reviewer, clock().date(), **given)

    return one


def refused(function: Callable[[], Any]) -> VitrineError:
    with pytest.raises(VitrineError) as caught:
        function()
    return caught.value


def code(function: Callable[[], Any]) -> str:
    return refused(function).reason.code


def test_an_overlap_is_refused_with_who_has_the_days_and_what_is_free(engine: Engine, cast: Any, clock: Any, book: Any,
                                                                      lend: Any, read: Any) -> None:
    book(5, 7, note="迎新")
    lend(9, kit="三号机")
    for first, last in ((7, 8), (3, 5), (6, 6), (4, 9)):
        why = refused(lambda: book(first, last, to="second_photographer")).reason  # noqa: B023
        assert why.code == "kit-booked"
        assert "「一号机」在 2026-03-05 – 2026-03-07 已由photographer 同学预订（迎新）" in why.zh
        assert "这几天空闲的器材：二号机。" in why.zh, "三号机 is out until the ninth, and 馆机 is not of the canteen"
    book(3, 4, to="second_photographer")
    book(8, 8, to="second_photographer")
    assert [(one.from_on.day, one.until_on.day) for one in read()] == [(3, 4), (5, 7), (8, 8)]


def test_no_day_is_spoken_for_twice_whatever_writes(engine: Engine, cast: Any, clock: Any, book: Any) -> None:
    book(5, 7)
    with writing(engine) as session:
        other = KitBooking(kit_id=1, person_id=cast.editor.person_id, from_on=march(7), until_on=march(7), made_at=clock())
        session.add(other)
        session.flush()
        session.add(KitDay(kit_id=1, day=march(7), booking_id=other.id))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_loans_and_bookings_stand_in_each_others_way(engine: Engine, cast: Any, clock: Any, home: Any, book: Any,
                                                       lend: Any) -> None:
    lend(4)
    assert code(lambda: book(4, 5, to="second_photographer")) == "kit-out"
    book(5, 6, to="second_photographer")
    prolong = lambda day: service.prolong(engine, cast.reviewer, "一号机", march(day), now=clock(), zone=home.settings.zone)  # noqa: E731
    assert code(lambda: prolong(5)) == "kit-booked"
    prolong(3)
    book(4, 4, to="second_photographer")
    service.take_back(engine, cast.reviewer, "一号机", now=clock())
    assert code(lambda: lend(4)) == "kit-booked", "until the day before it is free"
    lend(3)


def test_one_press_makes_a_loan_of_a_booking(engine: Engine, cast: Any, clock: Any, home: Any, book: Any, read: Any) -> None:
    made = book(5, 7, event="运动会", note="带长焦")
    hand_out = lambda who: booking.hand_out(engine, who, made, now=clock(), zone=home.settings.zone)  # noqa: E731
    assert code(lambda: hand_out(cast.photographer)) == "not-allowed"
    clock.turn(days=2)  # a day before it begins: the day between is free, so it may go
    hand_out(cast.reviewer)
    with reading(engine) as session:
        loan = service.open_loan(session, 1)
        assert loan is not None
        assert (loan.person_id, loan.due_on, loan.note) == (cast.photographer.person_id, march(7), "运动会 · 带长焦")
        assert session.scalar(select(func.count()).select_from(KitDay).where(KitDay.loan_id == loan.id)) == 4
    assert read() == []
    assert code(lambda: hand_out(cast.reviewer)) == "booking-over"


def test_what_its_borrower_booked_goes_out_with_a_loan(engine: Engine, book: Any, lend: Any, read: Any) -> None:
    book(3, 5)
    book(6, 6, to="second_photographer")
    lend(4)
    assert [one.login for one in read()] == ["second_photographer"]
    book(5, 5, to="outsider")


def test_who_has_it_still_is_told_at_the_next_booking(clock: Any, book: Any, lend: Any, read: Any) -> None:
    lend(3)
    book(5, 5, to="second_photographer")
    book(9, 9, to="second_photographer")
    assert [one.late_holder for one in read()] == [None, None]
    clock.turn(days=2)
    assert [(one.late_holder, one.late_since) for one in read()] == [("photographer 同学", march(3)), (None, None)]


def test_who_books_for_whom(cast: Any, book: Any, read: Any) -> None:
    book(3, 3, by=cast.photographer)
    assert code(lambda: book(4, 4, by=cast.photographer, to="second_photographer")) == "not-allowed"
    assert code(lambda: book(4, 4, by=cast.outsider, to="outsider")) == "not-found"
    lent_out = book(4, 4, by=cast.editor, to="outsider")
    assert [one.id for one in read(cast.outsider)] == [lent_out], "what is booked for oneself, of another department's kit"
    assert len(read(cast.photographer)) == 2


def test_giving_up_frees_the_days(engine: Engine, cast: Any, clock: Any, book: Any, read: Any) -> None:
    made = book(3, 5)
    unbook = lambda who: booking.unbook(engine, who, made, reason="改期", now=clock())  # noqa: E731
    assert code(lambda: unbook(cast.second_photographer)) == "not-allowed"
    unbook(cast.photographer)
    assert code(lambda: unbook(cast.photographer)) == "booking-over"
    book(4, 4, to="second_photographer")


def test_days_and_notes_must_make_sense(book: Any) -> None:
    assert code(lambda: book(1, 3)) == "dates-contradict"
    assert code(lambda: book(5, 4)) == "dates-contradict"
    for given in ({"to": " "}, {"note": "长" * 201}):
        assert code(lambda: book(4, 4, **given)) == "invalid"  # noqa: B023


def test_an_assignment_books_its_kit_and_frees_it_when_it_is_closed(engine: Engine, cast: Any, clock: Any, home: Any,
                                                                    book: Any, read: Any) -> None:
    add = lambda to, kit: assignments.add(engine, cast.editor, NewAssignment("运动会", to, kit), now=clock())  # noqa: E731
    made = add("photographer", "一号机")
    assert [(one.from_on, one.until_on, one.event, one.assignment_id) for one in read()] == [
        (march(5), march(6), "运动会", made)]
    assert code(lambda: book(6, 8, to="second_photographer")) == "kit-booked"
    assert code(lambda: add("second_photographer", "一号机")) == "kit-booked"
    assignments.close(engine, cast.editor, made, "改期", settings=home.settings, now=clock())
    assert read() == []
    own = book(4, 7, to="second_photographer")
    made = add("second_photographer", "一号机")
    assert [(one.id, one.assignment_id) for one in read()] == [(own, made)], "what they had booked serves"
    assignments.send_kit(engine, cast.editor, made, "二号机", settings=home.settings, now=clock())
    assert [(one.kit, one.assignment_id) for one in read()] == [("二号机", made)]


def test_bookings_go_with_their_event_or_are_given_up(engine: Engine, cast: Any, clock: Any, book: Any, read: Any) -> None:
    made = assignments.add(engine, cast.editor, NewAssignment("运动会", "photographer", "一号机"), now=clock())
    book(10, 10, to="second_photographer")
    move = lambda day: admin.change_event(engine, cast.editor, "运动会", starts_on=march(day),  # noqa: E731
                                          ends_on=march(day) + timedelta(days=1), now=clock())
    move(6)
    assert [(one.from_on, one.login) for one in read()] == [(march(6), "photographer"), (march(10), "second_photographer")]
    move(10)
    assert [one.login for one in read()] == ["second_photographer"]
    with reading(engine) as session:
        assert session.get_one(Assignment, made).kit_id is None
        why = session.scalars(select(KitBooking.ended_reason).order_by(KitBooking.id)).first()
        assert "second_photographer 同学预订" in str(why)

"""Kits and shoots that pass on: what is in somebody's hands, what is booked for them, and what they are to photograph."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.assignments import Assignment
from index.catalogue.bookings import KitBooking, KitDay
from index.catalogue.kits import Kit
from index.catalogue.loans import KitLoan
from index.catalogue.people import actor_of
from server.assignments import lists
from server.handover.pair import Pair, Sort, Thing
from server.kits import days


def _loans(session: Session, pair: Pair) -> list[Thing]:
    rows = session.execute(select(KitLoan.id, Kit.id, Kit.name, KitLoan.due_on).join(Kit, Kit.id == KitLoan.kit_id)
                           .where(KitLoan.person_id == pair.giver.id, KitLoan.returned_at.is_(None)).order_by(Kit.id))
    return [Thing(loan, f"kit:{kit}", f"{name} · {due}") for loan, kit, name, due in rows]


def _move_loans(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
    """The loan ends and another begins with the same last day, so that a kit's history says who had it when."""
    for loan in session.scalars(select(KitLoan).where(KitLoan.id.in_([one.row for one in things]),
                                                      KitLoan.returned_at.is_(None)).order_by(KitLoan.kit_id)).all():
        loan.returned_at, loan.returned_to = pair.now, pair.actor.person_id
        session.flush()  # before the next one opens: a kit has one open loan
        made = KitLoan(kit_id=loan.kit_id, person_id=pair.taker.id, lent_at=pair.now, lent_by=pair.actor.person_id,
                       due_on=loan.due_on, note=loan.note)
        session.add(made)
        session.flush()
        session.execute(update(KitDay).where(KitDay.loan_id == loan.id).values(loan_id=made.id)
                        .execution_options(synchronize_session=False))
        _record(session, pair, f"kit:{loan.kit_id}")


def _bookings(session: Session, pair: Pair) -> list[Thing]:
    rows = session.execute(select(KitBooking.id, Kit.name, KitBooking.from_on, KitBooking.until_on)
                           .join(Kit, Kit.id == KitBooking.kit_id)
                           .where(days.standing(), KitBooking.person_id == pair.giver.id, KitBooking.until_on >= pair.day)
                           .order_by(KitBooking.id))
    return [Thing(one, f"booking:{one}", f"{kit} · {days.span(first, last)}") for one, kit, first, last in rows]


def _move_bookings(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
    ids = [one.row for one in things]
    for booking in session.scalars(select(KitBooking).where(KitBooking.id.in_(ids)).order_by(KitBooking.id)):
        booking.person_id = pair.taker.id
        _record(session, pair, f"booking:{booking.id}")


def _assignments(session: Session, pair: Pair) -> list[Thing]:
    """What still waits for files. One for an event that the successor photographs already stays, for the office to close."""
    theirs = set(session.scalars(select(Assignment.event_id).where(Assignment.person_id == pair.taker.id,
                                                                   Assignment.closed_at.is_(None))))
    found = lists.assignments(session, actor_of(pair.giver), pair.settings, pair.now, mine=True)
    return [Thing(one.id, f"assignment:{one.id}", one.event) for one in sorted(found, key=lambda one: one.id)
            if one.open and one.event_id not in theirs]


def _move_assignments(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
    ids = [one.row for one in things]
    for row in session.scalars(select(Assignment).where(Assignment.id.in_(ids)).order_by(Assignment.id)):
        row.person_id = pair.taker.id
        _record(session, pair, f"assignment:{row.id}")


def _record(session: Session, pair: Pair, subject: str) -> None:
    audit.record(session, pair.actor, "handed-over", subject, at=pair.now, of=pair.giver.display, to=pair.taker.display)


EQUIPMENT = (
    Sort("loans", "camera", ("借出未还的器材", "Kits on loan"), _loans, _move_loans),
    Sort("bookings", "calendar", ("器材预订", "Bookings of kits"), _bookings, _move_bookings),
    Sort("assignments", "calendar", ("未完成的拍摄任务", "Open assignments"), _assignments, _move_assignments),
)

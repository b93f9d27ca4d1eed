"""Whose the days of a kit are. Every span is spoken for here, in the transaction that makes it, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from index.catalogue import duty_visibility
from index.catalogue.bookings import KitBooking, KitDay
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.loans import KitLoan
from index.catalogue.people import Actor, Person
from index.errors import Conflict, Invalid

LONGEST: Final = 366
"""Days for which a kit may be booked or lent at once."""
NAMED: Final = 5
"""How many free kits a refusal names."""


def span(first: date, last: date) -> str:
    """Return days as people write them, ``2026-03-03`` or ``2026-03-03 – 2026-03-05``."""
    return str(first) if first == last else f"{first} – {last}"


def require_length(field: str, first: date, last: date) -> None:
    """Do nothing for a span that a kit may be spoken for at once. Raises Invalid."""
    if (last - first).days >= LONGEST:
        raise Invalid(field, f"一次最多 {LONGEST} 天", f"at most {LONGEST} days at once")


def claim(session: Session, actor: Actor, kit: Kit, first: date, last: date, *, booking_id: int | None = None,
          loan_id: int | None = None, over: Collection[int] = ()) -> None:
    """Speak for a kit's days for a booking or a loan; the bookings ``over`` give way to it.

    Raises Conflict(kit-booked, kit-out), which names what has the first of these days and which kits are free instead.
    """
    if over:
        release(session, booking_ids=over)
    taken = session.scalar(select(KitDay).where(KitDay.kit_id == kit.id, KitDay.day.between(first, last))
                           .order_by(KitDay.day).limit(1))
    if taken is not None:
        raise _taken(session, actor, kit, taken, first, last)
    session.add_all(KitDay(kit_id=kit.id, day=first + timedelta(days=one), booking_id=booking_id, loan_id=loan_id)
                    for one in range((last - first).days + 1))
    session.flush()


def release(session: Session, *, booking_ids: Collection[int] = (), loan_id: int | None = None) -> None:
    """Let the days of bookings or of a loan go."""
    session.flush()
    which = KitDay.booking_id.in_(booking_ids) if loan_id is None else KitDay.loan_id == loan_id
    session.execute(delete(KitDay).where(which))


def standing() -> ColumnElement[bool]:
    """SQL: this booking was neither handed out nor given up; its days may have passed."""
    return and_(KitBooking.loan_id.is_(None), KitBooking.ended_at.is_(None))


def free(session: Session, actor: Actor, first: date, last: date) -> Sequence[Kit]:
    """Return the kits in use that this person may see and nothing speaks for on these days; none that is overdue, as its
    days are not its own to give.
    """
    held = select(KitDay.kit_id).where(KitDay.day.between(first, last))
    late = select(KitLoan.kit_id).where(KitLoan.returned_at.is_(None), KitLoan.due_on < first)
    return session.scalars(select(Kit).where(duty_visibility.kits(actor), Kit.active, Kit.id.not_in(held),
                                             Kit.id.not_in(late)).order_by(Kit.name)).all()


def _taken(session: Session, actor: Actor, kit: Kit, day: KitDay, first: date, last: date) -> Conflict:
    names = [one.name for one in free(session, actor, first, last) if one.id != kit.id][:NAMED]
    told = {"kit": kit.name,
            "free_zh": f"这几天空闲的器材：{'、'.join(names)}。" if names else "这几天没有别的器材空闲，请换个日期。",
            "free": f"Free on these days: {', '.join(names)}." if names else "No other kit is free then; choose other days."}
    if day.loan_id is not None:
        loan = session.get_one(KitLoan, day.loan_id)
        return Conflict("kit-out", holder=session.get_one(Person, loan.person_id).display, due=loan.due_on, **told)
    booking = session.get_one(KitBooking, day.booking_id)
    event = session.get(Event, booking.event_id) if booking.event_id else None
    why = event.name if event else booking.note
    return Conflict("kit-booked", person=session.get_one(Person, booking.person_id).display,
                    days=span(booking.from_on, booking.until_on), for_zh=f"（{why}）" if why else "",
                    **{"for": f" ({why})" if why else ""}, **told)

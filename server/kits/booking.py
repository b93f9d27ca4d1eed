"""Book kits, give bookings up, and hand out what was booked. Each is one transaction with its audit line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit, duty_visibility
from index.catalogue.assignments import Assignment
from index.catalogue.bookings import KitBooking
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.loans import KitLoan
from index.catalogue.people import Actor, Person
from index.db import serialize, writing
from index.errors import Conflict, Invalid, NotFound, in_order
from server import policy
from server.admin import named
from server.kits import days, service

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class NewBooking:
    """Who is to have a kit (login or id), from when until when, both days included; for which event (name or id), if any."""

    to: str
    from_on: date
    until_on: date
    event: str | None = None
    note: str = ""


def book(engine: Engine, actor: Actor, given: str, new: NewBooking, *, now: datetime, zone: ZoneInfo) -> int:
    """Book a kit and return the booking's id.

    Raises Forbidden, NotFound, Conflict (kit-booked, kit-out, kit-retired), Invalid: days in the past, nobody of that name.
    """
    in_order("first", ("今天", "Today", now.astimezone(zone).date()), ("开始日期", "First day", new.from_on))
    in_order("last", ("开始日期", "First day", new.from_on), ("结束日期", "Last day", new.until_on))
    days.require_length("last", new.from_on, new.until_on)
    if not new.to.strip():
        raise Invalid("to", "请选择使用人", "say who is to have it")
    if len(new.note.strip()) > LONGEST_NOTE:
        raise Invalid("note", f"最多 {LONGEST_NOTE} 个字", f"at most {LONGEST_NOTE} characters")
    with writing(engine) as session:
        kit, person = _seen_kit(session, actor, given), named.person(session, new.to.strip())
        policy.require_may_book(actor, session.get(Department, kit.department_id), person.id)
        if not person.active:
            raise Invalid("to", f"{person.display} 的账号已停用", f"{person.display}’s account is closed")
        event = named.event(session, new.event.strip()) if new.event and new.event.strip() else None
        return make(session, actor, kit, KitBooking(
            person_id=person.id, from_on=new.from_on, until_on=new.until_on, event_id=event.id if event else None,
            note=new.note.strip(), ended_reason=""), now=now).id


def make(session: Session, actor: Actor, kit: Kit, booking: KitBooking, *, now: datetime) -> KitBooking:
    """Keep a booking of this kit, in the caller's transaction. Raises Conflict (kit-booked, kit-out, kit-retired)."""
    serialize(session, f"kit:{kit.id}")
    if not kit.active:
        raise Conflict("kit-retired", kit=kit.name)
    booking.kit_id, booking.made_at, booking.made_by = kit.id, now, actor.person_id
    session.add(booking)
    session.flush()
    days.claim(session, actor, kit, booking.from_on, booking.until_on, booking_id=booking.id)
    person = session.get_one(Person, booking.person_id)
    audit.record(session, actor, "booked", f"booking:{booking.id}", at=now, kit=kit.name, to=person.login,
                 since=str(booking.from_on), until=str(booking.until_on), note=booking.note)
    return booking


def unbook(engine: Engine, actor: Actor, booking_id: int, *, reason: str = "", now: datetime) -> None:
    """Give a booking up; an assignment that it was for goes without a kit then. Raises Forbidden, NotFound,
    Conflict(booking-over).
    """
    with writing(engine) as session:
        booking, kit = _open(session, actor, booking_id)
        policy.require_may_book(actor, session.get(Department, kit.department_id), booking.person_id)
        _go_without(session, booking)
        give_up(session, actor, booking, reason.strip()[:LONGEST_NOTE], now=now)


def give_up(session: Session, actor: Actor, booking: KitBooking, reason: str, *, now: datetime) -> None:
    """Give up a booking that stands, in the caller's transaction."""
    booking.ended_at, booking.ended_by, booking.ended_reason = now, actor.person_id, reason
    days.release(session, booking_ids=[booking.id])
    audit.record(session, actor, "unbooked", f"booking:{booking.id}", at=now, reason=reason)


def hand_out(engine: Engine, actor: Actor, booking_id: int, *, due_on: date | None = None, now: datetime,
             zone: ZoneInfo) -> int:
    """Hand out what was booked, due back on the booking's last day or on ``due_on``, and return the loan's id.

    Raises what ``lend`` raises, and Conflict(booking-over).
    """
    with writing(engine) as session:
        booking, kit = _open(session, actor, booking_id)
        policy.require_keeper(actor, session.get(Department, kit.department_id))
        person = session.get_one(Person, booking.person_id)
        event = session.get(Event, booking.event_id) if booking.event_id else None
        note = " · ".join(filter(None, (event.name if event else "", booking.note)))
        return service.lend_in(session, actor, kit, service.NewLoan(person.login, due_on or booking.until_on, note),
                               now=now, zone=zone).id


def for_assignment(session: Session, actor: Actor, assignment: Assignment, event: Event, kit: Kit, *,
                   now: datetime) -> KitBooking | None:
    """Book the kit that an assignment names, over its event's days; None where the photographer has it for all of them, or
    they have passed. A booking of the photographer's own that covers them becomes the assignment's.
    """
    if not kit.active:
        raise Conflict("kit-retired", kit=kit.name)
    first, last = event.starts_on, event.ends_on
    if last < now.date():
        return None
    loan = session.scalar(select(KitLoan).where(KitLoan.kit_id == kit.id, KitLoan.returned_at.is_(None),
                                                KitLoan.person_id == assignment.person_id, KitLoan.due_on >= first))
    if loan is not None and loan.due_on >= last:
        return None
    own = session.scalar(select(KitBooking).where(
        days.standing(), KitBooking.kit_id == kit.id, KitBooking.person_id == assignment.person_id,
        KitBooking.from_on <= first, KitBooking.until_on >= last, KitBooking.assignment_id.is_(None)).limit(1))
    if own is not None:
        own.assignment_id, own.event_id = assignment.id, event.id
        return own
    return make(session, actor, kit, KitBooking(
        person_id=assignment.person_id, from_on=first, until_on=last, event_id=event.id, assignment_id=assignment.id,
        note="", ended_reason=""), now=now)


def of_assignment(session: Session, assignment_id: int) -> KitBooking | None:
    """Return the booking that stands for an assignment."""
    return session.scalar(select(KitBooking).where(days.standing(), KitBooking.assignment_id == assignment_id))


def follow_event(session: Session, actor: Actor, event: Event, *, now: datetime) -> None:
    """Move the bookings of an event's assignments to its new days; where a kit is taken then, its booking is given up, with
    the reason, and its assignment goes without a kit.
    """
    kept = session.scalars(select(KitBooking).where(
        days.standing(), KitBooking.event_id == event.id, KitBooking.assignment_id.is_not(None))
        .order_by(KitBooking.id)).all()
    moved = [one for one in kept if (one.from_on, one.until_on) != (event.starts_on, event.ends_on)]
    for booking in moved:
        serialize(session, f"kit:{booking.kit_id}")
    days.release(session, booking_ids=[one.id for one in moved])
    for booking in moved:
        try:
            days.claim(session, actor, session.get_one(Kit, booking.kit_id), event.starts_on, event.ends_on,
                       booking_id=booking.id)
        except Conflict as taken:
            _go_without(session, booking)
            give_up(session, actor, booking, taken.reason.zh, now=now)
        else:
            booking.from_on, booking.until_on = event.starts_on, event.ends_on
            audit.record(session, actor, "day-moved", f"booking:{booking.id}", at=now, since=str(booking.from_on),
                         until=str(booking.until_on))


def _go_without(session: Session, booking: KitBooking) -> None:
    """Let the assignment that a booking is for, if any, go without a kit."""
    if booking.assignment_id is not None:
        session.get_one(Assignment, booking.assignment_id).kit_id = None


def _seen_kit(session: Session, actor: Actor, given: str) -> Kit:
    kit = named.kit(session, given)
    if session.scalar(select(Kit.id).where(Kit.id == kit.id, duty_visibility.kits(actor))) is None:
        raise NotFound(what=f"“{given}”")
    return kit


def _open(session: Session, actor: Actor, booking_id: int) -> tuple[KitBooking, Kit]:
    """Return a booking that stands and its kit, with the turn to change it. Raises NotFound, Conflict(booking-over)."""
    booking = session.scalar(select(KitBooking).where(KitBooking.id == booking_id, duty_visibility.bookings(actor)))
    if booking is None:
        raise NotFound(what=f"“{booking_id}”")
    serialize(session, f"kit:{booking.kit_id}")
    session.refresh(booking)
    if booking.loan_id is not None or booking.ended_at is not None:
        raise Conflict("booking-over")
    return booking, session.get_one(Kit, booking.kit_id)

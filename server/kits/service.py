"""Hand a kit out and take it back. Each is one transaction with its audit line; a kit has one open loan at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.bookings import KitBooking
from index.catalogue.departments import Department
from index.catalogue.kits import Kit
from index.catalogue.loans import KitLoan
from index.catalogue.people import Actor, Person
from index.db import serialize, writing
from index.errors import Conflict, Invalid, in_order
from server import policy
from server.admin import named
from server.kits import days


@dataclass(frozen=True, slots=True)
class NewLoan:
    """Who gets a kit (login or id), the last day on which it may come back in time, and a word about it."""

    to: str
    due_on: date
    note: str = ""


def lend(engine: Engine, actor: Actor, given: str, new: NewLoan, *, now: datetime, zone: ZoneInfo) -> int:
    """Hand a kit out and return the loan's id.

    Raises Forbidden, NotFound, Conflict (kit-lent, kit-booked, kit-retired), Invalid: due before today or more than a year
    on, nobody of that name.
    """
    with writing(engine) as session:
        return lend_in(session, actor, _kept(session, actor, given), new, now=now, zone=zone).id


def lend_in(session: Session, actor: Actor, kit: Kit, new: NewLoan, *, now: datetime, zone: ZoneInfo) -> KitLoan:
    """Do the same in the caller's transaction. What its borrower had booked of these days is handed out with it."""
    today = _due_in_time(new.due_on, now, zone)
    if not new.to.strip():
        raise Invalid("to", "请选择借用人", "say who gets it")
    if not kit.active:
        raise Conflict("kit-retired", kit=kit.name)
    if (loan := open_loan(session, kit.id)) is not None:
        holder = session.get_one(Person, loan.person_id)
        raise Conflict("kit-lent", kit=kit.name, holder=holder.display, due=loan.due_on)
    person = named.person(session, new.to.strip())
    if not person.active:
        raise Invalid("to", f"{person.display} 的账号已停用", f"{person.display}’s account is closed")
    loan = KitLoan(kit_id=kit.id, person_id=person.id, lent_at=now, lent_by=actor.person_id, due_on=new.due_on,
                   note=new.note.strip())
    session.add(loan)
    session.flush()
    _take_days(session, actor, kit, loan, today)
    audit.record(session, actor, "lent", f"kit:{kit.id}", at=now, to=person.login, due=str(new.due_on), note=loan.note)
    return loan


def take_back(engine: Engine, actor: Actor, given: str, *, note: str = "", now: datetime) -> None:
    """Take a kit back. Raises Forbidden, NotFound, Conflict(kit-not-lent)."""
    with writing(engine) as session:
        kit = _kept(session, actor, given)
        loan = _lent(session, kit)
        loan.returned_at, loan.returned_to, loan.return_note = now, actor.person_id, note.strip()
        days.release(session, loan_id=loan.id)
        holder = session.get_one(Person, loan.person_id)
        audit.record(session, actor, "took-back", f"kit:{kit.id}", at=now, of=holder.login, note=loan.return_note)


def prolong(engine: Engine, actor: Actor, given: str, due_on: date, *, now: datetime, zone: ZoneInfo) -> None:
    """Let a kit that is lent out come back on another day. Raises like ``lend``, and Conflict(kit-not-lent)."""
    today = _due_in_time(due_on, now, zone)
    with writing(engine) as session:
        kit = _kept(session, actor, given)
        loan = _lent(session, kit)
        before, loan.due_on = loan.due_on, due_on
        days.release(session, loan_id=loan.id)
        _take_days(session, actor, kit, loan, today)
        audit.record(session, actor, "prolonged", f"kit:{kit.id}", at=now, before=str(before), due=str(due_on))


def open_loan(session: Session, kit_id: int) -> KitLoan | None:
    """Return the loan of a kit that is out now."""
    return session.scalar(select(KitLoan).where(KitLoan.kit_id == kit_id, KitLoan.returned_at.is_(None)))


def _due_in_time(due_on: date, now: datetime, zone: ZoneInfo) -> date:
    """Return today, where something may be due back on this day. Raises Invalid."""
    today = now.astimezone(zone).date()
    in_order("due", ("今天", "Today", today), ("归还日期", "Due back", due_on))
    days.require_length("due", today, due_on)
    return today


def _take_days(session: Session, actor: Actor, kit: Kit, loan: KitLoan, today: date) -> None:
    """Speak for the days until a loan is due, in the place of what its borrower had booked of them."""
    own = session.scalars(select(KitBooking).where(
        days.standing(), KitBooking.kit_id == kit.id, KitBooking.person_id == loan.person_id,
        KitBooking.from_on <= loan.due_on, KitBooking.until_on >= today)).all()
    days.claim(session, actor, kit, today, loan.due_on, loan_id=loan.id, over=[one.id for one in own])
    for booking in own:
        booking.loan_id = loan.id


def _kept(session: Session, actor: Actor, given: str) -> Kit:
    """Return a kit that this actor looks after, with the turn to change its loans. Raises NotFound, Forbidden."""
    kit = named.kit(session, given)
    policy.require_keeper(actor, session.get(Department, kit.department_id))
    serialize(session, f"kit:{kit.id}")
    return kit


def _lent(session: Session, kit: Kit) -> KitLoan:
    loan = open_loan(session, kit.id)
    if loan is None:
        raise Conflict("kit-not-lent", kit=kit.name)
    return loan

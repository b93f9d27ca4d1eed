"""Kits as their department sees them: who has each, since when, due back; and who had it before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from index.catalogue import duty_visibility
from index.catalogue.departments import Department
from index.catalogue.kits import CameraBody, Kit
from index.catalogue.loans import KitLoan
from index.catalogue.people import Actor, Person
from index.errors import NotFound
from server import policy

HISTORY = 30


@dataclass(frozen=True, slots=True)
class LoanLine:
    """One loan. ``due_on`` is the last day in time; ``returned_at`` None: it is out still."""

    holder: str
    login: str
    since: datetime
    by: str | None
    due_on: date
    note: str
    returned_at: datetime | None
    return_note: str

    def late(self, zone: ZoneInfo) -> bool:
        """Say whether it came back after its day."""
        return self.returned_at is not None and self.returned_at.astimezone(zone).date() > self.due_on

    def overdue(self, today: date) -> bool:
        return self.returned_at is None and self.due_on < today


@dataclass(frozen=True, slots=True)
class KitStanding:
    """A kit and the loan that is open, if any. ``may_keep``: the reader looks after it."""

    id: int
    name: str
    department: tuple[str, str]
    department_id: int
    bodies: tuple[dict[str, str], ...]
    active: bool
    loan: LoanLine | None
    may_keep: bool

    def overdue(self, today: date) -> bool:
        return self.loan is not None and self.loan.overdue(today)


def kits(session: Session, actor: Actor) -> list[KitStanding]:
    """Return the kits of one's department, all for the office: those that are out first, the earliest due on top."""
    query = (select(Kit, Department).join(Department, Department.id == Kit.department_id)
             .where(duty_visibility.kits(actor)))
    rows = session.execute(query.order_by(Department.name, Kit.name)).all()
    loans = _open(session)
    bodies: dict[int, list[dict[str, str]]] = {}
    for body in session.scalars(select(CameraBody).order_by(CameraBody.id)):
        bodies.setdefault(body.kit_id, []).append({"make": body.make, "model": body.model, "serial": body.serial})
    found = [KitStanding(kit.id, kit.name, (owner.name, owner.name_en), owner.id, tuple(bodies.get(kit.id, [])), kit.active,
                         loans.get(kit.id), policy.keeps_kits(actor, owner)) for kit, owner in rows]
    return sorted(found, key=lambda one: (not one.active, one.loan is None, one.loan.due_on if one.loan else date.max))


def kit(session: Session, actor: Actor, kit_id: int) -> KitStanding:
    """Return one kit that this person may see. Raises NotFound."""
    found = next((one for one in kits(session, actor) if one.id == kit_id), None)
    if found is None:
        raise NotFound(what=str(kit_id))
    return found


def history(session: Session, kit_id: int) -> list[LoanLine]:
    """Return who had a kit, the latest first, the open loan on top."""
    return [line for _, line in _loans(session, KitLoan.kit_id == kit_id)]


def overdue(session: Session, actor: Actor, today: date) -> list[KitStanding]:
    """Return the kits that should be back, the longest overdue first."""
    return [one for one in kits(session, actor) if one.overdue(today)]


def borrowers(session: Session, department_id: int) -> list[tuple[str, str]]:
    """Return (login, name) of whom a kit may be handed to: its department's people first, then all others."""
    rows = session.execute(select(Person.login, Person.display, Person.department_id).where(Person.active)
                           .order_by(Person.display)).all()
    ranked = sorted(rows, key=lambda row: row.department_id != department_id)
    return [(row.login, row.display) for row in ranked]


def _open(session: Session) -> dict[int, LoanLine]:
    return dict(_loans(session, KitLoan.returned_at.is_(None), most=None))


def _loans(session: Session, which: Any, most: int | None = HISTORY) -> Sequence[tuple[int, LoanLine]]:
    keeper = aliased(Person)
    rows = session.execute(
        select(KitLoan, Person.display, Person.login, keeper.display).join(Person, Person.id == KitLoan.person_id)
        .outerjoin(keeper, keeper.id == KitLoan.lent_by).where(which).order_by(KitLoan.id.desc()).limit(most)).all()
    return [(loan.kit_id, LoanLine(holder, login, loan.lent_at, by, loan.due_on, loan.note, loan.returned_at,
                                   loan.return_note)) for loan, holder, login, by in rows]

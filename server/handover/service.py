"""Hand somebody's work over: look at what will pass on, then let all of it pass in one transaction, on the record."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.bookings import KitBooking
from index.catalogue.departments import Department
from index.catalogue.handovers import Handover
from index.catalogue.loans import KitLoan
from index.catalogue.people import Actor, Person
from index.db import serialize, writing
from index.errors import Conflict, Invalid
from index.settings import Settings
from server import policy
from server.admin import named
from server.handover.content import CONTENT
from server.handover.duties import DUTIES
from server.handover.equipment import EQUIPMENT
from server.handover.pair import Pair, Sort, Thing
from server.kits import days

SORTS: Final[tuple[Sort, ...]] = (*DUTIES[:1], *CONTENT, *EQUIPMENT, *DUTIES[1:])
"""All that passes on, in the order of the list. What is not here stays: credit, sign-offs, secrets, what is private."""
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """What will pass on. ``mark`` is the same for the same things, so that what is confirmed is what was read."""

    pair: Pair
    things: tuple[tuple[Sort, tuple[Thing, ...]], ...]

    @property
    def mark(self) -> str:
        told = "\n".join(f"{sort.code} {one.row}" for sort, things in self.things for one in things)
        return hashlib.sha256(f"{self.pair.giver.id} {self.pair.taker.id}\n{told}".encode()).hexdigest()[:16]

    @property
    def total(self) -> int:
        return sum(len(things) for _sort, things in self.things)


def plan(session: Session, actor: Actor, giver: str, taker: str, *, settings: Settings, now: datetime) -> Plan:
    """Return what would pass from one person (login or id) to another; both may be looked at as often as one likes.

    Raises NotFound, Forbidden outside one's own department, Conflict: handover-same, handover-homeless, handover-inactive,
    handover-elsewhere.
    """
    pair = _pair(session, actor, giver, taker, settings, now)
    return _planned(session, pair)


def hand_over(engine: Engine, actor: Actor, giver: str, taker: str, *, reason: str = "", seen: str | None = None,
              settings: Settings, now: datetime) -> int:
    """Let everything pass, and return the record's number. ``seen`` is the mark of the plan that was read, if one was.

    Raises what ``plan`` raises, Invalid for a reason that is too long, Conflict: handover-nothing, handover-changed.
    """
    if len(reason.strip()) > LONGEST_REASON:
        raise Invalid("reason", f"最多 {LONGEST_REASON} 个字", f"at most {LONGEST_REASON} characters")
    with writing(engine) as session:
        _take_turns(session, actor, giver)
        found = plan(session, actor, giver, taker, settings=settings, now=now)
        pair = found.pair
        if not found.total:
            raise Conflict("handover-nothing", person=pair.giver.display)
        if seen is not None and seen != found.mark:
            raise Conflict("handover-changed")
        for sort, things in found.things:
            sort.move(session, pair, things)
        return _keep(session, found, reason.strip())


def _keep(session: Session, found: Plan, reason: str) -> int:
    pair = found.pair
    made = Handover(from_id=pair.giver.id, to_id=pair.taker.id, department_id=pair.department.id, made_at=pair.now,
                    made_by=pair.actor.person_id, reason=reason,
                    moved=[{"what": sort.code, "subject": one.subject, "name": one.name}
                           for sort, things in found.things for one in things])
    session.add(made)
    session.flush()
    counts = Counter({sort.code: len(things) for sort, things in found.things})
    audit.record(session, pair.actor, "handed-over", f"handover:{made.id}", at=pair.now, of=pair.giver.login,
                 to=pair.taker.login, reason=reason, **counts)
    return made.id


def _planned(session: Session, pair: Pair) -> Plan:
    found: list[tuple[Sort, Sequence[Thing]]] = [(sort, sort.find(session, pair)) for sort in SORTS]
    return Plan(pair, tuple((sort, tuple(things)) for sort, things in found if things))


def _pair(session: Session, actor: Actor, giver: str, taker: str, settings: Settings, now: datetime) -> Pair:
    policy.require(actor, "hand-over")
    first, second = named.person(session, giver), named.person(session, taker)
    if not policy.may_hand_over(actor, first.department_id):
        raise policy.forbidden("hand-over", ("请由该部门的审稿人或办公室办理。", "Ask its reviewer, or the office."))
    if first.id == second.id:
        raise Conflict("handover-same")
    if first.department_id is None:
        raise Conflict("handover-homeless", person=first.display)
    department = session.get_one(Department, first.department_id)
    if second.department_id != department.id:
        raise Conflict("handover-elsewhere", person=second.display, department=department.name)
    if not second.active:
        raise Conflict("handover-inactive", person=second.display)
    return Pair(first, second, department, actor, settings, now)


def _take_turns(session: Session, actor: Actor, giver: str) -> None:
    """Wait for others who change the same things, in the order in which they wait for each other; then read anew."""
    policy.require(actor, "hand-over")
    person = named.person(session, giver)
    serialize(session, "handover")
    serialize(session, "assignments")
    lent = select(KitLoan.kit_id).where(KitLoan.person_id == person.id, KitLoan.returned_at.is_(None))
    kept = select(KitBooking.kit_id).where(KitBooking.person_id == person.id, days.standing())
    for kit in sorted(set(session.scalars(lent)) | set(session.scalars(kept))):
        serialize(session, f"kit:{kit}")
    session.execute(select(Person.id).where(Person.department_id == person.department_id).order_by(Person.id)
                    .with_for_update())
    session.expire_all()

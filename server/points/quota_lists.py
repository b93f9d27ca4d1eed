"""Quotas as they are set: for the form that changes one, and for programs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.people import Person
from index.catalogue.quotas import Quota, QuotaTarget
from index.errors import NotFound
from server.ledger.entries import Happened
from server.points.asking import Wish
from server.points.periods import Per
from server.points.quotas import Unit, What


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One quota as somebody could wish it again; ``logins`` are those of its people."""

    id: int
    wish: Wish
    logins: tuple[str, ...]


def lines(session: Session) -> list[QuotaLine]:
    """Return all quotas, also those that are over, by number."""
    targets: dict[int, list[QuotaTarget]] = {}
    for one in session.scalars(select(QuotaTarget).order_by(QuotaTarget.id)):
        targets.setdefault(one.quota_id, []).append(one)
    logins = dict(session.execute(select(Person.id, Person.login).where(
        Person.id.in_(select(QuotaTarget.person_id).where(QuotaTarget.person_id.is_not(None))))).all())
    return [_line(row, targets.get(row.id, []), logins) for row in session.scalars(select(Quota).order_by(Quota.id))]


def line(session: Session, quota: int) -> QuotaLine:
    """Return one quota. Raises NotFound."""
    found = next((one for one in lines(session) if one.id == quota), None)
    if found is None:
        raise NotFound(what=f"“{quota}”")
    return found


def _line(row: Quota, targets: list[QuotaTarget], logins: dict[int, str]) -> QuotaLine:
    what = What(Happened(row.trigger), Unit(row.unit), frozenset(row.kinds), frozenset(row.channels), frozenset(row.outlets),
                row.known)
    people = tuple(one.person_id for one in targets if one.person_id is not None)
    wish = Wish(row.name, row.number, what, Per(row.per), row.duty, row.everybody, row.together,
                tuple(one.department_id for one in targets if one.department_id is not None),
                tuple(one.group_id for one in targets if one.group_id is not None), people, row.from_month, row.until_month)
    return QuotaLine(row.id, wish, tuple(logins[one] for one in people))

"""Closing months, by hand and by the clock, what is different since, and corrections in months that are open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit, months
from index.catalogue.departments import Department
from index.catalogue.months import ClosedMonth, PointsCorrection
from index.catalogue.people import OWNER, Actor
from index.catalogue.quotas import Quota
from index.catalogue.rule_sets import RuleSet
from index.db import reading, serialize, writing
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.ledger import keeping as ledger
from server.ledger.months import month_at, shifted
from server.points import book, keeping, periods, points
from server.points.book import Page
from server.points.counting import Standing
from server.points.points import Line
from server.points.quotas import Of

LONGEST: Final = 200
MOST: Final = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one department of a closed month has then and would have now."""

    department_id: int
    points: tuple[Decimal, Decimal]
    has: tuple[int, int]
    adopted: tuple[int, int]


def close(engine: Engine, actor: Actor, month: str, *, zone: ZoneInfo, now: datetime) -> None:
    """Close a month: its figures stay as they are now.

    Raises Forbidden, Invalid (month), Conflict: month-closed, month-order, month-future.
    """
    policy.require(actor, "keep-points")
    if periods.month(month) >= month_at(now, zone):  # what is done on its last days counts, and a close is for good
        raise Conflict("month-future", month=month)
    with writing(engine) as session:
        earlier = [one for one in _accounted(session, zone, now) if one < month]
        if earlier:
            raise Conflict("month-order", month=earlier[0])
        _close(session, actor, month, now, zone, now)


def close_due(engine: Engine, zone: ZoneInfo, now: datetime) -> list[str]:
    """Close the months whose day has come, each as of that day, and return them.

    A month whose day had passed before its rule set was there is left to be closed by hand, until the first month whose day
    comes by the rules: months are closed in their order.
    """
    with reading(engine) as session:
        due = _due(session, zone, now)
    done = []
    for month in due:
        with writing(engine) as session:
            at = _due(session, zone, now).get(month)
            if at is not None:
                _close(session, OWNER, month, at, zone, now)
                done.append(month)
    return done


def differences(session: Session, month: str, page: Page, zone: ZoneInfo, now: datetime) -> list[Difference]:
    """Return for which departments a closed month would be another now, by the rules and quotas that it was closed by."""
    again = book.counted(session, month, page.basis, zone, now, closing=True)
    then = page.figures
    was, would = points.scores(then.lines, annual=True), points.scores(again.lines, annual=True)
    had, has = _has(then.standings), _has(again.standings)
    found = []
    for one in sorted({*was, *would, *had, *has, *then.counts, *again.counts}):
        before, after = then.counts.get(one), again.counts.get(one)
        line = Difference(one, (was.get(one, Decimal(0)), would.get(one, Decimal(0))), (had.get(one, 0), has.get(one, 0)),
                          (before.adopted if before else 0, after.adopted if after else 0))
        if line.points[0] != line.points[1] or line.has[0] != line.has[1] or line.adopted[0] != line.adopted[1]:
            found.append(line)
    return found


def correct(engine: Engine, actor: Actor, month: str, department: int, amount: str, reason: str, *, of_month: str = "",
            now: datetime) -> None:
    """Add points to a department in an open month, or take some off. Raises Forbidden, Invalid, NotFound, Conflict."""
    policy.require(actor, "keep-points")
    try:
        value = Decimal(amount.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not value or abs(value) > MOST or -int(value.as_tuple().exponent) > 6:
        raise Invalid("points", f"要是不为 0 的数，如 -0.3，不超过 {MOST}",
                      f"must be a number like -0.3, not 0, up to {MOST}")
    if not reason.strip() or len(reason.strip()) > LONGEST:
        raise Invalid("reason", f"请写明原因，最多 {LONGEST} 个字", f"say why, in at most {LONGEST} characters")
    of = periods.month(of_month) if of_month.strip() else None
    with writing(engine) as session:
        serialize(session, "months")
        if session.get(ClosedMonth, periods.month(month)) is not None:
            raise Conflict("month-closed", month=month)
        row = session.get(Department, department)
        if row is None:
            raise NotFound(what=f"“{department}”")
        session.add(PointsCorrection(month=month, department_id=department, points=str(value), of_month=of,
                                     reason=reason.strip(), made_at=now, made_by=actor.person_id))
        audit.record(session, actor, "corrected", f"month:{month}", at=now, department=row.name, points=str(value),
                     of_month=of or "", reason=reason.strip())


def _close(session: Session, actor: Actor, month: str, at: datetime, zone: ZoneInfo, now: datetime) -> None:
    serialize(session, "months")
    if session.get(ClosedMonth, month) is not None:
        raise Conflict("month-closed", month=month)
    by = book.basis(session, month)
    figures = book.counted(session, month, by, zone, now, closed_at=at, closing=True)
    session.add(ClosedMonth(month=month, closed_at=at, closed_by=actor.person_id, figures=keeping.kept(by, figures)))
    session.flush()
    ledger.close(session, month, at, zone)
    audit.record(session, actor, "closed", f"month:{month}", at=now, departments=len(points.scores(figures.lines)),
                 named=len(figures.named))


def _due(session: Session, zone: ZoneInfo, now: datetime) -> dict[str, datetime]:
    """Return which open months are to be closed by the clock, each with its moment, in order."""
    since = {row.name: row.first for row in session.execute(
        select(RuleSet.name, func.min(RuleSet.made_at).label("first")).group_by(RuleSet.name))}
    found, left = dict[str, datetime](), list[str]()
    for month in _accounted(session, zone, now):
        left.append(month)
        row = book.in_force(session, month)
        at = book.basis(session, month).closes_at(month, zone) if row else None
        if row is not None and at is not None and since[row.name] <= at <= now:
            found |= dict.fromkeys(left, at)
            left = []
    return found


def _accounted(session: Session, zone: ZoneInfo, now: datetime) -> list[str]:
    """Return the months up to this one that are open and in which a rule set or a quota holds, in order."""
    closed = months.closings(session)
    spans = [(f"{row.from_on:%Y-%m}", f"{row.until_on:%Y-%m}" if row.until_on else None)
             for row in session.scalars(select(RuleSet).where(RuleSet.replaced_at.is_(None)))]
    spans += [(row.from_month, row.until_month) for row in session.scalars(select(Quota))]
    today = month_at(now, zone)
    found, month = [], min((first for first, _last in spans), default="9999-12")
    while month <= today:
        if month not in closed and any(first <= month and (last is None or month <= last) for first, last in spans):
            found.append(month)
        month = shifted(month, 1)
    return found


def _has(standings: Iterable[Standing]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in standings:
        if one.subject.of is Of.DEPARTMENT:
            found[one.subject.id] = found.get(one.subject.id, 0) + one.has
    return found


def lines_of(page: Page, department: int) -> list[Line]:
    """Return the lines that a department's points in a month are the sum of, those of the year and what would still come."""
    return [line for line in (*page.figures.lines, *page.figures.pending) if line.department_id == department]

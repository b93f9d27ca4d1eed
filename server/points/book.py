"""The book of months: the figures of each, kept for those that are closed and counted anew for those that are open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from index.catalogue import department_groups, months
from index.catalogue.departments import Department
from index.catalogue.months import ClosedMonth, PointsCorrection
from index.catalogue.quotas import Quota as QuotaRow
from index.catalogue.quotas import QuotaTarget
from index.catalogue.rule_sets import RuleSet
from server.ledger import book as ledger
from server.ledger.entries import Happened
from server.ledger.months import begins, month_at
from server.points import figures, keeping, periods, reading_rules
from server.points.figures import Basis, Figures
from server.points.periods import Per
from server.points.points import Line, Why
from server.points.quotas import Of, Quota, Subject, Unit, What
from server.points.rules import Rules


@dataclass(frozen=True, slots=True)
class Page:
    """One month: its figures and by what they were counted; when it was closed and by whom, None while it is open."""

    figures: Figures
    basis: Basis
    closed_at: datetime | None = None
    closed_by: int | None = None


@lru_cache(maxsize=64)
def parsed(text: str) -> Rules:
    """Return the rule set that a text writes down; the same text is read once. Raises Invalid (rules)."""
    return reading_rules.parse(text)


def pages(session: Session, wanted: Collection[str], zone: ZoneInfo, now: datetime) -> dict[str, Page]:
    """Return these months, in order. Each takes in what the year before it says: who was named, what counted already."""
    found: dict[str, Page] = {}
    for year in sorted({one[:4] for one in wanted}):
        of_year = sorted(one for one in wanted if one[:4] == year)
        through = [one for one in periods.months(year) if one <= of_year[-1]]
        found |= {one: page for one, page in _year(session, through, frozenset(of_year), zone, now).items() if one in of_year}
    return found


def begun(session: Session, period: str, zone: ZoneInfo, now: datetime) -> dict[str, Page]:
    """Return the months of a period that have begun. Raises Invalid (period)."""
    today = month_at(now, zone)
    return pages(session, [one for one in periods.months(period) if one <= today], zone, now)


def basis(session: Session, month: str, *, rules: RuleSet | None = None) -> Basis:
    """Return by what an open month is counted: what holds in it now, or that rule set."""
    row = rules if rules is not None else in_force(session, month)
    members = department_groups.members(session)
    return Basis(parsed(row.text) if row else None, row.version if row else None, row.text if row else "",
                 tuple(quotas(session, month, members)), members)


def in_force(session: Session, month: str) -> RuleSet | None:
    """Return the rule set that holds in a month."""
    first = begins(month)
    return session.scalar(select(RuleSet).where(
        RuleSet.replaced_at.is_(None), RuleSet.from_on <= first, or_(RuleSet.until_on.is_(None), RuleSet.until_on >= first)))


def quotas(session: Session, month: str, members: dict[int, tuple[int, ...]]) -> list[Quota]:
    """Return what is asked in a month, of whom as things are now."""
    rows = session.scalars(select(QuotaRow).where(
        QuotaRow.from_month <= month, or_(QuotaRow.until_month.is_(None), QuotaRow.until_month >= month))
        .order_by(QuotaRow.id)).all()
    targets: dict[int, list[QuotaTarget]] = {}
    for one in session.scalars(select(QuotaTarget).where(QuotaTarget.quota_id.in_([row.id for row in rows]))
                               .order_by(QuotaTarget.id)):
        targets.setdefault(one.quota_id, []).append(one)
    everybody = list(session.scalars(select(Department.id).where(Department.active).order_by(Department.id)))
    return [_quota(row, targets.get(row.id, []), everybody, members) for row in rows]


def counted(session: Session, month: str, by: Basis, zone: ZoneInfo, now: datetime, *, closed_at: datetime | None = None,
            closing: bool = False) -> Figures:
    """Return the figures of a month by this basis, whether it is closed or not: as they would be now, or with ``closed_at``
    from what was known then. ``closing`` says that it is taken to be over.
    """
    year = [one for one in periods.months(month[:4]) if one < month]
    before = _year(session, year, frozenset(), zone, now)
    closed = months.closings(session) | ({month: closed_at} if closed_at is not None else {})
    entries = ledger.counted(session, periods.months(month[:4])[0], month, zone, closed, {month})
    return figures.figure(month, by, entries, zone=zone, now=now, closing=closing, corrections=corrections(session, month),
                          named={one: page.figures.named for one, page in before.items()})


def corrections(session: Session, month: str) -> list[Line]:
    """Return the corrections that the office made in a month, as lines."""
    rows = session.scalars(select(PointsCorrection).where(PointsCorrection.month == month).order_by(PointsCorrection.id))
    return [Line(month, Why.CORRECTION, Decimal(row.points), row.department_id,
                 details={"reason": row.reason, **({"of_month": row.of_month} if row.of_month else {})}) for row in rows]


def _year(session: Session, through: Sequence[str], wanted: Collection[str], zone: ZoneInfo,
          now: datetime) -> dict[str, Page]:
    """Return these months of one year, from its first on. An open month that nobody wants is counted only where its rules
    name departments, since that is all that later ones take from it.
    """
    if not through:
        return {}
    rows = {row.month: row for row in session.scalars(select(ClosedMonth).where(ClosedMonth.month.in_(through)))}
    open_ = {one: by for one in through if one not in rows
             if (by := basis(session, one) if one in wanted else _naming(session, one)) is not None}
    to_count = list(open_)
    entries = ledger.counted(session, through[0], through[-1], zone, months.closings(session)) if to_count else ()
    found, named = dict[str, Page](), dict[str, tuple[int, ...]]()
    for month in through:
        if month in rows:
            row = rows[month]
            found[month] = Page(keeping.figures_of(month, row.figures), keeping.basis_of(row.figures), row.closed_at,
                                row.closed_by)
        elif month in to_count:
            found[month] = Page(figures.figure(month, open_[month], entries, zone=zone, now=now, named=named,
                                               corrections=corrections(session, month)), open_[month])
        if month in found:
            named[month] = found[month].figures.named
    return found


def _naming(session: Session, month: str) -> Basis | None:
    """Return by what a month is counted whose rules name departments; None for others, of which no more is read."""
    rules = in_force(session, month)
    return basis(session, month, rules=rules) if rules is not None and parsed(rules.text).naming else None


def _quota(row: QuotaRow, targets: Sequence[QuotaTarget], everybody: Sequence[int],
           members: dict[int, tuple[int, ...]]) -> Quota:
    subjects = [Subject(Of.DEPARTMENT, one) for one in everybody] if row.everybody else []
    for one in targets:
        if one.department_id is not None:
            subjects.append(Subject(Of.DEPARTMENT, one.department_id))
        elif one.person_id is not None:
            subjects.append(Subject(Of.PERSON, one.person_id))
        elif one.group_id is not None and row.together:
            subjects.append(Subject(Of.GROUP, one.group_id))
        elif one.group_id is not None:
            subjects += [Subject(Of.DEPARTMENT, department) for department in members.get(one.group_id, ())]
    what = What(Happened(row.trigger), Unit(row.unit), frozenset(row.kinds), frozenset(row.channels), frozenset(row.outlets),
                row.known)
    return Quota(row.id, row.name, row.number, what, Per(row.per), row.duty, tuple(dict.fromkeys(subjects)), row.from_month,
                 row.until_month)


def with_quotas(by: Basis, asked: Iterable[Quota]) -> Basis:
    """Return the same basis with other quotas."""
    return replace(by, quotas=tuple(asked))

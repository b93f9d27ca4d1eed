"""Rule sets: added, changed and ended by the office, tried before they hold. Each is one transaction with its audit line.

A version is never changed. What a set writes down as quotas becomes quotas when it is added; from then on they are changed
among the quotas.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit, department_groups
from index.catalogue.people import Actor
from index.catalogue.rule_sets import RuleSet
from index.db import serialize, writing
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.ledger.months import begins
from server.points import asking, book, periods
from server.points.figures import Basis, Figures
from server.points.quotas import Of, Quota, Subject
from server.points.rules import Rules, Wanted

LONGEST: Final = 50_000
FOREVER: Final = date.max


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One version of a rule set; ``replaced`` ones hold no more. Months, ``until`` included."""

    id: int
    name: str
    version: int
    since: str
    until: str | None
    text: str
    made_at: datetime
    replaced_at: datetime | None


def lines(session: Session, *, replaced: bool = False) -> list[RuleLine]:
    """Return the rule sets that hold, or those that were replaced, the latest first."""
    query = select(RuleSet).where(RuleSet.replaced_at.is_not(None) if replaced else RuleSet.replaced_at.is_(None))
    return [_line(row) for row in session.scalars(query.order_by(RuleSet.from_on.desc(), RuleSet.id.desc()))]


def line(session: Session, given: str) -> RuleLine:
    """Return one version, by id, or by name the one that is the latest. Raises NotFound."""
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
    row = session.scalar(select(RuleSet).where((RuleSet.id == number) | (RuleSet.name == given))
                         .order_by(RuleSet.replaced_at.is_(None).desc(), RuleSet.id.desc()).limit(1))
    if row is None:
        raise NotFound(what=f"“{given}”")
    return _line(row)


def add(engine: Engine, actor: Actor, text: str, *, now: datetime) -> int:
    """Add a rule set with the quotas that it writes down, and return its id.

    Raises Forbidden, Invalid (rules, which names the key), Conflict: rules-overlap, name-taken, group-unknown, quota-nobody,
    quota-empty.
    """
    policy.require(actor, "keep-points")
    rules = checked(text)
    with writing(engine) as session:
        if session.scalar(select(RuleSet.id).where(RuleSet.name == rules.name).limit(1)) is not None:
            raise Conflict("name-taken", name=rules.name)
        row = _put(session, actor, rules, text, 1, now)
        for wanted in rules.quotas:
            asking.put(session, actor, asking.wish_of(session, wanted, rules.from_month, rules.until_month), now=now)
        audit.record(session, actor, "added", f"rule-set:{row.id}", at=now, name=row.name)
        return row.id


def change(engine: Engine, actor: Actor, rule_set: int, text: str, *, now: datetime) -> int:
    """Make the next version of a rule set, which holds in all months that are open; return its id.

    Quotas that it writes down are left alone. Raises Forbidden, Invalid (rules), NotFound, Conflict: rules-changed,
    rules-overlap, name-taken.
    """
    policy.require(actor, "keep-points")
    rules = checked(text)
    with writing(engine) as session:
        old = session.get(RuleSet, rule_set)
        if old is None:
            raise NotFound(what=f"“{rule_set}”")
        if old.replaced_at is not None:
            raise Conflict("rules-changed")
        if rules.name != old.name and session.scalar(select(RuleSet.id).where(RuleSet.name == rules.name).limit(1)):
            raise Conflict("name-taken", name=rules.name)
        old.replaced_at = now
        session.flush()
        last = session.scalar(select(func.max(RuleSet.version)).where(RuleSet.name == rules.name)) or old.version
        row = _put(session, actor, rules, text, last + 1, now)
        audit.record(session, actor, "changed", f"rule-set:{row.id}", at=now, name=row.name, version=row.version)
        return row.id


def remove(engine: Engine, actor: Actor, rule_set: int, *, now: datetime) -> None:
    """Let a rule set hold no more in months that are open. Raises Forbidden, NotFound, Conflict(rules-changed)."""
    policy.require(actor, "keep-points")
    with writing(engine) as session:
        row = session.get(RuleSet, rule_set)
        if row is None:
            raise NotFound(what=f"“{rule_set}”")
        if row.replaced_at is not None:
            raise Conflict("rules-changed")
        row.replaced_at = now
        audit.record(session, actor, "removed", f"rule-set:{row.id}", at=now, name=row.name)


def checked(text: str) -> Rules:
    """Return the rule set that a text writes down. Raises Invalid (rules), which names the key."""
    if len(text) > LONGEST:
        raise Invalid("rules", f"最多 {LONGEST} 个字", f"at most {LONGEST} characters")
    return book.parsed(text)


def tried(session: Session, text: str, month: str, zone: ZoneInfo, now: datetime) -> Figures:
    """Return what a month would have been by a rule set that does not hold, as if the month were over.

    The quotas that it writes down count in place of those of the month; where it writes none, these do.
    Raises Invalid (rules), Conflict(group-unknown).
    """
    rules = checked(text)
    members = department_groups.members(session)
    own = [_resolved(session, place, one, members) for place, one in enumerate(rules.quotas, 1)]
    asked = own or book.quotas(session, month, members)
    return book.counted(session, month, Basis(rules, None, text, tuple(asked), members), zone, now, closing=True)


def _resolved(session: Session, place: int, wanted: Wanted, members: dict[int, tuple[int, ...]]) -> Quota:
    wish = asking.wish_of(session, wanted, "0001-01", None)
    asked = [Subject(Of.DEPARTMENT, one) for one in (*asking.everybody(session, wish), *wish.departments)]
    asked += [Subject(Of.PERSON, one) for one in wish.people]
    for group in wish.groups:
        asked += ([Subject(Of.GROUP, group)] if wish.together else
                  [Subject(Of.DEPARTMENT, one) for one in members.get(group, ())])
    return Quota(place, wish.name, wish.number, wish.what, wish.per, wish.duty, tuple(dict.fromkeys(asked)))


def _put(session: Session, actor: Actor, rules: Rules, text: str, version: int, now: datetime) -> RuleSet:
    """Write a version down where its days are free; nobody else can take them until the transaction is over."""
    serialize(session, "rule-sets")
    first = begins(rules.from_month)
    last = periods.day(rules.until_month, periods.LAST) if rules.until_month else None
    for other in session.scalars(select(RuleSet).where(RuleSet.replaced_at.is_(None)).order_by(RuleSet.from_on)):
        if other.from_on <= (last or FOREVER) and first <= (other.until_on or FOREVER):
            raise Conflict("rules-overlap", name=other.name, first=f"{other.from_on:%Y-%m}",
                           last=f"{other.until_on:%Y-%m}" if other.until_on else "…")
    row = RuleSet(name=rules.name, version=version, from_on=first, until_on=last, text=text, made_at=now,
                  made_by=actor.person_id)
    session.add(row)
    session.flush()
    return row


def _line(row: RuleSet) -> RuleLine:
    until = row.until_on
    return RuleLine(row.id, row.name, row.version, f"{row.from_on:%Y-%m}", f"{until:%Y-%m}" if until else None, row.text,
                    row.made_at, row.replaced_at)

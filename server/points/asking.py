"""Quotas: set, changed and ended by the office. Each is one transaction with its audit line; closed months keep theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index.catalogue import audit, department_groups, stories
from index.catalogue.channels import Channel
from index.catalogue.department_groups import DepartmentGroup
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.catalogue.quotas import Quota as QuotaRow
from index.catalogue.quotas import QuotaTarget
from index.db import writing
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.ledger.entries import Happened
from server.ledger.lists import ASSET_KINDS
from server.points import periods
from server.points.periods import Per
from server.points.quotas import What
from server.points.rules import Wanted

LONGEST: Final = 60
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Wish:
    """A quota as the office wants it; departments, groups and people are rows."""

    name: str
    number: int
    what: What
    per: Per = Per.MONTH
    duty: bool = True
    everybody: bool = False
    together: bool = False
    departments: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    from_month: str = ""
    until_month: str | None = None


def add(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> int:
    """Set a quota and return its id. Raises Forbidden, Invalid, Conflict: quota-nobody, quota-empty."""
    policy.require(actor, "keep-points")
    _some(wish)
    with writing(engine) as session:
        return put(session, actor, wish, now=now)


def put(session: Session, actor: Actor, wish: Wish, *, now: datetime) -> int:
    """Set a quota in the caller's transaction, and return its id. A rule set may write one down with nought, which asks for
    nothing until the office gives it a number. Raises Invalid, Conflict: quota-nobody, quota-empty.
    """
    _check(wish)
    row = QuotaRow(made_at=now, made_by=actor.person_id, **_columns(wish))
    session.add(row)
    session.flush()
    _aim(session, row.id, wish)
    audit.record(session, actor, "added", f"quota:{row.id}", at=now, name=row.name, number=row.number, per=row.per)
    return row.id


def change(engine: Engine, actor: Actor, quota: int, wish: Wish, *, now: datetime) -> None:
    """Change a quota, in all months that are open. Raises Forbidden, Invalid, NotFound, Conflict as ``add`` does."""
    policy.require(actor, "keep-points")
    _check(wish)
    with writing(engine) as session:
        row = _row(session, quota)
        if row.number:
            _some(wish)
        before = {"name": row.name, "number": row.number, "from_month": row.from_month, "until_month": row.until_month}
        for column, value in _columns(wish).items():
            setattr(row, column, value)
        _aim(session, quota, wish)
        audit.record(session, actor, "changed", f"quota:{quota}", at=now, name=row.name, before=before, after={
            "name": row.name, "number": row.number, "from_month": row.from_month, "until_month": row.until_month})


def remove(engine: Engine, actor: Actor, quota: int, *, now: datetime) -> None:
    """Remove a quota from all months that are open. Raises Forbidden, NotFound."""
    policy.require(actor, "keep-points")
    with writing(engine) as session:
        row = _row(session, quota)
        audit.record(session, actor, "removed", f"quota:{quota}", at=now, name=row.name)
        session.delete(row)


def wish_of(session: Session, wanted: Wanted, from_month: str, until_month: str | None) -> Wish:
    """Return what a rule set writes down as a wish, with its names looked up. Raises Conflict(group-unknown)."""
    departments = {name: row.id for row in session.scalars(select(Department)) for name in (row.name, row.code)}
    groups = {row.name: row.id for row in session.scalars(select(DepartmentGroup))}
    people = {row.login: row.id for row in session.scalars(select(Person))}

    def found(names: tuple[str, ...], known: dict[str, int]) -> tuple[int, ...]:
        for name in names:
            if name not in known:
                raise Conflict("group-unknown", quota=wanted.name, name=name)
        return tuple(known[name] for name in names)

    return Wish(wanted.name, wanted.number, wanted.what, wanted.per, wanted.duty, wanted.everybody, wanted.together,
                found(wanted.departments, departments), found(wanted.groups, groups), found(wanted.people, people),
                from_month, until_month)


def everybody(session: Session, wish: Wish) -> list[int]:
    """Return all departments in use, where a quota is asked of all."""
    query = select(Department.id).where(Department.active).order_by(Department.id)
    return list(session.scalars(query)) if wish.everybody else []


def _columns(wish: Wish) -> dict[str, Any]:
    what = wish.what
    return {"name": wish.name.strip(), "number": wish.number, "per": str(wish.per), "trigger": str(what.trigger),
            "unit": str(what.unit), "kinds": sorted(what.kinds), "channels": sorted(what.channels),
            "outlets": sorted(what.outlets), "known": what.known, "duty": wish.duty, "everybody": wish.everybody,
            "together": wish.together and bool(wish.groups), "from_month": wish.from_month, "until_month": wish.until_month}


def _check(wish: Wish) -> None:
    if not wish.name.strip() or len(wish.name.strip()) > LONGEST:
        raise Invalid("name", f"请填写名称，最多 {LONGEST} 个字", f"give a name of at most {LONGEST} characters")
    if not 0 <= wish.number <= MOST:
        raise Invalid("wanted", f"要是 0 到 {MOST} 的整数", f"must be a whole number from 0 to {MOST}")
    periods.month(wish.from_month)
    if wish.until_month is not None and periods.month(wish.until_month) < wish.from_month:
        raise Invalid("until_month", "早于起始月份", "comes before the first month")
    if wish.what.trigger is not Happened.ADOPTED and (wish.what.known or wish.what.outlets):
        raise Invalid("trigger", "指定媒体时要按采用计数", "must be adoption where outlets are named")
    if wish.what.trigger is Happened.SUBMITTED and wish.what.channels:
        raise Invalid("channels", "按投稿计数时不分渠道", "are not told apart where submissions are counted")


def _some(wish: Wish) -> None:
    if wish.number == 0:
        raise Invalid("wanted", "至少 1；不再要求的，请写上结束月份或删除",
                      "must be 1 at least; give what is asked no more a last month, or remove it")


def _aim(session: Session, quota: int, wish: Wish) -> None:
    """Write down of whom it is asked, and see that this is somebody now."""
    _require_there(session, wish)
    departments = _known(session, Department.id, Department.active, wish.departments)
    people = _known(session, Person.id, Person.active, wish.people)
    members = department_groups.members(session)
    groups = [one for one in dict.fromkeys(wish.groups) if one in members]
    for empty in (one for one in groups if not members[one]):
        raise Conflict("quota-empty", quota=wish.name.strip(), group=session.get_one(DepartmentGroup, empty).name)
    if not (everybody(session, wish) or departments or groups or people):
        raise Conflict("quota-nobody", quota=wish.name.strip())
    session.execute(delete(QuotaTarget).where(QuotaTarget.quota_id == quota))
    session.add_all([*(QuotaTarget(quota_id=quota, department_id=one) for one in departments),
                     *(QuotaTarget(quota_id=quota, group_id=one) for one in groups),
                     *(QuotaTarget(quota_id=quota, person_id=one) for one in people)])


def _require_there(session: Session, wish: Wish) -> None:
    """Do nothing where all that is named is there: what is not would never count, or be asked of nobody. Raises Invalid."""
    kinds = {one.code for one in stories.kinds(session)} | ASSET_KINDS.keys()
    named: tuple[tuple[str, Collection[str | int], Collection[str | int]], ...] = (
        ("kinds", wish.what.kinds, kinds), ("channels", wish.what.channels, set(session.scalars(select(Channel.code)))),
        ("departments", wish.departments, set(session.scalars(select(Department.id)))),
        ("groups", wish.groups, set(session.scalars(select(DepartmentGroup.id)))),
        ("people", wish.people, set(session.scalars(select(Person.id).where(Person.id.in_(wish.people))))))
    for field, given, there in named:
        unknown = [str(one) for one in given if one not in there]
        if unknown:
            raise Invalid(field, f"没有 {'、'.join(unknown)}", f"there is no {', '.join(unknown)}")


def _known(session: Session, column: Any, active: Any, ids: Collection[int]) -> list[int]:
    return list(session.scalars(select(column).where(column.in_(ids), active).order_by(column)))


def _row(session: Session, quota: int) -> QuotaRow:
    row = session.get(QuotaRow, quota)
    if row is None:
        raise NotFound(what=f"“{quota}”")
    return row

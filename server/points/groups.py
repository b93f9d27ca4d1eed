"""Groups of departments: made, changed and removed by the office. Each is one transaction with its audit line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.department_groups import DepartmentGroup, GroupMember
from index.catalogue.departments import Department
from index.catalogue.people import Actor
from index.catalogue.quotas import Quota, QuotaTarget
from index.db import writing
from index.errors import Conflict, Invalid, NotFound
from server import policy

LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group with its departments in use, by id and by name."""

    id: int
    name: str
    departments: tuple[int, ...]
    members: tuple[str, ...]


def lines(session: Session) -> list[GroupLine]:
    """Return all groups by name."""
    members: dict[int, list[tuple[int, str]]] = {}
    for group, department, name in session.execute(
            select(GroupMember.group_id, Department.id, Department.name)
            .join(Department, Department.id == GroupMember.department_id).where(Department.active).order_by(Department.id)):
        members.setdefault(group, []).append((department, name))
    return [GroupLine(row.id, row.name, tuple(one for one, _ in members.get(row.id, ())),
                      tuple(name for _, name in members.get(row.id, ())))
            for row in session.scalars(select(DepartmentGroup).order_by(DepartmentGroup.name))]


def line(session: Session, given: str) -> GroupLine:
    """Return one group, by name or id. Raises NotFound."""
    for one in lines(session):
        if given in {one.name, str(one.id)}:
            return one
    raise NotFound(what=f"“{given}”")


def save(engine: Engine, actor: Actor, group: int | None, name: str, departments: Sequence[int], *, now: datetime) -> int:
    """Make a group, or change one; return its id. Raises Forbidden, Invalid, NotFound, Conflict(name-taken)."""
    policy.require(actor, "keep-points")
    if not name.strip() or len(name.strip()) > LONGEST:
        raise Invalid("name", f"请填写名称，最多 {LONGEST} 个字", f"give a name of at most {LONGEST} characters")
    with writing(engine) as session:
        row = _row(session, group) if group is not None else DepartmentGroup(name=name.strip())
        taken = session.scalar(select(DepartmentGroup.id).where(DepartmentGroup.name == name.strip()))
        if taken is not None and taken != group:
            raise Conflict("name-taken", name=name.strip())
        row.name = name.strip()
        session.add(row)
        session.flush()
        rows = session.execute(select(Department.id, Department.name).where(Department.id.in_(departments))
                               .order_by(Department.id)).all()
        if not rows:
            raise Invalid("members", "请至少选一个部门", "choose at least one department")
        if unknown := sorted(set(departments) - {one.id for one in rows}):
            raise Invalid("members", f"没有编号为 {unknown[0]} 的部门", f"there is no department {unknown[0]}")
        session.execute(delete(GroupMember).where(GroupMember.group_id == row.id))
        session.add_all(GroupMember(group_id=row.id, department_id=one.id) for one in rows)
        audit.record(session, actor, "added" if group is None else "changed", f"department-group:{row.id}", at=now,
                     name=row.name, departments=[one.name for one in rows])
        return row.id


def remove(engine: Engine, actor: Actor, group: int, *, now: datetime) -> None:
    """Remove a group of which nothing is asked. Raises Forbidden, NotFound, Conflict(group-used)."""
    policy.require(actor, "keep-points")
    with writing(engine) as session:
        row = _row(session, group)
        used = session.scalar(select(Quota.name).join(QuotaTarget, QuotaTarget.quota_id == Quota.id)
                              .where(QuotaTarget.group_id == group).limit(1))
        if used is not None:
            raise Conflict("group-used", quota=used)
        audit.record(session, actor, "removed", f"department-group:{row.id}", at=now, name=row.name)
        session.delete(row)


def _row(session: Session, group: int) -> DepartmentGroup:
    row = session.get(DepartmentGroup, group)
    if row is None:
        raise NotFound(what=f"“{group}”")
    return row

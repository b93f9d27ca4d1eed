"""Groups of departments (部门组): quotas are set for them, rankings made within them. A department may be in several."""

from __future__ import annotations

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.departments import Department
from index.db import Base


class DepartmentGroup(Base):
    __tablename__ = "department_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class GroupMember(Base):
    """A department in a group."""

    __tablename__ = "department_group_members"

    group_id: Mapped[int] = mapped_column(ForeignKey("department_groups.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), primary_key=True, index=True)


def members(session: Session) -> dict[int, tuple[int, ...]]:
    """Return the departments in use of each group, by its id; a group without any is in it too."""
    found: dict[int, list[int]] = {one: [] for one in session.scalars(select(DepartmentGroup.id))}
    for group, department in session.execute(
            select(GroupMember.group_id, GroupMember.department_id)
            .join(Department, Department.id == GroupMember.department_id).where(Department.active)
            .order_by(GroupMember.group_id, GroupMember.department_id)):
        found[group].append(department)
    return {group: tuple(several) for group, several in found.items()}

"""Groups of departments: what quotas are asked of, and within which is ranked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.api.work import Made
from server.points import groups
from server.points.groups import GroupLine
from server.web.problems import BASE
from server.web.services import actor, home, now


@dataclass(frozen=True, slots=True)
class GroupWish:
    """A group by its name, and the numbers of its departments."""

    name: Annotated[str, Rule(least=1, most=groups.LONGEST)]
    departments: Annotated[tuple[RowId, ...], Rule(least=1, most=500)]


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A group with its departments that are in use."""

    id: int
    name: str
    departments: tuple[int, ...]


@endpoint("GET", "/department-groups", Scope.READ_OFFICE, "列出部门组", tag="figures")
def list_groups(query: Paging) -> Listed[GroupRecord]:
    """List the groups of departments, by number."""
    policy.require(actor(), "see-points")
    with reading(home().engine) as session:
        found = groups.lines(session)
    return cut(found, query, lambda one: one.id, _group)


@endpoint("GET", "/department-groups/{group}", Scope.READ_OFFICE, "查看部门组", tag="figures")
def show_group(group: RowId) -> GroupRecord:
    """Show one group of departments."""
    policy.require(actor(), "see-points")
    with reading(home().engine) as session:
        return _group(groups.line(session, str(group)))


@endpoint("POST", "/department-groups", Scope.WRITE_OFFICE, "新建部门组", tag="figures", status=201)
def make_group(body: GroupWish) -> Made:
    """Make a group of departments; for the office."""
    made = groups.save(home().engine, actor(), None, body.name, body.departments, now=now())
    return Made(made, f"{BASE}/department-groups/{made}")


@endpoint("PUT", "/department-groups/{group}", Scope.WRITE_OFFICE, "修改部门组", tag="figures", matches=show_group)
def change_group(group: RowId, body: GroupWish, seen: GroupRecord | None) -> None:  # noqa: ARG001 - compared already
    """Give a group another name, or other departments; for the office."""
    groups.save(home().engine, actor(), group, body.name, body.departments, now=now())


@endpoint("DELETE", "/department-groups/{group}", Scope.WRITE_OFFICE, "删除部门组", tag="figures")
def remove_group(group: RowId) -> None:
    """Remove a group of which nothing is asked; for the office."""
    groups.remove(home().engine, actor(), group, now=now())


def _group(one: GroupLine) -> GroupRecord:
    return GroupRecord(one.id, one.name, one.departments)

"""Quotas as they are set: read, made, changed and ended by the office. How somebody stands with them is among the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.admin import named
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.figures import MonthName
from server.api.shapes import LEFT, Left, Listed, Rule, merged
from server.api.work import Made
from server.ledger.entries import Happened
from server.ledger.months import month_at
from server.points import asking, quota_lists
from server.points.asking import Wish
from server.points.periods import Per
from server.points.quota_lists import QuotaLine
from server.points.quotas import Unit, What
from server.web.problems import BASE
from server.web.services import actor, home, now, zone

Name = Annotated[str, Rule(least=1, most=asking.LONGEST)]
Number = Annotated[int, Rule(least=0, most=asking.MOST, about="1 at least; 0 is a rule set’s that asks for nothing yet.")]
Trigger = Literal["submitted", "published", "adopted"]
Code = Annotated[str, Rule(pattern="^[a-z0-9-]{1,40}$", example="news")]
Codes = Annotated[tuple[Code, ...], Rule(most=100)]
Rows = Annotated[tuple[RowId, ...], Rule(most=500)]
Logins = Annotated[tuple[Annotated[str, Rule(least=1, most=60, example="lin")], ...], Rule(most=500)]
Outlets = Annotated[tuple[Annotated[str, Rule(least=1, most=80)], ...], Rule(most=100)]


@dataclass(frozen=True, slots=True)
class NewQuota:
    """So many things (``wanted``) in each period: from all departments (``everybody``), some, groups (``together`` as one) or
    people. No ``kinds``, ``channels`` or ``outlets`` are all of them; without ``from_month`` it begins this month, without
    ``until_month`` it has no end. A quota that is no ``duty`` is a target, shown and never penalised.
    """

    name: Name
    wanted: Number
    trigger: Trigger
    per: Per = Per.MONTH
    unit: Unit = Unit.ITEM
    duty: bool = True
    kinds: Codes = ()
    channels: Codes = ()
    outlets: Outlets = ()
    known: bool = False
    everybody: bool = False
    together: bool = False
    departments: Rows = ()
    groups: Rows = ()
    people: Logins = ()
    from_month: MonthName | None = None
    until_month: MonthName | None = None


@dataclass(frozen=True, slots=True)
class QuotaEdit:
    """What is to change of a quota, in all months that are open; what is left out stays. A null ``until_month`` is no end."""

    name: Name | Left = LEFT
    wanted: Number | Left = LEFT
    trigger: Trigger | Left = LEFT
    per: Per | Left = LEFT
    unit: Unit | Left = LEFT
    duty: bool | Left = LEFT
    kinds: Codes | Left = LEFT
    channels: Codes | Left = LEFT
    outlets: Outlets | Left = LEFT
    known: bool | Left = LEFT
    everybody: bool | Left = LEFT
    together: bool | Left = LEFT
    departments: Rows | Left = LEFT
    groups: Rows | Left = LEFT
    people: Logins | Left = LEFT
    from_month: MonthName | Left = LEFT
    until_month: MonthName | Left | None = LEFT


@dataclass(frozen=True, slots=True)
class QuotaRecord:
    """A quota as it is set; ``known`` asks for one of 知名媒体, months are both included."""

    id: int
    name: str
    wanted: int
    trigger: Happened
    per: Per
    unit: Unit
    duty: bool
    kinds: tuple[str, ...]
    channels: tuple[str, ...]
    outlets: tuple[str, ...]
    known: bool
    everybody: bool
    together: bool
    departments: tuple[int, ...]
    groups: tuple[int, ...]
    people: tuple[str, ...]
    from_month: str
    until_month: str | None


@endpoint("GET", "/quotas/settings", Scope.READ_OFFICE, "列出任务设置", tag="figures")
def list_quota_settings(query: Paging) -> Listed[QuotaRecord]:
    """List the quotas as they are set, with those that are over, by number; for the office."""
    policy.require(actor(), "keep-points")
    with reading(home().engine) as session:
        found = quota_lists.lines(session)
    return cut(found, query, lambda one: one.id, _record)


@endpoint("GET", "/quotas/{quota}", Scope.READ_OFFICE, "查看任务设置", tag="figures")
def show_quota(quota: RowId) -> QuotaRecord:
    """Show one quota as it is set; for the office."""
    policy.require(actor(), "keep-points")
    with reading(home().engine) as session:
        return _record(quota_lists.line(session, quota))


@endpoint("POST", "/quotas", Scope.WRITE_OFFICE, "设任务", tag="figures", status=201)
def make_quota(body: NewQuota) -> Made:
    """Set a quota. One for nobody is refused."""
    policy.require(actor(), "keep-points")
    made = asking.add(home().engine, actor(), _wish(body), now=now())
    return Made(made, f"{BASE}/quotas/{made}")


@endpoint("PATCH", "/quotas/{quota}", Scope.WRITE_OFFICE, "修改任务", tag="figures", matches=show_quota)
def change_quota(quota: RowId, body: QuotaEdit, seen: QuotaRecord | None) -> None:  # noqa: ARG001 - compared already
    """Change a quota in all months that are open; with `until_month` it ends. Closed months keep theirs."""
    wish = _wish(NewQuota(**merged(body, show_quota(quota))))
    asking.change(home().engine, actor(), quota, wish, now=now())


@endpoint("DELETE", "/quotas/{quota}", Scope.WRITE_OFFICE, "删除任务", tag="figures")
def remove_quota(quota: RowId) -> None:
    """Remove a quota from all months that are open; closed ones keep it."""
    asking.remove(home().engine, actor(), quota, now=now())


def _wish(body: NewQuota) -> Wish:
    what = What(Happened(body.trigger), body.unit, frozenset(body.kinds), frozenset(body.channels), frozenset(body.outlets),
                body.known)
    with reading(home().engine) as session:
        people = tuple(named.person(session, one).id for one in body.people)
    return Wish(body.name, body.wanted, what, body.per, body.duty, body.everybody, body.together, body.departments,
                body.groups, people, body.from_month or month_at(now(), zone()), body.until_month)


def _record(one: QuotaLine) -> QuotaRecord:
    wish, what = one.wish, one.wish.what
    return QuotaRecord(
        one.id, wish.name, wish.number, what.trigger, wish.per, what.unit, wish.duty, tuple(sorted(what.kinds)),
        tuple(sorted(what.channels)), tuple(sorted(what.outlets)), what.known, wish.everybody, wish.together,
        wish.departments, wish.groups, one.logins, wish.from_month, wish.until_month)

"""Handing over: a department's contact passes their work on, which is looked at first and stays on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from index.catalogue.tokens import Scope
from index.db import reading
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.api.work import Made
from server.handover import lists, service
from server.handover.lists import Part, Record
from server.web.problems import BASE
from server.web.services import actor, home, now

MOST: Final = 1 << 20
Login = Annotated[str, Rule(least=1, most=60, example="lin")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Who hands over to whom, by account name; both of one department."""

    giver: Login
    taker: Login


@dataclass(frozen=True, slots=True)
class NewHandover:
    """Who hands all their work over to whom, and why. With ``mark`` of the plan that was read nothing else passes."""

    giver: Login
    taker: Login
    reason: Annotated[str, Rule(most=service.LONGEST_REASON)] = ""
    mark: Annotated[str | None, Rule(most=64)] = None


@dataclass(frozen=True, slots=True)
class HandedThing:
    """One thing; its name is null where it may not be seen."""

    subject: str
    name: str | None


@dataclass(frozen=True, slots=True)
class HandedPart:
    """All things of one sort; of some only their number is told."""

    code: str
    count: int
    things: tuple[HandedThing, ...]


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """What would pass on now. ``mark`` is the same for the same things."""

    giver: str
    taker: str
    department: str
    mark: str
    parts: tuple[HandedPart, ...]


@dataclass(frozen=True, slots=True)
class HandoverSummary:
    """One handover: ``total`` things passed on, ``by`` whom it was done."""

    id: int
    giver: str
    taker: str
    department: str
    at: datetime
    by: str | None
    reason: str
    total: int


@dataclass(frozen=True, slots=True)
class HandoverRecord(HandoverSummary):
    """One handover with what passed on."""

    parts: tuple[HandedPart, ...]


@endpoint("GET", "/handovers", Scope.READ_OFFICE, "列出工作交接", tag="office")
def list_handovers(query: Paging) -> Listed[HandoverSummary]:
    """List the handovers that may be seen, the last first: one's own, a reviewer's department's, the office all."""
    with reading(home().engine) as session:
        found = lists.records(session, actor(), limit=MOST)
    return cut(found, query, lambda one: one.id, lambda one: HandoverSummary(*_facts(one)), falling=True)


@endpoint("GET", "/handovers/plan", Scope.READ_OFFICE, "查看将移交的工作", tag="office", tagged=False)
def plan_handover(query: Between) -> HandoverPlan:
    """Tell what would pass from one person to another; nothing is changed."""
    with reading(home().engine) as session:
        found = service.plan(session, actor(), query.giver, query.taker, settings=home().settings, now=now())
        pair = found.pair
        return HandoverPlan(pair.giver.login, pair.taker.login, pair.department.name, found.mark,
                            _parts(lists.parts_of_plan(session, found)))


@endpoint("GET", "/handovers/{handover}", Scope.READ_OFFICE, "查看工作交接", tag="office")
def show_handover(handover: RowId) -> HandoverRecord:
    """Show one handover and what passed on with it."""
    with reading(home().engine) as session:
        record, parts = lists.record(session, actor(), handover, now())
    return HandoverRecord(*_facts(record), _parts(parts))


@endpoint("POST", "/handovers", Scope.WRITE_OFFICE, "办理工作交接", tag="office", status=201)
def hand_over(body: NewHandover) -> Made:
    """Hand somebody's drafts, loans, duties and reminders over to somebody else of their department, who is told."""
    made = service.hand_over(home().engine, actor(), body.giver, body.taker, reason=body.reason, seen=body.mark,
                             settings=home().settings, now=now())
    return Made(made, f"{BASE}/handovers/{made}")


def _facts(one: Record) -> tuple[int, str, str, str, datetime, str | None, str, int]:
    return one.id, one.giver, one.taker, one.department, one.at, one.by, one.reason, one.total


def _parts(found: Iterable[Part]) -> tuple[HandedPart, ...]:
    return tuple(HandedPart(one.sort.code, one.count, tuple(HandedThing(it.subject, it.name) for it in one.lines))
                 for one in found)

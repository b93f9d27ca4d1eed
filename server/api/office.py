"""What the office keeps: events, departments, people, channels, kits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from index.catalogue.tokens import Scope
from index.db import reading
from index.errors import NotFound
from server import policy
from server.admin import lists, service
from server.admin.lists import DepartmentLine, EventLine, UserLine
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import LEFT, Left, Listed, Rule
from server.channels import lists as channels
from server.kits import lists as kits
from server.kits.lists import KitStanding
from server.web.problems import BASE
from server.web.services import actor, home, now

Name = Annotated[str, Rule(least=1, most=service.LONGEST)]
Place = Annotated[str, Rule(most=service.LONGEST)]
WallTime = Annotated[str, Rule(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", example="17:30")]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event. ``ends_at`` is the wall time of its end on the last day; ``department`` a code, a name or a number; with
    ``off_screens`` it is in no calendar on screens.
    """

    name: Name
    starts_on: date
    ends_on: date | None = None
    ends_at: WallTime | None = None
    place: Place = ""
    department: Place | None = None
    off_screens: bool = False


@dataclass(frozen=True, slots=True)
class EventEdit:
    """What is to change of an event; what is left out stays."""

    name: Name | Left = LEFT
    starts_on: date | Left = LEFT
    ends_on: date | Left = LEFT
    ends_at: WallTime | Left | None = LEFT
    place: Place | Left = LEFT
    off_screens: bool | Left = LEFT


@dataclass(frozen=True, slots=True)
class EventMade:
    """Where the event is that was made."""

    event: int
    href: str


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step of a review route: its desk, and within how many working hours it is to be decided."""

    desk: str
    name: str
    name_en: str
    all_of: bool
    hours: int | None


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    """A channel with its review route."""

    code: str
    name: str
    name_en: str
    active: bool
    steps: tuple[StepRecord, ...]


@dataclass(frozen=True, slots=True)
class KitRecord:
    """A camera kit, and who has it until when, where it is out."""

    id: int
    name: str
    department: str
    active: bool
    holder: str | None
    due_on: date | None


@endpoint("GET", "/events", Scope.READ_OFFICE, "列出活动", tag="office")
def list_events(query: Paging) -> Listed[EventLine]:
    """List the events, the last made first."""
    return cut(lists.events(home().engine), query, lambda one: one.id, lambda one: one, falling=True)


@endpoint("GET", "/events/{event}", Scope.READ_OFFICE, "查看活动", tag="office")
def show_event(event: RowId) -> EventLine:
    """Show one event."""
    found = next((one for one in lists.events(home().engine) if one.id == event), None)
    if found is None:
        raise NotFound(what=f"“{event}”")
    return found


@endpoint("POST", "/events", Scope.WRITE_OFFICE, "新建活动", tag="office", status=201)
def make_event(body: NewEvent) -> EventMade:
    """Make an event."""
    made = service.add_event(home().engine, actor(), name=body.name, starts_on=body.starts_on, ends_on=body.ends_on,
                             place=body.place, ends_at=body.ends_at or "", department=body.department,
                             off_screens=body.off_screens, now=now())
    return EventMade(made, f"{BASE}/events/{made}")


@endpoint("PATCH", "/events/{event}", Scope.WRITE_OFFICE, "修改活动", tag="office", matches=show_event)
def change_event(event: RowId, body: EventEdit, seen: EventLine | None) -> None:  # noqa: ARG001 - compared already
    """Change an event."""
    service.change_event(
        home().engine, actor(), str(show_event(event).id), name=None if body.name is LEFT else body.name,
        place=None if body.place is LEFT else body.place, starts_on=None if body.starts_on is LEFT else body.starts_on,
        ends_on=None if body.ends_on is LEFT else body.ends_on,
        ends_at=None if body.ends_at is LEFT else body.ends_at or "",
        off_screens=None if body.off_screens is LEFT else body.off_screens, now=now())


@endpoint("GET", "/departments", Scope.READ_OFFICE, "列出部门", tag="office")
def list_departments(query: Paging) -> Listed[DepartmentLine]:
    """List the departments, by number; `contact` is an account name."""
    return cut(lists.departments(home().engine), query, lambda one: one.id, lambda one: one)


@endpoint("GET", "/people", Scope.READ_OFFICE, "列出人员", tag="office")
def list_people(query: Paging) -> Listed[UserLine]:
    """List the people and their roles, by number; for those who see the office's pages."""
    policy.require(actor(), "see-office")
    return cut(lists.users(home().engine), query, lambda one: one.id, lambda one: one)


@endpoint("GET", "/channels", Scope.READ_OFFICE, "列出发布渠道", tag="office")
def list_channels(query: Paging) -> Listed[ChannelRecord]:
    """List the channels with their review routes, by code."""
    return cut(channels.channels(home().engine), query, lambda one: one.code, _channel)


@endpoint("GET", "/kits", Scope.READ_OFFICE, "列出器材", tag="office")
def list_kits(query: Paging) -> Listed[KitRecord]:
    """List the camera kits of one's department, the office all, by number."""
    with reading(home().engine) as session:
        found = kits.kits(session, actor())
    return cut(found, query, lambda one: one.id, _kit)


def _channel(one: channels.ChannelLine) -> ChannelRecord:
    return ChannelRecord(one.code, one.name, one.name_en, one.active, tuple(
        StepRecord(step.desk, *step.name, step.all_of, step.hours) for step in one.steps))


def _kit(one: KitStanding) -> KitRecord:
    return KitRecord(one.id, one.name, one.department[0], one.active, one.loan.holder if one.loan else None,
                     one.loan.due_on if one.loan else None)

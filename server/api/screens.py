"""Screens: how they are, what they are told, why they show something or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from index.catalogue.screens import Orientation
from index.catalogue.tokens import Scope
from server import policy
from server.api.cursors import cut
from server.api.declaring import ItemId, Paging, RowId, endpoint
from server.api.shapes import LEFT, Left, Listed, Rule
from server.boards.named import LONGEST_NAME
from server.screens import lists, service, telling
from server.screens.lists import ScreenLine
from server.screens.service import LONGEST
from server.web.problems import BASE
from server.web.services import actor, home, now, zone

Name = Annotated[str, Rule(least=1, most=LONGEST_NAME)]
Place = Annotated[str, Rule(most=LONGEST)]
Boards = Annotated[tuple[RowId, ...], Rule(most=100, about="Numbers of boards, in their order.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Another moment than now."""

    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewScreen:
    """A screen to make; it is paired afterwards, by somebody who stands before it."""

    name: Name
    place: Place = ""
    building: Place = ""
    group: Place | None = None
    orientation: Orientation = Orientation.LANDSCAPE
    boards: Boards = ()


@dataclass(frozen=True, slots=True)
class ScreenEdit:
    """What is to change of a screen; what is left out stays, a group of null takes it out of its group."""

    name: Name | Left = LEFT
    place: Place | Left = LEFT
    building: Place | Left = LEFT
    group: Place | Left | None = LEFT
    orientation: Orientation | Left = LEFT
    boards: Boards | Left = LEFT
    active: bool | Left = LEFT

    def change(self) -> service.ScreenChange:
        """Return this as the service takes it."""
        return service.ScreenChange(
            name=None if self.name is LEFT else self.name, place=None if self.place is LEFT else self.place,
            group=None if self.group is LEFT else self.group or "",
            orientation=None if self.orientation is LEFT else self.orientation,
            active=None if self.active is LEFT else self.active,
            boards=None if self.boards is LEFT else tuple(map(str, self.boards)),
            building=None if self.building is LEFT else self.building)


@dataclass(frozen=True, slots=True)
class ScreenRecord:
    """One screen. ``state`` is how it is: live, frozen, off, stale, offline, never-seen, unpaired; ``showing`` the item that
    it showed when it last said so; ``troubles`` what somebody should look at.
    """

    id: int
    name: str
    place: str
    building: str
    group: str | None
    tags: tuple[str, ...]
    orientation: str
    boards: tuple[str, ...]
    group_boards: tuple[str, ...]
    state: str
    active: bool
    paired_at: datetime | None
    seen_at: datetime | None
    showing: str | None
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """One of the reasons for an answer."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Whether a screen shows an item at a moment, and all reasons why, or why not."""

    shown: bool
    reasons: tuple[Why, ...]
    notes: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class ScreenMade:
    """Where the screen is that was made."""

    screen: int
    href: str


@endpoint("GET", "/screens", Scope.READ_SCREENS, "列出电子屏", tag="screens")
def list_screens(query: Paging) -> Listed[ScreenRecord]:
    """List all screens and how they are, by number."""
    policy.require(actor(), "edit-screens")
    return cut(lists.screens(home().engine, now(), zone()), query, lambda one: one.id, _record)


@endpoint("GET", "/screens/{screen}", Scope.READ_SCREENS, "查看电子屏", tag="screens")
def show_screen(screen: RowId) -> ScreenRecord:
    """Show one screen and how it is."""
    policy.require(actor(), "edit-screens")
    return _record(lists.screen(home().engine, str(screen), now(), zone()))


@endpoint("GET", "/screens/{screen}/manifest", Scope.READ_SCREENS, "查看节目清单", tag="screens", tagged=False)
def show_manifest(screen: RowId, query: When) -> dict[str, Any]:
    """Show what a screen would be told at a moment."""
    policy.require(actor(), "edit-screens")
    return telling.manifest(home(), str(screen), query.at or now())


@endpoint("GET", "/screens/{screen}/why/{item}", Scope.READ_SCREENS, "为何显示或不显示", tag="screens", tagged=False)
def show_why(screen: RowId, item: ItemId, query: When) -> Shown:
    """Say whether a screen shows an asset or a story at a moment, and why."""
    policy.require(actor(), "edit-screens")
    answer = telling.why(home(), str(screen), item, query.at or now())
    reasons, notes = (tuple(Why(one.code, one.zh, one.en) for one in some) for some in (answer.reasons, answer.notes))
    return Shown(answer.shown, reasons, notes)


@endpoint("POST", "/screens", Scope.WRITE_SCREENS, "新建电子屏", tag="screens", status=201)
def make_screen(body: NewScreen) -> ScreenMade:
    """Make a screen."""
    new = service.NewScreen(body.name, body.place, body.group, body.orientation, boards=tuple(map(str, body.boards)),
                            building=body.building)
    made = service.add_screen(home().engine, actor(), new, now=now())
    return ScreenMade(made, f"{BASE}/screens/{made}")


@endpoint("PATCH", "/screens/{screen}", Scope.WRITE_SCREENS, "修改电子屏", tag="screens", matches=show_screen)
def change_screen(screen: RowId, body: ScreenEdit, seen: ScreenRecord | None) -> None:  # noqa: ARG001 - compared already
    """Change a screen, or hang other boards on it."""
    service.change_screen(home().engine, actor(), str(screen), body.change(), now=now())


def _record(line: ScreenLine) -> ScreenRecord:
    return ScreenRecord(line.id, line.name, line.place, line.building, line.group, line.tags, line.orientation, line.boards,
                        line.group_boards, line.state, line.active, line.paired_at, line.seen_at,
                        str(line.showing) if line.showing else None, line.troubles)

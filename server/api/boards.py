"""Boards: listed, made, changed; what hangs on them, put up, taken off and put in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from index.catalogue import items
from index.catalogue.boards import Layout
from index.catalogue.lifecycle import State
from index.catalogue.tokens import Scope
from server.api.cursors import cut
from server.api.declaring import ItemId, Paging, RowId, endpoint
from server.api.shapes import LEFT, Left, Listed, Rule
from server.boards import lists, service
from server.boards.contents import BoardItemView
from server.boards.lists import BoardLine
from server.boards.named import LONGEST_NAME
from server.boards.service import LONGEST_S, SHORTEST_S
from server.web.problems import BASE
from server.web.services import actor, home, now

Name = Annotated[str, Rule(least=1, most=LONGEST_NAME)]
Theme = Annotated[str, Rule(most=200)]
Login = Annotated[str, Rule(most=60, example="lin", about="An account name.")]
Seconds = Annotated[int, Rule(least=SHORTEST_S, most=LONGEST_S)]
Days = Annotated[int, Rule(least=1, most=366)]


@dataclass(frozen=True, slots=True)
class NewBoard:
    """A board to make; without an owner it is the token's person's."""

    name: Name
    theme: Theme = ""
    owner: Login | None = None
    refresh_by: date | None = None
    refresh_every_days: Days | None = None
    item_seconds: Seconds = 12
    layout: Layout = Layout.FULL


@dataclass(frozen=True, slots=True)
class BoardEdit:
    """What is to change of a board; what is left out stays, null takes a value away."""

    name: Name | Left = LEFT
    theme: Theme | Left = LEFT
    owner: Login | Left | None = LEFT
    refresh_by: date | Left | None = LEFT
    refresh_every_days: Days | Left | None = LEFT
    item_seconds: Seconds | Left = LEFT
    layout: Layout | Left = LEFT
    qr: bool | Left = LEFT
    active: bool | Left = LEFT

    def change(self) -> service.BoardChange:
        """Return this as the service takes it."""
        return service.BoardChange(
            name=None if self.name is LEFT else self.name, theme=None if self.theme is LEFT else self.theme,
            owner=None if self.owner is LEFT else self.owner or "",
            refresh_by=None if self.refresh_by is LEFT else self.refresh_by, no_refresh=self.refresh_by is None,
            item_seconds=None if self.item_seconds is LEFT else self.item_seconds,
            active=None if self.active is LEFT else self.active,
            refresh_every_days=None if self.refresh_every_days is LEFT else self.refresh_every_days or 0,
            qr=None if self.qr is LEFT else self.qr, layout=None if self.layout is LEFT else self.layout)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The items of a board in the order in which they are to come; those that are not named follow as they are."""

    items: Annotated[tuple[ItemId, ...], Rule(most=1000)]


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """A board in a list; ``items`` counts what hangs on it."""

    id: int
    name: str
    theme: str
    owner: str | None
    refresh_by: date | None
    refresh_every_days: int | None
    item_seconds: int
    layout: Layout
    active: bool
    changed_at: datetime
    items: int


@dataclass(frozen=True, slots=True)
class HungItem:
    """An item on a board. ``shown`` says whether screens may show it now, ``status`` how it stands on their channel."""

    item: str
    kind: str
    title: str
    status: State
    shown: bool


@dataclass(frozen=True, slots=True)
class HungOn:
    """A screen on which a board hangs."""

    id: int
    name: str
    orientation: str


@dataclass(frozen=True, slots=True)
class BoardRecord:
    """One board with what of it may be seen, and the screens on which it hangs."""

    id: int
    name: str
    theme: str
    owner: str | None
    refresh_by: date | None
    refresh_every_days: int | None
    item_seconds: int
    layout: Layout
    qr: bool
    active: bool
    changed_at: datetime
    items: tuple[HungItem, ...]
    screens: tuple[HungOn, ...]


@dataclass(frozen=True, slots=True)
class BoardMade:
    """Where the board is that was made."""

    board: int
    href: str


@endpoint("GET", "/boards", Scope.READ_BOARDS, "列出宣传栏", tag="boards")
def list_boards(query: Paging) -> Listed[BoardSummary]:
    """List all boards, by number."""
    return cut(lists.boards(home().engine), query, lambda one: one.id, _summary)


@endpoint("GET", "/boards/{board}", Scope.READ_BOARDS, "查看宣传栏", tag="boards")
def show_board(board: RowId) -> BoardRecord:
    """Show one board with what hangs on it."""
    view = lists.board(home().engine, actor(), str(board), now())
    line = view.line
    return BoardRecord(line.id, line.name, line.theme, line.owner, line.refresh_by, line.refresh_every_days,
                       line.item_seconds, Layout(line.layout), line.qr, line.active, line.changed_at,
                       tuple(map(_item, view.items)), tuple(HungOn(*one) for one in view.screens))


@endpoint("POST", "/boards", Scope.WRITE_BOARDS, "新建宣传栏", tag="boards", status=201)
def make_board(body: NewBoard) -> BoardMade:
    """Make a board."""
    new = service.NewBoard(body.name, body.theme, body.owner, body.refresh_by, body.item_seconds, body.refresh_every_days,
                           body.layout)
    made = service.add_board(home().engine, actor(), new, now=now())
    return BoardMade(made, f"{BASE}/boards/{made}")


@endpoint("PATCH", "/boards/{board}", Scope.WRITE_BOARDS, "修改宣传栏", tag="boards", matches=show_board)
def change_board(board: RowId, body: BoardEdit, seen: BoardRecord | None) -> None:  # noqa: ARG001 - compared already
    """Change a board."""
    service.change_board(home().engine, actor(), str(board), body.change(), now=now())


@endpoint("PUT", "/boards/{board}/items/{item}", Scope.WRITE_BOARDS, "放进宣传栏", tag="boards")
def put_on_board(board: RowId, item: ItemId) -> None:
    """Put an approved asset or story at the end of a board; one that is there already stays where it is."""
    service.add_item(home().engine, actor(), str(board), items.parse(item), now=now())


@endpoint("DELETE", "/boards/{board}/items/{item}", Scope.WRITE_BOARDS, "移出宣传栏", tag="boards")
def take_off_board(board: RowId, item: ItemId) -> None:
    """Take an item off a board; one that is not on it is no error."""
    service.remove_item(home().engine, actor(), str(board), items.parse(item), now=now())


@endpoint("PUT", "/boards/{board}/order", Scope.WRITE_BOARDS, "调整宣传栏顺序", tag="boards", matches=show_board)
def order_board(board: RowId, body: Arrangement, seen: BoardRecord | None) -> None:  # noqa: ARG001 - compared already
    """Put the items of a board in order."""
    service.reorder(home().engine, actor(), str(board), [items.parse(one) for one in body.items], now=now())


def _summary(line: BoardLine) -> BoardSummary:
    return BoardSummary(line.id, line.name, line.theme, line.owner, line.refresh_by, line.refresh_every_days,
                        line.item_seconds, Layout(line.layout), line.active, line.changed_at, len(line.items))


def _item(one: BoardItemView) -> HungItem:
    return HungItem(str(one.ref), one.kind, one.name, State(one.state), one.shown)

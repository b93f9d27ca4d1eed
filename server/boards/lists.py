"""Boards as pages and programs read them (the command contract's keys)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import items
from index.catalogue.boards import Board, BoardItem, Layout
from index.catalogue.items import ItemKind
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.catalogue.screens import Screen, hangings
from index.db import reading
from kiosk import reads
from server.boards import contents, named
from server.boards.contents import BoardItemView
from server.boards.times import written


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One board. ``owner`` is a login, ``items`` are the public ids of what is on it, in order, ``parts`` its day-parts as
    ``times.part_of`` reads them.
    """

    id: int
    name: str
    theme: str
    owner: str | None
    owner_display: str | None
    refresh_by: date | None
    item_seconds: int
    active: bool
    changed_at: datetime
    items: tuple[str, ...]
    show_from: datetime | None = None
    show_until: datetime | None = None
    parts: tuple[str, ...] = ()
    priority: int = 0
    evergreen: bool = False
    refresh_every_days: int | None = None
    layout: str = Layout.FULL
    qr: bool = True

    def overdue(self, today: date) -> int:
        """Return for how many days the day by which it was to be refreshed has passed; 0 where it has not."""
        return max(0, (today - self.refresh_by).days) if self.active and self.refresh_by else 0


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board with everything on it, and id, name and orientation of the screens on which it hangs."""

    line: BoardLine
    items: tuple[BoardItemView, ...]
    screens: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A board in the list, with its first pictures."""

    line: BoardLine
    pictures: tuple[AssetView, ...]
    screens: int


def boards(engine: Engine) -> list[BoardLine]:
    """Return all boards by id."""
    with reading(engine) as session:
        return _lines(session)


def board_line(engine: Engine, given: str) -> BoardLine:
    """Return one board by name or id. Raises NotFound."""
    with reading(engine) as session:
        return _lines(session, named.board(session, given).id)[0]


def cards(engine: Engine, actor: Actor, now: datetime, *, pictures: int = 4) -> list[BoardCard]:
    """Return all boards with the first pictures that this person may see."""
    with reading(engine) as session:
        lines = _lines(session)
        firsts = {line.id: contents.split(list(map(items.parse, line.items)), ItemKind.ASSET)[:pictures] for line in lines}
        views = contents.seen(session, actor, sorted({i for ids in firsts.values() for i in ids}), now)
        hung: dict[int, int] = {}
        rows = hangings().subquery()
        for board_id, _screen in session.execute(select(rows.c.board_id, rows.c.screen_id).distinct()):
            hung[board_id] = hung.get(board_id, 0) + 1
        return [BoardCard(line, tuple(views[i] for i in firsts[line.id] if i in views), hung.get(line.id, 0))
                for line in lines]


def board(engine: Engine, actor: Actor, given: str, now: datetime) -> BoardView:
    """Return a board with those of its items that this person may see. Raises NotFound."""
    with reading(engine) as session:
        line = _lines(session, named.board(session, given).id)[0]
        hung = hangings().subquery()
        screens = session.execute(select(Screen.id, Screen.name, Screen.orientation).where(Screen.id.in_(
            select(hung.c.screen_id).where(hung.c.board_id == line.id))).order_by(Screen.name))
        return BoardView(line, contents.on_board(session, actor, line.id, now), tuple(screens))


def _lines(session: Session, only: int | None = None) -> list[BoardLine]:
    query = select(Board, Person.login, Person.display).outerjoin(Person, Person.id == Board.owner_id).order_by(Board.id)
    if only is not None:
        query = query.where(Board.id == only)
    on_it: dict[int, list[str]] = {}
    for one in session.execute(select(BoardItem.board_id, BoardItem.asset_id, BoardItem.story_id)
                               .order_by(BoardItem.position, BoardItem.id)):
        on_it.setdefault(one.board_id, []).append(str(items.of_row(one.asset_id, one.story_id)))
    rows = session.execute(query).all()
    parts = reads.parts_of(session, [row.id for row, _login, _display in rows])
    return [BoardLine(row.id, row.name, row.theme, login, display, row.refresh_by, row.item_seconds, row.active,
                      row.changed_at, tuple(on_it.get(row.id, [])), row.show_from, row.show_until,
                      tuple(written(part) for part in parts.get(row.id, ())), row.priority, row.evergreen,
                      row.refresh_every_days, row.layout, row.qr)
            for row, login, display in rows]

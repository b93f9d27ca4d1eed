"""Boards as pages and programs read them (the command contract's keys)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset, public_id
from index.catalogue.boards import Board, BoardItem
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView, assets
from index.catalogue.screens import Screen, hangings
from index.db import reading
from kiosk import reads
from server.boards import named
from server.boards.times import written


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One board. ``owner`` is a login, ``items`` are the public ids of its assets in order, ``parts`` its day-parts as
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

    def overdue(self, today: date) -> int:
        """Return for how many days the day by which it was to be refreshed has passed; 0 where it has not."""
        return max(0, (today - self.refresh_by).days) if self.active and self.refresh_by else 0


@dataclass(frozen=True, slots=True)
class Rules:
    """How an item is shown on its board; see ``BoardItem``."""

    weight: int = 1
    seconds: int | None = None
    pin: int = 0
    evergreen: bool = False
    show_from: datetime | None = None
    show_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class BoardItemView:
    """An asset on a board; ``shown`` says whether screens may show it now, whatever the time of day."""

    asset: AssetView
    shown: bool
    rules: Rules


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
        firsts = {line.id: [int(item[1:]) for item in line.items[:pictures]] for line in lines}
        views = _seen(session, actor, sorted({i for ids in firsts.values() for i in ids}), now)
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
        ids = [int(item[1:]) for item in line.items]
        shown = set(session.scalars(select(Asset.id).where(Asset.id.in_(ids), visibility.shown_on_screens(now))))
        hung = hangings().subquery()
        screens = session.execute(select(Screen.id, Screen.name, Screen.orientation).where(Screen.id.in_(
            select(hung.c.screen_id).where(hung.c.board_id == line.id))).order_by(Screen.name))
        views, kept = _seen(session, actor, ids, now), rules(session, line.id)
        items = tuple(BoardItemView(views[i], i in shown, kept[i]) for i in ids if i in views)
        return BoardView(line, items, tuple(screens))


def rules(session: Session, board_id: int) -> dict[int, Rules]:
    """Return {asset: how it is shown on this board}."""
    return {item.asset_id: Rules(item.weight, item.seconds, item.pin, item.evergreen, item.show_from, item.show_until)
            for item in session.scalars(select(BoardItem).where(BoardItem.board_id == board_id))}


def candidates(engine: Engine, given: str, now: datetime, *, among: Sequence[int] | None = None,
               limit: int = 24) -> list[AssetView]:
    """Return the assets that may go on this board and are not on it: the newest, or those of ``among`` in its order."""
    with reading(engine) as session:
        here = named.board(session, given).id
        query = (select(Asset.id).where(visibility.shown_on_screens(now), Asset.rendered_at.is_not(None),
                                        Asset.id.not_in(select(BoardItem.asset_id).where(BoardItem.board_id == here)))
                 .order_by(Asset.id.desc()))
        if among is None:
            return assets(session, list(session.scalars(query.limit(limit))))
        fit = set(session.scalars(query.where(Asset.id.in_(among))))
        return assets(session, [i for i in among if i in fit][:limit])


def _seen(session: Session, actor: Actor, ids: Sequence[int], now: datetime) -> dict[int, AssetView]:
    seen = session.scalars(select(Asset.id).where(Asset.id.in_(ids), visibility.visible(actor, now)))
    return {view.id: view for view in assets(session, list(seen))}


def _lines(session: Session, only: int | None = None) -> list[BoardLine]:
    query = select(Board, Person.login, Person.display).outerjoin(Person, Person.id == Board.owner_id).order_by(Board.id)
    if only is not None:
        query = query.where(Board.id == only)
    items: dict[int, list[str]] = {}
    for board_id, asset_id in session.execute(
            select(BoardItem.board_id, BoardItem.asset_id).order_by(BoardItem.position, BoardItem.asset_id)):
        items.setdefault(board_id, []).append(public_id(asset_id))
    rows = session.execute(query).all()
    parts = reads.parts_of(session, [row.id for row, _login, _display in rows])
    return [BoardLine(row.id, row.name, row.theme, login, display, row.refresh_by, row.item_seconds, row.active,
                      row.changed_at, tuple(items.get(row.id, [])), row.show_from, row.show_until,
                      tuple(written(part) for part in parts.get(row.id, ())), row.priority, row.evergreen,
                      row.refresh_every_days)
            for row, login, display in rows]

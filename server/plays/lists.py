"""The report of plays as its page and its sheets read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import items, visibility
from index.catalogue.boards import Board
from index.catalogue.items import ItemKind
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from index.catalogue.screens import Screen, ScreenGroup, item_parts
from server.plays.counting import NOTHING, Count, Counts, Only, Span, count
from server.sheets.writing import csv_bytes
from server.stories import lists as stories

WAYS: Final = ("item", "board", "screen", "day")
HEADS: Final[dict[str, tuple[str, ...]]] = {
    "item": ("内容 item", "标题 title", "次数 plays", "秒 seconds"),
    "board": ("宣传栏 board", "名称 name", "次数 plays", "秒 seconds"),
    "screen": ("电子屏 screen", "名称 name", "位置 place", "组 group", "次数 plays", "秒 seconds"),
    "day": ("日期 day", "次数 plays", "秒 seconds"),
}
UNKNOWN: Final = "已无记录 no longer known"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table. ``id`` is what a page can be filtered by, None where nothing names it any more; ``key`` is its
    public id or number as text. ``more`` are the words after its name. ``view`` is there where the reader may see the asset.
    """

    id: int | None
    key: str
    name: str
    more: tuple[str, ...]
    times: int
    ms: int
    view: AssetView | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All four tables, the most shown first, days in order."""

    item: tuple[Line, ...]
    board: tuple[Line, ...]
    screen: tuple[Line, ...]
    day: tuple[Line, ...]

    @property
    def total(self) -> Count:
        return sum((Count(line.times, line.ms) for line in self.day), NOTHING)

    @property
    def most(self) -> int:
        """The plays of the day that had the most."""
        return max((line.times for line in self.day), default=0)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page can be narrowed to: (id, name)."""

    boards: tuple[tuple[int, str], ...]
    screens: tuple[tuple[int, str], ...]
    groups: tuple[tuple[int, str], ...]


def report(session: Session, actor: Actor, span: Span, only: Only, now: datetime, *, views: int = 0) -> Report:
    """Return what was shown in these days, as far as this person may know; the first ``views`` items by name."""
    found = count(session, actor, span, only)
    days = tuple(Line(None, day.isoformat(), day.isoformat(), (), *found.days.get(day, NOTHING)) for day in span.days)
    return Report(_items(session, actor, found, now, views), _boards(session, found), _screens(session, found), days)


def sheet(found: Report, way: str) -> bytes:
    """Return one of the tables as CSV."""
    rows: Iterable[Line] = getattr(found, way)
    return csv_bytes(HEADS[way], ([line.key, *_named(line, way), str(line.times), f"{line.ms / 1000:.0f}"] for line in rows))


def _named(line: Line, way: str) -> tuple[str, ...]:
    return () if way == "day" else (line.name or UNKNOWN, *line.more)


def choices(session: Session) -> Choices:
    """Return what the page can be narrowed to."""
    return Choices(*(tuple((row[0], row[1]) for row in session.execute(select(model.id, model.name).order_by(model.name)))
                     for model in (Board, Screen, ScreenGroup)))


def _items(session: Session, actor: Actor, found: Counts, now: datetime, views: int) -> tuple[Line, ...]:
    sums = _summed(found, 1)
    order = sorted(sums, key=lambda one: (-sums[one].times, str(one or "")))
    wanted = [one for one in order if one is not None]
    told = wanted[:views] if views else wanted
    seen = {items.ref(view.id): view
            for view in visibility.views(session, actor, [one.id for one in told if one.kind is ItemKind.ASSET], now)}
    names = {items.story(line.id): line.title
             for line in stories.of_ids(session, actor, [one.id for one in told if one.kind is ItemKind.STORY], now)}
    names |= {one: view.words.title or view.name for one, view in seen.items()}
    return tuple(Line(None, "", "", (), *sums[one]) if one is None else
                 Line(one.id, str(one), names.get(one, ""), (), *sums[one], seen.get(one)) for one in order)


def _boards(session: Session, found: Counts) -> tuple[Line, ...]:
    sums = _summed(found, 0)
    names = {row[0]: row[1] for row in session.execute(select(Board.id, Board.name).where(
        Board.id.in_([one for one in sums if one is not None])))}
    return tuple(Line(one if one in names else None, str(one or ""), names.get(one or 0, ""), (), *sums[one])
                 for one in sorted(sums, key=lambda one: (-sums[one].times, one or 0)))


def _screens(session: Session, found: Counts) -> tuple[Line, ...]:
    rows = session.execute(select(Screen.id, Screen.name, Screen.place, func.coalesce(ScreenGroup.name, ""))
                           .outerjoin(ScreenGroup, ScreenGroup.id == Screen.group_id)
                           .where(Screen.id.in_(list(found.screens)))).all()
    lines = [Line(number, str(number), name, (place, group), *found.screens[number]) for number, name, place, group in rows]
    return tuple(sorted(lines, key=lambda line: (-line.times, line.name)))


def _summed(found: Counts, part: int) -> dict[Any, Count]:
    """Return the plays by board (part 0) or by item (1); None for what they do not name."""
    sums: dict[Any, Count] = {}
    for key, one in found.items.items():
        name = item_parts(key)[part]
        sums[name] = sums.get(name, NOTHING) + one
    return sums

"""Boards' times and those of what is on them: set and read. Each change is one transaction with its audit line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from index.catalogue import audit, items
from index.catalogue.boards import Board, BoardItem, BoardPart, Framing
from index.catalogue.dayparts import DayPart
from index.catalogue.items import Named
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Invalid, NotFound
from server import policy
from server.boards import named, times
from server.boards.service import LONGEST_S, SHORTEST_S
from server.home import Home


@dataclass(frozen=True, slots=True)
class BoardTimes:
    """When a board is to be shown; None leaves what is. From and until are a day or a moment at the campus, "" for none."""

    show_from: str | None = None
    show_until: str | None = None
    parts: tuple[DayPart, ...] | None = None
    priority: int | None = None
    evergreen: bool | None = None


@dataclass(frozen=True, slots=True)
class ItemTimes:
    """How an item is to be shown on its board; None leaves what is. ``seconds`` 0 is as long as the board says."""

    weight: int | None = None
    seconds: int | None = None
    pin: int | None = None
    evergreen: bool | None = None
    show_from: str | None = None
    show_until: str | None = None
    framing: str | None = None


def set_board(home: Home, actor: Actor, given: str, wish: BoardTimes, *, now: datetime) -> None:
    """Change a board's times, by name or id. Raises Forbidden, NotFound, Invalid."""
    policy.require(actor, "edit-boards")
    with writing(home.engine) as session:
        board = named.board(session, given)
        _set_term(board, wish.show_from, wish.show_until, home)
        if wish.priority is not None:
            board.priority = times.within("priority", wish.priority, 0, times.HIGHEST)
        board.evergreen = board.evergreen if wish.evergreen is None else wish.evergreen
        if wish.parts is not None:
            _set_parts(session, board, wish.parts)
        board.changed_at = now
        told = {} if wish.parts is None else {"parts": [times.written(part) for part in wish.parts]}
        audit.record(session, actor, "scheduled", f"board:{board.id}", at=now, name=board.name, priority=board.priority,
                     evergreen=board.evergreen, **_term(board), **told)


def set_item(home: Home, actor: Actor, given: str, wanted: Named, wish: ItemTimes, *, now: datetime) -> None:
    """Change how an item is shown on a board, one that follows a search as well. Raises Forbidden, NotFound, Invalid."""
    policy.require(actor, "edit-boards")
    with writing(home.engine) as session:
        board = named.board(session, given)
        one = items.ref(wanted)
        item = named.item(session, board.id, one)
        if item is None:
            raise NotFound(what=f"“{one}”")
        _set_term(item, wish.show_from, wish.show_until, home)
        if wish.weight is not None:
            item.weight = times.within("weight", wish.weight, 1, times.HEAVIEST)
        if wish.seconds is not None:
            item.seconds = times.within("seconds", wish.seconds, SHORTEST_S, LONGEST_S) if wish.seconds else None
        if wish.pin is not None:
            item.pin = times.within("pin", wish.pin, 0, times.FURTHEST_PIN)
        item.evergreen = item.evergreen if wish.evergreen is None else wish.evergreen
        item.framing = item.framing if wish.framing is None else _framing(wish.framing)
        board.changed_at = now
        audit.record(session, actor, "scheduled", f"board:{board.id}", at=now, name=board.name, **{one.kind: str(one)},
                     weight=item.weight, seconds=item.seconds or "", pin=item.pin, evergreen=item.evergreen,
                     framing=item.framing, **_term(item))


def _framing(given: str) -> Framing:
    try:
        return Framing(given)
    except ValueError:
        raise Invalid("framing", f"没有「{given}」，可用：{'、'.join(Framing)}", f"there is no “{given}”; there are "
                      f"{', '.join(Framing)}") from None


def _set_term(of: Board | BoardItem, begins: str | None, ends: str | None, home: Home) -> None:
    if begins is not None:
        of.show_from = times.moment("show_from", begins, home.settings.zone)
    if ends is not None:
        of.show_until = times.moment("show_until", ends, home.settings.zone)
    times.in_order(of.show_from, of.show_until)


def _set_parts(session: Session, board: Board, parts: tuple[DayPart, ...]) -> None:
    wanted = times.checked(parts)
    session.execute(delete(BoardPart).where(BoardPart.board_id == board.id))
    session.add_all(BoardPart(board_id=board.id, begins=part.begins, until=part.until, weekdays=part.weekdays, days=part.days)
                    for part in wanted)


def _term(of: Board | BoardItem) -> dict[str, Any]:
    return {name: moment.isoformat() if (moment := getattr(of, name)) else "" for name in ("show_from", "show_until")}

"""Find boards, screens, groups and campuses by id or by name."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.boards import Board, BoardItem
from index.catalogue.campuses import Campus
from index.catalogue.items import Ref
from index.catalogue.screens import Screen, ScreenGroup
from index.errors import Conflict, Invalid, NotFound

T = TypeVar("T", Board, Screen, ScreenGroup, Campus)
LONGEST_NAME = 60


def board(session: Session, given: str) -> Board:
    """Return a board by name or id. Raises NotFound."""
    return _found(session, Board, given)


def item(session: Session, board_id: int, wanted: Ref) -> BoardItem | None:
    """Return an item's place on a board; None where it has none."""
    return session.scalar(select(BoardItem).where(BoardItem.board_id == board_id, BoardItem.of(wanted)))


def screen(session: Session, given: str) -> Screen:
    """Return a screen by name or id. Raises NotFound."""
    return _found(session, Screen, given)


def group(session: Session, given: str) -> ScreenGroup:
    """Return a group of screens by name or id. Raises NotFound."""
    return _found(session, ScreenGroup, given)


def campus(session: Session, given: str) -> Campus:
    """Return a campus by name or id. Raises NotFound."""
    return _found(session, Campus, given)


def free_name(session: Session, model: type[Board] | type[Screen] | type[ScreenGroup] | type[Campus], given: str, *,
              but: int | None = None) -> str:
    """Return the name, trimmed, if nothing else has it. Raises Invalid(name), Conflict(name-taken)."""
    name = given.strip()
    if not name:
        raise Invalid("name", "不能为空", "must not be empty")
    if len(name) > LONGEST_NAME:
        raise Invalid("name", f"最多 {LONGEST_NAME} 个字", f"at most {LONGEST_NAME} characters")
    if session.scalar(select(model.id).where(model.name == name, model.id != (but or 0))) is not None:
        raise Conflict("name-taken", name=name)
    return name


def _found(session: Session, model: type[T], given: str) -> T:
    given = given.strip()
    row: Any = session.scalar(select(model).where(model.name == given))
    if row is None and given.isascii() and given.isdigit() and len(given) < 10:
        row = session.get(model, int(given))
    if row is None:
        raise NotFound(what=f"“{given}”")
    found: T = row
    return found

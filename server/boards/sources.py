"""A board's source: a saved search that it follows, so that it fills itself with what screens may show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from index.catalogue import audit, visibility
from index.catalogue.boards import Board
from index.catalogue.people import Actor
from index.catalogue.searches import BoardSource, SavedSearch
from index.db import reading, writing
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.home import Home
from server.searches import following

USUAL: Final = 20
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Source:
    """What a board follows. A search that the reader may not see has no text, only its name."""

    search_id: int
    name: str
    text: str | None
    most: int


def source(home: Home, actor: Actor, board_id: int) -> Source | None:
    """Return what a board follows; None where it is arranged by hand."""
    with reading(home.engine) as session:
        row = session.execute(select(SavedSearch.id, SavedSearch.name, SavedSearch.text, BoardSource.most)
                              .join(BoardSource, BoardSource.search_id == SavedSearch.id)
                              .where(BoardSource.board_id == board_id)).first()
        if row is None:
            return None
        seen = session.scalar(select(SavedSearch.id).where(SavedSearch.id == row.id, visibility.searches(actor))) is not None
        return Source(row.id, row.name, row.text if seen else None, row.most)


def choices(home: Home, actor: Actor) -> list[tuple[int, str]]:
    """Return the searches that this person may have a board follow."""
    with reading(home.engine) as session:
        return [(number, name) for number, name in session.execute(
            select(SavedSearch.id, SavedSearch.name).where(visibility.searches(actor)).order_by(SavedSearch.name))]


def set_source(home: Home, actor: Actor, board_id: int, search_id: int | None, most: int, *, now: datetime) -> None:
    """Have a board follow a search, and fill it at once; None has it arranged by hand again, with what is on it.

    Raises Forbidden, NotFound, Invalid.
    """
    policy.require(actor, "edit-boards")
    if not 1 <= most <= MOST:
        raise Invalid("most", f"应在 1 到 {MOST} 之间", f"between 1 and {MOST}")
    with writing(home.engine) as session:
        board = session.get(Board, board_id)
        if board is None:
            raise NotFound(what=str(board_id))
        session.execute(delete(BoardSource).where(BoardSource.board_id == board_id))
        name = ""
        if search_id is not None:
            found = session.scalar(select(SavedSearch).where(SavedSearch.id == search_id, visibility.searches(actor)))
            if found is None:
                raise NotFound(what=str(search_id))
            name = found.name
            session.add(BoardSource(board_id=board_id, search_id=search_id, most=most, set_by=actor.person_id))
        audit.record(session, actor, "changed", f"board:{board_id}", at=now, name=board.name, source=name, most=most)
    if search_id is not None:
        following.follow_boards(home, now, search_id=search_id)


def require_by_hand(session: Session, board_id: int) -> None:
    """Do nothing where a board is arranged by hand. Raises Conflict(board-live)."""
    name = session.scalar(select(SavedSearch.name).join(BoardSource, BoardSource.search_id == SavedSearch.id)
                          .where(BoardSource.board_id == board_id))
    if name is not None:
        raise Conflict("board-live", search=name)

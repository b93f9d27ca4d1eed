"""Boards that are to be refreshed: their owner is told some days before, and once a week from when it is overdue; then the
office is told as well.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.boards import Board
from index.catalogue.notices import Kind
from index.catalogue.people import Person
from index.settings import Settings
from server.notices.deadlines import Told, marked
from server.notices.heard import Telling, office

MORNING: Final = 8
"""The hour of the campus from which on days that begin are told of: nobody is woken for a board."""
WEEK: Final = 7


def to_refresh(session: Session, settings: Settings, now: datetime) -> list[Told]:
    """Return whom to tell that a board is to be refreshed soon, or should have been."""
    here = now.astimezone(settings.zone)
    if here.hour < MORNING:
        return []
    ahead = here.date() + timedelta(days=settings.reminder_days)
    found: dict[str, tuple[Kind, Board]] = {}
    for board in session.scalars(select(Board).where(Board.active, Board.refresh_by.is_not(None),
                                                     Board.refresh_by <= ahead).order_by(Board.id)):
        kind, mark = _reached(board, board.refresh_by or here.date(), here.date())
        found[mark] = (kind, board)
    told = marked(session, found)
    return [(mark, _of_board(session, *given, now)) for mark, given in found.items() if mark not in told]


def _reached(board: Board, refresh_by: date, today: date) -> tuple[Kind, str]:
    over = (today - refresh_by).days
    if over <= 0:
        return Kind.BOARD_DUE, f"board-due:{board.id}:{refresh_by}"
    return Kind.BOARD_OVER, f"board-over:{board.id}:{refresh_by}:{(over - 1) // WEEK}"


def _of_board(session: Session, kind: Kind, board: Board, now: datetime) -> list[Telling]:
    owner = session.scalar(select(Person.id).where(Person.id == board.owner_id, Person.active))
    people = {owner} if owner is not None else office(session, now)
    if kind is Kind.BOARD_OVER:
        people = people | office(session, now)
    return [Telling(one, kind, f"board:{board.id}", now, {"day": str(board.refresh_by)}) for one in sorted(people)]

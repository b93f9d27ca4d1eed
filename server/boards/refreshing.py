"""That a board was refreshed is somebody's word: what hangs on it may have been looked through and left as it is.

A change of what is on it is therefore not taken for one; how much changed since the last time is told beside the button.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.audit import AuditLine
from index.catalogue.boards import Board
from index.catalogue.people import Actor
from index.db import reading, writing
from index.errors import Invalid
from server import policy
from server.boards import named

LONGEST_DAYS: Final = 366
_BEGUN: Final = ("added", "refreshed")
_CHANGED: Final = ("filled", "emptied", "reordered", "followed", "brought-back")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """When a board was last said to be refreshed, or made, by whom, and how often what is on it was changed since."""

    at: datetime
    by: str
    changes: int


def rhythm(days: int | None, refresh_by: date | None) -> int | None:
    """Return a rhythm as it is kept: None for none. Raises Invalid (refresh_every_days, refresh_by)."""
    if not days:
        return None
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid("refresh_every_days", f"应在 1 到 {LONGEST_DAYS} 天之间", f"between 1 and {LONGEST_DAYS} days")
    if refresh_by is None:
        raise Invalid("refresh_by", "定期更新需要写明第一次的日期", "a rhythm needs its first day")
    return days


def mark(engine: Engine, actor: Actor, given: str, *, zone: ZoneInfo, now: datetime) -> date | None:
    """Say that a board is refreshed today, and return the next day by which it is to be: by its rhythm, else none.

    Raises Forbidden, NotFound.
    """
    with writing(engine) as session:
        board = named.board(session, given)
        if not policy.may_refresh(actor, board.owner_id):
            raise policy.forbidden("edit-boards")
        found = last(session, board.id)
        every, today = board.refresh_every_days, now.astimezone(zone).date()
        board.refresh_by = today + timedelta(days=every) if every else None
        audit.record(session, actor, "refreshed", f"board:{board.id}", at=now, name=board.name,
                     refresh_by=str(board.refresh_by or ""), changes=found.changes if found else 0)
        return board.refresh_by


def may_mark(engine: Engine, actor: Actor, board_id: int) -> bool:
    """Say whether this person may say so of this board."""
    with reading(engine) as session:
        return policy.may_refresh(actor, session.scalar(select(Board.owner_id).where(Board.id == board_id)))


def of_board(engine: Engine, board_id: int) -> Refreshed | None:
    """Return when a board was last refreshed; None where nobody noted so much as that it was made."""
    with reading(engine) as session:
        return last(session, board_id)


def last(session: Session, board_id: int) -> Refreshed | None:
    """Return the same within a transaction."""
    subject = f"board:{board_id}"
    line = session.scalar(select(AuditLine).where(AuditLine.subject == subject, AuditLine.verb.in_(_BEGUN))
                          .order_by(AuditLine.id.desc()).limit(1))
    if line is None:
        return None
    changes = session.scalar(select(func.count()).select_from(AuditLine).where(
        AuditLine.subject == subject, AuditLine.id > line.id, AuditLine.verb.in_(_CHANGED)))
    return Refreshed(line.at, line.actor, changes or 0)

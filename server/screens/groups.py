"""Groups of screens: their boards, which each of their screens inherits, the hours in which they are lit, their lease."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.boards import Board
from index.catalogue.people import Actor
from index.catalogue.screens import GroupBoard, Screen, ScreenGroup
from index.db import reading, writing
from server import policy
from server.boards import named
from server.screens.keeping import Lit, clock_time


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group. ``boards`` are ids in order; hours are empty where its screens are always lit."""

    id: int
    name: str
    screens: int
    boards: tuple[int, ...]
    opens: str
    closes: str
    lease_days: int | None


def lines(engine: Engine) -> list[GroupLine]:
    """Return all groups by name."""
    with reading(engine) as session:
        return _lines(session)


def line(engine: Engine, given: str) -> GroupLine:
    """Return one group, by name or id. Raises NotFound."""
    with reading(engine) as session:
        found = named.group(session, given).id
        return next(one for one in _lines(session) if one.id == found)


def change(engine: Engine, actor: Actor, given: str, name: str, lit: Lit, *, now: datetime) -> None:
    """Change a group's name, hours and lease. Raises Forbidden, Invalid, Conflict(name-taken), NotFound."""
    policy.require(actor, "edit-screens")
    with writing(engine) as session:
        group = named.group(session, given)
        group.name = named.free_name(session, ScreenGroup, name, but=group.id)
        lit.put(group)
        audit.record(session, actor, "changed", f"screens:{group.id}", at=now, name=group.name, hours=lit.words(),
                     lease_days=lit.lease_days)


def hang(engine: Engine, actor: Actor, given: str, boards: Sequence[str], *, now: datetime) -> None:
    """Choose the boards that every screen of a group shows beside its own, in order. Raises Forbidden, NotFound."""
    policy.require(actor, "edit-screens")
    with writing(engine) as session:
        group = named.group(session, given)
        found = {row.id: row.name for row in (named.board(session, one) for one in boards)}
        session.execute(delete(GroupBoard).where(GroupBoard.group_id == group.id))
        session.add_all(GroupBoard(group_id=group.id, board_id=one, position=place) for place, one in enumerate(found))
        audit.record(session, actor, "changed", f"screens:{group.id}", at=now, name=group.name, boards=list(found.values()))


def remove(engine: Engine, actor: Actor, given: str, *, now: datetime) -> None:
    """Dissolve a group: its screens stay, without what they had from it. Raises Forbidden, NotFound."""
    policy.require(actor, "edit-screens")
    with writing(engine) as session:
        group = named.group(session, given)
        audit.record(session, actor, "removed", f"screens:{group.id}", at=now, name=group.name)
        session.execute(update(Screen).where(Screen.group_id == group.id).values(group_id=None))
        session.execute(delete(ScreenGroup).where(ScreenGroup.id == group.id))


def board_names(session: Session) -> dict[int, tuple[str, ...]]:
    """Return {group: the names of its boards in order}."""
    found: dict[int, tuple[str, ...]] = {}
    for group_id, name in session.execute(select(GroupBoard.group_id, Board.name).join(Board, Board.id == GroupBoard.board_id)
                                          .order_by(GroupBoard.position, Board.id)):
        found[group_id] = (*found.get(group_id, ()), name)
    return found


def _lines(session: Session) -> list[GroupLine]:
    hung: dict[int, tuple[int, ...]] = {}
    for row in session.scalars(select(GroupBoard).order_by(GroupBoard.position, GroupBoard.board_id)):
        hung[row.group_id] = (*hung.get(row.group_id, ()), row.board_id)
    counts = {row[0]: row[1] for row in session.execute(select(Screen.group_id, func.count()).group_by(Screen.group_id))}
    return [GroupLine(one.id, one.name, counts.get(one.id, 0), hung.get(one.id, ()), clock_time(one.opens),
                      clock_time(one.closes), one.lease_days)
            for one in session.scalars(select(ScreenGroup).order_by(ScreenGroup.name))]

"""From a topic onto a board in one step: what was accepted, as far as it is approved for the screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from index.catalogue.items import Ref
from index.catalogue.people import Actor
from index.db import reading
from index.errors import Conflict, VitrineError
from server import policy
from server.boards import service
from server.boards.lists import board_line
from server.topics import lists
from server.topics.standing import Standing

Outcomes = Sequence[tuple[Ref, VitrineError | None]]


def put_on(engine: Engine, actor: Actor, task_id: int, board: str, *, zone: ZoneInfo,
           clock: Callable[[], datetime]) -> tuple[str, Outcomes]:
    """Put what a department handed in on a board, each item by itself; return the board's name and what became of each.

    Raises Forbidden, NotFound, Conflict(topic-not-accepted).
    """
    policy.require(actor, "edit-boards")
    line = board_line(engine, board)
    with reading(engine) as session:
        if lists.task(session, actor, task_id, zone, clock()).standing is not Standing.ACCEPTED:
            raise Conflict("topic-not-accepted")
        found = lists.refs(session, task_id)
    return line.name, [(ref, _put(engine, actor, str(line.id), ref, clock())) for ref in found]


def _put(engine: Engine, actor: Actor, board: str, ref: Ref, now: datetime) -> VitrineError | None:
    try:
        service.add_item(engine, actor, board, ref, now=now)
    except VitrineError as error:
        return error
    return None

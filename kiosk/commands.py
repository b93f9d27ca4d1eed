"""What the desk asks of a screen, told in the tiny resource, and the screen's word on what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from index.catalogue.fleet import ScreenCommand

MOST: Final = 20
OUTCOMES: Final = frozenset({"done", "failed"})


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a screen is to do once, before ``until``."""

    id: int
    deed: str
    until: datetime


def waiting(session: Session, now: datetime, screen_id: int | None = None) -> dict[int, tuple[Command, ...]]:
    """Return {screen: what it is to do and has not said that it did, the oldest first}, of one screen or of all. One read."""
    query = (select(ScreenCommand.screen_id, ScreenCommand.id, ScreenCommand.deed, ScreenCommand.expires_at)
             .where(ScreenCommand.done_at.is_(None), ScreenCommand.expires_at > now).order_by(ScreenCommand.id))
    found: dict[int, tuple[Command, ...]] = {}
    for row in session.execute(query if screen_id is None else query.where(ScreenCommand.screen_id == screen_id)):
        found[row.screen_id] = (*found.get(row.screen_id, ()), Command(row.id, row.deed, row.expires_at))[:MOST]
    return found


def entry(command: Command, iso: Callable[[datetime], str]) -> dict[str, Any]:
    """Return what a player is told of it."""
    return {"id": command.id, "deed": command.deed, "until": iso(command.until)}


def told(given: Any) -> dict[int, str]:
    """Return {command: outcome} of what a screen says that it did; what is none is dropped."""
    batch = given.get("done") if isinstance(given, dict) else None
    found: dict[int, str] = {}
    for one in batch[:MOST] if isinstance(batch, list) else []:
        number, outcome = (one.get("id"), one.get("outcome")) if isinstance(one, dict) else (None, None)
        is_known = isinstance(outcome, str) and outcome in OUTCOMES
        if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**31 and is_known:
            found[number] = str(outcome)
    return found


def keep(session: Session, screen_id: int, outcomes: dict[int, str], now: datetime) -> None:
    """Keep a screen's word on its own commands; what it said first stays."""
    for number, outcome in outcomes.items():
        session.execute(update(ScreenCommand).values(done_at=now, outcome=outcome).where(
            ScreenCommand.id == number, ScreenCommand.screen_id == screen_id, ScreenCommand.done_at.is_(None)))


def is_asked(session: Session, screen_id: int, deeds: Iterable[str], now: datetime) -> bool:
    """Say whether one of these deeds waits for this screen."""
    return any(one.deed in set(deeds) for one in waiting(session, now, screen_id).get(screen_id, ()))

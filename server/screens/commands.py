"""From the desk: ask screens to show their names, to send a picture, to reload; and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, delete, select

from index.catalogue import audit
from index.catalogue.fleet import Deed, ScreenCommand
from index.catalogue.people import Actor
from index.catalogue.screens import Screen
from index.db import reading, writing
from index.errors import Invalid
from server import policy
from server.boards import named

TERMS: Final = {Deed.IDENTIFY: timedelta(minutes=1), Deed.PICTURE: timedelta(minutes=2), Deed.RELOAD: timedelta(minutes=5)}
"""How long each may wait: what was asked of a screen that is away must not surprise anybody later."""
KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """One command. ``state`` is done, failed, waiting or expired."""

    deed: str
    by: str
    at: datetime
    state: str
    done_at: datetime | None


def ask(engine: Engine, actor: Actor, screens: Sequence[str], deed: str, *, now: datetime) -> int:
    """Ask this of these screens, by name or id, and return of how many: those without a device are left out.

    The same thing that still waits is asked anew, not twice. Raises Forbidden, NotFound, Invalid.
    """
    policy.require(actor, "edit-screens")
    if deed not in set(Deed):
        raise Invalid("deed", "应为 identify、picture 或 reload", "must be identify, picture or reload")
    with writing(engine) as session:
        found = {one.id: one for one in (named.screen(session, given) for given in screens)}
        rows: list[Screen] = [row for row in found.values() if row.token_hash is not None]
        again = (ScreenCommand.deed == deed) & ScreenCommand.done_at.is_(None)
        session.execute(delete(ScreenCommand).where(ScreenCommand.screen_id.in_([row.id for row in rows]),
                                                    again | (ScreenCommand.asked_at < now - KEPT)))
        for row in rows:
            session.add(ScreenCommand(screen_id=row.id, deed=deed, asked_by=actor.display, asked_at=now,
                                      expires_at=now + TERMS[Deed(deed)]))
            audit.record(session, actor, "commanded", f"screen:{row.id}", at=now, name=row.name, deed=deed)
    return len(rows)


def asked(engine: Engine, screen_id: int, now: datetime, *, limit: int = 5) -> list[Asked]:
    """Return what was asked of a screen last, the newest first."""
    with reading(engine) as session:
        return [Asked(row.deed, row.asked_by, row.asked_at, _state(row, now), row.done_at) for row in session.scalars(
            select(ScreenCommand).where(ScreenCommand.screen_id == screen_id).order_by(ScreenCommand.id.desc()).limit(limit))]


def _state(row: ScreenCommand, now: datetime) -> str:
    if row.done_at is not None:
        return row.outcome
    return "waiting" if row.expires_at > now else "expired"

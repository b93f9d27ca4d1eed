"""Screens that went silent, or stand still, in hours in which they should play: each silence is told once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.notices import Kind
from index.catalogue.people import Person, PersonRole
from server import policy
from server.notices.deadlines import Told, marked
from server.notices.heard import Telling
from server.screens import lists
from server.screens.lists import ScreenState

PATIENCE: Final = timedelta(minutes=30)
"""Networks hiccup and machines start anew; nobody walks over for that."""


def silent(session: Session, zone: ZoneInfo, now: datetime) -> list[Told]:
    """Return whom to tell of screens of which nothing was heard, or which drew no frame, for half an hour of their hours."""
    before = {line.id: line.state for line in lists.lines(session, now - PATIENCE, zone)}
    found = {}
    for line in lists.lines(session, now, zone):
        since = {ScreenState.OFFLINE: line.seen_at, ScreenState.FROZEN: line.moved_at}.get(ScreenState(line.state))
        if line.active and since is not None and since <= now - PATIENCE and before[line.id] != ScreenState.OFF:
            found[f"screen:{line.id}:{line.state}:{since.timestamp():.0f}"] = line.id
    told = marked(session, found)
    people = _people(session) if set(found) - told else []
    return [(mark, [Telling(one, Kind.SCREEN, f"screen:{screen_id}", now) for one in people])
            for mark, screen_id in found.items() if mark not in told]


def _people(session: Session) -> list[int]:
    return list(session.scalars(
        select(Person.id).join(PersonRole, PersonRole.person_id == Person.id).distinct()
        .where(Person.active, PersonRole.role.in_(policy.ROLES["edit-screens"])).order_by(Person.id)))

"""Emergencies as screens are told of them: facts from the catalogue, the entries of the tiny resource, the screens' word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import emergencies, targets
from index.catalogue.emergencies import Emergency, EmergencyScreen
from index.catalogue.screens import Screen
from index.db import insert_into

LEVEL: Final = "emergency"


class Place(Protocol):
    """A screen, as far as something may be aimed at it."""

    @property
    def id(self) -> int: ...
    @property
    def group_id(self) -> int | None: ...
    @property
    def building(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Alert:
    """An emergency that a screen is to show now."""

    id: int
    title: str
    title_en: str
    body: str
    body_en: str
    drill: bool
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Painted:
    """A screen's word on one emergency: when its words stood on the panel and when they no longer did; the end it knows."""

    emergency_id: int
    painted_at: datetime
    cleared_at: datetime | None
    until: datetime | None = None


def live(session: Session, screens: Iterable[Place], now: datetime) -> dict[int, tuple[Alert, ...]]:
    """Return {screen: what it is to show now, what comes first first}. Two reads, one where nothing is on."""
    found = emergencies.on(session, now)
    if not found:
        return {}
    named = {(row.screen_id, row.emergency_id) for row in session.execute(
        select(EmergencyScreen.screen_id, EmergencyScreen.emergency_id)
        .where(EmergencyScreen.emergency_id.in_([one.id for one in found])))}
    aimed = [(targets.read(one.targets), Alert(one.id, one.title, one.title_en, one.body, one.body_en, one.drill, one.at,
                                               one.until)) for one in found]
    told = {place.id: tuple(alert for aim, alert in aimed
                            if (place.id, alert.id) in named or aim.meet(place.id, place.group_id, place.building))
            for place in screens}
    return {screen_id: some for screen_id, some in told.items() if some}


def entry(alert: Alert, iso: Callable[[datetime], str]) -> dict[str, Any]:
    """Return what a player needs of it. It has no beginning: whoever hears of it shows it, whatever its clock says."""
    return {"id": emergencies.public_id(alert.id), "level": LEVEL, "title": alert.title, "title_en": alert.title_en,
            "body": alert.body, "body_en": alert.body_en, "drill": alert.drill, "sound": False, "at": iso(alert.at),
            "from": None, "until": iso(alert.until)}


def keep(session: Session, words: Mapping[tuple[int, Painted], datetime]) -> None:
    """Keep what screens, by their ids, said, and when we heard it; the first word stays, none is from the future.

    A later end begins anew what is said of going: a screen that had let one go at its end shows it again.
    """
    screens = set(session.scalars(select(Screen.id).where(Screen.id.in_({screen_id for screen_id, _ in words}))))
    known = set(session.scalars(select(Emergency.id).where(Emergency.id.in_({one.emergency_id for _, one in words}))))
    insert = insert_into(session, EmergencyScreen)
    said = insert.excluded
    later = and_(said.until.is_not(None), or_(EmergencyScreen.until.is_(None), EmergencyScreen.until < said.until))
    first = {name: func.coalesce(getattr(EmergencyScreen, name), said[name])
             for name in ("painted_at", "heard_at", "cleared_at")}
    changed = {**first, "cleared_at": case((later, said.cleared_at), else_=first["cleared_at"]),
               "until": case((later, said.until), else_=EmergencyScreen.until)}
    keeping = insert.on_conflict_do_update(index_elements=["emergency_id", "screen_id"], set_=changed)
    rows = [{"emergency_id": one.emergency_id, "screen_id": screen_id, "painted_at": min(one.painted_at, heard),
             "heard_at": heard, "cleared_at": min(one.cleared_at, heard) if one.cleared_at else None, "until": one.until}
            for (screen_id, one), heard in words.items() if screen_id in screens and one.emergency_id in known]
    if rows:
        session.execute(keeping, rows)

"""Emergencies as screens are told of them: facts from the catalogue, the entries of the tiny resource, the screens' word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import emergencies, targets
from index.catalogue.emergencies import Emergency, EmergencyScreen
from index.db import insert_into

LEVEL: Final = "emergency"


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
    """A screen's word on one emergency: when its words stood on the panel, and when they no longer did."""

    emergency_id: int
    painted_at: datetime
    cleared_at: datetime | None


def live(session: Session, screen_id: int, group_id: int | None, building: str, now: datetime) -> tuple[Alert, ...]:
    """Return what this screen is to show now, what comes first first. One read where nothing is on."""
    found = emergencies.on(session, now)
    if not found:
        return ()
    named = set(session.scalars(select(EmergencyScreen.emergency_id).where(
        EmergencyScreen.screen_id == screen_id, EmergencyScreen.emergency_id.in_([one.id for one in found]))))
    return tuple(Alert(one.id, one.title, one.title_en, one.body, one.body_en, one.drill, one.at, one.until) for one in found
                 if one.id in named or targets.read(one.targets).meet(screen_id, group_id, building))


def entry(alert: Alert, iso: Callable[[datetime], str]) -> dict[str, Any]:
    """Return what a player needs of it. It has no beginning: whoever hears of it shows it, whatever its clock says."""
    return {"id": emergencies.public_id(alert.id), "level": LEVEL, "title": alert.title, "title_en": alert.title_en,
            "body": alert.body, "body_en": alert.body_en, "drill": alert.drill, "sound": False, "at": iso(alert.at),
            "from": None, "until": iso(alert.until)}


def keep(session: Session, screen_id: int, told: Sequence[Painted], now: datetime) -> None:
    """Keep a screen's word; what it said first stays, and nothing is from the future."""
    known = set(session.scalars(select(Emergency.id).where(Emergency.id.in_([one.emergency_id for one in told]))))
    for one in told:
        if one.emergency_id not in known:
            continue
        insert = insert_into(session, EmergencyScreen).values(
            emergency_id=one.emergency_id, screen_id=screen_id, painted_at=min(one.painted_at, now), heard_at=now,
            cleared_at=min(one.cleared_at, now) if one.cleared_at else None)
        session.execute(insert.on_conflict_do_update(index_elements=["emergency_id", "screen_id"], set_={
            name: func.coalesce(getattr(EmergencyScreen, name), insert.excluded[name])
            for name in ("painted_at", "heard_at", "cleared_at")}))


"""Emergencies as pages and programs read them: what is on, and which screens show it, building by building."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import emergencies, targets
from index.catalogue.audit import AuditLine
from index.catalogue.emergencies import Emergency, EmergencyScreen
from index.catalogue.screens import Screen, ScreenHealth
from server.emergencies import service
from server.screens import aiming
from server.screens.lists import ScreenState, heard_of, state_of

TERMS: Final = (10, 30, 60, 120, 240, 480, 720, 1440)
"""Minutes that are offered."""
_PARTS_OF_A_SECOND: Final = timedelta(seconds=1)
"""Screens are told of an end in milliseconds."""


class Reach(StrEnum):
    """Where a screen stands with an emergency. Out of reach is what is offline, never spoke or is not paired."""

    PAINTED = "painted"
    NOT_YET = "not-yet"
    OFFLINE = "offline"
    UNPAIRED = "unpaired"


@dataclass(frozen=True, slots=True)
class Line:
    """One emergency. ``aimed`` names what it is aimed at, empty for all; ``painted`` of ``screens`` have shown it."""

    id: int
    at: datetime
    who: str
    title: str
    title_en: str
    body: str
    body_en: str
    drill: bool
    until: datetime
    ended_at: datetime | None
    ended_by: str
    aimed: tuple[str, ...]
    screens: int
    painted: int
    on: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What one screen has said. ``seconds`` passed until it was painted; ``cleared_at`` is when it was gone again; ``until``
    is the end that it knows of.
    """

    id: int
    name: str
    place: str
    building: str
    reach: Reach
    state: str
    seen_at: datetime | None
    painted_at: datetime | None
    seconds: float | None
    cleared_at: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Later:
    """An end that was put off."""

    at: datetime
    who: str
    before: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Building:
    """The screens of one building, those that have not shown it first."""

    name: str
    screens: tuple[Told, ...]

    @property
    def painted(self) -> int:
        return sum(one.reach is Reach.PAINTED for one in self.screens)


@dataclass(frozen=True, slots=True)
class Report:
    """Who shows an emergency, by building; those in which a screen is missing come first."""

    line: Line
    buildings: tuple[Building, ...]
    later: tuple[Later, ...]

    @property
    def screens(self) -> tuple[Told, ...]:
        return tuple(one for building in self.buildings for one in building.screens)

    @property
    def open(self) -> tuple[Told, ...]:
        """The screens that have not shown it: somebody has to be telephoned, or go there."""
        return tuple(one for one in self.screens if one.reach is not Reach.PAINTED)

    @property
    def lingering(self) -> tuple[Told, ...]:
        """Screens that may show it still although it was ended: they have not said that it is gone."""
        ended = self.line.ended_at is not None
        return tuple(one for one in self.screens if ended and one.painted_at and one.cleared_at is None)

    @property
    def behind(self) -> tuple[Told, ...]:
        """Screens that show it, or did, and have not heard that its end was put off: there it goes off too soon."""
        if not (self.later and self.line.on):
            return ()
        first = self.later[0].before
        return tuple(one for one in self.screens
                     if one.painted_at and (one.until or first) < self.line.until - _PARTS_OF_A_SECOND)


def on(session: Session, now: datetime) -> list[Line]:
    """Return those that screens are to show now."""
    return _lines(session, emergencies.on(session, now), now)


def past(session: Session, now: datetime, *, limit: int = 20) -> list[Line]:
    """Return the last ones, the newest first, drills included."""
    return _lines(session, session.scalars(select(Emergency).order_by(Emergency.id.desc()).limit(limit)).all(), now)


def report(session: Session, emergency_id: int, now: datetime) -> Report:
    """Return one emergency with what each screen has said. Raises NotFound."""
    row = emergencies.one(session, emergency_id)
    told = [_told(row, screen, health, word, now) for screen, health, word in session.execute(
        select(Screen, ScreenHealth, EmergencyScreen).join(EmergencyScreen, EmergencyScreen.screen_id == Screen.id)
        .outerjoin(ScreenHealth, ScreenHealth.screen_id == Screen.id)
        .where(EmergencyScreen.emergency_id == row.id).order_by(Screen.name))]
    told.sort(key=lambda one: (one.building == "", one.building, one.reach is Reach.PAINTED))
    buildings = [Building(name, tuple(some)) for name, some in groupby(told, key=lambda one: one.building)]
    buildings.sort(key=lambda one: one.painted == len(one.screens))
    return Report(_lines(session, [row], now)[0], tuple(buildings), _later(session, row))


def ends(line: Line, now: datetime) -> list[int]:
    """Return what its end can be put off to, in minutes from now."""
    return [one for one in TERMS if one <= service.longest(line.drill) and now + timedelta(minutes=one) > line.until]


def _later(session: Session, row: Emergency) -> tuple[Later, ...]:
    lines = session.scalars(select(AuditLine).where(
        AuditLine.subject == f"emergency:{row.id}", AuditLine.verb == service.PROLONGED).order_by(AuditLine.id))
    return tuple(Later(line.at, line.actor, _end(line, "before"), _end(line, "after")) for line in lines)


def _end(line: AuditLine, which: str) -> datetime:
    return datetime.fromisoformat(line.details[which]["until"])


def _told(row: Emergency, screen: Screen, health: ScreenHealth | None, word: EmergencyScreen, now: datetime) -> Told:
    heard = heard_of(screen, health)
    seen, off = (heard.seen_at, bool(heard.report.get("off"))) if heard else (None, False)
    state = state_of(paired=screen.token_hash is not None, seen_at=seen, now=now, off=off)
    reach = (Reach.PAINTED if word.painted_at else Reach.UNPAIRED if state is ScreenState.UNPAIRED
             else Reach.OFFLINE if state in {ScreenState.OFFLINE, ScreenState.NEVER_SEEN} else Reach.NOT_YET)
    seconds = max(0.0, (word.painted_at - row.at).total_seconds()) if word.painted_at else None
    return Told(screen.id, screen.name, screen.place, screen.building, reach, state.value, seen, word.painted_at, seconds,
                word.cleared_at, word.until)


def _lines(session: Session, rows: Sequence[Emergency], now: datetime) -> list[Line]:
    counts = {row[0]: (row[1], row[2]) for row in session.execute(
        select(EmergencyScreen.emergency_id, func.count(), func.count(EmergencyScreen.painted_at))
        .where(EmergencyScreen.emergency_id.in_([row.id for row in rows])).group_by(EmergencyScreen.emergency_id))}
    return [Line(row.id, row.at, row.who, row.title, row.title_en, row.body, row.body_en, row.drill, row.until, row.ended_at,
                 row.ended_by, aiming.in_words(session, targets.read(row.targets)), *counts.get(row.id, (0, 0)),
                 row.is_on(now)) for row in rows]

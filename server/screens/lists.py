"""Screens as pages and programs read them (the command contract's keys), and how they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue.boards import Board
from index.catalogue.queries import AssetView, assets
from index.catalogue.screens import Pairing, Screen, ScreenBoard, ScreenGroup, ScreenHealth
from index.db import reading
from server.boards import named

LIVE_FOR: Final = timedelta(seconds=75)  # two heartbeats of 30 s, and the time that gathering them takes
STALE_FOR: Final = timedelta(minutes=10)


class ScreenState(StrEnum):
    UNPAIRED = "unpaired"
    NEVER_SEEN = "never-seen"
    LIVE = "live"
    OFF = "off"
    STALE = "stale"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """One screen. ``report`` is what it last said of itself, empty where it said nothing."""

    id: int
    name: str
    place: str
    group: str | None
    orientation: str
    rotation: int
    boards: tuple[str, ...]
    state: str
    active: bool
    paired_at: datetime | None
    seen_at: datetime | None
    report: dict[str, Any]

    @property
    def showing(self) -> int | None:
        """The asset that it showed when it last said so; the player's item keys end in its public id."""
        digits = str(self.report.get("item") or "").rpartition("-V")[2]
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


@dataclass(frozen=True, slots=True)
class ScreenCard:
    """A screen with the picture that it shows."""

    line: ScreenLine
    picture: AssetView | None


def state_of(*, paired: bool, seen_at: datetime | None, now: datetime, off: bool = False) -> ScreenState:
    """Say how a screen is, from when it was last heard; ``off`` is one that said that it is dark by its hours."""
    if not paired:
        return ScreenState.UNPAIRED
    if seen_at is None:
        return ScreenState.NEVER_SEEN
    silent = now - seen_at
    if silent <= LIVE_FOR:
        return ScreenState.OFF if off else ScreenState.LIVE
    return ScreenState.STALE if silent <= STALE_FOR else ScreenState.OFFLINE


def screens(engine: Engine, now: datetime) -> list[ScreenLine]:
    """Return all screens by id."""
    with reading(engine) as session:
        return _lines(session, now)


def screen(engine: Engine, given: str, now: datetime) -> ScreenLine:
    """Return one screen by name or id. Raises NotFound."""
    with reading(engine) as session:
        return _lines(session, now, named.screen(session, given).id)[0]


def wall(engine: Engine, now: datetime) -> list[tuple[str | None, list[ScreenCard]]]:
    """Return all screens with what they show, group by group in the order of names; those without a group come last."""
    with reading(engine) as session:
        lines = sorted(_lines(session, now), key=lambda line: (line.group is None, line.group or "", line.name))
        views = {view.id: view for view in assets(session, sorted({line.showing for line in lines if line.showing}))}
        return [(group, [ScreenCard(line, views.get(line.showing or 0)) for line in some])
                for group, some in groupby(lines, key=lambda line: line.group)]


def playing(engine: Engine, manifest: dict[str, Any]) -> list[tuple[dict[str, Any], AssetView]]:
    """Return each item of a manifest with its asset."""
    ids = {item["key"]: int(item["asset"][1:]) for item in manifest["items"]}
    with reading(engine) as session:
        views = {view.id: view for view in assets(session, sorted(set(ids.values())))}
    return [(item, views[ids[item["key"]]]) for item in manifest["items"] if ids[item["key"]] in views]


def is_expected(engine: Engine, screen_id: int, now: datetime) -> bool:
    """Say whether a device was bound to this screen and has yet to fetch its token."""
    with reading(engine) as session:
        return session.scalar(select(Pairing.id).where(
            Pairing.screen_id == screen_id, Pairing.bound_at.is_not(None), Pairing.claimed_at.is_(None),
            Pairing.expires_at > now).limit(1)) is not None


def groups(engine: Engine) -> list[str]:
    """Return the names of the groups."""
    with reading(engine) as session:
        return list(session.scalars(select(ScreenGroup.name).order_by(ScreenGroup.name)))


def _lines(session: Session, now: datetime, only: int | None = None) -> list[ScreenLine]:
    query = (select(Screen, ScreenGroup.name, ScreenHealth.seen_at, ScreenHealth.report)
             .outerjoin(ScreenGroup, ScreenGroup.id == Screen.group_id)
             .outerjoin(ScreenHealth, ScreenHealth.screen_id == Screen.id).order_by(Screen.id))
    if only is not None:
        query = query.where(Screen.id == only)
    boards: dict[int, list[str]] = {}
    for screen_id, name in session.execute(
            select(ScreenBoard.screen_id, Board.name).join(Board, Board.id == ScreenBoard.board_id)
            .order_by(ScreenBoard.position, Board.id)):
        boards.setdefault(screen_id, []).append(name)
    lines = []
    for row, group, seen_at, report in session.execute(query):
        seen = seen_at if row.paired_at and seen_at and seen_at >= row.paired_at else None
        lines.append(ScreenLine(
            row.id, row.name, row.place, group, row.orientation, row.rotation, tuple(boards.get(row.id, [])),
            state_of(paired=row.token_hash is not None, seen_at=seen, now=now,
                     off=bool((report or {}).get("off"))), row.active, row.paired_at, seen_at,
            (report or {}) if seen else {}))
    return lines

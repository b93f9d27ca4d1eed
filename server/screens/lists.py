"""Screens as pages and programs read them (the command contract's keys), and how they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue.boards import Board
from index.catalogue.campuses import Campus
from index.catalogue.items import ItemKind, Ref
from index.catalogue.queries import AssetView, assets
from index.catalogue.screens import (
    Pairing,
    Screen,
    ScreenBoard,
    ScreenGroup,
    ScreenHealth,
    ScreenTag,
    item_parts,
)
from index.db import reading
from kiosk import bulletins
from server.boards import named
from server.screens import groups as groups_of_screens
from server.screens.keeping import clock_time, is_lit
from server.screens.pictures import Picture, pictures

LIVE_FOR: Final = timedelta(seconds=75)  # two heartbeats of 30 s, and the time that gathering them takes
STILL_FOR: Final = timedelta(seconds=25)  # from one heartbeat to the next no frame was drawn
STALE_FOR: Final = timedelta(minutes=10)
DRIFT_MOST_MS: Final = 60_000  # the player corrects it; a clock that is minutes off has no battery any more
FULL: Final = 0.8
NO_GROUP: Final = "-"
"""Stands in an address for screens without a group, a building or a campus."""


class ScreenState(StrEnum):
    UNPAIRED = "unpaired"
    NEVER_SEEN = "never-seen"
    LIVE = "live"
    FROZEN = "frozen"
    OFF = "off"
    STALE = "stale"
    OFFLINE = "offline"


HEARD: Final = frozenset({ScreenState.LIVE, ScreenState.FROZEN, ScreenState.OFF})


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """One screen. ``report`` is what it last said of itself, empty where it said nothing. ``boards`` are its own,
    ``group_boards`` its group's; hours and lease are its own, empty where its group's or the campus's hold.
    """

    id: int
    name: str
    place: str
    building: str
    group: str | None
    campus: str | None
    orientation: str
    rotation: int
    boards: tuple[str, ...]
    state: str
    active: bool
    paired_at: datetime | None
    seen_at: datetime | None
    report: dict[str, Any]
    group_boards: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    inches: int | None = None
    opens: str = ""
    closes: str = ""
    lease_days: int | None = None
    moved_at: datetime | None = None
    """When its frames were last seen to advance."""

    @property
    def showing(self) -> Ref | None:
        """The item that it showed when it last said so."""
        return item_parts(self.report.get("item"))[1]

    @property
    def showing_asset(self) -> int | None:
        """That item where it is an asset."""
        return self.showing.id if self.showing is not None and self.showing.kind is ItemKind.ASSET else None

    @property
    def troubles(self) -> tuple[str, ...]:
        """What somebody should look at, of a screen that is heard: clock, store, errors, left-out."""
        said = self.report
        drift, usage, quota = (said.get(name) for name in ("drift_ms", "usage", "quota"))
        found = {"clock": isinstance(drift, int | float) and abs(drift) > DRIFT_MOST_MS,
                 "store": isinstance(usage, int | float) and isinstance(quota, int | float) and usage > quota * FULL,
                 "errors": bool(said.get("errors")), "left-out": bool(said.get("quarantined"))}
        return tuple(name for name, holds in found.items() if holds)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which screens the wall shows; None for all."""

    group: str | None = None
    tag: str | None = None
    state: str | None = None
    building: str | None = None
    campus: str | None = None

    def takes(self, line: ScreenLine) -> bool:
        return (self.group in {None, line.group or NO_GROUP} and self.building in {None, line.building or NO_GROUP}
                and self.campus in {None, line.campus or NO_GROUP} and (self.tag is None or self.tag in line.tags)
                and self.state in {None, line.state})


@dataclass(frozen=True, slots=True)
class Wall:
    """The screens that are wanted, group by group, and how many there are by state, group, tag, building and campus of those
    that would be shown if only that one were chosen anew.
    """

    groups: tuple[tuple[str | None, tuple[ScreenCard, ...]], ...]
    states: dict[str, int]
    group_counts: dict[str, int]
    tags: dict[str, int]
    buildings: dict[str, int]
    campuses: dict[str, int]
    all: int

    @property
    def heard(self) -> list[int]:
        """Those of them that would answer now."""
        return [card.line.id for _group, cards in self.groups for card in cards if card.line.state in HEARD]


@dataclass(frozen=True, slots=True)
class ScreenCard:
    """A screen with the asset that it says it shows, and its own picture of itself."""

    line: ScreenLine
    picture: AssetView | None
    own: Picture | None


def state_of(*, paired: bool, seen_at: datetime | None, now: datetime, off: bool = False,
             dark: bool = False, frozen: bool = False) -> ScreenState:
    """Say how a screen is, from when it was last heard; ``off`` is one that said that it is dark by its hours, ``dark`` one
    that may well have been switched off altogether, as these are not its hours, ``frozen`` one that polls while its frames
    stand still.
    """
    if not paired:
        return ScreenState.UNPAIRED
    if seen_at is None:
        return ScreenState.NEVER_SEEN
    silent = now - seen_at
    if silent <= LIVE_FOR:
        return ScreenState.OFF if off else ScreenState.FROZEN if frozen else ScreenState.LIVE
    if dark:
        return ScreenState.OFF
    return ScreenState.STALE if silent <= STALE_FOR else ScreenState.OFFLINE


def heard_of(screen: Screen, health: ScreenHealth | None) -> ScreenHealth | None:
    """Return what the device said that is paired now; None where it said nothing yet, whatever the one before it said."""
    return health if health and screen.paired_at and health.seen_at >= screen.paired_at else None


def screens(engine: Engine, now: datetime, zone: ZoneInfo | None = None) -> list[ScreenLine]:
    """Return all screens by id. With the campus's zone one that is silent out of its hours is off, not lost."""
    with reading(engine) as session:
        return lines(session, now, zone)


def screen(engine: Engine, given: str, now: datetime, zone: ZoneInfo | None = None) -> ScreenLine:
    """Return one screen by name or id. Raises NotFound."""
    with reading(engine) as session:
        return lines(session, now, zone, named.screen(session, given).id)[0]


def wall(engine: Engine, now: datetime, zone: ZoneInfo, wanted: Wanted = Wanted()) -> Wall:
    """Return the screens with what they show, group by group in the order of names; those without a group come last."""
    with reading(engine) as session:
        every = sorted(lines(session, now, zone), key=lambda line: (line.group is None, line.group or "", line.name))
        shown = [line for line in every if wanted.takes(line)]
        showing = {line.showing_asset for line in shown if line.showing_asset}
        views = {view.id: view for view in assets(session, sorted(showing))}
        own = pictures(session, [line.id for line in shown])
    cards = tuple((group, tuple(ScreenCard(line, views.get(line.showing_asset or 0), own.get(line.id)) for line in some))
                  for group, some in groupby(shown, key=lambda line: line.group))
    return Wall(cards, _counted(line.state for line in every if replace(wanted, state=None).takes(line)),
                _counted(line.group or NO_GROUP for line in every if replace(wanted, group=None).takes(line)),
                _counted(tag for line in every if replace(wanted, tag=None).takes(line) for tag in line.tags),
                _counted(line.building or NO_GROUP for line in every if replace(wanted, building=None).takes(line)),
                _counted(line.campus or NO_GROUP for line in every if replace(wanted, campus=None).takes(line)), len(every))


def _counted(found: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(found).items(), key=lambda one: (-one[1], one[0])))


def playing(engine: Engine, manifest: dict[str, Any]) -> list[tuple[dict[str, Any], AssetView | None]]:
    """Return each item of a manifest that hangs on a board, an asset with its view."""
    ids = {item["key"]: int(item["asset"][1:]) for item in manifest["items"] if item["asset"]}
    with reading(engine) as session:
        views = {view.id: view for view in assets(session, sorted(set(ids.values())))}
    return [(item, views.get(ids.get(item["key"], 0))) for item in manifest["items"] if item["kind"] != bulletins.KIND]


def left_out(line: ScreenLine, manifest: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """Return what a screen says to leave out: (hash, title, asset), the latter two empty where it is not on its manifest."""
    known: dict[str, dict[str, Any]] = {}
    for item in manifest["items"]:
        known |= {one["sha256"]: item for one in (item, item.get("large")) if one}
    found = [(sha256, known.get(sha256, {})) for sha256 in line.report.get("quarantined", ())]
    return [(sha256, item.get("title", ""), item.get("asset")) for sha256, item in found]


def own_picture(engine: Engine, screen_id: int) -> Picture | None:
    """Return a screen's newest picture of itself; None where there is none to show."""
    with reading(engine) as session:
        return pictures(session, [screen_id]).get(screen_id)


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


def tags(engine: Engine) -> list[str]:
    """Return the tags that screens have."""
    with reading(engine) as session:
        return list(session.scalars(select(ScreenTag.tag).distinct().order_by(ScreenTag.tag)))


def buildings(engine: Engine) -> list[str]:
    """Return the buildings in which screens stand."""
    with reading(engine) as session:
        found = session.scalars(select(Screen.building).where(Screen.building != "").distinct())
        return sorted(found)


def lines(session: Session, now: datetime, zone: ZoneInfo | None, only: int | None = None) -> list[ScreenLine]:
    """Return all screens by id, or only one, as they are or would be at ``now`` after what was heard so far."""
    query = (select(Screen, ScreenGroup, ScreenHealth, Campus.name)
             .outerjoin(ScreenGroup, ScreenGroup.id == Screen.group_id).outerjoin(Campus, Campus.id == Screen.campus_id)
             .outerjoin(ScreenHealth, ScreenHealth.screen_id == Screen.id).order_by(Screen.id))
    if only is not None:
        query = query.where(Screen.id == only)
    boards: dict[int, list[str]] = {}
    for screen_id, name in session.execute(
            select(ScreenBoard.screen_id, Board.name).join(Board, Board.id == ScreenBoard.board_id)
            .order_by(ScreenBoard.position, Board.id)):
        boards.setdefault(screen_id, []).append(name)
    tags: dict[int, list[str]] = {}
    for screen_id, tag in session.execute(select(ScreenTag.screen_id, ScreenTag.tag).order_by(ScreenTag.tag)):
        tags.setdefault(screen_id, []).append(tag)
    inherited = groups_of_screens.board_names(session)
    return [replace(_line(row, group, health, now, zone), campus=campus, boards=tuple(boards.get(row.id, [])),
                    group_boards=inherited.get(row.group_id or 0, ()), tags=tuple(tags.get(row.id, [])))
            for row, group, health, campus in session.execute(query)]


def _line(row: Screen, group: ScreenGroup | None, health: ScreenHealth | None, now: datetime,
          zone: ZoneInfo | None) -> ScreenLine:
    heard = heard_of(row, health)
    seen, report = (heard.seen_at, heard.report) if heard else (None, {})
    hours = row if row.opens is not None else group if group is not None else row
    dark = zone is not None and not is_lit(hours.opens, hours.closes, now, zone)
    still = health is not None and health.told_at is not None and health.moved_at is not None and (
        health.told_at - health.moved_at >= STILL_FOR)
    state = state_of(paired=row.token_hash is not None, seen_at=seen, now=now, off=bool(report.get("off")), dark=dark,
                     frozen=still)
    return ScreenLine(row.id, row.name, row.place, row.building, group.name if group else None, None, row.orientation,
                      row.rotation, (), state, row.active, row.paired_at, health.seen_at if health else None, report,
                      inches=row.inches, opens=clock_time(row.opens), closes=clock_time(row.closes),
                      lease_days=row.lease_days,
                      moved_at=heard.moved_at if heard else None)

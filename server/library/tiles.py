"""What the grid shows of an asset, and months as headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from index.catalogue.assets import Part
from index.catalogue.channels import SCREENS
from index.catalogue.queries import AssetView

USUAL = (3, 2)


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the grid. ``width`` and ``height`` give its shape; ``grid`` is the hash of its small rendition."""

    id: str
    kind: str
    label: str
    grid: str | None
    width: int
    height: int
    color: str
    state: str | None
    duration: float | None
    when: datetime
    sharp: str | None = None
    """The hash of the larger rendition, for where the small one would be stretched."""
    stack: int = 0
    raw: bool = False
    live: bool = False
    """How many stand in its stack; whether raw data, or a Live Photo's film, goes with it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A tile at its place in the whole list, counted from 0."""

    tile: Tile
    place: int


@dataclass(frozen=True, slots=True)
class Group:
    """Tiles under one heading: a month such as 2026-03, or none."""

    month: str | None
    tiles: tuple[Placed, ...]


def tile(view: AssetView, zone: ZoneInfo, *, stack: int = 0) -> Tile:
    """Return the tile of an asset, whose ``stack`` holds so many.

    It stands under the camera's own month; without one, under that of its arrival.
    """
    small = view.renditions.get("grid")
    larger = view.renditions.get("poster" if view.kind == "video" else "screen")
    width, height = (small.width, small.height) if small else (view.width or USUAL[0], view.height or USUAL[1])
    return Tile(view.public_id, view.kind, view.words.title or view.name, small.sha256 if small else None, width, height,
                view.color or "", view.status.get(SCREENS) or next(iter(view.status.values()), None),
                view.duration if view.kind == "video" else None,
                view.captured_local or view.created_at.astimezone(zone).replace(tzinfo=None),
                larger.sha256 if small and larger else None, stack if stack > 1 else 0,
                any(one.part == Part.RAW for one in view.originals), view.film is not None)


def groups(placed: Iterable[Placed], *, by_month: bool) -> list[Group]:
    """Put tiles under their months, in the order they come; all in one without headings where time is not the order."""
    if not by_month:
        whole = tuple(placed)
        return [Group(None, whole)] if whole else []
    return [Group(month, tuple(tiles)) for month, tiles in groupby(placed, key=lambda one: f"{one.tile.when:%Y-%m}")]

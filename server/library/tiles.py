"""What the grid shows of an asset, and months as headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from index.catalogue import posters
from index.catalogue.assets import Part
from index.catalogue.channels import SCREENS
from index.catalogue.choices import NOTHING, Chosen
from index.catalogue.queries import AssetView, RenditionView
from index.search.highlight import Lights, Pieces

USUAL = (3, 2)
A_PART: Final = 30
"""Tiles in one answer: what a window shows, and not much more, as all of them stand before any can be seen. The wall asks
for others as they come near.
"""


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
    large: RenditionView | None = None
    film: RenditionView | None = None
    rate: float | None = None
    """What is shown when it is opened large: a picture, and for a film what plays, with its frames a second."""
    stack: int = 0
    raw: bool = False
    live: bool = False
    pages: tuple[RenditionView, ...] = ()
    """How many stand in its stack; whether raw data, or a Live Photo's film, goes with it; a poster's pages."""
    lit: Pieces = ()
    found: Pieces = ()
    """The label with what was searched for marked; and, where that is not in the label, the surroundings of where it is."""
    chosen: Chosen = NOTHING


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


def tile(view: AssetView, zone: ZoneInfo, *, stack: int = 0, lights: Lights | None = None) -> Tile:
    """Return the tile of an asset, whose ``stack`` holds so many.

    It stands under the camera's own month; without one, under that of its arrival.
    """
    small = view.renditions.get("grid")
    larger = view.renditions.get("poster" if view.kind == "video" else "screen")
    width, height = (small.width, small.height) if small else (view.width or USUAL[0], view.height or USUAL[1])
    label, lit, found = _lit(view, lights)
    return Tile(view.public_id, view.kind, label, small.sha256 if small else None, width, height,
                view.color or "", view.status.get(SCREENS) or next(iter(view.status.values()), None),
                view.duration if view.kind == "video" else None,
                view.captured_local or view.created_at.astimezone(zone).replace(tzinfo=None),
                larger.sha256 if small and larger else None, view.renditions.get("large") or larger,
                view.renditions.get("proxy"), view.facts.get("frame_rate"), stack if stack > 1 else 0,
                any(one.part == Part.RAW for one in view.originals), view.film is not None, view.pages, lit, found,
                view.chosen)


def texts(view: AssetView) -> Iterator[tuple[str, str]]:
    """Yield what is read of an asset besides its title, where words are searched: (field, text), the weightiest first."""
    words = view.words
    yield from (("keywords", one) for one in words.keywords)
    yield from (("people", one) for one in words.people)
    yield from (("event", view.event or ""), ("place", words.place), ("place", view.event_place or ""),
                ("caption", words.caption))
    yield from (("names", one.name) for one in view.originals)
    if text := posters.running_text(view.facts):
        yield "more", text


def _lit(view: AssetView, lights: Lights | None) -> tuple[str, Pieces, Pieces]:
    label = view.words.title or view.name
    if lights is None or not lights.wanted:
        return label, (), ()
    lit = lights.marked(label, "title" if view.words.title else "names")
    if any(found for _, found in lit):
        return label, lit, ()
    return label, (), next((one for field, text in texts(view) if (one := lights.excerpt(text, field))), ())


def groups(placed: Iterable[Placed], *, by_month: bool) -> list[Group]:
    """Put tiles under their months, in the order they come; all in one without headings where time is not the order."""
    if not by_month:
        whole = tuple(placed)
        return [Group(None, whole)] if whole else []
    return [Group(month, tuple(tiles)) for month, tiles in groupby(placed, key=lambda one: f"{one.tile.when:%Y-%m}")]

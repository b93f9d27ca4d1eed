"""Whether what stands on a poster can be read where people pass: its small print on a screen of 1,080 lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from index.catalogue.assets import Asset, Kind
from index.catalogue.channels import SCREENS
from index.catalogue.items import ItemKind
from index.errors import Conflict
from server.checks.findings import Batch, Finding, Place, Severity, Told

SCREEN: Final = (1920, 1080)
LEAST: Final = 20
"""Pixels of a letter's height on it: on a panel of 55 inches, what good eyes read from three metres."""
NAMED: Final = 3
"""So many pages are named."""


def look(batch: Batch) -> Iterator[Told]:
    """Find posters with letters that are too small for a screen; that warns, as a poster may be meant for paper as well."""
    if SCREENS not in batch.channels:
        return
    for item in batch.of(ItemKind.ASSET):
        asset = item.row(Asset)
        small = _small(asset.facts) if asset.kind == Kind.POSTER else []
        if small:
            more_zh, more = ("等", " and others") if len(small) > NAMED else ("", "")
            told = {"pages_zh": "、".join(f"第 {page} 页 {have} 像素（{points} 磅，应有 {want} 磅）"
                                         for page, have, points, want in small[:NAMED]) + more_zh,
                    "pages": ", ".join(f"page {page} {have} pixels ({points} points, {want} are needed)"
                                       for page, have, points, want in small[:NAMED]) + more}
            yield item.ref, SCREENS, Finding("legibility", Severity.WARNS, Conflict("small-print", least=LEAST, **told),
                                             Place.FILE)


def pixels(page: Mapping[str, Any]) -> float | None:
    """Return how high a page's small print is on the screen, shown whole; None where the page has no text."""
    smallest = page.get("smallest")
    return None if smallest is None else float(smallest) * _scale(page)


def _scale(page: Mapping[str, Any]) -> float:
    return float(min(SCREEN[0] / page["width"], SCREEN[1] / page["height"]))


def _small(facts: Mapping[str, Any]) -> list[tuple[int, int, str, int]]:
    """Each page whose small print is too small: its number, pixels as they are, points as they are, and as they should be."""
    found = []
    for number, page in enumerate(facts.get("pages") or (), 1):
        have = pixels(page)
        if have is not None and round(have) < LEAST:
            found.append((number, round(have), f"{page['smallest']:g}", int(LEAST / _scale(page)) + 1))
    return found

"""The code (QR) beside an item on a screen: where it leads, and how it is drawn, so that a player needs no library for it.

Documents are made for a thousand screens at a time, and one code takes as long to work out as a whole document: each is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from index.catalogue.feedback import ItemPage, token_of
from index.catalogue.items import Ref

KEPT: Final = 10_000
MASK: Final = 3
"""One for all: to weigh all eight against each other takes six times as long, and readers take any."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where items' pages are: the house's public address without a slash at its end, and its secret."""

    address: str
    key: str = field(repr=False)


def beside(pages: Pages | None, ref: Ref, board_id: int, *, shown: bool) -> dict[str, Any]:
    """Return ``page``, the address of an item's page, and ``qr``, its code: modules a side, and the dark ones as the path of
    an SVG, one unit a module, without a quiet zone. Both are None where the house has no public address, or its board shows
    none.
    """
    if pages is None or not shown:
        return {"page": None, "qr": None}
    address = _address(pages, ref, board_id)
    return {"page": address, "qr": drawn(address)}


@lru_cache(maxsize=KEPT)
def drawn(text: str) -> dict[str, Any]:
    """Return a text as a code with a sixth of it to spare (level M)."""
    import segno

    matrix = segno.make(text, error="m", micro=False, mask=MASK, boost_error=False).matrix
    return {"size": len(matrix), "path": "".join(_line(row, y) for y, row in enumerate(matrix))}


@lru_cache(maxsize=KEPT)
def _address(pages: Pages, ref: Ref, board_id: int) -> str:
    return f"{pages.address}/s/{token_of(pages.key, ItemPage(ref, board_id))}"


def _line(row: bytearray, y: int) -> str:
    """Return the dark runs of a row as closed boxes."""
    found, x = [], 0
    while x < len(row):
        run = 1
        while x + run < len(row) and row[x + run] == row[x]:
            run += 1
        if row[x]:
            found.append(f"M{x} {y}h{run}v1h-{run}z")
        x += run
    return "".join(found)

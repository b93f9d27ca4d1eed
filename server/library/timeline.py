"""The timeline beside the grid: the months of what the reader found, in the order of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.search.results import Sort
from server.library.asking import Asking
from server.library.tiles import A_PART
from server.web.i18n import month


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how many were taken in it, and the page of the list where it begins."""

    key: str
    name: str
    count: int
    page: int


def timeline(counts: Mapping[str, int], asked: Asking) -> list[Month]:
    """Return the months in the list's order; none where time is not its order, or where there is only one.

    ``counts`` are the search's own, of what this reader may see.
    """
    if not asked.by_time or len(counts) < 2:
        return []
    found, before = [], 0
    for key in sorted(counts, reverse=asked.sort is Sort.NEWEST):
        found.append(Month(key, month(key), counts[key], before // A_PART + 1))
        before += counts[key]
    return found

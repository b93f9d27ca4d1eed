"""Counts beside the results, from columns."""

from __future__ import annotations

from typing import Final

from index.search.columns import Columns, Ints

NAMES: Final = ("department", "event", "kind", "status", "camera", "year", "month", "photographer", "orientation",
                "rights", "rating", "flag", "colour")
"""The facets. Values are those that ``field:value`` takes: departments by code, states without their channel."""


def count(columns: Columns, found: Ints) -> dict[str, dict[str, int]]:
    """Return {facet: {value: count}} over the documents at ``found``, the commonest first; months by
    time, stars by number.
    """
    return {name: count_one(columns, found, name) for name in NAMES}


def count_one(columns: Columns, found: Ints, name: str) -> dict[str, int]:
    """Return {value: count} of one facet over the documents at ``found``, as ``count`` does."""
    counts = columns.values[name].count(found)
    if name == "status":
        return {state: n for state, n in counts.items() if ":" not in state}
    return dict(sorted(counts.items(), reverse=True)) if name in {"year", "month", "rating"} else counts

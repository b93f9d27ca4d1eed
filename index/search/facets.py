"""Counts beside the results, from columns."""

from __future__ import annotations

from typing import Final

from index.search.columns import Columns, Mask

NAMES: Final = ("department", "event", "kind", "status", "camera", "year", "month", "photographer", "orientation")
"""The facets. Values are those that ``field:value`` takes: departments by code, states without their channel."""


def count(columns: Columns, mask: Mask) -> dict[str, dict[str, int]]:
    """Return {facet: {value: count}} over the documents in ``mask``, the commonest first; months by time."""
    counts = {name: columns.values[name].count(mask) for name in NAMES}
    counts["status"] = {state: n for state, n in counts["status"].items() if ":" not in state}
    for name in ("year", "month"):
        counts[name] = dict(sorted(counts[name].items(), reverse=True))
    return counts

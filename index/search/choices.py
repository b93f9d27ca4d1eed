"""Counts of a facet that the query itself narrows, without its own condition: what another choice in it would find.

Whoever asks for one department still sees how many pictures each other department has; the facets that the query leaves
alone are counted over what it finds, as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from index.search import facets
from index.search.columns import Columns, Ints, Mask
from index.search.nodes import All, Either, Match, Node, Query, Range, Span

FIELDS: Final = {**{name: name for name in facets.NAMES}, "year": "captured", "month": "captured"}
"""Each facet, and the field of the query language that narrows it."""


def counts(query: Query, columns: Columns, visible: Mask, mask: Callable[[Node], Mask]) -> dict[str, dict[str, int]]:
    """Return {facet: {value: count}} for those facets that a condition of ``query`` narrows, each without that condition.

    ``visible`` is what the viewer may see; ``mask`` says what a node matches.
    """
    found: dict[str, dict[str, int]] = {}
    known: dict[str, Ints] = {}
    for name, field in FIELDS.items():
        rest = All(tuple(node for node in query.root.nodes if not narrows(node, field)))
        if len(rest.nodes) == len(query.root.nodes):
            continue
        if field not in known:
            known[field] = np.flatnonzero(visible & mask(rest))
        found[name] = facets.count_one(columns, known[field], name)
    return found


def narrows(node: Node, field: str) -> bool:
    """Say whether a condition is about ``field`` alone, so that it chooses among the values of that facet."""
    match node:
        case Match() | Range():
            return node.field == field
        case Span():
            return node.field == field and node.start is not None and node.end is not None
        case Either():
            return all(narrows(inner, field) for inner in node.nodes)
        case _:
            return False

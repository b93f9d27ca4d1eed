"""Where the commonest terms of a part stand, in a mapped file: tantivy would make an object of each of their many matches.

The file holds positions one after the other, term by term; its table names them: {field: {term: [first, end]}}.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import numpy as np

from index.search import durably
from index.search.columns import Ints

_POSITIONS: Final = "often.bin"
_TABLE: Final = "often.json"
_KIND: Final = "<i4"
_OFTEN: Final = 2048
_SHARE: Final = 64
"""A term is common that so many documents have, and one in so many."""


def threshold(size: int) -> int:
    """Return how many of ``size`` documents have a term that is common."""
    return max(_OFTEN, size // _SHARE)


def write(folder: Path, terms: Iterable[tuple[str, str]], find: Callable[[str, str], Ints]) -> None:
    """Write where these (field, term) stand, one at a time, as ``find`` has it, durably. Nothing is written for no terms."""
    common = list(terms)
    if not common:
        return
    table: dict[str, dict[str, tuple[int, int]]] = {}
    at = 0
    with (folder / _POSITIONS).open("xb") as file:
        for field, term in common:
            found = find(field, term)
            table.setdefault(field, {})[term] = at, at + found.size
            at += found.size
            file.write(found.astype(_KIND).data)
        file.flush()
        os.fsync(file.fileno())
    durably.replace(folder / _TABLE, json.dumps(table).encode())


class Often:
    """The common terms of a part; none where it is small."""

    def __init__(self, folder: Path) -> None:
        try:
            self._table: dict[str, dict[str, tuple[int, int]]] = json.loads((folder / _TABLE).read_bytes())
        except FileNotFoundError:
            self._table = {}
            return
        self._positions = np.memmap(folder / _POSITIONS, dtype=_KIND, mode="r")

    def documents(self, field: str, term: str) -> Ints | None:
        """Return the positions of the documents that have a term, in order; None where it is not common."""
        place = self._table.get(field, {}).get(term)
        return None if place is None else self._positions[place[0]:place[1]].astype(np.int64)

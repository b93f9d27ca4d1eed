"""Parts of an index that are written once: which of their documents are alive, and how several are folded into one.

Each commit writes a part, with the assets that it took out of the parts before it. Where parts lie, and how they are
listed, is their store's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.search import merging, rows
from index.search.columns import Columns, Ints, Mask
from index.search.segments import Segment, Terms

_NONE: Final[Ints] = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Part:
    """The facts of one part, and which of its documents are still alive."""

    name: str
    columns: Columns
    alive: Mask

    @property
    def dead(self) -> int:
        return int(self.columns.size - np.count_nonzero(self.alive))


@dataclass(frozen=True, slots=True)
class Folding:
    """What becomes of parts that are folded: those that ``stay``, those that go, and the one that comes after all others."""

    stay: list[Part]
    merged: list[Part]
    gone: Ints

    @property
    def leaves_something(self) -> bool:
        """Whether a part has to be written in the place of those that go."""
        return self.gone.size > 0 or any(part.alive.any() for part in self.merged)

    def entries(self) -> Iterator[rows.Entry]:
        """Yield what is alive in the parts that go."""
        for part in self.merged:
            for number in np.flatnonzero(part.alive).tolist():
                row = part.columns.row(number)
                yield rows.Entry(row, rows.terms(row["texts"]))


def living(written: Iterable[tuple[str, Ints, Columns]]) -> list[Part]:
    """Return parts, the oldest first, from (name, assets that it took out, columns): what a later one took out is dead."""
    every = list(written)
    found = []
    for place, (name, _, columns) in enumerate(every):
        removed = np.concatenate([_NONE, *(gone for _, gone, _ in every[place + 1:])])
        found.append(Part(name, columns, ~np.isin(columns.ids, removed)))
    return found


def held_columns(held: Mapping[Hashable, Segment]) -> dict[str, Columns]:
    """Return the columns that a reader has already, by part."""
    return {key[0]: segment.columns for key, segment in held.items() if isinstance(key, tuple)}


def segments(parts: Iterable[Part], held: Mapping[Hashable, Segment], terms: Callable[[str], Terms]) -> list[Segment]:
    """Open what is new by ``terms``; take over what is held: all of it where as much is dead, else columns and terms."""
    before = {key[0]: segment for key, segment in held.items() if isinstance(key, tuple)}
    found = []
    for part in parts:
        key = part.name, part.dead
        if key in held:
            found.append(held[key])
        elif part.name in before:
            found.append(before[part.name].renewed(key, part.alive))
        else:
            found.append(Segment(key, part.columns, terms(part.name), part.alive))
    return found


def folding(parts: Sequence[Part]) -> Folding | None:
    """Return what to fold where there are too many parts, or too much of one is dead; None where all is well."""
    folded = merging.to_merge([(part.columns.size, part.dead) for part in parts])
    if not folded:
        return None
    stay = [part for number, part in enumerate(parts) if number not in folded]
    return Folding(stay, [part for number, part in enumerate(parts) if number in folded], _dead(stay))


def _dead(stay: list[Part]) -> Ints:
    """Return the assets that are dead where they stand in ``stay``: whatever part comes last has to go on saying so."""
    dead = np.concatenate([_NONE, *(part.columns.ids[~part.alive] for part in stay)])
    alive = np.concatenate([_NONE, *(part.columns.ids[part.alive] for part in stay)])
    return np.setdiff1d(dead, alive)

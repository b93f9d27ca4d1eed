"""One part of an index, whose documents never change, and all parts as one: what answers are made from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Final, Protocol

import numpy as np

from index.catalogue.visibility import ViewerFilter
from index.search import analysis, columns
from index.search.columns import Columns, Floats, Ints, Mask
from index.search.index_home import Generation
from index.search.known import Held, Known, room
from index.search.misspelt import ANY, one_error
from index.search.synonyms import Synonyms

_MASKS: Final = 48
"""Filters that are remembered: the same few are asked for again and again."""
_NONE: Final[Ints] = np.zeros(0, dtype=np.int64)


class Terms(Protocol):
    """The terms of a part, as its store keeps them. Called by one thread at a time."""

    def documents(self, field: str, term: str) -> Ints:
        """Return the positions of the documents whose ``field`` has ``term``, in order."""
        ...

    def counts(self, field: str, term: str) -> Floats:
        """Return how often each of these documents has it, up to rows.MOST."""
        ...

    def beginning(self, field: str, term: str) -> Ints:
        """Return the positions of the documents that have any term which begins so, in order."""
        ...

    def matching(self, field: str, pattern: str) -> Ints:
        """Return the positions of the documents that have any term which a regular expression matches whole, in order."""
        ...


class Segment:
    """One part: its columns, its terms, and what was looked up in them so far. ``alive``: not replaced or removed since."""

    def __init__(self, key: Hashable, data: Columns, terms: Terms, alive: Mask | None = None) -> None:
        self.key = key
        self.columns = data
        self.alive: Mask = alive if alive is not None else np.ones(data.size, dtype=np.bool_)
        self._terms = terms
        self._lock = threading.Lock()
        self._positions: Known[Ints] = Known(room(data.size))
        self._counts: Known[Floats] = Known(room(data.size))

    def renewed(self, key: Hashable, alive: Mask) -> Segment:
        """Return the same part with other documents alive; what was looked up stays known."""
        again = Segment(key, self.columns, self._terms, alive)
        again._lock, again._positions, again._counts = self._lock, self._positions, self._counts
        return again

    def documents(self, field: str, term: str, *, prefix: bool = False) -> Ints:
        return self._positions.get(("prefix" if prefix else "term", field, term),
                                   lambda: self._asked(field, term, prefix=prefix))

    def counts(self, field: str, term: str) -> Floats:
        def ask() -> Floats:
            with self._lock:
                return self._terms.counts(field, term)

        return self._counts.get((field, term), ask)

    def holding(self, field: str, needle: str, *, prefix: bool) -> Ints:
        """Return the documents whose ``field`` holds a phrase: those that have all its grams, then read, if need be."""
        kind = "beginning" if prefix else "holding"
        return self._positions.get((kind, field, needle), lambda: self._held(field, needle, prefix=prefix))

    def misspelt(self, field: str, needle: str) -> Ints:
        """Return the documents whose ``field`` has a word that is one typing error away."""
        def ask() -> Ints:
            with self._lock:
                return self._terms.matching(field, "|".join((ANY + needle, *one_error(needle))))

        return self._positions.get(("misspelt", field, needle), ask)

    def _asked(self, field: str, term: str, *, prefix: bool) -> Ints:
        with self._lock:
            return self._terms.beginning(field, term) if prefix else self._terms.documents(field, term)

    def _held(self, field: str, needle: str, *, prefix: bool) -> Ints:
        runs = analysis.runs(needle)
        wanted = [(gram, prefix and run is runs[-1] and not analysis.is_cjk(gram))
                  for run in runs for gram in (analysis.pairs(run) if analysis.is_cjk(run) else [run])]
        found: Ints | None = None
        for gram, open_end in wanted:
            having = self.documents(field, gram, prefix=open_end)
            found = having if found is None else np.intersect1d(found, having, assume_unique=True)
            if not found.size:
                return found
        if found is None or len(wanted) == 1:
            return found if found is not None else _NONE
        forms = self.columns.texts[field]
        held = [number for number in found.tolist() if analysis.holds(forms[number], needle, prefix=prefix)]
        return np.array(held, dtype=np.int64)


class Snapshot:
    """All parts as one, which never changes: documents are numbered through. Shared by threads."""

    def __init__(self, segments: list[Segment], generation: Generation, version: object, synonyms: Synonyms) -> None:
        self.generation = generation
        self.version = version
        self.synonyms = synonyms
        self.segments = segments
        self.columns = columns.join([segment.columns for segment in segments])
        self.alive: Mask = np.concatenate([s.alive for s in segments]) if segments else np.zeros(0, dtype=np.bool_)
        captured = self.columns.numbers["captured"]
        self.taken: Floats = np.where(np.isnan(captured), self.columns.numbers["uploaded"], captured)
        """When each was taken, as far as anyone knows: captured, else uploaded."""
        bases = np.cumsum([0, *(segment.columns.size for segment in segments)])
        self._parts = list(zip(segments, bases.tolist(), strict=False))
        self._held: Known[Ints] = Known(room(self.columns.size))
        self.known: Known[Held] = Known(room(self.columns.size))
        """What was worked out over all parts, as far as somebody asked."""
        self.seen: dict[ViewerFilter, tuple[float, float, Mask]] = {}
        """What counts for a viewer, from one time on and until another (seconds since 1970), as far as somebody asked."""
        self.vocabularies: dict[tuple[str | None, bytes], str] = {}
        """What may be meant in a field by who sees these documents (meant.py), as far as somebody asked."""
        self._masks: dict[tuple[str, tuple[int, ...]], Mask] = {}
        self.averages = {field: max(float(lengths.mean(dtype=np.float64)), 1.0) if lengths.size else 1.0
                         for field, lengths in self.columns.lengths.items()}

    def documents(self, field: str, term: str, *, prefix: bool = False) -> Ints:
        """Return the documents that have a term, or one that begins so, in order."""
        return self._all(lambda segment: segment.documents(field, term, prefix=prefix))

    def counts(self, field: str, term: str) -> Floats:
        """Return how often each of ``documents`` has the term."""
        found = [segment.counts(field, term) for segment in self.segments]
        return found[0] if len(found) == 1 else np.concatenate(found) if found else np.zeros(0)

    def holding(self, field: str, needle: str, *, prefix: bool) -> Ints:
        """Return the documents whose ``field`` holds a phrase, in order."""
        return self._held.get((field, needle, prefix),
                              lambda: self._all(lambda segment: segment.holding(field, needle, prefix=prefix)))

    def having(self, column: str, chosen: Sequence[int]) -> Mask:
        """Return which documents have one of the values of a column that stand at ``chosen``. Not to be written to."""
        key = column, tuple(chosen)
        found = self._masks.get(key)
        if found is None:
            found = self.columns.values[column].mask(self.columns.size, chosen)
            if len(self._masks) >= _MASKS:
                self._masks.clear()
            self._masks[key] = found
        return found

    def misspelt(self, field: str, needle: str) -> Ints:
        """Return the documents whose ``field`` has a word that is one typing error away, in order."""
        return self._all(lambda segment: segment.misspelt(field, needle))

    def _all(self, look_up: Callable[[Segment], Ints]) -> Ints:
        found = [(look_up(segment), base) for segment, base in self._parts]
        if len(found) == 1:
            return found[0][0]
        return np.concatenate([documents + base for documents, base in found]) if found else _NONE

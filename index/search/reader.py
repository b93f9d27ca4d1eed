"""The index as it is now: segments with their columns and postings, reopened when the disk says so.

One snapshot for each home and process. It is opened lazily, never carried over a fork, shared by threads, and never
changed: who holds one searches a consistent state, even while the next is being opened.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from index.search import columns, generations
from index.search.columns import Columns, Floats, Ints, Mask
from index.search.schema import ROW, index, reading

EXPANSIONS: Final = 256
"""Words that a prefix stands for, at most."""
_CACHED: Final = 20_000
_TRIES: Final = 5
_HOMES: Final = 4
"""Homes that one process keeps open; more than one only in tests and tools."""

Posting = tuple[Ints, Floats]


class Segment:
    """One Whoosh segment: its columns, and postings read so far. Whoosh's files are read under a lock."""

    def __init__(self, leaf: Any, data: Columns | None) -> None:
        self._leaf = leaf
        self._lock = threading.Lock()
        self._cache: dict[tuple[str, str, bool], Posting | None] = {}
        self.key = segment_key(leaf)
        self.columns = data if data is not None else columns.load(_rows(leaf))
        self.alive: Mask = np.ones(self.columns.size, dtype=np.bool_)
        self.alive[list(leaf.segment().deleted_docs())] = False

    def posting(self, field: str, term: str, *, prefix: bool) -> Posting | None:
        """Return (documents, counts) of a term, or of all terms that begin with it; None where there is none."""
        key = field, term, prefix
        cache = self._cache  # replaced, never emptied: other threads read it without the lock
        if key in cache:
            return cache[key]
        with self._lock:
            found = self._prefixed(field, term) if prefix else self._read(field, term.encode())
            if len(self._cache) >= _CACHED:
                self._cache = {}
            self._cache[key] = found
        return found

    def _read(self, field: str, term: bytes) -> Posting | None:
        try:
            matcher = self._leaf.postings(field, term)
        except reading.TermNotFound:
            return None
        documents: list[int] = []
        counts: list[float] = []
        while matcher.is_active():
            documents.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        return np.array(documents, dtype=np.int64), np.array(counts, dtype=np.float64)

    def _prefixed(self, field: str, term: str) -> Posting | None:
        words = list(itertools.islice(self._leaf.expand_prefix(field, term.encode()), EXPANSIONS))
        found = [posting for word in words if (posting := self._read(field, bytes(word))) is not None]
        if not found:
            return None
        totals: Floats = np.bincount(np.concatenate([p[0] for p in found]),
                                     np.concatenate([p[1] for p in found])).astype(np.float64)
        documents = np.flatnonzero(totals)
        return documents, totals[documents]


class Snapshot:
    """All segments as one: documents are numbered through."""

    def __init__(self, segments: list[Segment], version: object) -> None:
        self.version = version
        self.segments = segments
        self.columns = columns.join([segment.columns for segment in segments])
        self.alive: Mask = np.concatenate([s.alive for s in segments]) if segments else np.zeros(0, dtype=np.bool_)
        self._bases = np.cumsum([0, *(segment.columns.size for segment in segments)])
        self.averages = {field: max(float(lengths.mean()), 1.0) if lengths.size else 1.0
                         for field, lengths in self.columns.lengths.items()}

    def posting(self, field: str, term: str, *, prefix: bool = False) -> Posting:
        """Return (documents in order, counts) over all segments; empty arrays where the term is unknown."""
        found = [(p[0] + base, p[1]) for segment, base in zip(self.segments, self._bases, strict=False)
                 if (p := segment.posting(field, term, prefix=prefix)) is not None]
        if not found:
            return _EMPTY
        if len(found) == 1:
            return found[0]
        return np.concatenate([p[0] for p in found]), np.concatenate([p[1] for p in found])


_EMPTY: Final[Posting] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float64))


def segment_key(leaf: Any) -> tuple[str, int]:
    """Name the state of a segment: its documents never change, only which of them are deleted."""
    segment = leaf.segment()
    return str(segment.segment_id()), int(segment.deleted_count())


def _rows(leaf: Any) -> Iterator[bytes]:
    reader = leaf.column_reader(ROW)
    return (reader[number] for number in range(leaf.doc_count_all()))


class Shelf:
    """The snapshots of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshots: dict[Path, Snapshot] = {}
        self._pid = os.getpid()

    def snapshot(self, home: Path) -> Snapshot | None:
        """Return the index of ``home`` as the disk has it now; None where there is none. Raises OSError and the like."""
        for last in [False] * (_TRIES - 1) + [True]:
            generation = generations.current(home)
            if generation is None:
                return None
            try:
                return self._opened(home, generation)
            except (OSError, index.EmptyIndexError):
                if last:
                    raise
        raise AssertionError  # the last try returns or raises

    def _opened(self, home: Path, generation: Path) -> Snapshot:
        """A flip or a commit between looking and opening makes this fail, or be opened once more; both are harmless."""
        with self._lock:
            held = self._snapshots.get(home)
            version = generation.name, _newest_toc(generation)
            if held is not None and held.version == version:
                return held
            opened = Snapshot(_segments(index.open_dir(str(generation), readonly=True), held), version)
            self._snapshots[home] = opened
            if len(self._snapshots) > _HOMES:
                del self._snapshots[next(iter(self._snapshots))]
            return opened


def _newest_toc(generation: Path) -> int:
    """Return the number of the newest table of contents: each commit writes one, by rename."""
    numbers = [int(name[6:-4]) for name in os.listdir(generation)  # noqa: PTH208  names alone, before each request
               if name.startswith("_MAIN_") and name.endswith(".toc")]
    return max(numbers, default=-1)


def _segments(live: Any, held: Snapshot | None) -> list[Segment]:
    """Open what is new, take over what is held: columns where a segment is the same, all where deletions are too."""
    same = {segment.key: segment for segment in held.segments} if held else {}
    data = {segment.key[0]: segment.columns for segment in held.segments} if held else {}
    found = []
    reader = live.reader()
    for leaf, _ in reader.leaf_readers():
        if leaf.doc_count_all():
            key = segment_key(leaf)
            found.append(same.get(key) or Segment(leaf, data.get(key[0])))
    return found


_shelf = Shelf()


def _forget() -> None:
    """After a fork the child opens its own: locks may be held, and mapped files are the parent's business."""
    global _shelf  # noqa: PLW0603  the one cache of the process
    _shelf = Shelf()


os.register_at_fork(after_in_child=_forget)


def snapshot(home: Path) -> Snapshot | None:
    """Return the index of ``home`` as it is now, or None. Raises what Whoosh raises on a damaged one."""
    return _shelf.snapshot(home)

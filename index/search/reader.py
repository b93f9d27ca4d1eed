"""The index as it is now, reopened when the disk says so.

One snapshot for each home and process. It is opened lazily, never carried over a fork, shared by threads, and never
changed: who holds one searches a consistent state, even while the next is being opened.
"""

from __future__ import annotations

import os
import threading
from typing import Final

from index.search import generations, stores, synonyms
from index.search.index_home import Generation, IndexHome
from index.search.segments import Snapshot

_LAST: Final = (False, False, False, False, True)
"""Whether a try to open the index is the last."""
_HOMES: Final = 4
"""Homes that one process keeps open; more than one only in tests and tools."""


class Shelf:
    """The snapshots of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshots: dict[IndexHome, Snapshot] = {}

    def snapshot(self, home: IndexHome) -> Snapshot | None:
        """Return the index of ``home`` as the disk has it now; None where there is none. Raises OSError and the like."""
        held = self._snapshots.get(home)
        generation = generations.current(home, held.generation if held is not None else None)
        for last in _LAST:
            if generation is None:
                return None
            try:
                return self._opened(home, generation)
            except (OSError, ValueError):
                if last:
                    raise
            generation = generations.current(home)
        raise AssertionError  # the last try returns or raises

    def _opened(self, home: IndexHome, generation: Generation) -> Snapshot:
        """A flip or a commit between looking and opening makes this fail, or be opened once more; both are harmless."""
        store = stores.store(generation.engine)
        with self._lock:
            held = self._snapshots.get(home)
            version = store.version(generation), synonyms.version(generation)
            if held is not None and held.generation == generation and held.version == version:
                return held
            known = {segment.key: segment for segment in held.segments} if held is not None else {}
            opened = Snapshot(store.segments(generation, known), generation, version, synonyms.load(home))
            self._snapshots[home] = opened
            if len(self._snapshots) > _HOMES:
                del self._snapshots[next(iter(self._snapshots))]
            return opened


_shelf = Shelf()


def _forget() -> None:
    """After a fork the child opens its own: locks may be held, and mapped files are the parent's business."""
    global _shelf  # noqa: PLW0603  the one cache of the process
    _shelf = Shelf()


os.register_at_fork(after_in_child=_forget)


def snapshot(home: IndexHome) -> Snapshot | None:
    """Return the index of ``home`` as it is now, or None. Raises what its engine raises on a damaged one."""
    return _shelf.snapshot(home)

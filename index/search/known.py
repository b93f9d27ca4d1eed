"""What was looked up or worked out so far and may be wanted again, within bounds of memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np

from index.search.columns import Floats, Ints

LEAST_BYTES: Final = 64 << 20
_FOR_EACH: Final = 256
"""Room for an index: so many bytes for each document, and never less than that."""
_EACH: Final = 200
"""Bytes that an entry takes besides its arrays."""


class Held(NamedTuple):
    """Documents, in order, and what each is worth."""

    documents: Ints
    worth: Floats

    @classmethod
    def of(cls, worth: Floats) -> Held:
        """Return those documents whose worth, which stands at their position, is not 0."""
        documents = (worth != 0).nonzero()[0]
        return cls(documents, worth[documents])

    def at(self, documents: Ints) -> Floats:
        """Return what each of ``documents``, which are in order, is worth; 0 where it is not held."""
        worth = np.zeros(documents.size)
        if self.documents.size:
            places = np.minimum(np.searchsorted(self.documents, documents), self.documents.size - 1)
            here = self.documents[places] == documents
            worth[here] = self.worth[places[here]]
        return worth


def room(documents: int) -> int:
    """Return the bytes that may be remembered of an index or a part of this size: common characters stand in half of it."""
    return max(LEAST_BYTES, _FOR_EACH * documents)


_T = TypeVar("_T", Ints, Floats, Held)


class Known(Generic[_T]):
    """Answers by key, in any thread. When half of the room is full, what nobody asked for since the last time goes."""

    def __init__(self, most_bytes: int) -> None:
        self._half = most_bytes // 2
        self._lock = threading.Lock()
        self._bytes = 0
        self._young: dict[Hashable, _T] = {}
        self._old: dict[Hashable, _T] = {}

    def get(self, key: Hashable, find: Callable[[], _T]) -> _T:
        """Return what is known under ``key``, else what ``find`` finds, which nobody may write to after that."""
        found = self._young.get(key)  # the dictionaries are replaced, never emptied: they are read without the lock
        if found is None:
            found = self._old.get(key)
            if found is None:
                found = find()
            self._keep(key, found)
        return found

    def _keep(self, key: Hashable, found: _T) -> None:
        size = _EACH + (sum(part.nbytes for part in found) if isinstance(found, Held) else found.nbytes)
        with self._lock:
            if self._bytes + size > self._half:
                self._young, self._old, self._bytes = {}, self._young, 0
            self._young[key] = found
            self._bytes += size

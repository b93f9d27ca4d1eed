"""Hashes of a rendition's 4 MiB chunks. A browser cannot hash a stream, so a screen checks files chunk by chunk.

The whole file is hashed along with its chunks, and damaged bytes get no hashes at all: a screen takes a set whole or not
at all, so one file that a disk has spoilt would keep all that is new from every screen. What was computed holds as long as
the file was not written again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Protocol

from index.blobs import Shelf
from kiosk.plan import File

CHUNK = 4 << 20
KEPT = 4096


class Shelves(Protocol):
    """Where renditions lie."""

    def path(self, shelf: Shelf, sha256: str) -> Path: ...


class ChunkHashes:
    """Computes each file's chunk hashes once per process and state of the file.

    Never call it while a session is open: it reads files.
    """

    def __init__(self, store: Shelves) -> None:
        self._store = store
        self._known: OrderedDict[tuple[str, int], tuple[str, ...]] = OrderedDict()
        self._lock = Lock()

    def of(self, file: File) -> tuple[str, ...] | None:
        """Return the SHA-256 of each chunk in order; None where the bytes are missing or are not what the row says."""
        path = self._store.path("renditions", file.sha256)
        try:
            found = path.stat()
            if found.st_size != file.bytes or file.bytes == 0:
                return None
            key = (file.sha256, found.st_mtime_ns)
            return self._recalled(key) or self._kept(key, _hashed(path, file.sha256))
        except OSError:
            return None

    def _recalled(self, key: tuple[str, int]) -> tuple[str, ...] | None:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def _kept(self, key: tuple[str, int], made: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if made is not None:
            with self._lock:
                self._known[key] = made
                if len(self._known) > KEPT:
                    self._known.popitem(last=False)
        return made


def _hashed(path: Path, sha256: str) -> tuple[str, ...] | None:
    whole, chunks = hashlib.sha256(), []
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            whole.update(chunk)
            chunks.append(hashlib.sha256(chunk).hexdigest())
    return tuple(chunks) if whole.hexdigest() == sha256 else None

"""Hashes of a rendition's 4 MiB chunks. A browser cannot hash a stream, so a screen checks files chunk by chunk.

Bytes are content-addressed, so what was computed once for an address never goes stale; the whole file is hashed along
with its chunks, and damaged bytes get no hashes at all.
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
    """Computes each file's chunk hashes once per process. Never call it while a session is open: it reads files."""

    def __init__(self, store: Shelves) -> None:
        self._store = store
        self._known: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._lock = Lock()

    def of(self, file: File) -> tuple[str, ...] | None:
        """Return the SHA-256 of each chunk in order; None where the bytes are missing or are not what the row says."""
        with self._lock:
            if (known := self._known.get(file.sha256)) is not None:
                self._known.move_to_end(file.sha256)
                return known
        made = self._compute(file)
        if made is not None:
            with self._lock:
                self._known[file.sha256] = made
                if len(self._known) > KEPT:
                    self._known.popitem(last=False)
        return made

    def _compute(self, file: File) -> tuple[str, ...] | None:
        path = self._store.path("renditions", file.sha256)
        try:
            if path.stat().st_size != file.bytes or file.bytes == 0:
                return None
            if file.bytes <= CHUNK:
                return (file.sha256,)
            return _hashed(path, file.sha256)
        except OSError:
            return None


def _hashed(path: Path, sha256: str) -> tuple[str, ...] | None:
    whole, chunks = hashlib.sha256(), []
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            whole.update(chunk)
            chunks.append(hashlib.sha256(chunk).hexdigest())
    return tuple(chunks) if whole.hexdigest() == sha256 else None

"""The hashes of a file's parts as screens are told them, of files that are whole.

A screen takes a set whole or not at all, so one file that a disk has spoilt would keep all that is new from every screen:
damaged bytes are not told. Each file is read once by each process, and again when it was written again. What is no longer
than a part is read at once, in a few milliseconds. A long film is read aside, and told meanwhile by the hashes that were
made with it: whoever asks next must not wait for it.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Final, Protocol

from index.blobs import PART, Shelf
from kiosk.plan import File

KEPT: Final = 4096
Key = tuple[str, int]
"""A file's hash, and when it was written (ns)."""


class Shelves(Protocol):
    """Where renditions lie."""

    def path(self, shelf: Shelf, sha256: str) -> Path: ...


class ChunkHashes:
    """Looks at each file once per process and state of the file; long ones ``aside``, in a thread that nobody waits for, or
    at once.

    Never call it while a session is open: it reads files.
    """

    def __init__(self, store: Shelves, *, aside: bool = False) -> None:
        self._store, self._aside = store, aside
        self._due: SimpleQueue[tuple[Path, Key]] = SimpleQueue()
        self._reader: Thread | None = None
        self._whole: OrderedDict[Key, bool | None] = OrderedDict()
        self._lock = Lock()

    def of(self, file: File) -> tuple[str, ...] | None:
        """Return the SHA-256 of each part in order; None where they are not known yet, or where the bytes are missing or are
        known not to be what the row says.
        """
        path = self._store.path("renditions", file.sha256)
        try:
            found = path.stat()
            if file.parts is None or found.st_size != file.bytes or file.bytes == 0:
                return None
            return None if self._is_whole(path, (file.sha256, found.st_mtime_ns), file.bytes) is False else file.parts
        except OSError:
            return None

    def _is_whole(self, path: Path, key: Key, size: int) -> bool | None:
        """Say whether a file is what its name says; None while it is being read aside."""
        with self._lock:
            if key in self._whole:
                self._whole.move_to_end(key)
                return self._whole[key]
        if not self._aside or size <= PART:
            return self._keep(key, _is(path, key[0]))
        self._keep(key, None)
        self._due.put((path, key))
        with self._lock:
            if self._reader is None:
                self._reader = Thread(target=self._read, name="reading aside", daemon=True)  # a stop does not wait for it
                self._reader.start()
        return None

    def _read(self) -> None:
        while True:
            path, key = self._due.get()
            try:
                self._keep(key, _is(path, key[0]))
            except OSError:  # removed meanwhile, or it cannot be read now: whoever asks next looks again
                with self._lock:
                    self._whole.pop(key, None)

    def _keep(self, key: Key, whole: bool | None) -> bool | None:
        with self._lock:
            self._whole[key] = whole
            if len(self._whole) > KEPT:
                self._whole.popitem(last=False)
        return whole


def _is(path: Path, sha256: str) -> bool:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest() == sha256

"""The bytes of one unfinished upload: ``staging/tus-<id>``, held by one request at a time, in whatever process."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from index.errors import VitrineError

PREFIX: Final = "tus-"
PAUSE_S: Final = 0.05


class Part:
    """An open, locked file. ``size`` counts what was written, ``sync`` makes it durable."""

    def __init__(self, handle: int, path: Path, reserve_bytes: int) -> None:
        self.handle, self.path, self.reserve_bytes = handle, path, reserve_bytes
        self.size = os.fstat(handle).st_size

    def settle(self, durable: int) -> int:
        """Cut off whatever goes beyond the bytes known to be durable, and return how many there are to go on from.

        The smaller of row and file counts: after a crash the file may hold bytes that were never acknowledged, after a
        power cut on a careless disk fewer than were.
        """
        self.truncate(min(durable, self.size))
        return self.size

    def truncate(self, size: int) -> None:
        if size != self.size:
            os.ftruncate(self.handle, size)
        self.size = size

    def write(self, chunk: bytes) -> None:
        """Append. Raises VitrineError disk-full, storage; what was appended since the last sync is then not relied on."""
        check_room(self.path.parent, len(chunk), self.reserve_bytes)
        try:
            view = memoryview(chunk)
            while view:
                count = os.pwrite(self.handle, view, self.size)
                self.size += count
                view = view[count:]
        except OSError as error:
            raise _storage_error(error) from error

    def sync(self) -> None:
        """Make all of it durable. A sync that failed is not tried again: the caller gives up with VitrineError storage."""
        try:
            os.fsync(self.handle)
        except OSError as error:
            raise _storage_error(error) from error

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


def check_room(folder: Path, wanted: int, reserve_bytes: int) -> None:
    """Do nothing where ``wanted`` more bytes leave the reserve untouched. Raises VitrineError disk-full."""
    if wanted and shutil.disk_usage(folder).free - wanted < reserve_bytes:
        raise VitrineError("disk-full")


def make(path: Path) -> None:
    """Make the empty file, durable with its name. Raises VitrineError disk-full, storage."""
    try:
        with path.open("xb") as handle:
            os.fsync(handle.fileno())
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _storage_error(error) from error


@contextmanager
def held(path: Path, *, wait_s: float, reserve_bytes: int = 0) -> Iterator[Part]:
    """Give the file, locked: two requests never interleave. Raises VitrineError upload-locked after ``wait_s``.

    flock, because the kernel lets go of it when a process is killed. Whoever ended the upload has unlinked the file under
    those who waited: they get a fresh one, and find in the catalogue what happened.
    """
    deadline = time.monotonic() + wait_s
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle, deadline)
            if _is_at(handle, path):
                yield Part(handle, path, reserve_bytes)
                return
        finally:
            os.close(handle)


def _lock(handle: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise VitrineError("upload-locked") from None
            time.sleep(PAUSE_S)
        else:
            return


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _storage_error(error: OSError) -> VitrineError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return VitrineError("disk-full")
    return VitrineError("storage", detail=error.strerror or type(error).__name__)

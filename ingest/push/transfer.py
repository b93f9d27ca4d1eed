"""One file on its way in: bytes in staging under a name made of kit and path, so that what broke off can be gone on with."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.errors import VitrineError
from ingest.push.admission import Sender

LOOK_EVERY: Final = 64 << 20
"""After so many bytes we look again how much the kit's other files take."""
HOPELESS: Final = frozenset(["too-large", "push-gap", "upload-share"])
MOST_AHEAD: Final = 8 << 20
"""Bytes held in memory where an SFTP client sends the parts of a file out of order."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """In bytes: a file's own size, what must stay free on the disk, what a kit's files that are not whole may come to."""

    largest: int
    reserve: int
    unfinished: int


class Transfer:
    """An open file in staging. Bytes on disk are always a beginning of the file without gaps, even after a kill.

    ``trouble`` is why it came to nothing, where it did. Every method may raise VitrineError.
    """

    def __init__(self, sender: Sender, path: str, local: Path, bounds: Bounds, *, fresh: bool,
                 others: Callable[[], int] = lambda: 0) -> None:
        """``others`` tells how many bytes the sender's other files that are not whole take."""
        self.sender, self.path, self.local, self.bounds = sender, path, local, bounds
        self.trouble: VitrineError | None = None
        self.open = True
        self.appends = False  # an SFTP handle opened for appending: offsets do not count
        self.moved_at = time.monotonic()
        self.began_at = self.moved_at
        self._ahead: dict[int, bytes] = {}
        self._reached: int | None = None
        self._others, self._room, self._look_at = others, 0, 0
        self._lock = threading.Lock()
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | (os.O_TRUNC if fresh else 0)
        try:
            self._handle = os.open(local, flags, 0o600)
        except OSError as error:
            raise VitrineError("storage", detail=error.strerror or str(error)) from error
        self.size = os.fstat(self._handle).st_size

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    def restart(self, offset: int) -> None:
        """Go on from ``offset``; what lies behind it is dropped. Raises VitrineError push-gap."""
        with self._lock:
            self._demand_open()
            if offset > self.size:  # what we never got would be zeros
                raise VitrineError("push-gap")
            os.ftruncate(self._handle, offset)
            self.size = offset

    def append(self, chunk: bytes) -> None:
        """Put bytes behind what is here."""
        self.write(self.size, chunk)

    def write(self, offset: int, chunk: bytes) -> None:
        """Put bytes at ``offset``; what comes early waits in memory until the gap before it is filled.

        Raises VitrineError too-large, upload-share, disk-full, storage, push-gap, cut-short (another took over).
        """
        with self._lock:
            self._demand_open()
            self.moved_at = time.monotonic()
            try:
                self._check(offset + len(chunk), len(chunk))
                if offset > self.size:
                    self._keep_for_later(offset, chunk)
                    return
                self._reached = max(self._reached or 0, offset + len(chunk))
                self._put(offset, chunk)
                while (early := self._ahead.pop(self.size, None)) is not None:
                    self._reached = self.size + len(early)
                    self._put(self.size, early)
            except VitrineError as error:
                self.trouble = error
                raise

    def stop(self, why: VitrineError | None = None) -> None:
        """Let go of the file; its bytes stay for another try where there is hope for one. Safe to call again."""
        with self._lock:
            if not self.open:
                return
            self.open = False
            self.trouble = self.trouble or why
            os.close(self._handle)
            self._ahead.clear()
            if self.trouble is not None and self.trouble.reason.code in HOPELESS:
                self.local.unlink(missing_ok=True)

    def end(self) -> None:
        """Let go of a file that is whole. Raises VitrineError where something of it is missing.

        It ends where its sender wrote last: what an older, longer file of this name left behind is no part of it.
        """
        with self._lock:
            self._demand_open()
            if self._ahead:
                self.trouble = VitrineError("push-gap")
            elif self._reached is not None and self._reached < self.size:
                os.ftruncate(self._handle, self._reached)
                self.size = self._reached
        if self.trouble is not None:
            self.stop()
            raise self.trouble
        self.stop()

    def _demand_open(self) -> None:
        if not self.open:
            raise self.trouble or VitrineError("cut-short")

    def _check(self, end: int, more: int) -> None:
        if end > self.bounds.largest:
            raise VitrineError("too-large", detail=f"> {self.bounds.largest >> 20} MiB")
        if end > self._look_at:
            self._room, self._look_at = self.bounds.unfinished - self._others(), end + LOOK_EVERY
        if end > self._room:
            raise VitrineError("upload-share", share=f"{self.bounds.unfinished >> 20} MiB")
        if self.bounds.reserve and shutil.disk_usage(self.local.parent).free - more < self.bounds.reserve:
            raise VitrineError("disk-full")

    def _keep_for_later(self, offset: int, chunk: bytes) -> None:
        if sum(map(len, self._ahead.values())) + len(chunk) > MOST_AHEAD:
            raise VitrineError("push-gap")
        self._ahead[offset] = bytes(chunk)

    def _put(self, offset: int, chunk: bytes) -> None:
        view = memoryview(chunk)
        try:
            while view:
                written = os.pwrite(self._handle, view, offset)
                offset, view = offset + written, view[written:]
                self.size = max(self.size, offset)
        except OSError as error:
            full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
            raise (VitrineError("disk-full") if full else
                   VitrineError("storage", detail=error.strerror or str(error))) from error

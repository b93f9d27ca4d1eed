"""Where pushed files wait until they are whole, and from where they go through the one door."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select, update

from index import jobs
from index.blobs import LocalStore
from index.catalogue.assets import Arrival, Original, Outcome, shot_of
from index.catalogue.kits import Kit
from index.db import reading, writing
from index.errors import VitrineError
from ingest import intake
from ingest.intake import Origin, Taken
from ingest.origin import EXTRACT
from ingest.push.admission import Sender
from ingest.push.transfer import Bounds, Transfer
from ingest.sources.folder import shown

log = logging.getLogger("vitrine.receive")
PREFIX: Final = "push-"
TERM: Final = timedelta(hours=20)
"""How long what broke off waits for its rest; within a day, after which the doctor calls it a stray."""
STALE_S: Final = 5.0
"""A file that another connection is sending is taken over only where nothing of it came for so long."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is here of a file that is not whole: bytes, and when the last of them came (seconds since 1970)."""

    size: int
    changed_at: float


class Depot:
    """All files on their way in, for both protocols and all connections. Safe to use from several threads."""

    def __init__(self, engine: Engine, store: LocalStore, *, largest: int, unfinished: int, zone: ZoneInfo,
                 clock: Callable[[], datetime]) -> None:
        self.engine, self.store, self.zone, self.clock = engine, store, zone, clock
        self.bounds = Bounds(largest, store.reserve_bytes, unfinished)
        self.closing = False
        self._open: dict[Path, Transfer] = {}
        self._settling: set[Path] = set()
        self._lock = threading.Lock()

    def begin(self, sender: Sender, path: str, *, fresh: bool) -> Transfer:
        """Open a file for writing: anew, or where it broke off.

        Raises VitrineError push-closing, push-busy (another connection is sending it), storage.
        """
        local = self._local(sender, path)
        with self._lock:
            if self.closing:
                raise VitrineError("push-closing")
            if local in self._settling:  # sent again before its answer came: whoever wrote now would write into the original
                raise VitrineError("push-busy")
            before = self._open.get(local)
            if before is not None and before.open:
                if time.monotonic() - before.moved_at < STALE_S:
                    raise VitrineError("push-busy")
                before.stop(VitrineError("cut-short"))
            transfer = Transfer(sender, path, local, self.bounds, fresh=fresh,
                                others=lambda: self._taken_by(sender.kit_id, besides=local))
            self._open[local] = transfer
            return transfer

    def drop(self, transfer: Transfer) -> None:
        """Give a transfer up; its bytes stay for another try. Safe to call again."""
        was_open = transfer.open
        transfer.stop(VitrineError("cut-short"))
        self._forget(transfer)
        if was_open:
            log.warning("broken-off kit=%s path=%r bytes=%d why=%s", transfer.sender.login, transfer.path, transfer.size,
                        transfer.trouble.reason.code if transfer.trouble else "-")

    def finish(self, transfer: Transfer, door: str) -> Taken:
        """Take a whole file in, and return only when it is kept. Raises VitrineError: not whole, or the disk."""
        with self._lock:
            self._settling.add(transfer.local)
        try:
            transfer.end()
            taken = self._take(transfer, door)
        finally:
            self._forget(transfer)
            with self._lock:
                self._settling.discard(transfer.local)
        log.info("received door=%s kit=%s path=%r bytes=%d seconds=%.2f outcome=%s sha256=%s reason=%s", door,
                 transfer.sender.login, transfer.path, transfer.size, time.monotonic() - transfer.began_at, taken.outcome,
                 taken.sha256 or "-", taken.reason.code if taken.reason else "-")
        return taken

    def waiting(self, sender: Sender, path: str) -> Waiting | None:
        """Tell what is here of a file that is not whole yet; None where there is nothing.

        What is told is on the disk: nobody goes on from bytes that a power cut would take back.
        """
        try:
            handle = os.open(self._local(sender, path), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            os.fsync(handle)
            info = os.fstat(handle)
        except OSError:
            return None
        finally:
            os.close(handle)
        return Waiting(info.st_size, info.st_mtime)

    def rename(self, sender: Sender, taken: Taken, old: str, new: str) -> None:
        """Give a file that this kit has just handed in another name, as some cameras do: it is only a name."""
        with writing(self.engine) as session:
            mine = (Arrival.sha256 == taken.sha256, Arrival.kit_id == sender.kit_id, Arrival.path == shown(old))
            arrival = session.scalar(select(Arrival).where(*mine).order_by(Arrival.id.desc()).limit(1))
            if arrival is None:
                return
            before, arrival.path = arrival.name, shown(new)
            arrival.name = arrival.path.rsplit("/", 1)[-1]
            shot = shot_of(arrival.path)
            if arrival.asset_id is not None and arrival.shot not in (None, shot):  # its raw file may be here under that name
                arrival.shot = shot
                jobs.enqueue(session, EXTRACT, str(arrival.asset_id), now=self.clock())
            if taken.outcome is Outcome.ADDED and taken.asset_id is not None:  # a sidecar may still wait for its picture
                session.execute(update(Original).where(Original.sha256 == taken.sha256, Original.name == before)
                                .values(name=arrival.name))
                jobs.enqueue_index(session, taken.asset_id, now=self.clock())

    def sweep(self) -> int:
        """Throw away what nobody went on with, and return how many files that were."""
        count = 0
        for path in self.store.staging.glob(f"{PREFIX}*"):
            with self._lock:
                held = path in self._open or path in self._settling
            if not held and self.clock().timestamp() - _changed_at(path) > TERM.total_seconds():
                path.unlink(missing_ok=True)
                count += 1
        return count

    def busy(self) -> int:
        """Return how many files are on their way at this moment."""
        with self._lock:
            return sum(one.open for one in self._open.values()) + len(self._settling)

    def _local(self, sender: Sender, path: str) -> Path:
        digest = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()
        return self.store.staging / f"{PREFIX}{sender.kit_id}-{digest[:40]}"

    def _taken_by(self, kit_id: int, *, besides: Path) -> int:
        return sum(_size(path) for path in self.store.staging.glob(f"{PREFIX}{kit_id}-*") if path != besides)

    def _event(self, sender: Sender) -> int | None:
        """What the kit photographs now: a camera may have logged in at yesterday's event."""
        with reading(self.engine) as session:
            kit = session.get(Kit, sender.kit_id)
            return kit.event_id if kit is not None else sender.event_id

    def _forget(self, transfer: Transfer) -> None:
        with self._lock:
            if self._open.get(transfer.local) is transfer:
                del self._open[transfer.local]

    def _take(self, transfer: Transfer, door: str) -> Taken:
        sender, now = transfer.sender, self.clock()
        path = shown(transfer.path)
        batch = f"{now.astimezone(self.zone):%Y%m%d}-{door}-kit{sender.kit_id}"  # what a camera sends in a day
        origin = Origin(sender.actor, door, batch, path.rsplit("/", 1)[-1], path, sender.department_id, sender.kit_id,
                        self._event(sender))
        if not transfer.size:
            transfer.local.unlink(missing_ok=True)
            return intake.refuse(self.engine, origin, VitrineError("empty").reason, now=now)
        try:
            staged = self.store.adopt(transfer.local)
        except OSError as error:  # an fsync that failed is never tried again on the same bytes
            transfer.local.unlink(missing_ok=True)
            raise VitrineError("storage", detail=error.strerror or str(error)) from error
        return intake.take_in_staged(self.engine, self.store, staged, origin, now=now)


def _size(path: Path) -> int:
    """Bytes; 0 for what has been taken in since it was listed."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _changed_at(path: Path) -> float:
    """Seconds since 1970; never, for what has been taken in since it was listed."""
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")

"""Reading back what was taken in, in a thread of its own, while the next file comes from the card."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.errors import Reason, VitrineError, reason
from ingest import read_back
from ingest.intake import Taken
from ingest.second_copy import SecondCopy
from ingest.sources.card import Card
from ingest.sources.folder import Found, shown
from server.home import Home
from server.receipts import Place


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the bytes of one file were read back, and what was wrong elsewhere."""

    places: tuple[Place, ...] = ()
    trouble: Reason | None = None


class StoppedError(Exception):
    """Somebody asked to stop in the middle of a file."""


class Proving:
    """Proves one file after the other. ``stop`` ends it within a chunk (StoppedError)."""

    def __init__(self, home: Home, second: SecondCopy | None) -> None:
        self.home, self.second = home, second
        self.stop = threading.Event()

    @property
    def passes(self) -> int:
        """How often the bytes of a file are read, the card included: for the progress."""
        return 2 if self.second is None else 4

    def prove(self, found: Found, card: Card, taken: Taken, progress: Callable[[int], None]) -> Proof:
        """Read a file back from every destination and compare. Never raises for a disk; the proof tells its trouble."""
        if taken.sha256 is None or not taken.kept:
            return Proof()

        def counted(count: int) -> None:
            if self.stop.is_set():
                raise StoppedError
            progress(count)

        original = self.home.store.path("originals", taken.sha256)
        try:
            if read_back.digest(original, counted) != taken.sha256:
                return Proof((), reason("not-verified", detail=str(self.home.settings.home)))
        except OSError as error:
            return Proof((), reason("not-verified", detail=error.strerror or type(error).__name__))
        kept = Place("home", str(original.relative_to(self.home.settings.home)))
        if self.second is None:
            return Proof((kept,))
        try:
            copy = self.second.keep(original, taken.sha256, card.on_card(found.path), original.stat().st_size,
                                    modified_ns=_modified(found.path), progress=counted)
        except OSError as error:
            return Proof((kept,), reason("second-copy", detail=error.strerror or type(error).__name__))
        except VitrineError as error:
            return Proof((kept,), error.reason)
        return Proof((kept, Place("second-copy", _told(copy))))


def _modified(path: Path) -> int | None:
    try:
        return path.lstat().st_mtime_ns
    except OSError:  # the card may be gone by now
        return None


def _told(path: Path) -> str:
    """Names whose bytes are no text cannot be written into JSON as they are."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return shown(str(path))
    return str(path)

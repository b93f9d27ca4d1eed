"""What one connection may see: the files that it is sending or has sent, and the folders that it asked for. No real path."""

from __future__ import annotations

import posixpath
import time
from dataclasses import dataclass
from typing import Final

from index.catalogue.assets import Outcome
from index.errors import VitrineError
from ingest.intake import Taken
from ingest.push.admission import Sender
from ingest.push.depot import Depot
from ingest.push.transfer import Transfer

LONGEST_PATH: Final = 1000
LONGEST_NAME: Final = 255
MOST_FOLDERS: Final = 1000
MOST_FILES: Final = 20_000
"""What a connection remembers of what it sent; older files are no longer listed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is said of a path. ``at`` is seconds since 1970."""

    is_folder: bool
    size: int
    at: float


@dataclass(slots=True)
class _Sent:
    transfer: Transfer | None
    taken: Taken | None
    size: int
    at: float


def normal(path: str, cwd: str = "/") -> str:
    """Return a path from the root without dots or doubled slashes. It never leaves the root; it is only a name."""
    return "/" + posixpath.normpath(posixpath.join("/", cwd, path)).lstrip("/")


class Visit:
    """One connection of a kit, from its login on."""

    def __init__(self, depot: Depot, sender: Sender, door: str) -> None:
        self.depot, self.sender, self.door = depot, sender, door
        self.came_at = time.time()
        self._files: dict[str, _Sent] = {}
        self._folders = {"/"}

    def begin(self, path: str, *, fresh: bool) -> Transfer:
        """Open a file for writing, anew or where it broke off. Raises VitrineError."""
        name = path.rsplit("/", 1)[-1]
        if not name or len(name) > LONGEST_NAME or len(path) > LONGEST_PATH or "\0" in path:
            raise VitrineError("push-name", detail=name[:80])
        transfer = self.depot.begin(self.sender, path, fresh=fresh)
        self._files.pop(path, None)
        self._files[path] = _Sent(transfer, None, transfer.size, time.time())
        while len(self._files) > MOST_FILES:
            self._files.pop(next(iter(self._files)))
        return transfer

    def finish(self, transfer: Transfer) -> Taken:
        """Take a whole file in; it is kept when this returns. Raises VitrineError; the file is not listed then."""
        try:
            taken = self.depot.finish(transfer, self.door)
        except VitrineError:
            self._files.pop(transfer.path, None)
            raise
        if taken.outcome is Outcome.REFUSED:
            self._files.pop(transfer.path, None)
        else:
            self._files[transfer.path] = _Sent(None, taken, transfer.size, time.time())
        return taken

    def drop(self, transfer: Transfer) -> None:
        """Give a transfer up; it is not listed any more, but can be gone on with."""
        self.depot.drop(transfer)
        entry = self._files.get(transfer.path)
        if entry is not None and entry.transfer is transfer:
            del self._files[transfer.path]

    def leave(self) -> None:
        """Give up what is still open: the connection is gone."""
        for entry in list(self._files.values()):
            if entry.transfer is not None:
                self.drop(entry.transfer)

    def make_folder(self, path: str) -> None:
        """Remember a folder. Raises VitrineError push-name for one too many or too long."""
        if len(path) > LONGEST_PATH or len(self._folders) >= MOST_FOLDERS:
            raise VitrineError("push-name", detail=path[:80])
        self._folders.add(path)

    def rename(self, old: str, new: str) -> None:
        """Rename a file that this connection has sent; over nothing else. Raises VitrineError push-name."""
        entry = self._files.get(old)
        name = new.rsplit("/", 1)[-1]
        if entry is None or entry.taken is None or new in self._files or not 0 < len(name) <= LONGEST_NAME \
                or len(new) > LONGEST_PATH:
            raise VitrineError("push-name", detail=name[:80])
        if entry.taken.sha256 is not None:
            self.depot.rename(self.sender, entry.taken, old, new)
        self._files[new] = self._files.pop(old)

    def may_rename(self, path: str) -> bool:
        entry = self._files.get(path)
        return entry is not None and entry.taken is not None

    def look(self, path: str) -> Seen | None:
        """Tell of a path what this connection may know; of a file that broke off before, how much is here."""
        entry = self._files.get(path)
        if entry is not None:
            return Seen(False, entry.transfer.size if entry.transfer else entry.size, entry.at)
        if self._is_folder(path):
            return Seen(True, 0, self.came_at)
        here = self.depot.waiting(self.sender, path)
        return Seen(False, here.size, here.changed_at) if here else None

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder: of this connection's own files and folders only."""
        below = folder.rstrip("/") + "/"
        found = {path[len(below):].split("/", 1)[0] for path in (*self._files, *self._folders) if path.startswith(below)}
        return sorted(found - {""})

    def _is_folder(self, path: str) -> bool:
        below = path.rstrip("/") + "/"
        return path in self._folders or any(one.startswith(below) for one in (*self._files, *self._folders))

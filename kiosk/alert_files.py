"""Each screen's alerts as a file in a folder, for the reverse proxy to give: five thousand screens ask for them so often that
answering is all that a server's processes would do.

A file's name is as good as a password: only the screen is told it, and it goes with the screen's token. So the proxy needs no
check. Who is cut off finds no file any more, asks at the usual address and hears it there. One process of a machine writes
the files; what a lost server wrote last stays. The folder belongs in memory: file systems on disks write a file out as it
takes another's place, and an emergency would wait for that five thousand times.
"""

from __future__ import annotations

import fcntl
import hmac
import logging
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from index.errors import VitrineError
from kiosk.plan import ScreenFacts
from kiosk.telling import Round, Telling

EVERY_S: Final = 0.5
BELOW: Final = "told"
"""Where the proxy gives the folder, below the kiosk's own address."""
NAMED: Final = "[0-9a-f]" * 32 + ".json"
WRITER: Final = ".writer"
log = logging.getLogger(__name__)


class Names:
    """The names of files, made from an installation's secret and each screen's token."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._made: dict[str, str] = {}

    def of(self, screen: ScreenFacts) -> str:
        """Return the name of a paired screen's file; without the secret nobody guesses it, nor the token from it."""
        assert screen.token_hash is not None
        if screen.token_hash not in self._made:
            digest = hmac.digest(self._secret, b"alerts " + screen.token_hash.encode(), "sha256")
            self._made[screen.token_hash] = f"{digest.hex()[:32]}.json"
        return self._made[screen.token_hash]

    def url(self, screen: ScreenFacts) -> str | None:
        """Return where a screen finds its file, below the kiosk's address; None for one that is not paired."""
        return f"{BELOW}/{self.of(screen)}" if screen.paired else None


class AlertFiles:
    """Keeps the files of one folder as ``Telling`` has them."""

    def __init__(self, folder: Path, names: Names, telling: Telling, clock: Callable[[], datetime]) -> None:
        self._folder, self._names, self._telling, self._clock = folder, names, telling, clock
        self._held: dict[str, bytes] = {}
        self._seen: Round | None = None
        self._stop = Event()

    def start(self) -> None:
        """Begin to write in a thread of this process as soon as no other process of this machine does."""
        Thread(target=self._run, name="alert files", daemon=True).start()

    def close(self) -> None:
        self._stop.set()

    def take_over(self) -> None:
        """See what was written before: what is still right is not written again, and keeps its tag."""
        self._held = {path.name: path.read_bytes() for path in self._folder.glob(NAMED)}

    def turn(self) -> int:
        """Write what screens are told otherwise than before, remove what is nobody's any more; return how many those were."""
        now = self._clock()
        here = self._telling.round_at(now)
        if here is self._seen:
            return 0
        told = {self._names.of(one.of[0]): one.alerts for one in self._telling.to_all(here, now)}
        changed = [name for name, content in told.items() if self._held.get(name) != content]
        for name in changed:
            self._write(name, told[name])
        gone = self._held.keys() - told.keys()
        for name in gone:
            (self._folder / name).unlink(missing_ok=True)
            del self._held[name]
        self._seen = here
        return len(changed) + len(gone)

    def _write(self, name: str, content: bytes) -> None:
        path, beside = self._folder / name, self._folder / f".{name}"
        beside.write_bytes(content)
        beside.chmod(0o644)
        if path.exists():  # proxies make the tag from size and whole seconds: a second change within one gets the next
            later = max(int(path.stat().st_mtime) + 1, int(self._clock().timestamp()))
            os.utime(beside, (later, later))
        beside.rename(path)
        self._held[name] = content

    def _run(self) -> None:
        taken = None
        while not self._stop.wait(EVERY_S):
            try:
                if taken is None:
                    taken = self._lock()
                    self.take_over()
                self.turn()
            except BlockingIOError:  # another process writes
                continue
            except (OSError, SQLAlchemyError, VitrineError):
                log.warning("alerts for the proxy could not be written; screens ask the server", exc_info=True)
        if taken is not None:
            os.close(taken)

    def _lock(self) -> int:
        self._folder.mkdir(mode=0o711, parents=True, exist_ok=True)  # whoever knows a name may read; nobody may list them
        held = os.open(self._folder / WRITER, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(held)
            raise
        return held

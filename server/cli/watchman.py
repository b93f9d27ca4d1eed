"""The work behind ``vitrine watch``: wait for events or look again, hand in what has settled, tell it once."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from index.catalogue.assets import Outcome
from index.errors import reason
from ingest.intake import Taken
from ingest.sources.card import Card
from ingest.sources.watch import Settled, Watch, needs_polling
from server.cli.intake import Intake, line_of
from server.cli.lines import Line

DOOR: Final = "watched"
PAUSE_S: Final = 600
"""What comes after so long a pause is a batch of its own."""
TICK_S: Final = 0.5
AGAIN: Final = frozenset({"unreadable", "changed", "disk-full", "storage"})
"""Reasons that may go away by themselves; each try waits twice as long as the one before."""
HERE: Final = frozenset({Outcome.ADDED, Outcome.ALREADY_HERE})
LONGEST: Final = 6
"""How often the wait is doubled: an hour, of a minute."""


class Watchman:
    """Hands in what ``watch`` finds, through ``intake``; each outcome is told once."""

    def __init__(self, intake: Intake, watch: Watch, tell: Callable[[Line], None], *, rescan_s: float) -> None:
        self.intake, self.watch, self.tell, self.rescan_s = intake, watch, tell, rescan_s
        self._told: dict[Path, str] = {}
        self._tries: dict[Path, int] = {}
        self._batched: set[Path] = set()
        self._latest = time.monotonic()

    def once(self, stop: threading.Event) -> bool:
        """Take in what settles now: two looks, no more. False if something was refused."""
        self.watch.look(time.monotonic())
        stop.wait(self.watch.settle_s)
        well = [self._hand_in(one) for one in self.watch.look(time.monotonic()) if not stop.is_set()]
        return all(well)

    def run(self, stop: threading.Event, *, poll: bool = False) -> None:
        """Watch until ``stop`` is set; the file in hand is finished first."""
        looked = float("-inf")
        for changed in self._changes(stop, poll=poll):
            now = time.monotonic()
            whole = now - looked >= self.rescan_s or changed is None
            if whole:
                looked = now
            for one in self.watch.look(now, None if whole else changed):
                if stop.is_set():
                    return
                self._hand_in(one)

    def _changes(self, stop: threading.Event, *, poll: bool) -> Iterator[set[Path] | None]:
        """Yield the paths of events, an empty set now and then, None where all has to be looked at again.

        Where the kernel gives no events (a network folder, its limit of watches reached) the folders are polled.
        """
        polling = poll or needs_polling(self.watch.roots)
        yield None
        while not stop.is_set():
            try:
                yield from self._events(stop, polling=polling)
            except OSError:  # a folder that is away, or no more watches to be had
                polling = polling or all(root.is_dir() for root in self.watch.roots)
                stop.wait(TICK_S)
            if not stop.is_set():
                yield None

    def _events(self, stop: threading.Event, *, polling: bool) -> Iterator[set[Path]]:
        """Yield until a folder is another than it was (mounted, unmounted, made anew): events have to be asked for again."""
        from watchfiles import watch

        before = _identities(self.watch.roots)
        events = watch(*self.watch.roots, watch_filter=None, stop_event=stop, yield_on_timeout=True, raise_interrupt=False,
                       rust_timeout=int(TICK_S * 1000), debounce=int(TICK_S * 1000), force_polling=polling,
                       poll_delay_ms=max(300, int(self.watch.settle_s * 500)), ignore_permission_denied=True)
        for changes in events:
            yield {Path(path) for _, path in changes}
            if _identities(self.watch.roots) != before:
                return

    def _hand_in(self, settled: Settled) -> bool:
        if time.monotonic() - self._latest > PAUSE_S:
            self.intake.renew()
            self._batched.clear()
        line = line_of(settled.found, self._taken(settled))
        self._batched.add(settled.found.path)
        if line.outcome in HERE:
            self._bring_together(settled)
        self._latest = time.monotonic()
        path, code = settled.found.path, line.reason["code"] if line.reason else ""
        if code in AGAIN:
            tries = self._tries[path] = self._tries.get(path, -1) + 1
            self.watch.again(settled, time.monotonic() + self.rescan_s * 2 ** min(tries, LONGEST))
        else:
            self._tries.pop(path, None)
            self.watch.done(settled)
        if line.outcome != Outcome.IGNORED and self._told.get(path) != code:
            self.tell(line)
        if code in AGAIN:
            self._told[path] = code
        else:
            self._told.pop(path, None)
        return line.outcome != Outcome.REFUSED

    def _bring_together(self, settled: Settled) -> None:
        """Hand in again what stands beside a file and came in an earlier batch: files of one batch find each other."""
        for one in self.watch.beside(settled):
            if one.found.path not in self._batched:
                self._batched.add(one.found.path)
                self._taken(one)

    def _taken(self, settled: Settled) -> Taken:
        card = Card(settled.root, settled.root, (), whole=True)
        try:
            return self.intake.hand_in(settled.found, card, door_name=DOOR)
        except DBAPIError as error:  # the database is away or busy: a watch of weeks outlives that
            return Taken(Outcome.REFUSED, reason=reason("storage", detail=type(error.orig).__name__))


def memory_path(home: Path, intake: Intake, paths: Iterable[Path]) -> Path:
    """Return where what was handed in from these folders, for these departments, kits and events, is remembered."""
    told = [os.path.abspath(path) for path in paths]  # noqa: PTH100 - resolve() would follow links
    key = "\0".join([*sorted(told), str(intake.department_id), str(intake.kit_id), str(intake.event_id)])
    return home / "watch" / f"{hashlib.sha256(os.fsencode(key)).hexdigest()[:16]}.jsonl"


def _identities(roots: Iterable[Path]) -> list[tuple[int, int] | None]:
    found: list[tuple[int, int] | None] = []
    for root in roots:
        try:
            info = root.stat()
        except OSError:
            found.append(None)
        else:
            found.append((info.st_dev, info.st_ino))
    return found

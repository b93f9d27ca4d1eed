"""What screens say of themselves, gathered in memory and written in batches.

Ten thousand heartbeats in thirty seconds would be 333 commits a second, each with its fsync; gathered, they are one
commit in two seconds for each process. What a crash loses is told again half a minute later. Plays are different: they
are proof, so each batch is written before it is acknowledged.
"""

from __future__ import annotations

import atexit
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Any, Final

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from index.catalogue.assets import Asset, Rendition, public_id
from index.catalogue.screens import Play, Screen, ScreenHealth
from index.db import insert_into, writing
from kiosk import alerts
from kiosk.alerts import Painted

EVERY_S: Final = 2.0
KEPT_MOST: Final = 20_000
Word = tuple[int, Painted]
"""What a screen, by its id, said of an emergency."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Beat:
    """When a screen was heard, and what it said; None where it only asked for something."""

    at: datetime
    report: dict[str, Any] | None


class Heartbeats:
    """Gathers beats; a small thread writes them. The thread starts with the first beat, so after any fork."""

    def __init__(self, engine: Engine, every_s: float = EVERY_S) -> None:
        self._engine, self._every_s = engine, every_s
        self._beats: dict[int, Beat] = {}
        self._words: dict[Word, datetime] = {}
        self._kept: set[Word] = set()
        self._lock, self._wake = Lock(), Event()
        self._process: int | None = None

    def hear(self, screen_id: int, report: dict[str, Any] | None, now: datetime) -> None:
        """Take a beat; it is written within two seconds."""
        with self._lock:
            before = self._beats.get(screen_id)
            self._beats[screen_id] = Beat(now, report if report is not None else before.report if before else None)
            self._start()

    def paint(self, screen_id: int, told: Iterable[Painted], now: datetime) -> set[int]:
        """Take a screen's word on emergencies and return those on which it is written already; the rest is within two
        seconds, and the screen says it again until then. Two hundred screens say theirs in the same three seconds.
        """
        words = {(screen_id, one) for one in told}
        with self._lock:
            self._words |= dict.fromkeys(words - self._kept, now)
            self._start()
            return {one.emergency_id for _, one in words & self._kept} - {one.emergency_id for _, one in words - self._kept}

    def flush(self) -> int:
        """Write what is gathered and return how many screens that were. What cannot be written is kept for later."""
        with self._lock:
            beats, self._beats = self._beats, {}
            words, self._words = self._words, {}
        if not beats and not words:
            return 0
        try:
            with writing(self._engine) as session:
                if words:
                    alerts.keep(session, words)
                _write(session, beats)
        except SQLAlchemyError:
            log.warning("heartbeats of %d screens could not be written; kept for the next turn", len(beats), exc_info=True)
            with self._lock:
                self._beats = {**beats, **self._beats}
                self._words = {**words, **self._words}
            return 0
        with self._lock:
            self._kept = {*words, *(self._kept if len(self._kept) < KEPT_MOST else ())}
        return len(beats)

    def close(self) -> None:
        """Write what is left and hear no more."""
        self._wake.set()
        atexit.unregister(self.close)
        self.flush()

    def _start(self) -> None:
        if self._process != os.getpid():
            self._process = os.getpid()
            Thread(target=self._run, name="heartbeats", daemon=True).start()
            atexit.register(self.close)

    def _run(self) -> None:
        while not self._wake.wait(self._every_s):
            self.flush()


def keep_plays(session: Session, screen_id: int, plays: Iterable[dict[str, Any]], now: datetime) -> None:
    """Keep plays, each id once: what is there already stays as it is. What does not name its item gets its asset's name."""
    rows = [{**play, "screen_id": screen_id, "received_at": now} for play in plays]
    if not rows:
        return
    nameless = {row["sha256"] for row in rows if not row["item"]}
    names = {sha256: f"-{public_id(asset_id)}" for sha256, asset_id in session.execute(
        select(Rendition.sha256, func.min(Asset.id)).join(Asset, Asset.sha256 == Rendition.original_sha256)
        .where(Rendition.sha256.in_(nameless)).group_by(Rendition.sha256))} if nameless else {}
    told = [{**row, "item": row["item"] or names.get(row["sha256"], "")} for row in rows]
    session.execute(insert_into(session, Play).on_conflict_do_nothing(index_elements=["id"]), told)


def _write(session: Session, beats: dict[int, Beat]) -> None:
    known = {row.id: row for row in session.execute(
        select(Screen.id, ScreenHealth.report, ScreenHealth.moved_at)
        .outerjoin(ScreenHealth, ScreenHealth.screen_id == Screen.id).where(Screen.id.in_(beats)))}
    told, heard = [], []
    for screen_id, beat in beats.items():
        if screen_id not in known:
            continue
        row = {"screen_id": screen_id, "seen_at": beat.at}
        if beat.report is None:
            heard.append({**row, "report": {}})
            continue
        before, frames = known[screen_id], beat.report.get("frames")
        stands = before.moved_at is not None and frames is not None and (before.report or {}).get("frames") == frames
        told.append({**row, "report": beat.report, "told_at": beat.at, "moved_at": before.moved_at if stands else beat.at})
    for rows, fields in ((told, ("seen_at", "report", "told_at", "moved_at")), (heard, ("seen_at",))):
        if rows:
            insert = insert_into(session, ScreenHealth)
            session.execute(insert.on_conflict_do_update(
                index_elements=["screen_id"], set_={name: insert.excluded[name] for name in fields}), rows)

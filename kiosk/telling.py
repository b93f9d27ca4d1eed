"""What each screen is told now, made once for each change of the catalogue rather than once for each request.

A thousand screens ask some four hundred times a second, nearly always to hear that nothing has changed. So one indexed
read authenticates a request and brings the catalogue's stamp: the newest audit line and rendition, for whatever changes
what is shown writes one of them. Time alone may change it too: an answer lasts until the next embargo or term ends.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select

from index.catalogue.assets import Rendition
from index.catalogue.audit import AuditLine
from index.catalogue.screens import Screen
from index.credentials import token_hash
from index.db import reading
from index.settings import Settings
from kiosk import manifest, reads
from kiosk.chunks import ChunkHashes
from kiosk.plan import Campus

# A belt beside the braces: what somebody changed past the services is told after this long at the latest.
LONGEST: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Caller:
    """A screen that proved itself, and the state of the catalogue that it asked in."""

    screen_id: int
    stamp: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Told:
    """The documents for one screen. ``alerts`` is ready to send; the manifest still wants its ``server_time``."""

    stamp: tuple[int | None, int | None]
    made_at: datetime
    good_until: datetime
    manifest: dict[str, Any]
    alerts_revision: str
    alerts: bytes

    def holds(self, stamp: tuple[int | None, int | None], now: datetime) -> bool:
        return self.stamp == stamp and self.made_at <= now < self.good_until


def campus_of(settings: Settings) -> Campus:
    """Return what the settings say to every screen."""
    return Campus(settings.campus_zh, settings.campus_en, settings.accent, settings.timezone, settings.poll_s,
                  settings.offline_days)


def caller(engine: Engine, token: str) -> Caller | None:
    """Return the screen that this token belongs to, or None. One read."""
    with reading(engine) as session:
        row = session.execute(select(
            Screen.id, select(func.max(AuditLine.id)).scalar_subquery(), select(func.max(Rendition.id)).scalar_subquery(),
        ).where(Screen.token_hash == token_hash(token))).first()
    return Caller(row[0], (row[1], row[2])) if row else None


class Telling:
    """Keeps each screen's documents for as long as they hold, in this process."""

    def __init__(self, engine: Engine, campus: Campus, chunks: ChunkHashes) -> None:
        self._engine, self._campus, self._chunks = engine, campus, chunks
        self._zone = ZoneInfo(campus.timezone)
        self._told: dict[int, Told] = {}

    def to(self, caller: Caller, now: datetime) -> Told:
        """Return what this screen is told at ``now``. Raises NotFound where it was removed meanwhile."""
        told = self._told.get(caller.screen_id)
        if told is None or not told.holds(caller.stamp, now):
            # Two threads may make the same answer at once; both are right, and the later one stays.
            told = self._told[caller.screen_id] = self._make(caller, now)
        return told

    def _make(self, caller: Caller, now: datetime) -> Told:
        with reading(self._engine) as session:
            plan = reads.plan(session, caller.screen_id, now, self._zone)
        document = manifest.build(plan, self._campus, self._chunks.of, now)
        small = manifest.alerts(plan, document["revision"], now)
        ends = [now + LONGEST] + [end for end in (manifest.next_change(plan, now),) if end is not None]
        return Told(caller.stamp, now, min(ends), document, small["revision"], json.dumps(small).encode())

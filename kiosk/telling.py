"""What each screen is told now, made once for each change of the catalogue rather than once for each request.

A thousand screens ask some four hundred times a second, nearly always to hear that nothing has changed. So one indexed
read authenticates a request and brings the catalogue's stamp: the newest audit line and rendition, for whatever changes
what is shown writes one of them. A stamp begins a new round: all screens' places are read at once, and what hangs on them
once for all screens on which the same hangs. A campus at work moves the stamp every few seconds, mostly with what screens
do not ask for: documents outlive a round in which their boards stayed the same. Time alone may change what is told, too:
an answer lasts until the next embargo or term ends.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, bindparam, func, select, true
from sqlalchemy.orm import Session

from index.catalogue.assets import Rendition
from index.catalogue.audit import AuditLine
from index.catalogue.screens import Screen
from index.credentials import token_hash
from index.db import reading
from index.errors import NotFound
from index.settings import Settings
from kiosk import manifest as manifests
from kiosk import reads
from kiosk.chunks import ChunkHashes
from kiosk.plan import Campus, Hung, Plan, ScreenFacts

# A belt beside the braces: what somebody changed past the services is told after this long at the latest.
LONGEST: Final = timedelta(seconds=10)


Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Caller:
    """A screen that proved itself, and the state of the catalogue that it asked in."""

    screen_id: int
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Document:
    """What all screens are told on which the same hangs, as JSON without its screen."""

    hung: Hung
    chunks: tuple[Any, ...]
    good_until: datetime
    body: bytes
    revision: str
    withdrawn: list[str]


@dataclass(frozen=True, slots=True)
class Told:
    """The documents for one screen."""

    alerts_revision: str
    alerts: bytes
    own: dict[str, Any]
    document: Document

    @property
    def revision(self) -> str:
        return str(self.own["revision"])

    def manifest(self, now: datetime) -> bytes:
        """Return the manifest as JSON, told at ``now``."""
        own = json.dumps({**self.own, "server_time": manifests.iso(now)}).encode()
        return own[:-1] + b"," + self.document.body[1:]


@dataclass(slots=True)
class Round:
    """What was read in one state of the catalogue, by whoever asked in it, until time alone changes something of it."""

    stamp: Stamp
    made_at: datetime
    good_until: datetime
    places: dict[int, tuple[ScreenFacts, tuple[int, ...]]]
    expecting: frozenset[int] | None
    hung: dict[tuple[int, ...], Hung] = field(default_factory=dict)
    documents: dict[tuple[Any, ...], Document] = field(default_factory=dict)
    told: dict[int, Told] = field(default_factory=dict)

    def holds(self, stamp: Stamp, now: datetime) -> bool:
        """Say whether this is (at least) the state that the stamp is of: what is read is never older than its stamp."""
        newest = self.stamp[0] >= stamp[0] and self.stamp[1] >= stamp[1]
        return newest and self.made_at <= now < self.good_until


def campus_of(settings: Settings) -> Campus:
    """Return what the settings say to every screen."""
    return Campus(settings.campus_zh, settings.campus_en, settings.accent, settings.timezone, settings.poll_s,
                  settings.offline_days)


_WHO: Final = select(
    Screen.id, select(func.max(AuditLine.id)).scalar_subquery(), select(func.max(Rendition.id)).scalar_subquery(),
).where(Screen.token_hash == bindparam("token"))
"""Asked at each request: one statement, put together once."""


def caller(engine: Engine, token: str) -> Caller | None:
    """Return the screen that this token belongs to, or None. One read."""
    with reading(engine) as session:
        row = session.execute(_WHO, {"token": token_hash(token)}).first()
    return Caller(row[0], (row[1] or 0, row[2] or 0)) if row else None


class Telling:
    """Keeps what screens are told for as long as it holds, in this process."""

    def __init__(self, engine: Engine, campus: Campus, chunks: ChunkHashes) -> None:
        self._engine, self._campus, self._chunks = engine, campus, chunks
        self._zone = ZoneInfo(campus.timezone)
        self._round: Round | None = None
        self._documents: dict[tuple[Any, ...], Document] = {}
        self._making = Lock()

    def to(self, caller: Caller, now: datetime) -> Told:
        """Return what this screen is told at ``now``. Raises NotFound where it was removed meanwhile."""
        told = self._known(caller, now)
        if told is None:
            with self._making:  # one thread makes what the others would make as well
                told = self._known(caller, now) or self._make(caller, now)
        return told

    def _known(self, caller: Caller, now: datetime) -> Told | None:
        if self._round is None or not self._round.holds(caller.stamp, now):
            return None
        return self._round.told.get(caller.screen_id)

    def _make(self, caller: Caller, now: datetime) -> Told:
        with reading(self._engine) as session:
            if self._round is None or not self._round.holds(caller.stamp, now):
                self._round = self._begin(session, caller.stamp, now)
            here = self._round
            if caller.screen_id not in here.places:
                raise NotFound(what=f"{caller.screen_id}")
            screen, boards = here.places[caller.screen_id]
            if boards not in here.hung:
                here.hung[boards] = reads.hung(session, boards, now, self._zone)
            addressed = here.expecting is None or screen.id in here.expecting
            plan = (reads.addressed(session, screen, here.hung[boards], now) if addressed
                    else Plan(screen, here.hung[boards]))
        name = (boards, *manifests.alike(screen))
        if name not in here.documents:
            here.documents[name] = self._document(name, plan, now)
        document = here.documents[name]
        own = manifests.own(screen, document.revision)
        small = manifests.alerts(plan, document.withdrawn, own["revision"])
        here.good_until = min(here.good_until, manifests.next_change(plan, now))
        told = here.told[screen.id] = Told(small["revision"], json.dumps(small).encode(), own, document)
        return told

    def _begin(self, session: Session, stamp: Stamp, now: datetime) -> Round:
        places = reads.places(session, true(), now)
        hanging = {boards for _, boards in places.values()}
        self._documents = {name: document for name, document in self._documents.items() if name[0] in hanging}
        return Round(stamp, now, now + LONGEST, places, reads.expecting(session, now))

    def _document(self, name: tuple[Any, ...], plan: Plan, now: datetime) -> Document:
        """Return the one of an earlier round where nothing of it has changed, its files on the disk included."""
        chunks = tuple(self._chunks.of(file) for entry in plan.entries for file in (entry.file, entry.poster) if file)
        known = self._documents.get(name)
        if known is not None and now < known.good_until and (known.hung, known.chunks) == (plan.hung, chunks):
            return known
        content = manifests.common(plan, self._campus, self._chunks.of, now)
        made = self._documents[name] = Document(
            plan.hung, chunks, manifests.next_change(plan, now), json.dumps(content).encode(), manifests.revision(content),
            content["withdrawn"])
        return made

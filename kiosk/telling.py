"""What each screen is told now, made once for each change of the catalogue rather than once for each request.

A thousand screens ask some four hundred times a second, nearly always to hear that nothing has changed. So one indexed
read authenticates a request and brings the catalogue's stamp (``kiosk.concerns``). A new stamp begins a new round: what it
may concern is read again (``kiosk.fleet``), once for all screens. Documents outlive a round in which what they are of stayed
the same. Time alone may change what is told, too: an answer lasts until the next embargo or term ends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from threading import Lock
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, bindparam, func, select
from sqlalchemy.orm import Session

from index.catalogue.assets import Rendition
from index.catalogue.audit import AuditLine
from index.catalogue.screens import Screen
from index.credentials import token_hash
from index.db import reading, what_the_disk_says
from index.errors import NotFound
from index.settings import Settings, secret
from kiosk import concerns, fleet, reads
from kiosk import manifest as manifests
from kiosk.chunks import ChunkHashes
from kiosk.codes import Pages
from kiosk.concerns import Stamp
from kiosk.fleet import Fleet
from kiosk.plan import Campus, Hung, Own, Plan, ScreenFacts
from kiosk.told import Chunks, iso

# A belt beside the braces: what somebody changed past the services is told after this long at the latest.
LONGEST: Final = timedelta(seconds=10)
FOR_EACH: Final = timedelta(milliseconds=10)
"""A fleet takes the longer to read the more screens it has, so one of over a thousand is read whole this much more seldom."""


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
    """The documents for one screen, and what they are of."""

    of: tuple[ScreenFacts, Own]
    alerts_revision: str
    alerts: bytes
    own: dict[str, Any]
    document: Document

    @property
    def revision(self) -> str:
        return str(self.own["revision"])

    def manifest(self, now: datetime) -> bytes:
        """Return the manifest as JSON, told at ``now``."""
        own = json.dumps({**self.own, "server_time": iso(now)}).encode()
        return own[:-1] + b"," + self.document.body[1:]


@dataclass(slots=True)
class Round:
    """What was read in one state of the catalogue, by whoever asked in it, until time alone changes something of it, and
    what is told of it. ``chunks`` is None where the files were looked at in a round before, lately.
    """

    fleet: Fleet
    made_at: datetime
    good_until: datetime
    chunks: Chunks | None
    hung: dict[tuple[int, ...], Hung] = field(default_factory=dict)
    documents: dict[tuple[Any, ...], Document] = field(default_factory=dict)
    told: dict[int, Told] = field(default_factory=dict)

    def holds(self, stamp: Stamp, now: datetime) -> bool:
        """Say whether this is (at least) the state that the stamp is of: what is read is never older than its stamp."""
        mine = self.fleet.stamp
        return mine[0] >= stamp[0] and mine[1] >= stamp[1] and self.lasts(now)

    def lasts(self, now: datetime) -> bool:
        """Say whether time has changed nothing. Who waited while it was made asked before; clocks are set back, too."""
        return self.made_at - longest(self.fleet) < now < self.good_until


def longest(screens: Fleet) -> timedelta:
    """Return after how long all is read anew, whatever was written in the meantime."""
    return max(LONGEST, FOR_EACH * len(screens.places))


def campus_of(settings: Settings) -> Campus:
    """Return what the settings say to every screen."""
    public = settings.public_url.rstrip("/")
    return Campus(settings.campus_zh, settings.campus_en, settings.accent, settings.timezone, settings.poll_s,
                  settings.offline_days, Pages(public, secret(settings)) if public else None)


_WHO: Final = select(
    Screen.id, select(func.max(AuditLine.id)).scalar_subquery(), select(func.max(Rendition.id)).scalar_subquery(),
).where(Screen.token_hash == bindparam("token"))
"""Asked at each request: one statement, put together once."""


def caller(engine: Engine, token: str) -> Caller | None:
    """Return the screen that this token belongs to, or None. One read, without a session, which costs twice as much again."""
    with what_the_disk_says(), engine.connect() as connection:
        row = connection.execute(_WHO, {"token": token_hash(token)}).first()
    return Caller(row[0], (row[1] or 0, row[2] or 0)) if row else None


class Telling:
    """Keeps what screens are told for as long as it holds, in this process."""

    def __init__(self, engine: Engine, campus: Campus, chunks: ChunkHashes,
                 alerts_url: Callable[[ScreenFacts], str | None] = lambda _screen: None) -> None:
        self._engine, self._campus, self._chunks, self._alerts_url = engine, campus, chunks, alerts_url
        self._zone = ZoneInfo(campus.timezone)
        self._round: Round | None = None
        self._documents: dict[tuple[Any, ...], Document] = {}
        self._told: dict[int, Told] = {}
        self._making = Lock()

    def to(self, caller: Caller, now: datetime) -> Told:
        """Return what this screen is told at ``now``. Raises NotFound where it was removed meanwhile."""
        told = self._known(caller, now)
        if told is None:
            with self._making:  # one thread makes what the others would make as well
                told = self._known(caller, now) or self._make(caller, now)
        return told

    def round_at(self, now: datetime) -> Round:
        """Return the round of ``now``; the one before where nothing has changed since."""
        with reading(self._engine) as session:
            stamp = concerns.stamp(session)
        with self._making:
            return self._current(stamp, now)

    def to_all(self, here: Round, now: datetime) -> Iterator[Told]:
        """Yield what each paired screen is told in a round. Others are answered in between."""
        for screen_id, (facts, _) in here.fleet.places.items():
            if facts.paired:
                with self._making:
                    told = here.told.get(screen_id) or self._tell(here, screen_id, now)
                yield told

    def _known(self, caller: Caller, now: datetime) -> Told | None:
        if self._round is None or not self._round.holds(caller.stamp, now):
            return None
        return self._round.told.get(caller.screen_id)

    def _make(self, caller: Caller, now: datetime) -> Told:
        here = self._current(caller.stamp, now)
        if caller.screen_id not in here.fleet.places:
            raise NotFound(what=f"{caller.screen_id}")
        return self._tell(here, caller.screen_id, now)

    def _current(self, stamp: Stamp, now: datetime) -> Round:
        here = self._round
        if here is None or not here.holds(stamp, now):
            with reading(self._engine) as session:
                here = self._round = self._next(session, here, now)
        return here

    def _tell(self, here: Round, screen_id: int, now: datetime) -> Told:
        facts, boards = here.fleet.places[screen_id]
        document = self._document(here, boards, facts, now)
        told = self._for(facts, here.fleet.own.get(facts.id, Own()), document)
        here.good_until = min(here.good_until, document.good_until, *(one.until for one in told.of[1].alerts))
        self._told[facts.id] = here.told[facts.id] = told
        return told

    def _next(self, session: Session, before: Round | None, now: datetime) -> Round:
        """Begin a round with what changed since the one before; with everything once its time is over."""
        if before is not None and before.lasts(now):
            found = fleet.renewed(session, before.fleet, now, self._zone)
            if found.read_at == before.fleet.read_at:
                return Round(found, now, before.good_until, None)
        else:
            found = fleet.read(session, now, self._zone)
        hanging = {boards for _, boards in found.places.values()}
        self._documents = {name: document for name, document in self._documents.items() if name[0] in hanging}
        self._told = {one: told for one, told in self._told.items() if one in found.places}
        return Round(found, now, now + longest(found), cache(self._chunks.of))

    def _document(self, here: Round, boards: tuple[int, ...], facts: ScreenFacts, now: datetime) -> Document:
        """Return the one of an earlier round where nothing of it has changed, its files on the disk included."""
        name = (boards, *manifests.alike(facts))
        if name in here.documents:
            return here.documents[name]
        if boards not in here.hung:
            here.hung[boards] = reads.together(here.fleet.boards, boards, here.fleet.around)
        hung, found = here.hung[boards], self._documents.get(name)
        if found is None or now >= found.good_until or found.hung != hung or (
                here.chunks is not None and found.chunks != _files(hung, here.chunks)):
            found = self._documents[name] = self._written(Plan(facts, hung), here.chunks or cache(self._chunks.of), now)
        here.documents[name] = found
        return found

    def _written(self, plan: Plan, chunks: Chunks, now: datetime) -> Document:
        content = manifests.common(plan, self._campus, chunks, now)
        return Document(plan.hung, _files(plan.hung, chunks), manifests.next_change(plan.hung, now),
                        json.dumps(content).encode(), manifests.revision(content), content["withdrawn"])

    def _for(self, facts: ScreenFacts, own: Own, document: Document) -> Told:
        before = self._told.get(facts.id)
        if before is not None and before.document is document and before.of == (facts, own):
            return before
        mine = manifests.own(facts, document.revision, self._alerts_url(facts))
        small = manifests.alerts(Plan(facts, document.hung, *own), document.withdrawn, mine["revision"])
        return Told((facts, own), small["revision"], json.dumps(small).encode(), mine, document)


def _files(hung: Hung, chunks: Chunks) -> tuple[Any, ...]:
    return tuple(chunks(file) for entry in hung.entries for file in entry.files)

"""The work behind ``vitrine ingest``: walk, take in, wait for what follows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import queries
from index.catalogue.assets import Arrival, Outcome, public_id
from index.catalogue.people import Actor
from index.credentials import new_token
from index.db import reading
from index.errors import VitrineError, reason
from ingest import intake as door
from ingest.intake import Origin, Taken
from ingest.sandbox import Decoder
from ingest.second_copy import SecondCopy, require_place
from ingest.sources import card as cards
from ingest.sources import folder
from ingest.sources.card import Card
from ingest.sources.folder import Found
from server import clock, policy
from server.admin import named
from server.cli.lines import Line, chunks, refused
from server.cli.progress import Progress
from server.cli.proving import Proof, Proving
from server.cli.waiting import helping, wait_for
from server.home import Home

Tell = Callable[[Line], None]
OPEN = frozenset({Outcome.ADDED, Outcome.ALREADY_HERE})
"""Outcomes that may change yet: what proves undecodable is refused, the files of one shot become one asset."""
AHEAD = 8
"""How many files may be taken in before the first of them is proved: the card should not wait for the disk."""


@dataclass(frozen=True, slots=True)
class Handled:
    """One file of the batch: as found, what became of it, and where it was read back."""

    found: Found
    card: Card
    line: Line
    proof: Proof


class Intake:
    """One batch from folders or cards. Raises NotFound for an unknown department, kit or event.

    What was taken in is read back from the disk and compared, and so is the second copy, where ``also_to`` names a
    place for it; ``handled`` then says so of each file, for the receipt.
    """

    def __init__(self, home: Home, actor: Actor, *, department: str | None = None, kit: str | None = None,
                 event: str | None = None, check: bool = False, also_to: Path | None = None) -> None:
        policy.require(actor, "upload")
        self.home, self.actor, self.check, self.also_to = home, actor, check, also_to
        self._seen: set[str | None] = set()
        self.handled: list[Handled] = []
        self.cards: list[Card] = []
        self.paths: Sequence[Path] = ()
        self.devices: dict[Path, int] = {}
        self.second: SecondCopy | None = None
        self.same_disk = False
        self.renew()
        with reading(home.engine) as session:
            self.department_id = named.department(session, department).id if department else actor.department_id
            self.kit_id = self.event_id = None
            if kit:
                found = named.kit(session, kit)
                self.kit_id = found.id
                self.department_id = found.department_id if department is None else self.department_id
            if event:
                self.event_id = named.event(session, event).id

    def renew(self) -> None:
        """Begin a new batch."""
        self.began = clock.now()
        self.batch = f"{self.began:%Y%m%d-%H%M%S}-{new_token()[:6]}"

    def take(self, paths: Sequence[Path], tell: Tell) -> list[Line]:
        """Take in every regular file at or below ``paths``; one line for each, in order, told as soon as it is proved.

        Raises VitrineError second-copy-place.
        """
        self.paths = paths
        self.cards = [cards.recognise(path) for path in paths]
        self.devices = {card.given: card.given.lstat().st_dev for card in self.cards if card.given.exists()}
        found = [(one, card) for path, card in zip(paths, self.cards, strict=True) for one in folder.find(path)]
        self.second = self._second_copy([(one.path.name, one.bytes) for one, _ in found])
        proving = Proving(self.home, self.second)
        passes = 1 if self.check else proving.passes
        with Progress("入库 taking in", files=len(found), size=sum(one.bytes for one, _ in found), passes=passes) as progress:
            self._take_all(found, proving, progress, tell)
        return [one.line for one in self.handled]

    def _take_all(self, found: list[tuple[Found, Card]], proving: Proving, progress: Progress, tell: Tell) -> None:
        waiting: deque[tuple[Found, Card, Taken, Future[Proof]]] = deque()

        def settle(left: int) -> None:
            while len(waiting) > left or (waiting and waiting[0][-1].done()):
                one, card, taken, proof = waiting.popleft()
                self._settle(one, card, taken, proof.result(), tell)
                progress.done(upto=one.bytes)

        with ThreadPoolExecutor(1, thread_name_prefix="proving") as pool:
            try:
                for one, card in found:
                    progress.file(Path(one.shown).name)
                    taken = self.hand_in(one, card, progress.bytes)
                    waiting.append((one, card, taken, pool.submit(self._proof, proving, one, card, taken, progress)))
                    settle(AHEAD)
                settle(0)
            except BaseException:
                proving.stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _proof(self, proving: Proving, found: Found, card: Card, taken: Taken, progress: Progress) -> Proof:
        return Proof() if self.check else proving.prove(found, card, taken, progress.bytes)

    def _settle(self, found: Found, card: Card, taken: Taken, proof: Proof, tell: Tell) -> None:
        line = line_of(found, taken)
        if proof.trouble is not None:
            line = replace(line, reason=proof.trouble.as_dict())
        self.handled.append(Handled(found, card, line, proof))
        tell(line)

    def _second_copy(self, wanted: list[tuple[str, int]]) -> SecondCopy | None:
        if self.also_to is None:
            return None
        self.same_disk = require_place(self.also_to, home=self.home.settings.home, cards=[one.given for one in self.cards])
        second = SecondCopy(self.also_to, day=f"{self.began.astimezone(self.home.settings.zone):%Y-%m-%d}", batch=self.batch)
        if not self.check:
            second.look_around(wanted)
        return second

    def take_and_wait(self, paths: Sequence[Path], tell: Tell) -> list[Line]:
        """Take in, and return when facts, renditions and index entries are there: every outcome is final then.

        Lines are told at once where they are final already, the others at the end.
        """

        def tell_final(line: Line) -> None:
            if line.outcome not in OPEN:
                tell(line)

        with Decoder() as decoder:
            with helping(self.home, decoder):
                lines = self.take(paths, tell_final)
            final = self._final(lines, self._wait(lines, decoder))
        for before, line in zip(lines, final, strict=True):
            if before.outcome in OPEN:
                tell(line)
        return final

    def _wait(self, lines: list[Line], decoder: Decoder) -> dict[str, str]:
        """Give the assets that are kept but not finished, and why."""
        ids = list(dict.fromkeys(line.asset[1:] for line in lines if line.asset))
        try:
            left = wait_for(self.home, ids, decoder)
            joint = [key for key in self._joint(ids) if key not in ids]  # with what came before: it is done when that is
            return {**left, **wait_for(self.home, joint, decoder)} if joint else left
        except VitrineError as error:  # a full disk: what could not be done is done when somebody asks again
            return dict.fromkeys(ids, str(error))

    def _joint(self, keys: list[str]) -> list[str]:
        with reading(self.home.engine) as session:
            return [str(queries.successor(session, int(key))) for key in keys]

    def hand_in(self, found: Found, card: Card, progress: Callable[[int], None] | None = None,
                door_name: str | None = None) -> Taken:
        """Hand one file to the only door; never raises for a file or a full disk, the outcome tells."""
        path = folder.shown(str(card.on_card(found.path))) if card.is_card else found.shown
        origin = Origin(self.actor, door_name or ("card" if card.is_card else "folder"), self.batch, Path(path).name, path,
                        self.department_id, self.kit_id, self.event_id)
        now: datetime = clock.now()
        try:
            if found.trouble is not None:
                return self._refused(origin, found.trouble, now)
            with folder.open_file(found) as stream:
                if self.check:
                    return self._look(stream, origin)
                return door.take_in(self.home.engine, self.home.store, stream, origin, limit=self.home.limit, now=now,
                                    progress=progress)
        except VitrineError as error:
            return self._refused(origin, error, now)

    def _look(self, stream: BinaryIO, origin: Origin) -> Taken:
        taken = door.look(self.home.engine, self.home.store, stream, origin, limit=self.home.limit)
        if taken.outcome == Outcome.ADDED and taken.sha256 in self._seen:  # the same bytes twice on this card
            return replace(taken, outcome=Outcome.ALREADY_HERE)
        self._seen.add(taken.sha256)
        return taken

    def _refused(self, origin: Origin, error: VitrineError, now: datetime) -> Taken:
        if self.check or error.reason.code in {"disk-full", "storage"}:  # a full disk takes no row either
            return Taken(Outcome.REFUSED, reason=error.reason)
        try:
            return door.refuse(self.home.engine, origin, error.reason, now=now)
        except VitrineError:  # the answer stands, though it cannot be put on record
            return Taken(Outcome.REFUSED, reason=error.reason)

    def _final(self, lines: list[Line], left: dict[str, str]) -> list[Line]:
        reasons: dict[str, dict[str, Any]] = {}
        kept: set[str] = set()
        hashes = [line.sha256 for line in lines if line.asset]
        with reading(self.home.engine) as session:
            for some in chunks(hashes, 500):
                query = select(Arrival.sha256, Arrival.asset_id, Arrival.reason).where(Arrival.sha256.in_(some))
                for sha256, asset_id, why in session.execute(query):
                    if asset_id is not None:
                        kept.add(str(sha256))
                    elif why:
                        reasons[str(sha256)] = why
            gone = {sha256: why for sha256, why in reasons.items() if sha256 not in kept}
            now_of = [replace(line, asset=self._asset_now(session, line)) for line in lines]
        return [refused(before, gone[before.sha256]) if before.sha256 in gone else _unfinished(line, left)
                for before, line in zip(lines, now_of, strict=True)]

    def _asset_now(self, session: Session, line: Line) -> str | None:
        """The asset that a file is of in the end: of a shot of several files, of what a sidecar stands beside."""
        if line.asset is not None:
            return public_id(queries.successor(session, int(line.asset[1:])))
        if line.outcome not in OPEN:
            return None
        tied = set(session.scalars(select(Arrival.asset_id).where(
            Arrival.batch == self.batch, Arrival.sha256 == line.sha256, Arrival.asset_id.is_not(None))))
        return public_id(tied.pop() or 0) if len(tied) == 1 else None


def _unfinished(line: Line, left: dict[str, str]) -> Line:
    """An asset that is kept, but whose facts, renditions or index entry are not there: the line says why."""
    if line.asset is None or line.asset[1:] not in left or line.reason is not None:
        return line
    kind, _, sentence = left[line.asset[1:]].partition(": ")
    why = sentence if kind.isidentifier() else left[line.asset[1:]]  # the class of the error is for the log
    return replace(line, reason=reason("job-failed", why=why or "?").as_dict())


def line_of(found: Found, taken: Taken) -> Line:
    """Return what is told of one file."""
    return Line(found.exact, str(taken.outcome), public_id(taken.asset_id) if taken.asset_id is not None else None,
                taken.sha256, taken.reason.as_dict() if taken.reason else None)

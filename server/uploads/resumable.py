"""Files that come in pieces, over hours or days: begun, gone on with from the last byte, taken in once they are whole.

Order in each step: bytes on disk for certain, then the row that counts them, then the answer. So what a sender is told
to go on from is never more than what is here (a machine that stops loses at most what was not answered yet).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, delete, select, true, update

from index.catalogue.assets import Outcome, public_id
from index.catalogue.uploads import Upload
from index.credentials import new_token
from index.db import reading, writing
from index.errors import NotFound, VitrineError
from ingest.intake import Taken, take_in
from server.home import Home
from server.uploads import part
from server.uploads.linked import LinkedStore
from server.uploads.part import Part
from server.uploads.party import Party
from server.uploads.service import Delivery
from server.uploads.tus_headers import Checksum, metadata

TERM: Final = timedelta(days=7)  # from the last bytes; a sports day's films are sent on after the weekend
CHUNK: Final = 1 << 20
SAVE_EVERY: Final = 8 << 20
WAIT_S: Final = 10.0
FINISH_WAIT_S: Final = 60.0
SWEEP: Final = 50


class Source(Protocol):
    """Where bytes come from; ends early, and does not raise, where the sender went away."""

    def read(self, size: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes to go on with: from ``offset``, ``announced`` of them (None: not said), with what they must hash to."""

    offset: int
    source: Source
    announced: int | None = None
    checksum: Checksum | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an upload is. ``outcome`` is None until the whole file was taken in or refused; then it stays the same."""

    id: str
    length: int
    offset: int
    told: str
    batch: str
    path: str
    event_id: int | None
    expires_at: datetime
    outcome: str | None
    asset: str | None
    sha256: str | None
    reason: dict[str, Any] | None

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length


def begin(home: Home, party: Party, delivery: Delivery, told: str, *, now: datetime) -> Standing:
    """Begin an upload of ``delivery.length`` bytes; ``told`` is its metadata word for word.

    Raises Forbidden, Invalid, VitrineError: too-large, upload-share or what else the sender may not begin, disk-full where
    there is no room for it now, storage.
    """
    origin = party.origin(home, delivery)
    assert delivery.length is not None, "a length is announced for each upload"
    if delivery.length > home.limit:
        raise VitrineError("too-large", detail=f"> {home.limit >> 20} MiB")
    sweep(home, now=now)
    part.check_room(home.store.staging, delivery.length, home.store.reserve_bytes)
    row = Upload(id=new_token(), length=delivery.length, received=0, told=told, batch=origin.batch, path=delivery.name,
                 event_id=origin.event_id, created_at=now, expires_at=now + TERM)
    party.sign(row)
    path = _path(home, row.id)
    part.make(path)
    try:
        with writing(home.engine) as session:
            party.admit(session, home, delivery.length, now)
            session.add(row)
            session.flush()
            return _standing(row)
    except VitrineError:
        path.unlink(missing_ok=True)
        raise


def look_up(home: Home, party: Party, upload: str, *, now: datetime) -> Standing:
    """Tell how far one's own upload is. One that is whole but was not taken in, since the machine stopped, is taken in now.

    Raises NotFound, VitrineError: upload-gone, upload-locked while another request takes it in, disk-full, storage.
    """
    row = _find(home, party, upload, now)
    if row.outcome is not None:
        return row
    try:
        size = _path(home, upload).stat().st_size
    except FileNotFoundError:
        size = 0
    if row.is_whole and size >= row.length:
        return _finish_late(home, party, row, now)
    return row if row.offset <= size else replace(row, offset=size)


def go_on(home: Home, party: Party, upload: str, piece: Piece, *, now: datetime, wait_s: float = WAIT_S) -> Standing:
    """Append to one's own upload, and take the file in once it is whole. What came before a sender went away is kept.

    Raises NotFound, VitrineError: upload-gone; upload-locked where another request sends too; upload-offset; too-large
    beyond the announced length; upload-checksum, with the piece thrown away; disk-full, storage.
    """
    row = _find(home, party, upload, now)
    if row.outcome is not None:
        return _fitting(row, piece, row.length)
    with part.held(_path(home, upload), wait_s=wait_s, reserve_bytes=home.store.reserve_bytes) as held:
        try:
            row = _find(home, party, upload, now)
            if row.outcome is not None:
                raise VitrineError("upload-offset", have=row.length)
        except VitrineError:  # ended while we waited; the sender asks again
            held.remove()
            raise
        _append(home, held, _fitting(row, piece, held.settle(row.offset)), piece)
        _save(home, upload, held.size, now + TERM)
        row = _find(home, party, upload, now)
        return _finish(home, party, held, row, now) if row.is_whole else row


def _fitting(row: Standing, piece: Piece, have: int) -> Standing:
    """Return the upload where the piece fits on. Raises VitrineError upload-offset, too-large."""
    if piece.offset != have:
        raise VitrineError("upload-offset", have=have)
    if piece.announced is not None and have + piece.announced > row.length:
        raise VitrineError("too-large", detail=f"> {row.length} B")
    return row


def end(home: Home, party: Party, upload: str, *, now: datetime) -> None:
    """Give up one's own upload: its bytes and its row go. What was taken in stays. Raises NotFound, VitrineError."""
    _find(home, party, upload, now)
    with part.held(_path(home, upload), wait_s=WAIT_S) as held:
        _forget(home, upload, true())
        held.remove()


def sweep(home: Home, *, now: datetime) -> int:
    """Forget uploads whose term has ended, at most SWEEP at a time; return how many."""
    with reading(home.engine) as session:
        over = list(session.scalars(select(Upload.id).where(Upload.expires_at <= now).limit(SWEEP)))
    gone = 0
    for upload in over:
        try:
            with part.held(_path(home, upload), wait_s=0) as held:
                if _forget(home, upload, Upload.expires_at <= now):  # else it was gone on with in this very moment
                    held.remove()
                    gone += 1
        except VitrineError:  # locked: the next sweep
            continue
    return gone


def _append(home: Home, held: Part, row: Standing, piece: Piece) -> None:
    digest = piece.checksum.hasher() if piece.checksum else None
    start = saved = held.size
    try:
        while held.size < row.length and (chunk := piece.source.read(min(CHUNK, row.length - held.size))):
            held.write(chunk)
            if digest is not None:
                digest.update(chunk)
            elif held.size - saved >= SAVE_EVERY:
                held.sync()
                saved = held.size
                _save(home, row.id, saved)
        if piece.checksum and digest is not None and digest.digest() != piece.checksum.digest:
            saved = start
            raise VitrineError("upload-checksum")
        held.sync()
    except VitrineError:
        held.truncate(saved)  # gives a full disk back what nobody counts on
        raise


def _finish(home: Home, party: Party, held: Part, row: Standing, now: datetime) -> Standing:
    """Hand the whole file to the one door, which reads and hashes it again."""
    origin = party.origin(home, Delivery(row.batch, row.path, row.length, row.event_id))
    with held.path.open("rb") as stream:
        store = LinkedStore(home.store, held.path, metadata(row.told).get("sha256"))
        taken = take_in(home.engine, store, stream, origin, limit=home.limit, now=now)
    if taken.reason and taken.reason.code == "unreadable":  # our own disk, not the sender's card
        raise VitrineError("storage", detail=taken.reason.en)
    _settle(home, row.id, taken)
    held.remove()
    return _find(home, party, row.id, now)


def _finish_late(home: Home, party: Party, row: Standing, now: datetime) -> Standing:
    try:
        return go_on(home, party, row.id, Piece(row.length, _Nothing()), now=now, wait_s=FINISH_WAIT_S)
    except VitrineError as error:
        if error.reason.code != "upload-offset":
            raise
        return _find(home, party, row.id, now)  # another request has taken it in, or the file is shorter than its row


def _settle(home: Home, upload: str, taken: Taken) -> None:
    with writing(home.engine) as session:
        session.execute(update(Upload).where(Upload.id == upload).values(
            outcome=Outcome(taken.outcome).value, asset_id=taken.asset_id, sha256=taken.sha256,
            reason=taken.reason.as_dict() if taken.reason else None))


def _save(home: Home, upload: str, received: int, expires_at: datetime | None = None) -> None:
    values: dict[str, Any] = {"received": received} | ({"expires_at": expires_at} if expires_at else {})
    with writing(home.engine) as session:
        session.execute(update(Upload).where(Upload.id == upload).values(**values))


def _forget(home: Home, upload: str, still: ColumnElement[bool]) -> bool:
    with writing(home.engine) as session:
        gone = session.execute(delete(Upload).where(Upload.id == upload, still).returning(Upload.id)).all()
    return bool(gone)


def _find(home: Home, party: Party, upload: str, now: datetime) -> Standing:
    with reading(home.engine) as session:
        row = session.get(Upload, upload)
        if row is None or not party.owns(row):
            raise NotFound(what="upload")
        if row.expires_at <= now:
            raise VitrineError("upload-gone")
        return _standing(row)


def _standing(row: Upload) -> Standing:
    return Standing(row.id, row.length, row.received, row.told, row.batch, row.path, row.event_id, row.expires_at,
                    row.outcome, public_id(row.asset_id) if row.asset_id else None, row.sha256, row.reason)


def _path(home: Home, upload: str) -> Path:
    return home.store.staging / f"{part.PREFIX}{upload}"


class _Nothing:
    def read(self, size: int) -> bytes:
        del size
        return b""

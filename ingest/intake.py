"""The only door for bytes: whatever a file comes through, it is kept here, bytes first, then its row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index import jobs
from index.blobs import BlobStore, Staged
from index.catalogue import audit, bins, co_owners, links, visibility
from index.catalogue.assets import Arrival, Asset, Description, FormerAsset, Original, Outcome, public_id
from index.catalogue.channels import SCREENS, Aim, Channel
from index.db import reading, serialize, writing
from index.errors import BadMedia, Reason, VitrineError, reason
from ingest import erasing, sidecars
from ingest.origin import EXTRACT, GLIMPSE, JOIN, Origin, Taken, arrival
from ingest.steps.sidecar import is_sidecar
from ingest.steps.sniff import PREVIEWED, Sniffed, is_side_file, require_media

__all__ = ["EXTRACT", "JOIN", "Origin", "Taken", "look", "refuse", "take_in", "take_in_staged"]


def take_in(engine: Engine, store: BlobStore, stream: BinaryIO, origin: Origin, *, limit: int, now: datetime,
            progress: Callable[[int], None] | None = None) -> Taken:
    """Keep one file and tell what became of it; only after this returned may it be acknowledged.

    The bytes are durable before the row, the row before the answer. A file that cannot be taken is an outcome with a
    reason, never an exception, so that the others go on; only a disk that fails raises (VitrineError disk-full, storage).
    """
    if is_side_file(origin.path or origin.name):
        return Taken(Outcome.IGNORED, reason=reason("side-file"))
    try:
        staged = store.stage(stream, limit=limit, progress=progress)
    except VitrineError as error:
        if error.reason.code in {"disk-full", "storage"}:
            raise
        return refuse(engine, origin, error.reason, now=now)
    return take_in_staged(engine, store, staged, origin, now=now)


def take_in_staged(engine: Engine, store: BlobStore, staged: Staged, origin: Origin, *, now: datetime) -> Taken:
    """Keep one file whose bytes are whole and durable in staging already; like ``take_in`` in all else.

    The staged file is gone afterwards: kept, or discarded where it was refused or ignored.
    """
    if is_side_file(origin.path or origin.name):
        store.discard(staged)
        return Taken(Outcome.IGNORED, reason=reason("side-file"))
    try:
        found = require_media(staged.path, origin.name)
    except VitrineError as error:
        try:
            if _may_be_sidecar(origin, error):
                return sidecars.take_in(engine, store, staged, origin, now=now)
        except BadMedia as worse:
            error = worse
        store.discard(staged)
        return refuse(engine, origin, error.reason, now=now, staged=staged)
    if why := _deleted(engine, staged.sha256):
        store.discard(staged)
        return refuse(engine, origin, why, now=now, staged=staged)
    store.keep("originals", staged)
    with writing(engine) as session:
        serialize(session, f"original:{staged.sha256}")  # two people with the same bytes at once: the second finds the first
        if not store.holds("originals", staged.sha256):  # taken for a stray and set aside in this very moment
            raise VitrineError("storage", detail="moved to quarantine")
        if gone := bins.deleted(session, staged.sha256):  # in this very moment
            erasing.ask(session, gone, [("originals", staged.sha256)], now=now)
            why = _told(gone)
            session.add(arrival(origin, Outcome.REFUSED, now, sha256=staged.sha256, size=staged.bytes, why=why.as_dict()))
            return Taken(Outcome.REFUSED, None, staged.sha256, why)
        sidecars.hold(session, origin)
        return _enter(session, staged, found, origin, now)


def look(engine: Engine, store: BlobStore, stream: BinaryIO, origin: Origin, *, limit: int) -> Taken:
    """Tell what ``take_in`` would answer, keeping nothing (``--check``)."""
    if is_side_file(origin.path or origin.name):
        return Taken(Outcome.IGNORED, reason=reason("side-file"))
    try:
        staged = store.stage(stream, limit=limit)
    except VitrineError as error:
        return Taken(Outcome.REFUSED, reason=error.reason)
    try:
        require_media(staged.path, origin.name)
    except VitrineError as error:
        try:
            if _may_be_sidecar(origin, error):
                return sidecars.look(engine, staged, origin)
        except BadMedia as worse:
            error = worse
        return Taken(Outcome.REFUSED, sha256=staged.sha256, reason=error.reason)
    finally:
        store.discard(staged)
    if why := _deleted(engine, staged.sha256):
        return Taken(Outcome.REFUSED, None, staged.sha256, why)
    with reading(engine) as session:
        known = session.scalar(select(Original.asset_id).where(Original.sha256 == staged.sha256))
        hidden = _in_bin(session, origin, known) if known else None
    return Taken(Outcome.ALREADY_HERE if known else Outcome.ADDED, known, staged.sha256, hidden)


def refuse(engine: Engine, origin: Origin, why: Reason, *, now: datetime, staged: Staged | None = None) -> Taken:
    """Put on record that a file was not taken, and why."""
    sha256 = staged.sha256 if staged else None
    with writing(engine) as session:
        session.add(arrival(origin, Outcome.REFUSED, now, sha256=sha256, size=staged.bytes if staged else 0,
                            why=why.as_dict()))
    return Taken(Outcome.REFUSED, None, sha256, why)


def _enter(session: Session, staged: Staged, found: Sniffed, origin: Origin, now: datetime) -> Taken:
    known = session.scalar(select(Original.asset_id).where(Original.sha256 == staged.sha256))
    if known is not None:
        hidden = _in_bin(session, origin, known)
        came = arrival(origin, Outcome.ALREADY_HERE, now, asset_id=known, sha256=staged.sha256, size=staged.bytes,
                       why=hidden.as_dict() if hidden else None)
        session.add(came)
        asset = session.get_one(Asset, known)
        if asset.outside_state in links.UNDECIDED and origin.department_id is not None:
            links.take(session, asset, origin.actor, origin.department_id, now=now)
        co_owners.co_own(session, came, origin.actor, now=now)
        _look_around(session, came, now)
        return Taken(Outcome.ALREADY_HERE, known, staged.sha256, hidden)
    asset = Asset(id=_unused_id(session), kind=found.kind, sha256=staged.sha256, owner_id=origin.actor.person_id,
                  kit_id=origin.kit_id, department_id=origin.department_id, event_id=origin.event_id, created_at=now,
                  outside_link_id=origin.outside_link_id,
                  outside_state=links.Outside.WAITING if origin.outside_link_id is not None else None)
    session.add(asset)
    session.flush()
    session.add_all([
        Original(sha256=staged.sha256, asset_id=asset.id, name=origin.name, bytes=staged.bytes,
                 media_type=found.media_type),
        Description(asset_id=asset.id, updated_at=now, credit=origin.credit),
        came := arrival(origin, Outcome.ADDED, now, asset_id=asset.id, sha256=staged.sha256, size=staged.bytes),
    ])
    screens = session.scalars(select(Channel.id).where(Channel.code == SCREENS)).one()
    session.add(Aim(asset_id=asset.id, channel_id=screens, changed_at=now))
    audit.record(session, origin.actor, "took-in", f"asset:{public_id(asset.id)}", at=now, name=origin.name,
                 door=origin.door, sha256=staged.sha256)
    jobs.enqueue(session, EXTRACT, str(asset.id), now=now)
    if found.media_type in PREVIEWED:
        jobs.enqueue(session, GLIMPSE, str(asset.id), now=now, priority=2)
    sidecars.tie(session, came, now=now)
    return Taken(Outcome.ADDED, asset.id, staged.sha256)


def _deleted(engine: Engine, sha256: str) -> Reason | None:
    """Why bytes that were deleted for good are not taken in."""
    with reading(engine) as session:
        gone = bins.deleted(session, sha256)
        return _told(gone) if gone else None


def _told(gone: bins.Tombstone) -> Reason:
    return reason("deleted-for-good", asset=public_id(gone.asset_id), day=gone.deleted_on.isoformat(), proposer=gone.proposer,
                  confirmer=gone.confirmer)


def _in_bin(session: Session, origin: Origin, asset_id: int) -> Reason | None:
    """What is told of bytes that lie in the bin: to who may restore them, by whom; to others, whom to ask."""
    row = bins.in_bin(session, [asset_id]).get(asset_id)
    if row is None:
        return None
    mine = select(Asset.id).where(Asset.id == asset_id, visibility.restorable(origin.actor))
    return reason("in-bin", asset=public_id(asset_id), who=row.who) if session.scalar(mine) else reason("in-bin-elsewhere")


def _may_be_sidecar(origin: Origin, error: VitrineError) -> bool:
    """What is a picture is one, whatever it is called."""
    return error.reason.code == "not-media" and is_sidecar(origin.name)


def _look_around(session: Session, came: Arrival, now: datetime) -> None:
    """What is here already is not read again: what it goes with may have come before it this time."""
    sidecars.tie(session, came, now=now)
    others = select(Arrival.id).where(Arrival.batch == came.batch, Arrival.shot == came.shot,
                                      Arrival.asset_id != came.asset_id).limit(1)
    if session.scalar(others) is not None:
        jobs.enqueue(session, JOIN, str(came.asset_id), now=now)


def _unused_id(session: Session) -> int | None:
    """SQLite gives the id of a row that is gone out again where it was the last; a joined asset's still leads somewhere,
    and a deleted one's stands on its tombstone.
    """
    if session.get_bind().dialect.name != "sqlite":
        return None
    last = session.scalar(select(func.max(Asset.id))) or 0
    former = max(session.scalar(select(func.max(FormerAsset.id))) or 0, bins.highest_deleted(session))
    return former + 1 if former > last else None

"""The only door for bytes: whatever a file comes through, it is kept here, bytes first, then its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index import jobs
from index.blobs import BlobStore, Staged
from index.catalogue import audit, co_owners, links
from index.catalogue.assets import Arrival, Asset, Description, Original, Outcome, public_id
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.people import Actor
from index.db import reading, serialize, writing
from index.errors import Reason, VitrineError, reason
from ingest.steps.sniff import Sniffed, is_side_file, require_media

EXTRACT = "extract"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from: who hands it in, through which door, with what it is to be tied.

    ``batch`` names the files that came together; ``name`` and ``path`` are data and never followed. With
    ``outside_link_id`` it comes from somebody without an account, who is credited, and waits until a department takes it.
    """

    actor: Actor
    door: str
    batch: str
    name: str
    path: str
    department_id: int | None = None
    kit_id: int | None = None
    event_id: int | None = None
    credit: str = ""
    outside_link_id: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. ``asset_id`` and ``sha256`` are None where nothing was kept."""

    outcome: Outcome
    asset_id: int | None = None
    sha256: str | None = None
    reason: Reason | None = None


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
        store.discard(staged)
        return refuse(engine, origin, error.reason, now=now, staged=staged)
    store.keep("originals", staged)
    with writing(engine) as session:
        serialize(session, f"original:{staged.sha256}")  # two people with the same bytes at once: the second finds the first
        if not store.holds("originals", staged.sha256):  # taken for a stray and set aside in this very moment
            raise VitrineError("storage", detail="moved to quarantine")
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
        return Taken(Outcome.REFUSED, sha256=staged.sha256, reason=error.reason)
    finally:
        store.discard(staged)
    with reading(engine) as session:
        known = session.scalar(select(Original.asset_id).where(Original.sha256 == staged.sha256))
    return Taken(Outcome.ALREADY_HERE if known else Outcome.ADDED, known, staged.sha256)


def refuse(engine: Engine, origin: Origin, why: Reason, *, now: datetime, staged: Staged | None = None) -> Taken:
    """Put on record that a file was not taken, and why."""
    sha256 = staged.sha256 if staged else None
    with writing(engine) as session:
        session.add(_arrival(origin, Outcome.REFUSED, now, sha256=sha256, size=staged.bytes if staged else 0,
                             why=why.as_dict()))
    return Taken(Outcome.REFUSED, None, sha256, why)


def _enter(session: Session, staged: Staged, found: Sniffed, origin: Origin, now: datetime) -> Taken:
    known = session.scalar(select(Original.asset_id).where(Original.sha256 == staged.sha256))
    if known is not None:
        arrival = _arrival(origin, Outcome.ALREADY_HERE, now, asset_id=known, sha256=staged.sha256, size=staged.bytes)
        session.add(arrival)
        asset = session.get_one(Asset, known)
        if asset.outside_state in links.UNDECIDED and origin.department_id is not None:
            links.take(session, asset, origin.actor, origin.department_id, now=now)
        co_owners.co_own(session, arrival, origin.actor, now=now)
        return Taken(Outcome.ALREADY_HERE, known, staged.sha256)
    asset = Asset(kind=found.kind, sha256=staged.sha256, owner_id=origin.actor.person_id, kit_id=origin.kit_id,
                  department_id=origin.department_id, event_id=origin.event_id, created_at=now,
                  outside_link_id=origin.outside_link_id,
                  outside_state=links.Outside.WAITING if origin.outside_link_id is not None else None)
    session.add(asset)
    session.flush()
    session.add_all([
        Original(sha256=staged.sha256, asset_id=asset.id, name=origin.name, bytes=staged.bytes,
                 media_type=found.media_type),
        Description(asset_id=asset.id, updated_at=now, credit=origin.credit),
        _arrival(origin, Outcome.ADDED, now, asset_id=asset.id, sha256=staged.sha256, size=staged.bytes),
    ])
    screens = session.scalars(select(Channel.id).where(Channel.code == SCREENS)).one()
    session.add(Aim(asset_id=asset.id, channel_id=screens, changed_at=now))
    audit.record(session, origin.actor, "took-in", f"asset:{public_id(asset.id)}", at=now, name=origin.name,
                 door=origin.door, sha256=staged.sha256)
    jobs.enqueue(session, EXTRACT, str(asset.id), now=now)
    return Taken(Outcome.ADDED, asset.id, staged.sha256)


def _arrival(origin: Origin, outcome: Outcome, now: datetime, *, asset_id: int | None = None, sha256: str | None = None,
             size: int = 0, why: dict[str, str] | None = None) -> Arrival:
    return Arrival(asset_id=asset_id, sha256=sha256, batch=origin.batch, door=origin.door, name=origin.name,
                   path=origin.path, bytes=size, person_id=origin.actor.person_id, department_id=origin.department_id,
                   kit_id=origin.kit_id, event_id=origin.event_id, outcome=outcome, reason=why, received_at=now)

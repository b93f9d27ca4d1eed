"""Sidecars: kept byte for byte, tied to the file that they stand beside, whichever comes first, and read with it.

Whose file and whose sidecar it is matters: what somebody else brings beside the same bytes is kept, and says nothing of an
asset that is not theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.orm import Session

from index import jobs
from index.blobs import BlobStore, Staged
from index.catalogue import audit
from index.catalogue.assets import Arrival, Asset, Original, Outcome, public_id, shot_of
from index.catalogue.people import OWNER
from index.catalogue.sidecars import Sidecar
from index.db import reading, serialize, writing
from index.errors import BadMedia, VitrineError, reason
from ingest.origin import EXTRACT, Origin, Taken, arrival
from ingest.steps.sidecar import CLIP, belongs, read_sidecar, require_sidecar, shot_name
from ingest.steps.sidecar import Sidecar as Said

LIMIT: Final = 1 << 20
"""The largest sidecar, bytes."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A sidecar that is in effect: its name and where its bytes are."""

    name: str
    sha256: str


def look(engine: Engine, staged: Staged, origin: Origin) -> Taken:
    """Tell what ``take_in`` would answer for staged bytes, keeping nothing. Raises BadMedia too-large, damaged."""
    if _source(staged, origin) is None:
        return Taken(Outcome.IGNORED, reason=reason("side-file"))
    with reading(engine) as session:
        same = select(Sidecar).where(Sidecar.sha256 == staged.sha256, Sidecar.name == origin.name)
        known = session.scalars(same.limit(1)).first()
    if known is None:
        return Taken(Outcome.ADDED, None, staged.sha256)
    return Taken(Outcome.ALREADY_HERE, known.asset_id, staged.sha256)


def take_in(engine: Engine, store: BlobStore, staged: Staged, origin: Origin, *, now: datetime) -> Taken:
    """Keep a sidecar and tie it to its file, if that is here; else it waits for it.

    The staged file is gone afterwards, but where this raises BadMedia: too-large, damaged.
    """
    source = _source(staged, origin)
    if source is None:
        store.discard(staged)
        return Taken(Outcome.IGNORED, reason=reason("side-file"))
    store.keep("originals", staged)
    with writing(engine) as session:
        serialize(session, f"original:{staged.sha256}")
        if not store.holds("originals", staged.sha256):  # taken for a stray and set aside in this very moment
            raise VitrineError("storage", detail="moved to quarantine")
        hold(session, origin)
        return _enter(session, staged, source, origin, now)


def hold(session: Session, origin: Origin) -> None:
    """Let a file and what stands beside it come one after the other, so that the second finds the first.

    Files of other names need not wait. To be called before the audit trail is written to.
    """
    folder, _, name = (origin.path or origin.name).replace("\\", "/").rpartition("/")
    serialize(session, f"beside:{origin.batch}:{folder}/{shot_name(name)}".casefold())


def tie(session: Session, came: Arrival, *, now: datetime) -> None:
    """Tie the sidecars that wait for a file that has just come. For its arrival, under ``hold``."""
    if came.asset_id is None or came.shot is None:
        return
    folder = came.shot.rpartition("/")[0]
    waiting = session.scalars(select(Sidecar).where(
        Sidecar.batch == came.batch, Sidecar.shot.in_([came.shot, f"{folder}/{came.name}".casefold()]),
        Sidecar.asset_id.is_(None)).order_by(Sidecar.id))
    for row in waiting:
        if belongs(row.name, came.name) and _speaks_for(session, came, row.person_id, row.department_id):
            _tie(session, row, came.asset_id, now)


def in_effect(session: Session, asset_id: int) -> list[Beside]:
    """Return an asset's sidecars in the order in which they came; of those with one name only the latest."""
    rows = session.scalars(select(Sidecar).where(Sidecar.asset_id == asset_id).order_by(Sidecar.id))
    latest: dict[str, Beside] = {}
    for row in rows:
        latest.pop(row.name.casefold(), None)
        latest[row.name.casefold()] = Beside(row.name, row.sha256)
    return list(latest.values())


def read(store: BlobStore, beside: Sequence[Beside], *, kit_offset: str | None) -> list[Said]:
    """Return what sidecars say. One whose bytes are missing says nothing; the doctor tells."""
    found = []
    for one in beside:
        with suppress(OSError):
            said = read_sidecar(one.name, store.path("originals", one.sha256).read_bytes(), kit_offset=kit_offset)
            found += [said] if said else []
    return found


def _source(staged: Staged, origin: Origin) -> str | None:
    if staged.bytes > LIMIT:
        raise BadMedia(origin.name, "too-large", detail=f"> {LIMIT >> 20} MiB")
    return require_sidecar(origin.name, staged.path.read_bytes())


def _enter(session: Session, staged: Staged, source: str, origin: Origin, now: datetime) -> Taken:
    shot = _shot_beside(origin.path or origin.name)
    asset_id = _file_beside(session, origin, shot)
    same = select(Sidecar).where(Sidecar.sha256 == staged.sha256, Sidecar.name == origin.name).order_by(Sidecar.id.desc())
    here = Sidecar.batch == origin.batch, Sidecar.shot == shot
    row = session.scalars(same.where(Sidecar.asset_id == asset_id) if asset_id else same.where(*here)).first()
    before = row or (None if asset_id else session.scalars(same.where(_senders(origin), Sidecar.path == origin.path)).first())
    if row is None:
        row = Sidecar(sha256=staged.sha256, source=source, name=origin.name, path=origin.path, shot=shot, batch=origin.batch,
                      bytes=staged.bytes, person_id=origin.actor.person_id, department_id=origin.department_id,
                      received_at=now)
        session.add(row)
        session.flush()
    outcome = Outcome.ALREADY_HERE if before else Outcome.ADDED
    told = row.asset_id or asset_id or (before.asset_id if before else None)
    came = arrival(origin, outcome, now, asset_id=told, sha256=staged.sha256, size=staged.bytes)
    came.shot, came.sidecar_id = None, row.id  # it is no file of the shot
    session.add(came)
    if asset_id is not None and row.asset_id is None:
        _tie(session, row, asset_id, now)
    return Taken(outcome, told, staged.sha256)


def _tie(session: Session, row: Sidecar, asset_id: int, now: datetime) -> None:
    """Give a sidecar its asset; where that has the same one already, they become one."""
    session.flush()
    known = session.scalar(select(Sidecar.id).where(Sidecar.asset_id == asset_id, Sidecar.sha256 == row.sha256,
                                                    Sidecar.name == row.name))
    session.execute(update(Arrival).where(Arrival.sidecar_id == row.id)
                    .values(asset_id=asset_id, sidecar_id=known or row.id))
    if known is not None:
        session.execute(delete(Sidecar).where(Sidecar.id == row.id))
        return
    row.asset_id = asset_id
    audit.record(session, OWNER, "sidecar", f"asset:{public_id(asset_id)}", at=now, name=row.name, sha256=row.sha256)
    jobs.enqueue(session, EXTRACT, str(asset_id), now=now)


def _file_beside(session: Session, origin: Origin, shot: str) -> int | None:
    """Return the asset of the file that a sidecar stands beside, the raw one first: pictures can say it themselves."""
    folder, _, stem = shot.rpartition("/")
    rows = session.execute(
        select(Arrival, Original.media_type).join(Original, Original.sha256 == Arrival.sha256)
        .where(Arrival.batch == origin.batch, Arrival.shot.in_([shot, f"{folder}/{PurePosixPath(stem).stem}"]),
               Arrival.asset_id.is_not(None)).order_by(Arrival.id)).all()
    beside = [(came, media_type) for came, media_type in rows if belongs(origin.name, came.name)
              and _speaks_for(session, came, origin.actor.person_id, origin.department_id)]
    beside.sort(key=lambda one: not one[1].startswith("image/x-"))
    return beside[0][0].asset_id if beside else None


def _speaks_for(session: Session, came: Arrival, person_id: int | None, department_id: int | None) -> bool:
    """Say whether a sidecar of this sender may tell of the file that came so: of their own, not of what others had first."""
    if (came.person_id, came.department_id) != (person_id, department_id):
        return False
    if came.outcome == Outcome.ADDED or (person_id is None and department_id is None):  # the installation's owner may do all
        return True
    asset = session.get_one(Asset, came.asset_id)
    return (department_id is not None and asset.department_id == department_id) or (
        person_id is not None and asset.owner_id == person_id)


def _shot_beside(path: str) -> str:
    """Return the shot of the file that a sidecar stands beside; X.CR3.xmp is asked for as "x.cr3"."""
    folder, _, name = path.replace("\\", "/").rpartition("/")
    clip = CLIP.match(name)
    return f"{folder}/{clip[1]}".casefold() if clip else shot_of(path)


def _senders(origin: Origin) -> ColumnElement[bool]:
    """SQL: brought by the same person and department."""
    return (Sidecar.person_id.is_not_distinct_from(origin.actor.person_id)
            & Sidecar.department_id.is_not_distinct_from(origin.department_id))

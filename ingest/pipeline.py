"""Job handlers: read the facts, make the renditions. Decoding happens outside any transaction, then one short write.

Handlers are idempotent: a job whose lease ran out is done again and changes nothing. A file that proves undecodable is
refused: its bytes go to quarantine, its asset goes, and every arrival of it tells why.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from index import jobs
from index.blobs import LocalStore, Staged
from index.catalogue import audit
from index.catalogue.assets import Arrival, Asset, Description, Original, Outcome, Rendition, public_id
from index.catalogue.kits import CameraBody, Kit
from index.catalogue.people import OWNER
from index.credentials import new_token
from index.db import reading, serialize, writing
from index.errors import BadMedia, JobFailed
from index.jobs import INDEX_LANE, Claim
from ingest.intake import EXTRACT
from ingest.sandbox import Decoder
from ingest.steps.capture_time import read_offset, write_offset
from ingest.steps.facts import Facts
from ingest.steps.presets import Rendered
from ingest.steps.sniff import Sniffed

RENDER = "render"
INDEX = "index"
SCRATCH = "render-"


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the handlers work with."""

    engine: Engine
    store: LocalStore
    decoder: Decoder


@dataclass(frozen=True, slots=True)
class _Kit:
    id: int
    department_id: int
    utc_offset: int | None
    quicktime_local: bool

    @property
    def keeps_own_time(self) -> bool:
        return self.utc_offset is not None or self.quicktime_local


@dataclass(frozen=True, slots=True)
class _Piece:
    """The asset in hand, read in one short transaction."""

    id: int
    kind: str
    sha256: str
    name: str
    media_type: str
    kit: _Kit | None
    facts: Facts


def extract(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Read what the file says of itself and tie it to its kit and department."""
    piece = _piece(shop.engine, int(claim.key))
    if piece is None:
        return
    try:
        facts = _read(shop, piece, piece.kit)
        kit = piece.kit or _kit_with(shop.engine, facts.body_serial)
        if kit and kit != piece.kit and kit.keeps_own_time:
            facts = _read(shop, piece, kit)  # the body gave the kit away, and the kit's clock is its own
    except BadMedia as error:
        refuse(shop, piece.id, error, now)
        return
    with writing(shop.engine) as session:
        asset = session.get(Asset, piece.id)
        if asset is None:
            return
        if kit and asset.kit_id is None:
            asset.kit_id = kit.id
        if kit and asset.department_id is None:
            asset.department_id = kit.department_id
        _write_facts(asset, facts, now)
        _write_draft(session, asset, facts, now)
        jobs.enqueue(session, RENDER, claim.key, now=now, priority=1)
        jobs.enqueue(session, INDEX, claim.key, now=now, lane=INDEX_LANE)


def render(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Make the asset's renditions, its likeness and its colour."""
    piece = _piece(shop.engine, int(claim.key))
    if piece is None:
        return
    folder = shop.store.staging / f"{SCRATCH}{new_token()}"
    folder.mkdir()
    try:
        made, marks = shop.decoder.develop(shop.store.path("originals", piece.sha256), folder, piece.facts, piece.kind)
        staged = [(one, shop.store.adopt(one.path)) for one in made]
        for _, bytes_ in staged:
            shop.store.keep("renditions", bytes_)
    except BadMedia as error:
        refuse(shop, piece.id, error, now)
        return
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with writing(shop.engine) as session:
        if session.get(Asset, piece.id) is None:
            return
        _require_bytes(shop.store, session, [bytes_.sha256 for _, bytes_ in staged])
        _write_renditions(session, piece.sha256, staged)
        session.execute(update(Asset).where(Asset.id == piece.id).values(
            rendered_at=now, color=marks.colour, fingerprint=marks.likeness))
        jobs.enqueue(session, INDEX, claim.key, now=now, lane=INDEX_LANE)


def refuse(shop: Workshop, asset_id: int, error: BadMedia, now: datetime) -> None:
    """Take an undecodable asset out again: its row goes, its bytes to quarantine, its arrivals tell why."""
    with writing(shop.engine) as session:
        asset = session.get(Asset, asset_id)
        if asset is None:
            return
        sha256 = asset.sha256
        session.execute(update(Arrival).where(Arrival.asset_id == asset_id).values(
            outcome=Outcome.REFUSED, reason=error.reason.as_dict(), asset_id=None))
        audit.record(session, OWNER, "refused", f"asset:{public_id(asset_id)}", at=now, sha256=sha256,
                     reason=error.reason.code)
        session.execute(delete(Asset).where(Asset.id == asset_id))
        jobs.enqueue(session, INDEX, str(asset_id), now=now, lane=INDEX_LANE)
    with writing(shop.engine) as session:
        serialize(session, f"original:{sha256}")
        if session.get(Original, sha256) is None:  # else somebody has handed it in again meanwhile
            shop.store.quarantine("originals", sha256)


HANDLERS = {EXTRACT: extract, RENDER: render}


def _piece(engine: Engine, asset_id: int) -> _Piece | None:
    with reading(engine) as session:
        row = session.execute(
            select(Asset, Original, Kit).join(Original, Original.sha256 == Asset.sha256)
            .outerjoin(Kit, Kit.id == Asset.kit_id).where(Asset.id == asset_id)).first()
        if row is None:
            return None
        asset, original, kit = row
        return _Piece(asset.id, asset.kind, asset.sha256, original.name, original.media_type,
                      _kit(kit) if kit is not None else None, Facts.from_json(asset.facts))


def _kit_with(engine: Engine, serial: str | None) -> _Kit | None:
    """Return the kit that a body of this serial number belongs to."""
    if not serial:
        return None
    with reading(engine) as session:
        kit = session.scalar(select(Kit).join(CameraBody, CameraBody.kit_id == Kit.id).where(CameraBody.serial == serial))
        return _kit(kit) if kit is not None else None


def _kit(row: Kit) -> _Kit:
    return _Kit(row.id, row.department_id, row.utc_offset, row.quicktime_local)


def _read(shop: Workshop, piece: _Piece, kit: _Kit | None) -> Facts:
    path = shop.store.path("originals", piece.sha256)
    offset = write_offset(timedelta(minutes=kit.utc_offset)) if kit and kit.utc_offset is not None else None
    return shop.decoder.facts(path, Sniffed(kind=cast("Any", piece.kind), media_type=piece.media_type), kit_offset=offset,
                              quicktime_local=bool(kit and kit.quicktime_local))


def _write_facts(asset: Asset, facts: Facts, now: datetime) -> None:
    asset.facts = facts.to_json()
    asset.extracted_at = now
    asset.width, asset.height, asset.duration = facts.width, facts.height, facts.duration
    asset.captured_local = _when(facts.captured_local)
    utc = _when(facts.captured_utc)
    asset.captured_utc = utc.replace(tzinfo=UTC) if utc and utc.tzinfo is None else utc
    asset.offset_source = facts.offset_source
    asset.utc_offset = int(read_offset(facts.offset).total_seconds()) // 60 if facts.offset else None


def _write_draft(session: Session, asset: Asset, facts: Facts, now: datetime) -> None:
    """What files say of themselves is the first draft of the description; a person's words are never overwritten."""
    words = session.get(Description, asset.id)
    if words is None or words.touched:
        return
    draft = facts.draft
    words.title, words.caption = draft.title or "", draft.caption or ""
    words.keywords, words.people = list(draft.keywords), list(draft.people)
    words.place, words.credit = draft.place or "", draft.credit or ""
    words.updated_at = now


def _require_bytes(store: LocalStore, session: Session, hashes: list[str]) -> None:
    """Between keeping and this transaction, bytes without a row may have been taken for strays and set aside."""
    for sha256 in sorted(hashes):
        serialize(session, f"rendition:{sha256}")
        if not store.holds("renditions", sha256):
            raise JobFailed(f"rendition {sha256[:12]} was moved to quarantine", permanent=False)


def _write_renditions(session: Session, original: str, staged: list[tuple[Rendered, Staged]]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for made, bytes_ in staged:
        values = {"sha256": bytes_.sha256, "media_type": made.media_type, "width": made.width, "height": made.height,
                  "bytes": bytes_.bytes}
        session.execute(insert(Rendition).values(original_sha256=original, preset=made.preset, **values)
                        .on_conflict_do_update(index_elements=["original_sha256", "preset"], set_=values))


def _when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""Job handlers: read the facts, make the renditions. Decoding happens outside any transaction, then one short write.

Handlers are idempotent: a job whose lease ran out is done again and changes nothing. A file that proves undecodable is
refused: its bytes go to quarantine, its asset goes, and every arrival of it tells why.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from index import jobs
from index.blobs import LocalStore, Staged
from index.catalogue import audit, clock_keeping
from index.catalogue.assets import Arrival, Asset, Kind, Original, Outcome, Part, Rendition, public_id
from index.catalogue.kits import CameraBody, Kit
from index.catalogue.people import OWNER
from index.db import reading, serialize, writing
from index.errors import BadMedia, JobFailed
from index.jobs import Claim, Job, JobState
from ingest import flashes, joining, likeness, sidecars
from ingest.origin import EXTRACT, JOIN
from ingest.record import write_facts
from ingest.renditions import drop, keep, let_go, scratch, write
from ingest.sandbox import Decoder
from ingest.sidecars import Beside
from ingest.steps import clock_code
from ingest.steps.capture_time import write_offset
from ingest.steps.facts import Facts, on_clock
from ingest.steps.fingerprint import Fingerprint
from ingest.steps.presets import Rendered
from ingest.steps.recompressed import is_recompressed
from ingest.steps.sidecar import Sidecar, merge, merge_raw
from ingest.steps.sniff import Sniffed

RENDER = "render"
RENDER_FILM = "render-film"
SET_ASIDE = "set-aside"
PROXY = "proxy"
log = logging.getLogger("vitrine.ingest")


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the handlers work with. ``clock_key`` is what the site's clock signs its codes with."""

    engine: Engine
    store: LocalStore
    decoder: Decoder
    clock_key: bytes


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
    rendered: bool
    beside: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """What decoding gave: renditions that are kept already, and the marks of the picture."""

    renditions: list[tuple[Rendered, Staged]]
    marks: Fingerprint


def extract(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Read what the file says of itself and tie it to its kit and department.

    A photo that was never rendered is rendered as well, by the same decoding process: starting one costs as much as a
    third of the rendering. Films, and what has its renditions, are only read; this may be asked for at any time.
    """
    piece = _piece(shop.engine, int(claim.key))
    if piece is None:
        return
    try:
        whole = piece.kind == Kind.PHOTO and not piece.rendered
        facts, made = _take_apart(shop, piece) if whole else (_read(shop, piece), None)
        kit = piece.kit or _kit_with(shop.engine, facts.body_serial)
        if kit and kit != piece.kit and kit.keeps_own_time:  # the body gave the kit away, and the kit's clock is its own
            facts = on_clock(facts, _kit_offset(kit)) if piece.kind == Kind.PHOTO else _read(shop, piece, kit)
    except BadMedia as error:
        refuse(shop, piece.id, error, now)
        return
    beside: tuple[Beside, ...] | None = piece.beside
    while beside is not None:
        beside = _settle(shop, replace(piece, kit=kit, beside=beside), facts, made, now)


def _settle(shop: Workshop, piece: _Piece, facts: Facts, made: _Made | None, now: datetime) -> tuple[Beside, ...] | None:
    """Write what was read and made, and return None; or the sidecars, where others came meanwhile: those are read first.

    Whoever read them is done already, and what is written last stays.
    """
    said = sidecars.read(shop.store, piece.beside, kit_offset=_kit_offset(piece.kit))
    with writing(shop.engine) as session:
        joining.hold(session, piece.id, piece.name, facts)
        asset = session.get(Asset, piece.id)
        if asset is None:  # refused, or joined into another, in this moment
            late = let_go(session, [bytes_.sha256 for _, bytes_ in made.renditions] if made else [], now=now)
        elif (here := tuple(sidecars.in_effect(session, piece.id))) != piece.beside:
            return here
        else:
            late = _enter(shop, session, piece, asset, facts, said, made, now)
    drop(shop.engine, shop.store, late)
    return None


def _enter(shop: Workshop, session: Session, piece: _Piece, asset: Asset, facts: Facts, said: list[Sidecar],
           made: _Made | None, now: datetime) -> list[str]:
    """Write it all down. Returns what is to be dropped after the commit."""
    late: list[str] = []
    if piece.kit and asset.kit_id is None:
        asset.kit_id = piece.kit.id
    if piece.kit and asset.department_id is None and asset.outside_link_id is None:  # a department takes that by itself
        asset.department_id = piece.kit.department_id
    asset.recompressed = piece.kind == Kind.PHOTO and is_recompressed(piece.name, facts)
    _write_facts(session, asset, facts, said, now)
    if made:
        _check_clock(shop, session, asset, made.marks.code, now)
        late = _write_made(shop.store, session, piece, made, now)
    elif not piece.rendered:
        jobs.enqueue(session, RENDER, str(piece.id), now=now, priority=1)
    jobs.enqueue_index(session, piece.id, now=now)
    _join(session, piece.id, now)
    return late


def join(shop: Workshop, claim: Claim, now: datetime) -> None:
    """See whether a file that is here already goes with one that came just now."""
    piece = _piece(shop.engine, int(claim.key))
    if piece is None:
        return
    with writing(shop.engine) as session:
        joining.hold(session, piece.id, piece.name, piece.facts)
        if session.get(Asset, piece.id) is not None:
            _join(session, piece.id, now)


def render(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Make the asset's renditions, its likeness and its colour."""
    piece = _piece(shop.engine, int(claim.key))
    if piece is None:
        return
    try:
        with scratch(shop.store) as folder:
            original = shop.store.path("originals", piece.sha256)
            rendered, marks = shop.decoder.develop(original, folder, piece.facts, piece.kind)
            made = _Made(keep(shop.store, rendered), marks)
    except BadMedia as error:
        refuse(shop, piece.id, error, now)
        return
    with writing(shop.engine) as session:
        if session.get(Original, piece.sha256) is None:  # refused, or deleted for good, in this moment
            late = let_go(session, [bytes_.sha256 for _, bytes_ in made.renditions], now=now)
        else:
            asset = session.get(Asset, piece.id)
            if asset is not None:  # else it was joined meanwhile: its film is played all the same
                _check_clock(shop, session, asset, made.marks.code, now)
            late = _write_made(shop.store, session, piece, made, now)
            jobs.enqueue_index(session, piece.id, now=now)
    drop(shop.engine, shop.store, late)


def render_film(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Make what plays of a Live Photo's film. One that cannot be decoded is kept and does not play."""
    with reading(shop.engine) as session:
        made = select(Rendition.original_sha256).where(Rendition.preset == PROXY)
        wanted = [(one.sha256, Facts.from_json(one.facts or {}))
                  for one in joining.parts_of(session, int(claim.key), Part.FILM)
                  if session.scalar(made.where(Rendition.original_sha256 == one.sha256)) is None]
    for sha256, facts in wanted:
        try:
            with scratch(shop.store) as folder:
                rendered, _ = shop.decoder.develop(shop.store.path("originals", sha256), folder, facts, Kind.VIDEO)
                staged = keep(shop.store, [one for one in rendered if one.preset == PROXY])
        except BadMedia as error:
            log.warning("the film of V%s does not play: %s", claim.key, error)
            continue
        with writing(shop.engine) as session:
            known = session.get(Original, sha256) is not None
            late = write(session, shop.store, sha256, staged, now=now) if known else \
                let_go(session, [bytes_.sha256 for _, bytes_ in staged], now=now)
        drop(shop.engine, shop.store, late)


def refuse(shop: Workshop, asset_id: int, error: BadMedia, now: datetime) -> None:
    """Take an undecodable asset out again: its row goes, its bytes to quarantine, its arrivals tell why.

    Raises JobFailed for one that has been rendered before.
    """
    with writing(shop.engine) as session:
        asset = session.get(Asset, asset_id)
        if asset is None:
            return
        if asset.rendered_at is not None:  # it was whole once: the disk is to blame, and the doctor tells
            raise JobFailed(str(error), permanent=True)
        sha256 = asset.sha256
        glimpsed = session.scalars(select(Rendition.sha256).where(Rendition.original_sha256 == sha256)).all()
        late = let_go(session, glimpsed, now=now)
        session.execute(update(Arrival).where(Arrival.asset_id == asset_id).values(
            outcome=Outcome.REFUSED, reason=error.reason.as_dict(), asset_id=None))
        audit.record(session, OWNER, "refused", f"asset:{public_id(asset_id)}", at=now, sha256=sha256,
                     reason=error.reason.code)
        session.execute(delete(Asset).where(Asset.id == asset_id))
        jobs.enqueue_index(session, asset_id, now=now)
        jobs.enqueue(session, SET_ASIDE, sha256, now=now)  # below; by the next worker where we are stopped before
    _set_aside(shop, sha256)
    drop(shop.engine, shop.store, late)


def set_aside(shop: Workshop, claim: Claim, now: datetime) -> None:  # noqa: ARG001 - a handler's signature
    """Bring the bytes of a refused file, whose hash is the key, to quarantine."""
    _set_aside(shop, claim.key)


def _set_aside(shop: Workshop, sha256: str) -> None:
    with writing(shop.engine) as session:
        serialize(session, f"original:{sha256}")
        if session.get(Original, sha256) is None:  # else somebody has handed it in again meanwhile
            shop.store.quarantine("originals", sha256)
        session.execute(delete(Job).where(Job.kind == SET_ASIDE, Job.key == sha256, Job.state == JobState.WAITING))


HANDLERS = {EXTRACT: extract, JOIN: join, RENDER: render, RENDER_FILM: render_film, SET_ASIDE: set_aside}


def _piece(engine: Engine, asset_id: int) -> _Piece | None:
    with reading(engine) as session:
        row = session.execute(
            select(Asset, Original, Kit).join(Original, Original.sha256 == Asset.sha256)
            .outerjoin(Kit, Kit.id == Asset.kit_id).where(Asset.id == asset_id)).first()
        if row is None:
            return None
        asset, original, kit = row
        return _Piece(asset.id, asset.kind, asset.sha256, original.name, original.media_type,
                      _kit(kit) if kit is not None else None, Facts.from_json(asset.facts), asset.rendered_at is not None,
                      tuple(sidecars.in_effect(session, asset_id)))


def _kit_with(engine: Engine, serial: str | None) -> _Kit | None:
    """Return the kit that a body of this serial number belongs to."""
    if not serial:
        return None
    with reading(engine) as session:
        kit = session.scalar(select(Kit).join(CameraBody, CameraBody.kit_id == Kit.id).where(CameraBody.serial == serial))
        return _kit(kit) if kit is not None else None


def _kit(row: Kit) -> _Kit:
    return _Kit(row.id, row.department_id, row.utc_offset, row.quicktime_local)


def _kit_offset(kit: _Kit | None) -> str | None:
    return write_offset(timedelta(minutes=kit.utc_offset)) if kit and kit.utc_offset is not None else None


def _read(shop: Workshop, piece: _Piece, kit: _Kit | None = None) -> Facts:
    kit = kit or piece.kit
    return shop.decoder.facts(shop.store.path("originals", piece.sha256), _sniffed(piece), kit_offset=_kit_offset(kit),
                              quicktime_local=bool(kit and kit.quicktime_local))


def _take_apart(shop: Workshop, piece: _Piece) -> tuple[Facts, _Made]:
    with scratch(shop.store) as folder:
        facts, rendered, marks = shop.decoder.take_apart(shop.store.path("originals", piece.sha256), folder, _sniffed(piece),
                                                         kit_offset=_kit_offset(piece.kit))
        return facts, _Made(keep(shop.store, rendered), marks)


def _sniffed(piece: _Piece) -> Sniffed:
    return Sniffed(kind=cast("Any", piece.kind), media_type=piece.media_type)


def _write_facts(session: Session, asset: Asset, own: Facts, said: list[Sidecar], now: datetime) -> None:
    """Write what the file says of itself and, in the gaps, what its raw data and its sidecars say."""
    facts = own
    for raw in joining.parts_of(session, asset.id, Part.RAW):
        facts = merge_raw(facts, Facts.from_json(raw.facts or {}))
    for one in said:
        facts = merge(facts, one)
    shown = session.get_one(Original, asset.sha256)
    shown.facts = own.to_json() if facts != own else None
    shown.exposure, shown.content_id = joining.marks(shown.name, own)
    write_facts(session, asset, facts, now)


def _join(session: Session, asset_id: int, now: datetime) -> None:
    joint = joining.join(session, asset_id, now=now)
    if joining.parts_of(session, joint, Part.FILM):
        jobs.enqueue(session, RENDER_FILM, str(joint), now=now)


def _check_clock(shop: Workshop, session: Session, asset: Asset, code: str | None, now: datetime) -> None:
    """Where the picture is of the site's clock, put the clock of its camera right."""
    shown = clock_code.read_code(shop.clock_key, code) if code else None
    if shown:
        clock_keeping.note_check(session, asset, shown, now=now)


def _write_made(store: LocalStore, session: Session, piece: _Piece, made: _Made, now: datetime) -> list[str]:
    """Put on record what decoding gave. Returns what is to be dropped after the commit."""
    late = write(session, store, piece.sha256, made.renditions, now=now)
    session.execute(update(Asset).where(Asset.id == piece.id).values(
        rendered_at=now, color=made.marks.colour, fingerprint=made.marks.likeness))
    likeness.ask(session, piece.id, now=now)
    if piece.kind == Kind.VIDEO:
        flashes.ask(session, piece.id, now=now)
    return late

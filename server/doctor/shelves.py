"""Bytes against rows: what is missing, what is damaged, what belongs to nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from index import jobs
from index.blobs import SHELVES, Shelf
from index.catalogue.assets import Asset, Original, Rendition, public_id
from index.catalogue.consents import Consent
from index.catalogue.newsletters import Newsletter, NewsletterIssue
from index.catalogue.placements import Placement
from index.catalogue.reports import FILES, OfficeReport, ReportForm
from index.catalogue.sidecars import Sidecar
from index.catalogue.uploads import Upload
from index.db import reading, serialize, writing
from ingest import erasing
from ingest.pipeline import RENDER
from server.doctor.findings import Finding, Kind, found
from server.home import Home
from server.uploads.part import PREFIX

LEFT_OVER = timedelta(days=1)
_LAID_OUT = ((Newsletter.template_sha256, Newsletter.template_bytes, Newsletter.template_name),
                (NewsletterIssue.pdf_sha256, NewsletterIssue.pdf_bytes, literal("newsletter.pdf")),
                (NewsletterIssue.docx_sha256, NewsletterIssue.docx_bytes, literal("newsletter.docx")),
                (ReportForm.template_sha256, ReportForm.template_bytes, ReportForm.template_name),
                *((getattr(OfficeReport, f"{one}_sha256"), getattr(OfficeReport, f"{one}_bytes"), literal(f"report.{one}"))
                  for one in FILES))


@dataclass(frozen=True, slots=True)
class Held:
    """One file that the catalogue counts on. ``name`` is an original's file name or a rendition's preset.

    Without an asset it is a sidecar that waits for its file, the evidence of a consent or placement, or a file of a
    newsletter or report.
    """

    asset_id: int | None
    shelf: Shelf
    sha256: str
    bytes: int
    name: str

    @property
    def what(self) -> str:
        return self.shelf.removesuffix("s")

    @property
    def thing(self) -> str:
        return public_id(self.asset_id) if self.asset_id is not None else self.name


def counted_on(home: Home) -> list[Held]:
    """Return every file that the catalogue counts on."""
    with reading(home.engine) as session:
        originals = session.execute(select(Original.asset_id, Original.sha256, Original.bytes, Original.name)).all()
        renditions = session.execute(
            select(Asset.id, Rendition.sha256, Rendition.bytes, Rendition.preset)
            .join(Original, Original.sha256 == Rendition.original_sha256).join(Asset, Asset.id == Original.asset_id)).all()
        proofs = [row for of in (Consent, Placement) for row in session.execute(
            select(of.evidence_sha256, of.evidence_bytes, of.evidence_name).where(of.evidence_sha256.is_not(None)))]
        laid_out = [row for columns in _LAID_OUT
                    for row in session.execute(select(*columns).where(columns[0].is_not(None)))]
        beside = session.execute(select(Sidecar.asset_id, Sidecar.sha256, Sidecar.bytes, Sidecar.name)).all()
    return [*(Held(None, "originals", row[0], row[1], row[2]) for row in [*proofs, *laid_out] if row[0]),
            *(Held(row[0], "originals", row[1], row[2], row[3]) for row in beside),
            *(Held(row[0], "originals", row[1], row[2], row[3]) for row in originals),
            *(Held(row[0], "renditions", row[1], row[2], row[3]) for row in renditions)]


def examine_held(home: Home, held: list[Held], *, read: bool, repair: bool, now: datetime) -> Iterator[Finding]:
    """Yield what is missing or damaged. With ``read`` every byte is hashed again, else only sizes are compared."""
    for one in held:
        state = _state(home, one, read=read)
        if state is None or not _still_counted_on(home, one):
            continue
        repaired = repair and _repair(home, one, state, now)
        yield found(state, f"{state}-{one.what}", one.thing, name=one.name, repaired=repaired)


def _state(home: Home, one: Held, *, read: bool) -> Kind | None:
    try:
        size = home.store.path(one.shelf, one.sha256).stat().st_size
    except (OSError, ValueError):
        return Kind.MISSING
    if size != one.bytes or (read and not home.store.verify(one.shelf, one.sha256)):
        return Kind.DAMAGED
    return None


def _still_counted_on(home: Home, one: Held) -> bool:
    """What was refused or made anew since the rows were read is no damage."""
    with reading(home.engine) as session:
        if one.shelf == "originals":
            return _is_original(session, one.sha256)
        return session.scalar(select(Rendition.id).where(Rendition.sha256 == one.sha256).limit(1)) is not None


def _repair(home: Home, one: Held, state: Kind, now: datetime) -> bool:
    """Bring back what lies in quarantine whole; have a rendition made again. A damaged original stays: it is all we have."""
    if state is Kind.MISSING and home.store.bring_back(one.shelf, one.sha256):
        return True
    if one.shelf == "originals" or one.asset_id is None or not home.store.holds("originals", _original_of(home, one)):
        return False
    if state is Kind.DAMAGED:
        home.store.quarantine(one.shelf, one.sha256)
    with writing(home.engine) as session:
        jobs.enqueue(session, RENDER, str(one.asset_id), now=now)
    return True


def _original_of(home: Home, one: Held) -> str:
    with reading(home.engine) as session:
        return session.scalars(select(Rendition.original_sha256).where(Rendition.sha256 == one.sha256).limit(1)).one()


def examine_strays(home: Home, held: list[Held], *, repair: bool, now: datetime) -> Iterator[Finding]:
    """Yield files on a shelf that no row names, and what unfinished intakes left in staging."""
    for shelf in SHELVES:
        wanted = {home.store.path(shelf, one.sha256) for one in held if one.shelf == shelf}
        for path in _files(home.settings.home / shelf):
            if path in wanted or _has_row(home, shelf, path):
                continue
            repaired = repair and _set_aside(home, shelf, path)
            yield found(Kind.STRAY, "stray", _shown(home, path), repaired=repaired)
    expected = _on_their_way(home, now)
    for path in sorted(home.store.staging.iterdir()):
        changed = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
        if now - changed < LEFT_OVER or path.name in expected:
            continue
        if repair:
            home.store.set_aside(path, f"staging-{path.name}")
        yield found(Kind.STRAY, "stray-staging", _shown(home, path), repaired=repair)


def _on_their_way(home: Home, now: datetime) -> set[str]:
    """Return the files of uploads that somebody may still go on with: they lie longer than anything else in staging."""
    with reading(home.engine) as session:
        alive = select(Upload.id).where(Upload.outcome.is_(None), Upload.expires_at > now)
        return {f"{PREFIX}{upload}" for upload in session.scalars(alive)}


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in sorted(names))


def _has_row(home: Home, shelf: Shelf, path: Path) -> bool:
    """An intake may have entered its row since the rows were read."""
    if path != _address(home, shelf, path.name):
        return False
    with reading(home.engine) as session:
        return _is_named(session, shelf, path.name)


def _is_named(session: Session, shelf: Shelf, sha256: str) -> bool:
    """Some row counts on it, or it goes by itself: what was deleted for good is removed by the worker."""
    if erasing.awaited(session, shelf, sha256):
        return True
    if shelf == "originals":
        return _is_original(session, sha256)
    return session.scalar(select(Rendition.id).where(Rendition.sha256 == sha256).limit(1)) is not None


def _is_original(session: Session, sha256: str) -> bool:
    """An original of an asset, a sidecar, the evidence of a consent or placement, or a file of a newsletter or report."""
    columns = (Sidecar.sha256, Consent.evidence_sha256, Placement.evidence_sha256, *(columns[0] for columns in _LAID_OUT))
    return session.get(Original, sha256) is not None or any(
        session.scalar(select(one).where(one == sha256).limit(1)) is not None for one in columns)


def _address(home: Home, shelf: Shelf, name: str) -> Path | None:
    try:
        return home.store.path(shelf, name)
    except ValueError:
        return None


def _set_aside(home: Home, shelf: Shelf, path: Path) -> bool:
    """Move a stray to quarantine. Intake and pipeline look for the bytes under this same lock before they enter a row."""
    with writing(home.engine) as session:
        serialize(session, f"{shelf.removesuffix('s')}:{path.name}")
        if path == _address(home, shelf, path.name) and _is_named(session, shelf, path.name):
            return False
        if path.exists() or path.is_symlink():
            home.store.set_aside(path, f"{shelf}-{path.name}")
    return True


def _shown(home: Home, path: Path) -> str:
    from ingest.sources.folder import shown

    return shown(str(path.relative_to(home.settings.home)))

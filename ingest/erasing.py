"""Erasing (彻底删除): the bytes of what was deleted for good leave the disk once its rows are gone, also after a crash.

The tombstone says what is still to be removed; a job does it, and does it again until all of it is gone. Bytes that some
row counts on again, of another asset or of the same file let in anew, stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from index import jobs
from index.blobs import Shelf
from index.catalogue.assets import Original, Rendition
from index.catalogue.bins import Tombstone
from index.catalogue.consents import Consent
from index.catalogue.newsletters import Newsletter, NewsletterIssue
from index.catalogue.placements import Placement
from index.catalogue.reports import OfficeReport, ReportForm
from index.catalogue.sidecars import Sidecar
from index.db import reading, serialize, writing
from index.jobs import Claim
from ingest import read_back
from ingest.pipeline import Workshop

ERASE: Final = "erase"


def ask(session: Session, tombstone: Tombstone, blobs: Sequence[tuple[Shelf, str]], *, now: datetime) -> None:
    """Ask, in the transaction that deletes the rows, for these bytes to be removed after it."""
    wanted = {(shelf, sha256) for shelf, sha256 in (*tombstone.blobs, *blobs)}
    tombstone.blobs, tombstone.erased_at = [list(one) for one in sorted(wanted)], None
    jobs.enqueue(session, ERASE, str(tombstone.asset_id), now=now)


def erase(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Remove what one tombstone says is still there. Done twice it does nothing more."""
    with reading(shop.engine) as session:
        tombstone = session.get(Tombstone, int(claim.key))
        blobs = [(cast("Shelf", shelf), sha256) for shelf, sha256 in tombstone.blobs] if tombstone else []
        copies = list(tombstone.copies) if tombstone else []
    for shelf, sha256 in blobs:
        with writing(shop.engine) as session:
            serialize(session, f"{shelf.removesuffix('s')}:{sha256}")  # intake and pipeline look for the bytes under it
            if not counted_on(session, shelf, sha256):
                shop.store.erase(shelf, sha256)
    left = [path for path in copies if not _remove_copy(Path(path), {sha256 for _, sha256 in blobs})]
    with writing(shop.engine) as session:
        tombstone = session.get(Tombstone, int(claim.key))
        if tombstone is not None and [(shelf, sha256) for shelf, sha256 in tombstone.blobs] == blobs:
            tombstone.blobs, tombstone.copies, tombstone.erased_at = [], left, now


def counted_on(session: Session, shelf: Shelf, sha256: str) -> bool:
    """Say whether some row still needs these bytes: an original of an asset, a sidecar, evidence, or a rendition."""
    rows = {"originals": (Original.sha256, Sidecar.sha256, Consent.evidence_sha256, Placement.evidence_sha256,
                          Newsletter.template_sha256, NewsletterIssue.pdf_sha256,
                          NewsletterIssue.docx_sha256, ReportForm.template_sha256,
                          OfficeReport.pdf_sha256, OfficeReport.docx_sha256, OfficeReport.xlsx_sha256,
                          OfficeReport.html_sha256),
            "renditions": (Rendition.sha256,)}
    return any(session.scalar(select(column).where(column == sha256).limit(1)) is not None for column in rows[shelf])


def unfinished(session: Session) -> list[int]:
    """Return the numbers of deleted assets of which bytes are still to be removed."""
    return list(session.scalars(select(Tombstone.asset_id).where(Tombstone.erased_at.is_(None)).order_by(Tombstone.asset_id)))


def awaited(session: Session, shelf: Shelf, sha256: str) -> bool:
    """Say whether the worker is still to remove these bytes."""
    pending = session.scalars(select(Tombstone.blobs).where(Tombstone.erased_at.is_(None)))
    return any([shelf, sha256] in blobs for blobs in pending)


def ask_again(session: Session, *, now: datetime) -> int:
    """Ask anew for what is not finished and nobody does: its job was given up or lost. Returns how many."""
    keys = [str(one) for one in unfinished(session)]
    busy = jobs.open_keys(session, [ERASE], keys) if keys else set()
    for key in keys:
        if key not in busy:
            jobs.enqueue(session, ERASE, key, now=now)
    return len(set(keys) - busy)


def _remove_copy(path: Path, hashes: set[str]) -> bool:
    """Remove a second copy where one of these originals lies there still; False where that disk is out of reach."""
    with suppress(OSError):
        if path.is_symlink() or read_back.digest(path) not in hashes:
            return True  # another file has its name by now
        path.unlink()
        read_back.sync_folder(path.parent)
        return True
    return path.parent.is_dir() and not path.exists()


HANDLERS = {ERASE: erase}

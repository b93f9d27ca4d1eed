"""Renditions on their way to the shelf, into the catalogue, and out again: bytes before rows, and none that nobody names."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index import jobs
from index.blobs import BlobStore, LocalStore, Staged
from index.catalogue.assets import Rendition
from index.credentials import new_token
from index.db import insert_into, serialize, writing
from index.errors import JobFailed
from index.jobs import Job, JobState
from ingest.steps.presets import Rendered

DROP: Final = "drop-rendition"
"""The job that takes bytes off the shelf that no row names any more; its key is their hash."""
SCRATCH: Final = "render-"

Kept = Sequence[tuple[Rendered, Staged]]


@contextmanager
def scratch(store: LocalStore) -> Iterator[Path]:
    """Give a folder beside the shelves for what is being made; it goes at the end."""
    folder = store.staging / f"{SCRATCH}{new_token()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(store: LocalStore, made: Iterable[Rendered]) -> list[tuple[Rendered, Staged]]:
    """Keep renditions by their content: bytes before rows."""
    staged = [(one, store.adopt_in_parts(one.path)) for one in made]
    for _, bytes_ in staged:
        store.keep("renditions", bytes_)
    return staged


def write(session: Session, store: BlobStore, original: str, kept: Kept, *, now: datetime) -> list[str]:
    """Put on record what was kept; what had its place before gives way. Returns the hashes for ``drop``.

    Raises JobFailed where bytes were taken for strays and set aside before their row came.
    """
    hold(session, store, kept)
    before = dict(session.execute(select(Rendition.preset, Rendition.sha256).where(
        Rendition.original_sha256 == original)).all())
    for made, bytes_ in kept:
        values = {"sha256": bytes_.sha256, "media_type": made.media_type, "width": made.width, "height": made.height,
                  "bytes": bytes_.bytes, "parts": list(bytes_.parts) if len(bytes_.parts) > 1 else None}
        session.execute(insert_into(session, Rendition).values(original_sha256=original, preset=made.preset, **values)
                        .on_conflict_do_update(index_elements=["original_sha256", "preset"], set_=values))
    return let_go(session, [old for made, bytes_ in kept
                            if (old := before.get(made.preset)) is not None and old != bytes_.sha256], now=now)


def hold(session: Session, store: BlobStore, kept: Kept) -> None:
    """Make sure that bytes are still there before they get a row. Raises JobFailed where they are not: try again."""
    for sha256 in sorted(bytes_.sha256 for _, bytes_ in kept):
        serialize(session, f"rendition:{sha256}")
        if not store.holds("renditions", sha256):
            raise JobFailed(f"rendition {sha256[:12]} was moved to quarantine", permanent=False)


def let_go(session: Session, hashes: Iterable[str], *, now: datetime) -> list[str]:
    """Ask for bytes to be dropped, in the transaction that takes their rows: whoever is stopped before is made good."""
    gone = sorted(set(hashes))
    for sha256 in gone:
        jobs.enqueue(session, DROP, sha256, now=now)
    return gone


def drop(engine: Engine, store: BlobStore, hashes: Iterable[str]) -> None:
    """Take these bytes off the shelf where no row names them; what is derived can be made again."""
    for sha256 in hashes:
        with writing(engine) as session:
            serialize(session, f"rendition:{sha256}")
            if session.scalar(select(Rendition.id).where(Rendition.sha256 == sha256).limit(1)) is None:
                store.remove("renditions", sha256)
            session.execute(delete(Job).where(Job.kind == DROP, Job.key == sha256, Job.state == JobState.WAITING))

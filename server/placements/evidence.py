"""Evidence (凭证): the screenshot or scan that proves an adoption. It lies among the originals, by content, as it came, and
is given out as a download only: nothing in it is trusted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Final

from index.blobs import Staged
from index.catalogue.placements import Placement
from index.db import serialize, writing
from index.errors import Invalid
from ingest import erasing
from ingest.steps.sniff import HEAD, sniff_bytes
from server.home import Home

LARGEST: Final = 20 << 20
"""Bytes of a file."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it was uploaded."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Held:
    """A file that is kept."""

    sha256: str
    name: str
    bytes: int


def store(home: Home, given: Evidence | None) -> Held | None:
    """Keep a file's bytes, before any row names them. Raises Invalid (evidence) for what is no picture and no PDF,
    VitrineError: too-large, disk-full, storage.
    """
    if given is None:
        return None
    staged = home.store.stage(given.stream, limit=LARGEST)
    if staged.bytes == 0 or not _readable(staged):
        home.store.discard(staged)
        raise Invalid("evidence", "要一张图片（截图或扫描件）或一个 PDF", "must be a picture (a screenshot or scan) or a PDF")
    home.store.keep("originals", staged)
    return Held(staged.sha256, given.name[-120:], staged.bytes)


def hold(row: Placement, held: Held | None) -> None:
    """Have a placement name a file; without one it keeps what it has."""
    if held is not None:
        row.evidence_sha256, row.evidence_name, row.evidence_bytes = held.sha256, held.name, held.bytes


def erase(home: Home, hashes: Iterable[str]) -> None:
    """Remove the bytes of evidence whose placements are gone, as far as no other row counts on them."""
    for sha256 in hashes:
        with writing(home.engine) as session:
            serialize(session, f"original:{sha256}")  # intake looks for the bytes under it
            if not erasing.counted_on(session, "originals", sha256):
                home.store.erase("originals", sha256)


def _readable(staged: Staged) -> bool:
    with staged.path.open("rb") as file:
        return sniff_bytes(file.read(HEAD))[0] in {"photo", "poster"}

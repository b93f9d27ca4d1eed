"""Many files as one ZIP that is never whole anywhere: each file goes through as it is read, or made, and a manifest ends it.

Files are stored, not deflated: photos and films do not get smaller. A file that is broken is named in the manifest, and
leaves the others alone. Names are UTF-8 and say so (flag bit 11); sizes over 4 GiB are ZIP64.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from zipstream import ZIP_STORED, ZipStream  # type: ignore[import-untyped]  # it has none

from index.catalogue.assets import public_id
from index.catalogue.people import Actor
from index.db import reading
from index.errors import VitrineError
from ingest.copies import Copy
from ingest.steps.copy_presets import ORIGINAL
from server.downloads import keeping
from server.downloads.making import made
from server.downloads.names import Unique
from server.downloads.rights import Piece, pieces
from server.downloads.wishes import FORMS, Wish
from server.home import Home
from server.sheets.writing import csv_bytes

log = logging.getLogger("vitrine.downloads")
CHUNK: Final = 256 << 10
MANIFEST: Final = "清单-manifest.csv"
HEAD: Final = ("文件 file", "素材 asset", "标题 title", "说明 caption", "人物 people", "地点 place", "署名 credit",
               "部门 department", "规格 form", "字节 bytes", "SHA-256", "情况 outcome")
Ask = Callable[[int, datetime], list[Piece]]
Rows = Sequence[Sequence[str]]
"""Lines of the manifest: for each file its name, the asset's number, ..., and why it was not given or is not whole, or ""."""


@dataclass(slots=True)
class Tally:
    """What went through of one file."""

    bytes: int = 0
    hash: Any = field(default_factory=hashlib.sha256)
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to go out: ``ask`` says which files of an asset the receiver may have at that moment. ``texts`` are written
    last, as (name, bytes), when it is known what went out.
    """

    takeout_id: int
    wish: Wish
    purpose: str
    asset_ids: Sequence[int]
    ask: Ask
    texts: Callable[[Rows], Sequence[tuple[str, bytes]]] = lambda _rows: ()


def asker(home: Home, actor: Actor, wish: Wish) -> Ask:
    """Return the function that says what somebody may take of an asset: rights are asked for as each one's turn comes."""

    def ask(asset_id: int, now: datetime) -> list[Piece]:
        with reading(home.engine) as session:
            return pieces(session, actor, asset_id, wish.preset, now)

    return ask


def stream(home: Home, parcel: Parcel, clock: Callable[[], datetime]) -> Iterator[bytes]:
    """Yield the ZIP piece by piece, in memory that does not grow with it, and keep the record as files go out."""
    zip_, unique, rows = ZipStream(), Unique(), []
    unique(MANIFEST)
    try:
        for asset_id in parcel.asset_ids:
            try:
                found = parcel.ask(asset_id, clock())
            except VitrineError as error:
                rows.append(_refused(asset_id, None, error))
                keeping.fail(home.engine, parcel.takeout_id)
                continue
            whole = True
            for piece in found:
                row = yield from _one(home, parcel, zip_, piece, unique, clock)
                rows.append(row)
                whole = whole and row[-1] == ""
            if not whole:
                keeping.fail(home.engine, parcel.takeout_id)
        for name, data in (*parcel.texts(rows), (MANIFEST, _manifest(rows))):
            zip_.add(data, name)
        yield from zip_.finalize()
    finally:
        keeping.end(home.engine, parcel.takeout_id, now=clock())


def _one(home: Home, parcel: Parcel, zip_: ZipStream, piece: Piece, unique: Unique,
         clock: Callable[[], datetime]) -> Generator[bytes, None, list[str]]:
    """Yield one file's bytes, and return its line of the manifest."""
    try:
        with made(home, piece, parcel.wish, parcel.purpose) as copy:
            name, tally = unique(piece.name), Tally()
            keeping.hand_over(home.engine, parcel.takeout_id, piece.asset.id, piece.preset, name, copy.bytes, now=clock())
            zip_.add(_read(copy, tally), name, size=copy.bytes, compress_type=ZIP_STORED)
            yield from zip_.all_files()
            return _row(piece, name, tally)
    except VitrineError as error:
        log.warning("%s cannot be taken out: %s", piece.asset.public_id, error)
        return _refused(piece.asset.id, piece, error)


def _read(copy: Copy, tally: Tally) -> Iterator[bytes]:
    """Yield a file's bytes; where the disk fails, what there was of it."""
    try:
        with copy.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                tally.bytes += len(chunk)
                tally.hash.update(chunk)
                yield chunk
    except OSError as error:
        tally.broken = error.strerror or type(error).__name__


def _row(piece: Piece, name: str, tally: Tally) -> list[str]:
    digest, why = tally.hash.hexdigest(), tally.broken
    if not why and piece.preset == ORIGINAL and digest != piece.sha256:
        why = f"文件已损坏，应为 / damaged, should be {piece.sha256}"
    elif why:
        why = f"文件不完整 / incomplete: {why}"
    words = piece.asset.words
    return [name, piece.asset.public_id, words.title, words.caption, "、".join(words.people), words.place, words.credit,
            piece.asset.department or "", " / ".join(FORMS.get(piece.preset, (piece.preset,))), str(tally.bytes), digest, why]


def _refused(asset_id: int, piece: Piece | None, error: VitrineError) -> list[str]:
    why = f"未给出 / not given: {error.reason.zh} {error.reason.en}"
    return ["", public_id(asset_id), piece.asset.words.title if piece else "", *[""] * 8, why]


def _manifest(rows: Sequence[Sequence[str]]) -> bytes:
    """A CSV with a mark, as Excel opens it right, in which no cell is a formula."""
    return csv_bytes(HEAD, rows)

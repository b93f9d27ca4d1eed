"""The file that goes out: an original as it lies on the shelf, or a copy that is made for the occasion and then gone."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from index.catalogue.crop_points import Point, point_of
from index.catalogue.queries import AssetView
from index.db import reading
from index.errors import VitrineError
from ingest.copies import Copy, film_copy, photo_copy
from ingest.inscribing import Inscription
from ingest.sandbox import Decoder
from ingest.steps.copy_presets import ORIGINAL, PROXY, CopyPreset
from server.downloads.forms import form
from server.downloads.rights import Piece
from server.downloads.wishes import Wish
from server.fonts import find_font
from server.home import Home

AT_ONCE: Final = 2
PATIENCE_S: Final = 120.0
SCRATCH: Final = "copy-"
_room = threading.BoundedSemaphore(AT_ONCE)


@cache
def decoder() -> Decoder:
    """The decoder of this process; its fork server starts with the first copy and ends with us."""
    return Decoder()


@contextmanager
def made(home: Home, piece: Piece, wish: Wish, purpose: str) -> Iterator[Copy]:
    """Give the file of a piece, ready to be read; a copy is gone afterwards.

    Raises VitrineError take-missing, copies-busy, missing-tool, BadMedia, JobFailed.
    """
    whole = any(one.sha256 == piece.sha256 for one in piece.asset.originals)
    source = home.store.path("originals" if whole else "renditions", piece.sha256)
    if not source.is_file():
        raise VitrineError("take-missing", asset=piece.asset.public_id, name=piece.name)
    if piece.preset == ORIGINAL:
        yield Copy(source, _media_type(piece), source.stat().st_size)
        return
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=home.store.staging) as folder:
        yield _copy(home, piece, wish, source.absolute(), Path(folder).absolute(), purpose)


def inscription(home: Home, piece: Piece, purpose: str) -> Inscription:
    """Return the words that go into a copy. Rights are what the file states, else what the installation says."""
    view, words, facts = piece.asset, piece.asset.words, piece.asset.facts
    creator = facts.get("artist") or words.credit or view.owner or ""
    return Inscription(
        title=words.title, caption=words.caption, keywords=words.keywords, people=words.people,
        place=words.place or view.event_place or "", event=view.event or "", creator=creator,
        credit=words.credit or facts.get("credit_line") or view.department or "",
        rights=facts.get("copyright") or home.settings.copyright, source=home.settings.campus_zh,
        usage_terms="；".join(filter(None, (_terms(view), f"登记用途：{purpose}" if purpose else ""))),
        identifier=view.public_id, taken=view.captured_local, offset=facts.get("offset") or "")


def _terms(view: AssetView) -> str:
    """The licence that the office's list gives it and what that asks for, else what the file states."""
    if view.licence_name is None:
        return view.facts.get("usage_terms") or ""
    return "：".join(filter(None, (view.licence_name[0], view.licence_terms)))


def _copy(home: Home, piece: Piece, wish: Wish, source: Path, folder: Path, purpose: str) -> Copy:
    words = inscription(home, piece, purpose)
    if not _room.acquire(timeout=PATIENCE_S):
        raise VitrineError("copies-busy")
    try:
        if piece.preset == PROXY:
            return film_copy(decoder(), source, folder, words)
        mark, beside = _watermark(home, piece, wish.watermark)
        with reading(home.engine) as session:
            wanted = form(session, piece.preset)
        return photo_copy(decoder(), source, folder, wanted, words, focus=_point(home, piece, wish, wanted), watermark=mark,
                          beside=beside)
    finally:
        _room.release()


def _point(home: Home, piece: Piece, wish: Wish, wanted: CopyPreset) -> Point | None:
    """The middle of a crop: what was asked for now, else what was chosen for this photo before, else the picture's own."""
    if wish.focus is not None or not wanted.size:
        return wish.focus
    with reading(home.engine) as session:
        return point_of(session, piece.asset.id)


def _watermark(home: Home, piece: Piece, wish: str) -> tuple[dict[str, Any] | None, list[Path]]:
    """What is laid over a copy, and the files that the sandbox has to read for it."""
    if wish == "logo":
        logo = Path(home.settings.watermark_logo).absolute()
        return {"logo": str(logo)}, [logo]
    view = piece.asset
    text = (view.words.credit if wish == "credit" else "") or view.department or home.settings.campus_zh
    if not wish:
        return None, []
    path, face = find_font()
    return {"text": text, "font": (str(path), face)}, [path]


def _media_type(piece: Piece) -> str:
    return next(one.media_type for one in piece.asset.originals if one.sha256 == piece.sha256)

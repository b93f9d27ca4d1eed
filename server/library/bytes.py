"""Bytes over HTTP: renditions to whoever may see their asset, originals to the department that owns them and the office."""

from __future__ import annotations

import io
from pathlib import Path

from flask import Blueprint, Response, request, send_file

from index.blobs import Shelf
from index.catalogue import visibility
from index.catalogue.assets import Original, row_id
from index.db import reading
from index.errors import NotFound
from ingest.steps.copy_presets import ORIGINAL
from server import policy
from server.downloads import keeping
from server.downloads.wishes import DIRECT, Wish
from server.web.services import actor, home, now

blueprint = Blueprint("media", __name__)
YEAR_S = 365 * 86_400


@blueprint.get("/media/<sha256>")
def rendition(sha256: str) -> Response:
    """Give a rendition, whole or in part. Its address is its content, so a browser may keep it; a shared cache may not.

    What the reader sees only as long as it is published is asked for anew each time: it may come down.
    """
    with reading(home().engine) as session:
        media_type, own = visibility.rendition_for(session, actor(), sha256, now())
    answer = send_file(held_path("renditions", sha256), mimetype=media_type, conditional=True, etag=sha256,
                       last_modified=None)
    answer.headers["Cache-Control"] = f"private, max-age={YEAR_S}, immutable" if own else "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    return answer


@blueprint.get("/library/<asset>/originals/<sha256>")
def original(asset: str, sha256: str) -> Response:
    """Give an original as a file to keep, under the name that it came with (RFC 6266)."""
    with reading(home().engine) as session:
        found, brought_as = visibility.original_for(session, actor(), row_id(asset), sha256, now())
        policy.require(actor(), "download", found, co_owner=brought_as is not None)
        held = session.get_one(Original, sha256)
        name, media_type = brought_as or held.name, held.media_type
    if request.range is None or request.range.ranges[0][0] == 0:  # the rest of a download that broke off is no other one
        _on_record(found.id, name, held.bytes)
    answer = send_file(held_path("originals", sha256), mimetype=media_type, conditional=True, etag=sha256, last_modified=None,
                       as_attachment=True, download_name=_as_header(name))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _on_record(asset_id: int, name: str, size: int) -> None:
    takeout = keeping.begin(home().engine, actor(), Wish(ORIGINAL, DIRECT), 1, door="address", now=now())
    keeping.hand_over(home().engine, takeout, asset_id, ORIGINAL, name, size, now=now())
    keeping.end(home().engine, takeout, now=now())


def evidence(sha256: str, name: str) -> Response:
    """Give what somebody handed in as evidence as a file to keep, never to be shown by a browser: nothing in it is trusted.

    Raises NotFound where the bytes are gone.
    """
    answer = send_file(held_path("originals", sha256), mimetype="application/octet-stream", as_attachment=True,
                       download_name=_as_header(name), conditional=False, etag=False, last_modified=None)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def document(data: bytes, name: str, media_type: str, *, keep: bool) -> Response:
    """Give a document that the house laid out, to look at or as a file to ``keep``. No cache keeps it."""
    answer = send_file(io.BytesIO(data), mimetype=media_type, as_attachment=keep, download_name=_as_header(name))
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _as_header(name: str) -> str:
    """A header holds no half of a surrogate pair, which a name may."""
    return name.encode("utf-8", "replace").decode()


def held_path(shelf: Shelf, sha256: str) -> Path:
    """Return where bytes lie. Raises NotFound where they do not."""
    path = home().store.path(shelf, sha256)
    if not path.is_file():
        raise NotFound(what=sha256[:12])
    return path.absolute()

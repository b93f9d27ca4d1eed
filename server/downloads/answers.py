"""What is sent: a file, or a ZIP that is made while it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from flask import Response, send_file

from index.catalogue.people import Actor
from ingest.steps.copy_presets import ORIGINAL
from server.downloads import keeping
from server.downloads.making import made
from server.downloads.rights import Piece
from server.downloads.wishes import Wish
from server.downloads.zipping import Parcel, asker, stream
from server.web.services import actor, home, now, services


def attachment(piece: Piece, wish: Wish, purpose: str, token: str) -> Response:
    """Send one file to keep to who asks. An original goes out byte for byte."""
    return one_file(piece, wish, purpose, actor(), door="page", token=token)


def one_file(piece: Piece, wish: Wish, purpose: str, who: Actor, *, door: str, token: str = "") -> Response:
    """Send one file to keep, and put that on record."""
    with made(home(), piece, wish, purpose) as copy:
        size = copy.bytes
        opened = copy.path.open("rb")  # stays readable when the copy's folder is gone
    try:
        takeout = keeping.begin(home().engine, who, wish, 1, door=door, now=now(), token=token)
        keeping.hand_over(home().engine, takeout, piece.asset.id, piece.preset, piece.name, size, now=now())
        keeping.end(home().engine, takeout, now=now())
    except BaseException:
        opened.close()
        raise
    answer = send_file(opened, mimetype=copy.media_type, as_attachment=True,
                       download_name=piece.name.encode("utf-8", "replace").decode(), conditional=False, etag=False)
    answer.content_length = size
    answer.headers["Cache-Control"] = "private, no-store"
    if piece.preset == ORIGINAL:
        answer.headers["X-Content-SHA256"] = piece.sha256
    return answer


def archive(asset_ids: Sequence[int], wish: Wish, purpose: str, token: str) -> Response:
    """Send many as a ZIP."""
    takeout = keeping.begin(home().engine, actor(), wish, len(asset_ids), door="page", now=now(), token=token)
    parcel = Parcel(takeout, wish, purpose, asset_ids, asker(home(), actor(), wish))
    return zipped(parcel, f"vitrine-{now().astimezone(home().settings.zone):%Y%m%d-%H%M}")


def zipped(parcel: Parcel, stem: str) -> Response:
    """Send a parcel under this name, in memory that does not grow with it."""
    answer = Response(stream(home(), parcel, services().clock), mimetype="application/zip")
    answer.headers["Content-Disposition"] = _named(f"{stem}.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _named(name: str) -> str:
    """Return the header that names a file in any script (RFC 6266); what knows of no other gets what of it is ASCII."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    return f'attachment; filename="{plain}"' + ("" if plain == name else f"; filename*=UTF-8''{quote(name)}")

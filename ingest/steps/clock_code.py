"""The code that the site's clock shows: the exact time and a short signature, and finding it in a photograph.

``VC1:17954935510:K7QW2M4XPA`` is the version, tenths of a second since 1970 (UTC), and 50 bits of an HMAC under the
installation's own key, so that neither a poster nor another installation's clock is taken for ours. All of it is in the
QR code's alphanumeric set, which keeps the code at 25 modules a side with a quarter of it spare.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.steps.raster import Pixels

VERSION: Final = "VC1"
LONGEST: Final = 40
SIGNS: Final = 10
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
TENTH: Final = timedelta(milliseconds=100)
LOOKED_AT: Final = 960
"""Long edge, in pixels, at which every photo is looked at: a third of the frame leaves the code's squares 6 pixels there."""


def key_of(secret: str) -> bytes:
    """Return the key that codes are signed with, from the installation's secret."""
    return hmac.digest(secret.encode(), b"vitrine clock code 1", hashlib.sha256)


def write_code(key: bytes, moment: datetime) -> str:
    """Return the code's text for a moment (aware), to a tenth of a second."""
    body = f"{VERSION}:{(moment - EPOCH) // TENTH}"
    return f"{body}:{_sign(key, body)}"


def read_code(key: bytes, text: str) -> datetime | None:
    """Return the moment that a code tells; None for what this installation has not signed."""
    body, _, sign = text.rpartition(":")
    version, _, tenths = body.partition(":")
    if version != VERSION or not tenths.isascii() or not tenths.isdigit() or len(tenths) > 12:
        return None
    if not hmac.compare_digest(_sign(key, body).encode(), sign.encode()):
        return None
    return EPOCH + int(tenths) * TENTH


def find_code(pixels: Pixels) -> str | None:
    """Return the text of a clock's code in a picture (RGB), of whatever installation, at a fair size and sharpness.

    Done for every photo that comes in, so it costs about a hundredth of making its sizes: every second pixel of the
    green channel is enough, as the picture has been smoothed on its way down to this size.
    """
    import numpy

    step = max(1, round(max(pixels.shape[:2]) / LOOKED_AT))
    return _decoded(numpy.ascontiguousarray(pixels[::step, ::step, 1]))


def find_code_patiently(path: Path) -> str | None:
    """Return what ``find_code`` would in a rendition that somebody says is a photograph of the clock: more is tried."""
    import cv2

    grey: Any = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        return None
    even = cv2.createCLAHE(4.0, (8, 8)).apply(grey)
    for picture in (grey, even, cv2.GaussianBlur(grey, (0, 0), 2.0), cv2.GaussianBlur(even, (0, 0), 4.0)):
        for times in (1, 2, 4):
            shrunk: Any = cv2.resize(picture, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA)
            if found := _decoded(shrunk):
                return found
    return None


def _decoded(grey: Any) -> str | None:
    import zxingcpp

    try:
        found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
                                       try_invert=False)
    except (RuntimeError, ValueError):  # a photo is not refused because something in it looks like a code
        return None
    texts = (one.text for one in found if one.text.startswith(f"{VERSION}:") and len(one.text) <= LONGEST)
    return next(texts, None)


def _sign(key: bytes, body: str) -> str:
    return base64.b32encode(hmac.digest(key, body.encode(), hashlib.sha256)).decode("ascii")[:SIGNS]

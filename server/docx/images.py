"""Pictures of a document as JPEG files of a size that is printed and mailed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from server.home import Home

EDGE: Final = 1400
"""Pixels of the longer edge: 12 cm at 300 dots an inch."""
QUALITY: Final = 85


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture, its size in pixels, and what sort of file it is."""

    data: bytes
    width: int
    height: int
    ending: str = "jpg"
    mime: str = "image/jpeg"


def jpeg(home: Home, sha256: str) -> Picture | None:
    """Return a rendition as JPEG; None where its file is missing or cannot be read."""
    from PIL import Image

    path = home.store.path("renditions", sha256)
    try:
        with Image.open(path) as picture:
            small = picture.convert("RGB")
            small.thumbnail((EDGE, EDGE))
            out = io.BytesIO()
            small.save(out, "JPEG", quality=QUALITY)
            return Picture(out.getvalue(), small.width, small.height)
    except (OSError, ValueError):
        return None

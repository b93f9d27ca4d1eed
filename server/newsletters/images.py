"""Pictures of an issue as JPEG files of a size that is printed and mailed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from server.home import Home

EDGE: Final = 1400
"""Pixels of the longer edge: 12 cm at 300 dots an inch."""
QUALITY: Final = 85


@dataclass(frozen=True, slots=True)
class Jpeg:
    """The bytes of a picture, and its size in pixels."""

    data: bytes
    width: int
    height: int


def jpeg(home: Home, sha256: str) -> Jpeg | None:
    """Return a rendition as JPEG; None where its file is missing or cannot be read."""
    from PIL import Image

    path = home.store.path("renditions", sha256)
    try:
        with Image.open(path) as picture:
            small = picture.convert("RGB")
            small.thumbnail((EDGE, EDGE))
            out = io.BytesIO()
            small.save(out, "JPEG", quality=QUALITY)
            return Jpeg(out.getvalue(), small.width, small.height)
    except (OSError, ValueError):
        return None

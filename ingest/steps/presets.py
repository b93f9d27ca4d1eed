"""The renditions that the product knows, as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Preset:
    """One derived size: its name and the length of its long edge in pixels (never enlarged)."""

    name: str
    long_edge: int
    quality: int = 82


# Largest first: each size is made from the one before it, and a better quality of the small makes up for that.
PHOTO: Final = (Preset("large", 2560), Preset("screen", 1920), Preset("grid", 400, 86))
POSTER: Final = (Preset("poster", 1920), Preset("grid", 400, 86))
PAGE: Final = Preset("page", 2560, 92)
"""What screens show of a poster, page by page: as sharp as the largest of them on a page that stands upright."""
PROXY_SHORT_EDGE: Final = 720
PROXY_MAX_RATE: Final = 30

MAX_PIXELS: Final = 120_000_000
"""Pixels times frames that we agree to decode; the largest cameras in use have about 102 million."""


def page_preset(number: int) -> str:
    """Return the name of the rendition of a poster's page, counted from 1."""
    return f"{PAGE.name}-{number}"


def fitted(size: tuple[int, int], long_edge: int) -> tuple[int, int]:
    """Return the size whose long edge is ``long_edge`` at most, in the same proportion, never enlarged."""
    width, height = size
    longest = max(width, height)
    if longest <= long_edge:
        return size
    return max(1, round(width * long_edge / longest)), max(1, round(height * long_edge / longest))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendition that stands on disk: ``path`` is inside the caller's folder, sizes are pixels and bytes."""

    preset: str
    path: Path
    width: int
    height: int
    bytes: int
    media_type: str
    sha256: str

    def to_json(self) -> dict[str, Any]:
        return {"preset": self.preset, "path": str(self.path), "width": self.width, "height": self.height,
                "bytes": self.bytes, "media_type": self.media_type, "sha256": self.sha256}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Rendered:
        return cls(**{**data, "path": Path(data["path"])})

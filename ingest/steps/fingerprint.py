"""A picture's likeness in 64 bits, and its one colour: cheap marks taken from a small rendition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """``likeness`` is a difference hash, 16 hexadecimal digits; ``colour`` is "#rrggbb".

    ``code`` is the text of a clock's code that was seen in the picture; see ``ingest.steps.clock_code``.
    """

    likeness: str
    colour: str
    code: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"likeness": self.likeness, "colour": self.colour, "code": self.code}


def fingerprint(path: Path) -> Fingerprint:
    """Read an upright rendition (the grid size is enough) and return its marks.

    The hash is the difference hash of N. Krawetz ("Kind of like that", 2013): the picture at 9 x 8 grey pixels, one
    bit for each pixel that is brighter than its right neighbour. Two files are alike where few bits differ.
    """
    from PIL import Image

    with Image.open(path) as picture:
        picture.draft("RGB", (72, 72))
        rgb = picture.convert("RGB")
    grey = rgb.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (grey[at] > grey[at + 1])
    return Fingerprint(f"{bits:016x}", _colour(rgb))


def distance(one: str, other: str) -> int:
    """Return how many of the 64 bits of two likenesses differ (0 to 64)."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _colour(rgb: Any) -> str:
    """The commonest of eight colours, which looks truer behind a loading picture than the grey mean."""
    small = rgb.resize((32, 32)).quantize(8, kmeans=0)
    palette, counts = small.getpalette() or [], small.getcolors() or [(1, 0)]
    index = max(counts)[1] * 3
    red, green, blue = (palette + [0] * 768)[index: index + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"

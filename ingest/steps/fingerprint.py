"""A picture's likeness in 64 bits, and its one colour: cheap marks taken from a small rendition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

SIDE: Final = 32
LOW: Final = 8
TELLING: Final = 4.0
"""Half of the frequencies must stand out by this much (grey levels), or the bits are noise: a wall, a slide, the night."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """``likeness`` is a perceptual hash, 16 hexadecimal digits, or "" where a picture is too plain to tell from others;
    ``colour`` is "#rrggbb". ``code`` is the text of a clock's code that was seen in it; see ``ingest.steps.clock_code``.
    """

    likeness: str
    colour: str
    code: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"likeness": self.likeness, "colour": self.colour, "code": self.code}


def fingerprint(path: Path) -> Fingerprint:
    """Read an upright rendition (the grid size is enough) and return its marks.

    The hash is the one known as pHash (C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions",
    2010): the 64 lowest frequencies of the picture at 32 x 32 grey pixels, one bit for each that is over their median.
    Two files are alike where few bits differ; docs/decisions/0010 has the figures.
    """
    from PIL import Image

    with Image.open(path) as picture:
        picture.draft("RGB", (4 * SIDE, 4 * SIDE))
        rgb = picture.convert("RGB")
    return Fingerprint(_likeness(rgb), _colour(rgb))


def distance(one: str, other: str) -> int:
    """Return how many of the 64 bits of two likenesses differ (0 to 64)."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _likeness(rgb: Any) -> str:
    import numpy
    from PIL import Image

    grey = numpy.asarray(rgb.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX), dtype=numpy.float64)
    waves = _waves()
    low = (waves @ grey @ waves.T).ravel()
    above = low - numpy.median(low)
    if numpy.median(numpy.abs(above)) < TELLING:
        return ""
    return f"{int(''.join('1' if one else '0' for one in above > 0), 2):016x}"


@cache
def _waves() -> Any:
    """The rows 1 to 8 of the orthonormal cosine transform of 32 values; row 0 would only say how bright it is."""
    import numpy

    rows, columns = numpy.arange(1, LOW + 1)[:, None], numpy.arange(SIDE)[None]
    return numpy.cos(numpy.pi * (2 * columns + 1) * rows / (2 * SIDE)) * numpy.sqrt(2 / SIDE)


def _colour(rgb: Any) -> str:
    """The commonest of eight colours, which looks truer behind a loading picture than the grey mean."""
    small = rgb.resize((32, 32)).quantize(8, kmeans=0)
    palette, counts = small.getpalette() or [], small.getcolors() or [(1, 0)]
    index = max(counts)[1] * 3
    red, green, blue = (palette + [0] * 768)[index: index + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"

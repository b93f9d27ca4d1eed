"""The crests of the demo's two campuses, as an office would have them drawn: one colour on a transparent ground."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SIDE, SHARP = 600, 3
WHITE: Final = (255, 255, 255, 255)


def crest(motif: str, accent: str) -> bytes:
    """Return a round seal with one of ``MOTIFS`` in its middle as a PNG."""
    from PIL import Image, ImageColor, ImageDraw

    whole = SIDE * SHARP
    picture = Image.new("RGBA", (whole, whole), (255, 255, 255, 0))
    pen, ink = ImageDraw.Draw(picture), (*ImageColor.getrgb(accent), 255)
    for radius, fill in ((0.49, ink), (0.465, WHITE), (0.45, ink), (0.325, WHITE), (0.31, ink)):
        _disc(pen, whole, (0.5, 0.5), radius, fill)
    for place in range(48):  # a rope of pearls between the rings
        turn = place * math.tau / 48
        middle = (0.5 + 0.3875 * math.cos(turn), 0.5 + 0.3875 * math.sin(turn))
        _disc(pen, whole, middle, 0.017 if place % 4 else 0.026, WHITE)
    MOTIFS[motif](pen, whole, ink)
    out = io.BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _gate(pen: ImageDraw, whole: int, ink: Any) -> None:
    """The gate: three bays under two roofs, and steps."""
    for x, top in ((0.335, 0.47), (0.435, 0.4), (0.545, 0.4), (0.645, 0.47)):
        _box(pen, whole, (x, top, x + 0.02, 0.63), WHITE)
    for left, right, y in ((0.29, 0.46, 0.445), (0.54, 0.71, 0.445), (0.385, 0.615, 0.35)):
        _shape(pen, whole, ((left, y + 0.03), (left + 0.03, y), (right - 0.03, y), (right, y + 0.03),
                            (right - 0.015, y + 0.045), (left + 0.015, y + 0.045)), WHITE)
        _box(pen, whole, (left + 0.04, y + 0.06, right - 0.04, y + 0.075), WHITE)
    for step in range(3):
        _box(pen, whole, (0.31 - step * 0.012, 0.645 + step * 0.024, 0.69 + step * 0.012, 0.66 + step * 0.024), WHITE)
    _disc(pen, whole, (0.5, 0.285), 0.032, WHITE)
    _box(pen, whole, (0.46, 0.43, 0.54, 0.475), WHITE)
    _box(pen, whole, (0.468, 0.438, 0.532, 0.467), ink)


def _lake(pen: ImageDraw, whole: int, ink: Any) -> None:
    """The lake: two hills under the sun, and their water."""
    _disc(pen, whole, (0.585, 0.355), 0.055, WHITE)
    _shape(pen, whole, ((0.24, 0.565), (0.42, 0.32), (0.53, 0.47), (0.6, 0.4), (0.76, 0.565)), WHITE)
    _shape(pen, whole, ((0.42, 0.375), (0.47, 0.445), (0.425, 0.485), (0.385, 0.455)), ink)
    for row, (left, right) in enumerate(((0.25, 0.75), (0.285, 0.715), (0.345, 0.655))):
        y = 0.6 + row * 0.052
        pen.line([(whole * (left + (right - left) * i / 60), whole * (y + 0.011 * math.sin(i / 60 * math.tau * (5 - row))))
                  for i in range(61)], fill=WHITE, width=round(whole * 0.02), joint="curve")


MOTIFS: Final[dict[str, Callable[[ImageDraw, int, Any], None]]] = {"gate": _gate, "lake": _lake}


def _disc(pen: ImageDraw, whole: int, middle: tuple[float, float], radius: float, fill: Any) -> None:
    x, y = middle
    pen.ellipse([whole * (x - radius), whole * (y - radius), whole * (x + radius), whole * (y + radius)], fill=fill)


def _box(pen: ImageDraw, whole: int, box: tuple[float, float, float, float], fill: Any) -> None:
    pen.rectangle([whole * one for one in box], fill=fill)


def _shape(pen: ImageDraw, whole: int, points: tuple[tuple[float, float], ...], fill: Any) -> None:
    pen.polygon([(whole * x, whole * y) for x, y in points], fill=fill)

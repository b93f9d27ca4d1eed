"""From degrees to a place on a plan: the map that fits the points somebody has set, by least squares.

A campus plan is drawn, often turned, seldom to scale. Two points give a turn, one scale and a shift (similarity); three or
more give each direction its own (affine). Degrees are first made metres around the points' middle (equirectangular): over
a campus the earth is flat.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

METRES: Final = 111_320.0
"""One degree of latitude; one of longitude is shorter by the cosine of the latitude."""
FEWEST: Final = 2
_FLAT: Final = 1e-9

Point = tuple[float, float, float, float]
"""Across, down (pixels), latitude, longitude (degrees)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """``place`` gives a place in pixels. ``error_m``: how far, at most, a point lies from where the fit has it."""

    origin: tuple[float, float]
    across: tuple[float, float, float]
    down: tuple[float, float, float]
    error_m: float = 0.0

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return (across, down) in pixels."""
        east, north = _metres(latitude, longitude, self.origin)
        return tuple(one[0] * east + one[1] * north + one[2] for one in (self.across, self.down))  # type: ignore[return-value]

    @property
    def pixels_a_metre(self) -> float:
        return math.sqrt(abs(self.across[0] * self.down[1] - self.across[1] * self.down[0]))


def fit(points: Sequence[Point]) -> Fit | None:
    """Return the fit of these points; None where they are too few, or lie on one line or one spot."""
    if len(points) < FEWEST:
        return None
    origin = (sum(p[2] for p in points) / len(points), sum(p[3] for p in points) / len(points))
    ground = [_metres(p[2], p[3], origin) for p in points]
    found = _similar(points, ground) if len(points) == FEWEST else _affine(points, ground)
    if found is None:
        return None
    bare = Fit(origin, *found)
    if bare.pixels_a_metre < _FLAT:
        return None
    off = max(math.dist(bare.place(p[2], p[3]), p[:2]) for p in points)
    return Fit(origin, *found, off / bare.pixels_a_metre)


Rows = tuple[tuple[float, float, float], tuple[float, float, float]]


def _metres(latitude: float, longitude: float, origin: tuple[float, float]) -> tuple[float, float]:
    return (longitude - origin[1]) * METRES * math.cos(math.radians(origin[0])), (latitude - origin[0]) * METRES


def _similar(points: Sequence[Point], ground: Sequence[tuple[float, float]]) -> Rows | None:
    """Turn and scale, as one complex factor; north is up, a picture's rows run down."""
    (first, second), (one, other) = ((complex(p[0], -p[1]) for p in points), (complex(*g) for g in ground))
    if abs(other - one) < _FLAT:
        return None
    turn = (second - first) / (other - one)
    shift = first - turn * one
    return (turn.real, -turn.imag, shift.real), (-turn.imag, -turn.real, -shift.imag)


def _affine(points: Sequence[Point], ground: Sequence[tuple[float, float]]) -> Rows | None:
    """Least squares; the metres' mean is zero (around the origin), so the shift is the pixels' mean."""
    ee, nn, en = (sum(a * b for a, b in found) for found in (
        [(e, e) for e, _ in ground], [(n, n) for _, n in ground], list(ground)))
    whole = ee * nn - en * en
    if abs(whole) <= 1e-6 * max(ee, nn, 1.0) ** 2:
        return None
    rows = []
    for axis in (0, 1):
        mean = sum(p[axis] for p in points) / len(points)
        xe = sum((p[axis] - mean) * g[0] for p, g in zip(points, ground, strict=True))
        xn = sum((p[axis] - mean) * g[1] for p, g in zip(points, ground, strict=True))
        rows.append(((xe * nn - xn * en) / whole, (xn * ee - xe * en) / whole, mean))
    return rows[0], rows[1]

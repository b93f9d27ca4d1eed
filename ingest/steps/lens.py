"""A lens by its four numbers: shortest and longest focal length, the widest aperture at each (Exif's LensSpecification)."""

from __future__ import annotations

import struct
from typing import Final

LARGEST: Final = 10_000


def written(raw: bytes, *, order: str = "<") -> str | None:
    """Return four ratios as makers write them, "18-55mm f/3.5-5.6" or "50mm f/1.8"; None where there is no focal length."""
    if len(raw) < 32 or not order:
        return None
    parts = struct.unpack(f"{order}8I", raw[:32])
    short, long, wide, narrow = (parts[at] / parts[at + 1] if parts[at + 1] else 0.0 for at in (0, 2, 4, 6))
    aperture = _span(wide, narrow)
    length = focal(short, long)
    return length and (f"{length} f/{aperture}" if aperture else length)


def focal(short: float, long: float) -> str | None:
    """Return "18-55mm" or "50mm"; None where either is no length."""
    return f"{_span(short, long)}mm" if 0 < short <= LARGEST and 0 < long <= LARGEST else None


def _span(first: float, last: float) -> str:
    if not 0 < first <= LARGEST:
        return ""
    return f"{first:g}" if first == last or not 0 < last <= LARGEST else f"{first:g}-{last:g}"

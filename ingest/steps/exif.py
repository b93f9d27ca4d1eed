"""Exif by exifread, guarded: numbers from it, texts from the undecoded bytes."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO, Final

from ingest.steps import lens, makernote
from ingest.steps.capture_time import Wall, parse_wall
from ingest.steps.text import decode, decode_comment, decode_xp
from ingest.steps.tiff import EXIF_IFD, GPS_IFD, MAKER_NOTE, Block, Field, joined

# Texts whose bytes we decode ourselves: name -> (directory, tag, how)
TEXTS: Final[dict[str, tuple[str, int, Callable[..., str | None]]]] = {
    "make": ("main", 0x010F, decode), "model": ("main", 0x0110, decode), "description": ("main", 0x010E, decode),
    "artist": ("main", 0x013B, decode), "copyright": ("main", 0x8298, decode),
    "user_comment": ("exif", 0x9286, decode_comment), "lens": ("exif", 0xA434, decode),
    "body_serial": ("exif", 0xA431, decode), "lens_serial": ("exif", 0xA435, decode),
    "lens_spec": ("exif", 0xA432, lens.written), "dng_lens": ("main", 0xC630, lens.written),
    "dng_serial": ("main", 0xC62F, decode),
    "xp_title": ("main", 0x9C9B, decode_xp), "xp_comment": ("main", 0x9C9C, decode_xp),
    "xp_author": ("main", 0x9C9D, decode_xp), "xp_keywords": ("main", 0x9C9E, decode_xp),
    "xp_subject": ("main", 0x9C9F, decode_xp),
}
NUMBERS: Final = (0x0112, 0x829A, 0x829D, 0x8827, 0x8830, 0x8831, 0x8832, 0x8833, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012,
                  0x9290, 0x9291, 0x9292, 0x920A)
POSITION: Final = (1, 2, 3, 4, 5, 6, 7, 0x1D)
WANTED: Final = frozenset([*(tag for _, tag, _ in TEXTS.values()), *NUMBERS, EXIF_IFD, GPS_IFD, MAKER_NOTE])
# Where the first is silent, the second says it.
STAND_INS: Final = (("lens_spec", "dng_lens"), ("body_serial", "dng_serial"))
MAX_ISO_16BIT: Final = 65535


@dataclass(frozen=True, slots=True)
class Exif:
    """One Exif block: ``facts`` by the names of Facts (absent ones are absent), texts, times and the GPS stamp.

    ``noted`` names those facts and texts that come from the maker's note.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    taken: Wall | None = None
    digitised: Wall | None = None
    gps_utc: datetime | None = None
    noted: frozenset[str] = frozenset()


def read_exif(source: bytes | BinaryIO | None) -> Exif:
    """Read an Exif block (with or without its prefix "Exif") or a TIFF file. Never raises for bad bytes."""
    if not source:
        return Exif()
    stream = io.BytesIO(source.removeprefix(b"Exif\0\0")) if isinstance(source, bytes) else source
    block = Block(stream)
    if not block.order or block.is_chain():
        return Exif()  # exifread would walk a chain of directories until its time is over
    main = block.main(WANTED)
    exif = block.exif(main, WANTED)
    texts = _texts(main, exif)
    note = makernote.read_identity(block, exif, texts.get("make", ""), texts.get("model", ""))
    noted = {name: text for name, text in note.items() if name not in texts}
    texts = {**texts, **noted}
    for name, other in STAND_INS:
        if name not in texts and other in texts:
            texts[name] = texts[other]
    iso = makernote.read_iso(block, exif, texts.get("make", ""))
    tags = Tags(_through_exifread(io.BytesIO(_reduced(block, main, exif))))
    numbers = _numbers(tags)
    facts = {**({"iso": iso} if iso else {}), **numbers, **_position(tags)}
    return Exif(facts, texts, _time(tags, 0x9003, 0x9291, 0x9011), _time(tags, 0x9004, 0x9292, 0x9012), _gps_stamp(tags),
                frozenset([*noted, *(["iso"] if iso and "iso" not in numbers else [])]))


def _reduced(block: Block, main: dict[int, Field], exif: dict[int, Field]) -> bytes:
    """The same directories with the fields that we ask for: exifread takes its time over each, and there are dozens."""
    pointer = main.get(GPS_IFD)
    gps = block.fields(pointer.number() or 0, wanted=POSITION) if pointer else {}
    kept = [{tag: one for tag, one in fields.items() if tag in NUMBERS} for fields in (main, exif)]
    return joined(kept[0], kept[1], gps, block.order)


def _through_exifread(stream: BinaryIO) -> dict[str, Any]:
    """Maker notes stay closed (details=False): 134 crafted bytes of one take exifread hours."""
    import exifread

    logging.getLogger("exifread").setLevel(logging.CRITICAL)
    try:
        found: dict[str, Any] = exifread.process_file(stream, details=False, extract_thumbnail=False)
    except Exception:  # noqa: BLE001 - it raises eight kinds for bad bytes; a picture without facts is still one
        return {}
    return found


def _texts(main: dict[int, Field], exif: dict[int, Field]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, (directory, tag, how) in TEXTS.items():
        one = (main if directory == "main" else exif).get(tag) or (exif if directory == "main" else main).get(tag)
        text = how(one.raw) if one and how is decode_xp else how(one.raw, order=one.order) if one else None
        if text:
            found[name] = text
    return found


class Tags:
    """exifread's answer by directory and tag number: its names differ from the standard's here and there."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._by_number: dict[tuple[str, int], Any] = {}
        for key, tag in found.items():
            number = getattr(tag, "tag", None)
            if number is not None:
                self._by_number.setdefault((key.split(" ", 1)[0], number), tag.values)

    def value(self, tag: int, *directories: str) -> Any:
        """Return the first value of a tag, whatever its type; None where it is absent or empty."""
        values = self.values(tag, *directories)
        if isinstance(values, (list, tuple)):
            first = values[0] if values else None
            return first[0] if isinstance(first, tuple) and first else first
        return values

    def values(self, tag: int, *directories: str) -> Any:
        for directory in directories or ("EXIF", "Image"):
            if (directory, tag) in self._by_number:
                return self._by_number[directory, tag]
        return None

    def text(self, tag: int, *directories: str) -> str | None:
        value = self.values(tag, *directories)
        if isinstance(value, bytes):
            return decode(value)
        return value.strip(" \0") or None if isinstance(value, str) else None

    def number(self, tag: int, *directories: str) -> float | None:
        return as_number(self.value(tag, *directories))


def as_number(value: Any) -> int | float | None:
    """Return a ratio, integer or float as a number; None for 0/0, n/0 and what is no number."""
    if value is None or isinstance(value, (str, bytes)):
        return None
    try:
        number = float(value)
    except (ZeroDivisionError, ValueError, TypeError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number == int(number) else number


def _numbers(tags: Tags) -> dict[str, Any]:
    orientation = tags.number(0x0112, "Image")
    found = {
        "f_number": tags.number(0x829D),
        "exposure_time": tags.number(0x829A),
        "focal_length": tags.number(0x920A),
        "iso": _iso(tags),
        "orientation": orientation if orientation in range(9) else None,  # 0, "unknown", is what some files say
    }
    return {name: value for name, value in found.items() if value is not None}


def _iso(tags: Tags) -> float | None:
    """Above 65,535 the 16-bit field is full, and SensitivityType (0x8830) says which 32-bit field has the value."""
    iso = tags.number(0x8827)
    if iso is not None and iso >= MAX_ISO_16BIT:
        long_field = {1: 0x8831, 2: 0x8832, 3: 0x8833, 5: 0x8833, 6: 0x8833}.get(int(tags.number(0x8830) or 2), 0x8832)
        return tags.number(long_field) or tags.number(0x8832) or iso
    return iso


def _time(tags: Tags, stamp: int, fraction: int, offset: int) -> Wall | None:
    written = tags.text(offset) or tags.text(0x9010)  # OffsetTime stands for all where it stands alone
    return parse_wall(tags.text(stamp), tags.text(fraction), written)


def _position(tags: Tags) -> dict[str, Any]:
    latitude = _degrees(tags.values(2, "GPS"), tags.text(1, "GPS"), 90)
    longitude = _degrees(tags.values(4, "GPS"), tags.text(3, "GPS"), 180)
    found: dict[str, Any] = {}
    if latitude is not None and longitude is not None:
        found = {"latitude": latitude, "longitude": longitude}
    altitude = tags.number(6, "GPS")
    if altitude is not None:
        found["altitude"] = -altitude if tags.value(5, "GPS") in (1, "1", "\x01", 3) else altitude
    return found


def _degrees(values: Any, reference: str | None, limit: int) -> float | None:
    """Degrees, minutes and seconds, any of which may carry the fraction, as signed degrees."""
    if not isinstance(values, (list, tuple)) or not values:
        return None
    parts = [as_number(value) for value in values[:3]]
    if parts[0] is None or (all(part in (None, 0) for part in parts) and not (reference or "").strip("\0 ")):
        return None
    degrees = sum((part or 0) / 60.0**place for place, part in enumerate(parts))
    if not 0 <= abs(degrees) <= limit:
        return None
    signed = -degrees if (reference or "").strip().upper()[:1] in ("S", "W") else degrees
    return round(signed, 9)


def _gps_stamp(tags: Tags) -> datetime | None:
    day = parse_wall(tags.text(0x1D, "GPS"))
    clock = tags.values(7, "GPS")
    if day is None or not isinstance(clock, (list, tuple)) or len(clock) < 3:
        return None
    parts = [as_number(value) for value in clock[:3]]
    if None in parts:
        return None
    hours, minutes, seconds = (float(part or 0) for part in parts)
    try:
        return day.when.replace(tzinfo=UTC) + timedelta(hours=hours, minutes=minutes, seconds=int(seconds))
    except OverflowError:
        return None

"""What cameras write into MP4 and MOV beside the format's own fields, in boxes that ffprobe does not show.

Sony's XML of a clip; the Exif of a still in the boxes of Canon, Panasonic, Leica and Pentax, and as bare fields in those of
Nikon and Fujifilm; GoPro's settings; XMP. The layouts are described in exiftool's sources. Nothing here raises for bad bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from ingest.steps.boxes import Box, find, walk
from ingest.steps.capture_time import Wall, parse_wall
from ingest.steps.cr3 import CANON, CANON_XMP
from ingest.steps.exif import Exif, read_exif
from ingest.steps.sidecar import read_clip
from ingest.steps.text import decode
from ingest.steps.tiff import EXIF_IFD, GPS_IFD, MAX_FIELD, SIZES, Block, Field, joined
from ingest.steps.xmp import read_xmp

MAX_BOX: Final = 1 << 20
MAX_ITEMS: Final = 2_000
STILLS: Final = frozenset([b"CNTH", b"PANA", b"LEIC", b"PXTH"])
TOLD: Final = ("make", "model", "lens", "body_serial", "lens_serial", "iso", "f_number", "exposure_time", "focal_length",
               "latitude", "longitude", "altitude", "artist", "copyright")
# Nikon's fields by the number of Exif's that means the same: what they tell of the film itself, Exif's own, GPS's own.
NIKON_MAIN: Final = {0x01: 0x010F, 0x02: 0x0110}
NIKON_TAKEN, NIKON_EXIF, NIKON_GPS = 0x12, 0x110, 0x120
GOPRO: Final = {b"MINF": "model", b"CASN": "body_serial"}


@dataclass(slots=True)
class Notes:
    """Facts by their names with the source of each, the camera's wall time where it is told, and the packet."""

    facts: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    taken: Wall | None = None
    xmp: dict[str, list[str]] = field(default_factory=dict)

    def add(self, said: dict[str, Any], source: str, taken: Wall | None = None) -> None:
        """Take what is not known yet."""
        new = {name: value for name, value in said.items() if name in TOLD and name not in self.facts}
        self.facts.update(new)
        self.sources.update(dict.fromkeys(new, source))
        if self.taken is None and taken is not None:
            self.taken, self.sources["captured_local"] = taken, source

    def add_exif(self, exif: Exif, source: str) -> None:
        self.add({**exif.texts, **exif.facts}, source, exif.taken)
        if "lens_spec" in exif.texts:
            self.add({"lens": exif.texts["lens_spec"]}, source)


def read_notes(path: Path) -> Notes:
    """Return what a film of this family says in its makers' boxes; empty for others."""
    notes, size = Notes(), path.stat().st_size
    with path.open("rb") as file:
        for box in walk(file, 0, size):
            if box.name == b"moov":
                for inner in walk(file, box.start, min(box.end, size)):
                    if inner.name in (CANON, b"udta"):
                        _read_makers(file, inner, min(inner.end, size), notes)
            elif box.name == b"meta":
                _read_clip(file, box, min(box.end, size), notes)
            elif box.name == CANON_XMP:  # any XMP: the identifier is Adobe's
                notes.xmp = notes.xmp or read_xmp(_content(file, box))
    return notes


def _read_makers(file: BinaryIO, box: Box, end: int, notes: Notes) -> None:
    for inner in walk(file, box.start, end):
        _read_note(file, inner, notes)


def _read_note(file: BinaryIO, box: Box, notes: Notes) -> None:
    if box.name in STILLS:
        data = _content(file, box)
        at = data.find(b"Exif\0\0")
        if at >= 0:
            notes.add_exif(read_exif(data[at:]), "exif")
    elif box.name == b"NCDT":
        for inner in find(file, box.start, box.end, b"NCTG"):
            notes.add_exif(read_exif(_nikon(_content(file, inner))), "makernote")
    elif box.name == b"MVTG":
        notes.add_exif(read_exif(_fujifilm(_content(file, box))), "exif")
    elif box.name == b"GPMF":
        notes.add({"make": "GoPro", **_gopro(_content(file, box))}, "makernote")
    elif box.name == b"LENS":
        notes.add({"lens_serial": decode(_content(file, box))}, "makernote")
    elif box.name == b"XMP_":
        notes.xmp = notes.xmp or read_xmp(_content(file, box))


def _read_clip(file: BinaryIO, box: Box, end: int, notes: Notes) -> None:
    """Sony's box has four bytes of version before what it holds, and so has the text in it."""
    for inner in find(file, box.start + 4, end, b"xml "):
        clip = read_clip(_content(file, inner)[4:])
        if clip is not None:
            notes.add(clip.facts, clip.source, parse_wall(clip.facts.get("captured_local"), offset=clip.facts.get("offset")))


def _content(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.start)
    return file.read(min(box.end - box.start, MAX_BOX))


def _nikon(data: bytes) -> bytes:
    """Return an Exif block of records of a tag (four bytes), a type, a count (two each) and the values, big-endian."""
    parts: dict[int, dict[int, Field]] = {0: {}, NIKON_EXIF: {}, NIKON_GPS: {}}
    at = 0
    while at + 8 <= len(data):
        tag, kind, count = struct.unpack_from(">IHH", data, at)
        size = SIZES.get(kind, 0) * count
        one = Field(kind, count, data[at + 8: at + 8 + size], 0, ">")
        at += 8 + size
        if tag in NIKON_MAIN:
            parts[0][NIKON_MAIN[tag]] = one
        elif tag == NIKON_TAKEN:
            parts[NIKON_EXIF][0x9003] = one
        elif tag >> 16 in parts and tag > 0xFFFF:
            parts[tag >> 16][tag & 0xFFFF] = one
    return joined(parts[0], parts[NIKON_EXIF], parts[NIKON_GPS], ">")


def _fujifilm(data: bytes) -> bytes:
    """Return an Exif block of directories without the head of one: sixteen bytes, then the first, little-endian."""
    block = Block.of(b"II*\0\0\0\0\0" + data[16:])
    main = block.fields(8, base=8)
    inner = {tag: block.fields(8 + (main[tag].number() or 0), base=8) for tag in (EXIF_IFD, GPS_IFD) if tag in main}
    return joined(main, inner.get(EXIF_IFD, {}), inner.get(GPS_IFD, {}), "<")


def _gopro(data: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in _items(data):
        text = decode(value) if key in GOPRO else None
        if text:
            found.setdefault(GOPRO[key], text)
    return found


def _items(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys of four letters, a type, the size of a value, how many; to four bytes. What is nested comes as if it were not."""
    at = 0
    for _ in range(MAX_ITEMS):
        if at + 8 > len(data):
            return
        key, kind, size, count = struct.unpack_from(">4sBBH", data, at)
        at += 8
        if kind:
            length = min(size * count, MAX_FIELD)
            yield key, data[at: at + length]
            at += (length + 3) // 4 * 4

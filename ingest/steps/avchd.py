"""When and by which camera an AVCHD film was taken: camcorders write it into the pictures themselves, not the container.

The block "MDPM" (modified digital video pack) lies in an H.264 message of free data (SEI type 5); its fields are a tag and
four bytes, numbers in BCD, as exiftool's H264.pm describes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.steps.capture_time import Wall, parse_wall
from ingest.steps.text import decode

MARK: Final = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
SEARCHED: Final = 4 << 20
DAY, CLOCK, MAKER = 0x18, 0x19, 0xE0
NAME: Final = (0xE4, 0xE5, 0xE6)
MAKERS: Final = {0x0103: "Panasonic", 0x0108: "Sony", 0x1011: "Canon", 0x1104: "JVC"}
NAMED: Final = "Sony"
"""The maker whose films tell the model."""
MAX_FIELDS: Final = 64


@dataclass(frozen=True, slots=True)
class Pack:
    """What one picture tells: the wall time with its offset, and the camera."""

    moment: Wall | None = None
    make: str | None = None
    model: str | None = None


def read_pack(path: Path) -> Pack:
    """Return what the first picture that tells a time says; an empty one where none does."""
    with path.open("rb") as file:
        data = file.read(SEARCHED)
    at = data.find(MARK)
    while at >= 0:
        pack = _pack(data[at + len(MARK): at + len(MARK) + 1 + 5 * MAX_FIELDS])
        if pack.moment is not None:
            return pack
        at = data.find(MARK, at + 1)
    return Pack()


def _pack(block: bytes) -> Pack:
    block = block.replace(b"\0\0\3", b"\0\0")  # H.264 puts the 3 in, so that no start code appears (7.4.1)
    count = min(block[0], MAX_FIELDS) if block else 0
    fields = {block[at]: block[at + 1: at + 5] for at in range(1, 1 + 5 * count, 5) if at + 5 <= len(block)}
    make = MAKERS.get(int.from_bytes(fields.get(MAKER, b"")[:2], "big"))
    model = decode(b"".join(fields.get(tag, b"") for tag in NAME)) if make == NAMED else None
    return Pack(_moment(fields), make, model)


def _moment(fields: dict[int, bytes]) -> Wall | None:
    if DAY not in fields or CLOCK not in fields:
        return None
    zone, day, clock = fields[DAY][0], fields[DAY][1:].hex(), fields[CLOCK].hex()
    offset = f"{'-' if zone & 0x20 else '+'}{zone >> 1 & 0x0F:02d}:{'30' if zone & 1 else '00'}"
    return parse_wall(f"{day[:4]}:{day[4:]}:{clock[:2]} {clock[2:4]}:{clock[4:6]}:{clock[6:]}",
                      offset=None if zone & 0x80 else offset)

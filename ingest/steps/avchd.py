"""When an AVCHD film was taken: camcorders write it into the pictures themselves, not into the container.

The block "MDPM" (modified digital video pack) lies in an H.264 message of free data (SEI type 5); its fields are a tag and
four bytes, numbers in BCD, as exiftool's H264.pm describes them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ingest.steps.capture_time import Wall, parse_wall

MARK: Final = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
SEARCHED: Final = 4 << 20
DAY, CLOCK = 0x18, 0x19
MAX_FIELDS: Final = 64


def read_moment(path: Path) -> Wall | None:
    """Return the wall time of the first picture that tells one, with its offset; None where none does."""
    with path.open("rb") as file:
        data = file.read(SEARCHED)
    at = data.find(MARK)
    while at >= 0:
        moment = _moment(data[at + len(MARK): at + len(MARK) + 1 + 5 * MAX_FIELDS])
        if moment is not None:
            return moment
        at = data.find(MARK, at + 1)
    return None


def _moment(block: bytes) -> Wall | None:
    block = block.replace(b"\0\0\3", b"\0\0")  # H.264 puts the 3 in, so that no start code appears (7.4.1)
    count = min(block[0], MAX_FIELDS) if block else 0
    fields = {block[at]: block[at + 1: at + 5] for at in range(1, 1 + 5 * count, 5) if at + 5 <= len(block)}
    if DAY not in fields or CLOCK not in fields:
        return None
    zone, day, clock = fields[DAY][0], fields[DAY][1:].hex(), fields[CLOCK].hex()
    offset = f"{'-' if zone & 0x20 else '+'}{zone >> 1 & 0x0F:02d}:{'30' if zone & 1 else '00'}"
    return parse_wall(f"{day[:4]}:{day[4:]}:{clock[:2]} {clock[2:4]}:{clock[4:6]}:{clock[6:]}",
                      offset=None if zone & 0x80 else offset)

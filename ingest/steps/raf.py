"""Fujifilm's raw files: a header with the places of three parts, the first of which is a JPEG with all the facts.

The layout is described in LibRaw's and exiftool's sources; all numbers are big-endian.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Final

PARTS: Final = 84  # JPEG, metadata, pixels: offset and length of each
CROPPED, FULL = 0x0111, 0x0100
MAX_ENTRIES: Final = 255


def read_parts(file: BinaryIO) -> list[tuple[int, int]]:
    """Return (offset, length) of the JPEG, the metadata and the pixels; empty for a file that is too short."""
    file.seek(PARTS)
    raw = file.read(24)
    if len(raw) < 24:
        return []
    numbers = struct.unpack(">6I", raw)
    return [(numbers[at], numbers[at + 1]) for at in (0, 2, 4) if numbers[at]]


def read_size(path: Path) -> tuple[int, int] | None:
    """Return width and height of the raw picture as stored, without the sensor's margins."""
    with path.open("rb") as file:
        parts = read_parts(file)
        if len(parts) < 2:
            return None
        file.seek(parts[1][0])
        count = int.from_bytes(file.read(4), "big")
        sizes: dict[int, tuple[int, int]] = {}
        for _ in range(min(count, MAX_ENTRIES)):
            head = file.read(4)
            if len(head) < 4:
                break
            tag, length = struct.unpack(">HH", head)
            data = file.read(length)
            if tag in (CROPPED, FULL) and len(data) == 4:
                height, width = struct.unpack(">HH", data)
                sizes[tag] = (width, height)
    return sizes.get(CROPPED) or sizes.get(FULL)

"""The head of a JPEG file (ITU-T T.81, annex B) up to its pixels, in one walk over the markers: no guesses."""

from __future__ import annotations

import mmap
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from ingest.steps.png import read_resources

MAX_SEGMENTS: Final = 1_000
BUFFER: Final = 1 << 16
SCAN: Final = 0xDA
END: Final = b"\xff\xd9"
FRAMES: Final = frozenset([*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)])
EXIF, XMP, PHOTOSHOP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"
MPF, ICC = b"MPF\0", b"ICC_PROFILE\0"


@dataclass(frozen=True, slots=True)
class Head:
    """What an opened picture says before any pixel: its format, its size as stored, its blocks by Pillow's names."""

    format: str
    size: tuple[int, int]
    info: dict[str, Any] = field(default_factory=dict)


def read_head(path: Path, start: int = 0) -> Head | None:
    """Return the head of a well-formed JPEG, None for any other file. ``start`` is where it begins in the file.

    Its info has "exif", "xmp", "photoshop", "icc_profile", and "mpf", where the index of further pictures is
    (CIPA DC-007), and "scan", where the pixels begin. Some programs put their words behind the size.
    """
    info: dict[str, Any] = {}
    size = (0, 0)
    with path.open("rb", buffering=BUFFER) as file:
        file.seek(start)
        if file.read(2) != b"\xff\xd8":
            return None
        for _ in range(MAX_SEGMENTS):
            marker = _marker(file)
            length = int.from_bytes(file.read(2), "big") - 2
            if marker in (None, SCAN) or length < 0:
                info["scan"] = file.tell()
                break
            if marker in FRAMES and not all(size):
                frame = file.read(length)
                size = int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")
                if not all(size) or len(frame) < 6:
                    return None
            elif marker in (0xE1, 0xE2, 0xED):
                _take(info, marker, file.tell(), file.read(length))
            else:
                file.seek(length, 1)
    return Head("JPEG", size, info) if all(size) else None


def breaks_off(path: Path, scan: int) -> bool:
    """Tell whether a JPEG whose pixels begin at ``scan`` has no end. Previews in its head have ends of their own."""
    with path.open("rb", buffering=0) as file:
        file.seek(-len(END), os.SEEK_END)
        if file.read() == END:  # as nearly all do
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return data.rfind(END, scan) < 0


def _marker(file: BinaryIO) -> int | None:
    """Return the second byte of a marker that has a length; bytes of filling may come before it."""
    head = file.read(2)
    while head == b"\xff\xff":
        head = b"\xff" + file.read(1)
    known = len(head) == 2 and head[0] == 0xFF and head[1] >= 0xC0 and head[1] not in (*range(0xD0, 0xDA), 0xFF)
    return head[1] if known else None


def _take(info: dict[str, Any], marker: int, at: int, data: bytes) -> None:
    if marker == 0xED and data.startswith(PHOTOSHOP):
        resources = read_resources(data[len(PHOTOSHOP):])
        info["photoshop"] = {**resources, **info.get("photoshop", {})}
    elif marker == 0xE1 and data.startswith(EXIF):
        info["exif"] = info["exif"] + data[len(EXIF):] if "exif" in info else data  # large blocks go on in the next segment
    elif marker == 0xE1 and data.startswith(XMP):
        info.setdefault("xmp", data[len(XMP):])
    elif marker == 0xE2 and data.startswith(ICC):
        info["icc_profile"] = info.get("icc_profile", b"") + data[len(ICC) + 2:]  # in pieces, in order
    elif marker == 0xE2 and data.startswith(MPF):
        info.setdefault("mpf", at + len(MPF))

"""Boxes of MP4, MOV, CR3 and their kin (ISO/IEC 14496-12, 4.2): a walk over them, and whether a file was cut short."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

FIRST: Final = frozenset([b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"])
MAX_BOXES: Final = 1_000
MOST: Final = 100_000  # fragmented films have two boxes for each fragment


def missing(path: Path) -> int:
    """Return how many bytes the last box promises beyond the end of the file; 0 for whole files and other formats.

    A film whose index comes first opens and plays up to where it was cut, so no decoder says that the rest is missing.
    """
    size, at = path.stat().st_size, 0
    with path.open("rb") as file:
        for _ in range(MOST):
            if at + 8 > size:
                return 0
            file.seek(at)
            head = file.read(16)
            if at == 0 and head[4:8] not in FIRST:
                return 0
            length = int.from_bytes(head[:4], "big")
            if length == 1:  # the length follows, in eight bytes
                length = int.from_bytes(head[8:16], "big")
            if length < 8:  # 0: up to the end of the file; less than a header is no box any more
                return 0
            at += length
            if at > size:
                return at - size
    return 0


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its name (for "uuid" the identifier as well), where its content begins and ends."""

    name: bytes
    start: int
    end: int


def walk(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places. One that is longer than its surroundings ends the walk, and is yielded."""
    at = start
    for _ in range(MAX_BOXES):
        file.seek(at)
        head = file.read(16)
        if at + 8 > end or len(head) < 8:
            return
        size, name, skip = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1 and len(head) == 16:
            size, skip = int.from_bytes(head[8:16], "big"), 16
        size = size or end - at
        if size < skip:
            return
        if name == b"uuid":
            file.seek(at + skip)
            name, skip = file.read(16), skip + 16
        yield Box(name, at + skip, at + size)
        at += size


def find(file: BinaryIO, start: int, end: int, *names: bytes) -> Iterator[Box]:
    """Yield the boxes that lie along a way of names, such as moov, trak, mdia."""
    for box in walk(file, start, end):
        if box.name == names[0]:
            if len(names) == 1:
                yield box
            else:
                yield from find(file, box.start, min(box.end, end), *names[1:])


def tells_turn(path: Path) -> bool:
    """Tell whether a HEIF says itself how its pictures lie (irot, imir), which decoders follow. Exif's word is void then."""
    end = path.stat().st_size
    with path.open("rb") as file:
        for meta in find(file, 0, end, b"meta"):  # four bytes of version come before what it holds
            for kept in find(file, meta.start + 4, min(meta.end, end), b"iprp", b"ipco"):
                if any(box.name in (b"irot", b"imir") for box in walk(file, kept.start, min(kept.end, end))):
                    return True
    return False


def number(file: BinaryIO, box: Box | None, skip: int, form: str) -> int:
    """Return a number (struct format ``form``) so far into a box; 0 where it is not there."""
    if box is None:
        return 0
    file.seek(box.start + skip)
    raw = file.read(struct.calcsize(form))
    return int(struct.unpack(form, raw)[0]) if len(raw) == struct.calcsize(form) else 0


def read_duration(path: Path) -> float:
    """Return the seconds that the film's header (mvhd) promises; 0 where there is none."""
    end = path.stat().st_size
    with path.open("rb") as file:
        for box in find(file, 0, end, b"moov", b"mvhd"):
            late = number(file, box, 0, ">B") == 1  # version 1 has times of eight bytes
            scale = number(file, box, 20 if late else 12, ">I")
            return number(file, box, 24 if late else 16, ">Q" if late else ">I") / scale if scale else 0.0
    return 0.0

"""Where the parts of a file begin and where their lengths stand: what a mutation has to know, and no decoder."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 400
CONTAINERS = frozenset([b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"meta", b"iprp", b"ipco", b"edts", b"dinf"])


@dataclass(frozen=True)
class Part:
    """A part of a file: where it begins and ends, and where its length stands (``width`` bytes at ``length_at``)."""

    start: int
    end: int
    length_at: int
    width: int
    big: bool = True


def parts(content: bytes) -> list[Part]:
    """Return the parts of a JPEG, PNG, WebP, TIFF or ISO media file, as far as it can be followed; none for others."""
    if content[:2] == b"\xff\xd8":
        found = _jpeg(content)
    elif content[:4] == b"\x89PNG":
        found = _png(content)
    elif content[:4] == b"RIFF":
        found = _riff(content)
    elif content[:4] in {b"II*\0", b"MM\0*"}:
        found = _tiff(content, 0)
    else:
        found = _boxes(content, 0, len(content))
    return [one for _, one in zip(range(MOST), found, strict=False)]


def _jpeg(content: bytes) -> Iterator[Part]:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        size = int.from_bytes(content[at + 2: at + 4], "big")
        yield Part(at, at + 2 + size, at + 2, 2)
        if content[at + 1] == 0xE1 and content[at + 4: at + 8] == b"Exif":
            yield from _tiff(content, at + 10)
        if content[at + 1] == 0xDA:
            return
        at += 2 + size


def _png(content: bytes) -> Iterator[Part]:
    at = 8
    while at + 12 <= len(content):
        size = int.from_bytes(content[at: at + 4], "big")
        yield Part(at, at + 12 + size, at, 4)
        at += 12 + size


def _riff(content: bytes) -> Iterator[Part]:
    yield Part(0, len(content), 4, 4, big=False)
    at = 12
    while at + 8 <= len(content):
        size = int.from_bytes(content[at + 4: at + 8], "little")
        yield Part(at, at + 8 + size, at + 4, 4, big=False)
        at += 8 + size + size % 2


def _tiff(content: bytes, base: int) -> Iterator[Part]:
    """Yield each field of the first directories (its length is its count) and where the next directory is named."""
    order = "<" if content[base: base + 2] == b"II" else ">"
    big = order == ">"
    try:
        at = base + struct.unpack_from(order + "I", content, base + 4)[0]
        for _ in range(4):
            count = struct.unpack_from(order + "H", content, at)[0]
            yield Part(at, at + 2, at, 2, big)
            for number in range(min(count, 60)):
                field = at + 2 + 12 * number
                yield Part(field, field + 12, field + 4, 4, big)
                yield Part(field, field + 12, field + 8, 4, big)
            after = at + 2 + 12 * count
            yield Part(after, after + 4, after, 4, big)
            following = struct.unpack_from(order + "I", content, after)[0]
            if not following:
                return
            at = base + following
    except struct.error:
        return


def _boxes(content: bytes, at: int, end: int) -> Iterator[Part]:
    while at + 8 <= end:
        size, kind = int.from_bytes(content[at: at + 4], "big"), content[at + 4: at + 8]
        if not kind.isascii():
            return
        size = size if size >= 8 else end - at
        yield Part(at, min(at + size, end), at, 4)
        if kind in CONTAINERS:
            yield from _boxes(content, at + (12 if kind == b"meta" else 8), min(at + size, end))
        at += size

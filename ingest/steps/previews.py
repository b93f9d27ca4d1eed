"""JPEG pictures that lie ready inside other files: previews of JPEGs (CIPA DC-007) and of raw files of all makes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ingest.steps import cr3, raf
from ingest.steps.tiff import SUB_IFDS, Block, Entry

MAX_LIST: Final = 4_000
NEW_SUBFILE, COMPRESSION, STRIPS, STRIP_BYTES, TILES, TILE_BYTES = 0xFE, 0x103, 0x111, 0x117, 0x144, 0x145
JPEG_AT, JPEG_BYTES, JPG_FROM_RAW, RAW_AT = 0x201, 0x202, 0x2E, 0x118
MP_ENTRIES: Final = 0xB002
MP_THUMBNAILS: Final = range(0x010001, 0x010006)  # "large thumbnails"; gain maps and depth have other types


@dataclass(frozen=True, slots=True)
class Span:
    """So many bytes from there; ``jpeg`` says that they begin like a JPEG."""

    at: int
    length: int
    jpeg: bool = False


def in_raw(path: Path, media_type: str) -> list[Span]:
    """Return where the JPEG pictures of a raw file lie, largest first."""
    return sorted((one for one in spans(path, media_type) if one.jpeg), key=lambda one: -one.length)


def spans(path: Path, media_type: str) -> list[Span]:
    """Return all stretches of pixels that a raw file says it has, whether or not the file is so long."""
    with path.open("rb") as file:
        if media_type == "image/x-canon-cr3":
            found = [Span(at, length, True) for at, length in (*cr3.read_samples(file), *cr3.read_previews(file))]
        elif media_type == "image/x-fujifilm-raf":
            found = [Span(at, length, True) for at, length in raf.read_parts(file)]
        else:
            block = Block(file)
            found = [one for directory in block.directories(SUB_IFDS) for one in _tiff_spans(block, directory)]
        return [Span(one.at, one.length, one.jpeg and _is_jpeg(file, one)) for one in dict.fromkeys(found)]


def in_jpeg(path: Path, block_at: int) -> list[Span]:
    """Return where the previews lie that the index at ``block_at`` (its TIFF header) lists."""
    with path.open("rb") as file:
        block = Block(file, block_at)
        field = block.main((MP_ENTRIES,)).get(MP_ENTRIES)
        if field is None:
            return []
        rows = struct.iter_unpack(field.order + "IIIHH", field.raw[: len(field.raw) // 16 * 16])
        found = [Span(block_at + at, length) for kind, length, at, *_ in rows if kind & 0xFFFFFF in MP_THUMBNAILS]
        return [Span(one.at, one.length, True) for one in found if _is_jpeg(file, one)]


def read(path: Path, span: Span) -> bytes:
    """Return the bytes of a span, fewer where the file is cut."""
    with path.open("rb") as file:
        file.seek(span.at)
        return file.read(span.length)


def _is_jpeg(file: BinaryIO, span: Span) -> bool:
    """Tell whether a picture that people can see begins there: SOI and then anything but a lossless frame."""
    file.seek(span.at)
    head = file.read(4)
    return head[:3] == b"\xff\xd8\xff" and head[3:] != b"\xc3" and span.length > 100


def _tiff_spans(block: Block, directory: dict[int, Entry]) -> Iterator[Span]:
    for place, count in ((JPEG_AT, JPEG_BYTES), (STRIPS, STRIP_BYTES), (TILES, TILE_BYTES)):
        pieces = list(zip(_numbers(block, directory.get(place)), _numbers(block, directory.get(count)), strict=False))
        yield from (Span(at, length, len(pieces) == 1) for at, length in pieces if at)  # a tile is no picture
    whole = directory.get(JPG_FROM_RAW)  # Panasonic keeps the picture in the field itself
    if whole is not None and whole.kind == 7:
        yield Span(whole.at, whole.count, True)


def _numbers(block: Block, entry: Entry | None) -> list[int]:
    return block.numbers(entry, MAX_LIST) if entry is not None else []

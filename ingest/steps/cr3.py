"""Canon's CR3: ISO base media (ISO/IEC 14496-12) with boxes of Canon's own for facts and previews.

Those are described by L. Clévy ("canon_cr3", public notes on the format).
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final

from ingest.steps.boxes import Box, find, number, walk

MAX_BLOCK: Final = 1 << 20
CANON: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
PREVIEW: Final = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
CANON_XMP: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def read_blocks(path: Path) -> dict[str, bytes]:
    """Return Canon's CMT1 (main), CMT2 (Exif), CMT4 (GPS), each a TIFF block, and "xmp"."""
    size = path.stat().st_size
    found: dict[str, bytes] = {}
    with path.open("rb") as file:
        for canon in find(file, 0, size, b"moov", CANON):
            for box in walk(file, canon.start, min(canon.end, size)):
                if box.name.startswith(b"CMT"):
                    found[box.name.decode("latin-1")] = _content(file, box)
        for box in find(file, 0, size, CANON_XMP):
            found["xmp"] = _content(file, box)
    return found


def read_previews(file: BinaryIO) -> list[tuple[int, int]]:
    """Return (offset, length) of the JPEG in Canon's preview box, 1620 pixels wide."""
    end = file.seek(0, 2)
    found = []
    for outer in find(file, 0, end, PREVIEW):
        for box in walk(file, outer.start + 8, min(outer.end, end)):
            if box.name == b"PRVW":  # 4 bytes of version, 12 of sizes and kinds, 4 of length
                file.seek(box.start + 12)
                found.append((box.start + 16, int.from_bytes(file.read(4), "big")))
    return found


def read_samples(file: BinaryIO) -> list[tuple[int, int]]:
    """Return (offset, length) of the first sample of each track: the full-size JPEG, then the raw pixels."""
    end = file.seek(0, 2)
    found = []
    for table in find(file, 0, end, b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        parts = {box.name: box for box in walk(file, table.start, min(table.end, end))}
        at = number(file, parts.get(b"co64"), 8, ">Q") or number(file, parts.get(b"stco"), 8, ">I")
        length = number(file, parts.get(b"stsz"), 4, ">I") or number(file, parts.get(b"stsz"), 12, ">I")
        if at and length:
            found.append((at, length))
    return found


def _content(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.start)
    return file.read(min(box.end - box.start, MAX_BLOCK))

"""Raw fields of a TIFF-shaped block (TIFF 6.0, Exif 2.32), with bounds on everything.

exifread gives the numbers; this gives the undecoded bytes of the texts, which no reader decodes rightly by itself, and
measures a block before exifread walks it, because exifread follows any number of directories.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
MAX_ENTRIES: Final = 1_000
MAX_DIRECTORIES: Final = 100
MAX_FIELD: Final = 1 << 19
MAX_TOTAL: Final = 1 << 23  # bytes of all fields of a directory together

EXIF_IFD, GPS_IFD, SUB_IFDS, MAKER_NOTE = 0x8769, 0x8825, 0x014A, 0x927C


@dataclass(frozen=True, slots=True)
class Field:
    """One field as stored: TIFF type, count, its bytes, where they lie, and the byte order ("<" or ">")."""

    kind: int
    count: int
    raw: bytes
    at: int
    order: str

    def number(self) -> int | None:
        """Return the first value of an integer field, or None."""
        form = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I"}.get(self.kind)
        if form is None or len(self.raw) < struct.calcsize(form):
            return None
        return int(struct.unpack_from(self.order + form, self.raw)[0])


@dataclass(frozen=True, slots=True)
class Entry:
    """One field that has not been read: TIFF type, count, and where its bytes lie."""

    kind: int
    count: int
    at: int


class Block:
    """A TIFF-shaped stream. Nothing here raises for bad bytes: what cannot be read is not there."""

    def __init__(self, stream: BinaryIO, base: int = 0) -> None:
        self._stream = stream
        self.base = base
        head = self._read(0, 8)
        self.order = {b"II": "<", b"MM": ">"}.get(head[:2], "")
        self.first = self._unpack("I", head[4:8]) if self.order and len(head) == 8 else 0

    @classmethod
    def of(cls, data: bytes) -> Block:
        """Wrap the bytes of an Exif block, with or without the word "Exif" and two zeros before them."""
        return cls(io.BytesIO(data.removeprefix(b"Exif\0\0")))

    def fields(self, offset: int, *, order: str = "", base: int = 0,
               wanted: Collection[int] | None = None) -> dict[int, Field]:
        """Return the (wanted) fields of the directory at ``offset`` by tag; offsets inside count from ``base``."""
        order = order or self.order
        found: dict[int, Field] = {}
        room = MAX_TOTAL
        for tag, kind, count, at in self._rows(offset, order, base):
            if (wanted is not None and tag not in wanted) or tag in found:
                continue
            size = SIZES.get(kind, 0) * count
            if 0 < size <= MAX_FIELD and size <= room:
                room -= size
                found[tag] = Field(kind, count, self._read(at, size), at, order)
        return found

    def entries(self, offset: int, *, order: str = "", base: int = 0) -> Iterator[tuple[int, Entry]]:
        """Yield tag and place of each field of the directory at ``offset``, of whatever length, reading none."""
        for tag, kind, count, at in self._rows(offset, order or self.order, base):
            yield tag, Entry(kind, count, at)

    def _rows(self, offset: int, order: str, base: int) -> Iterator[tuple[int, int, int, int]]:
        """Yield tag, type, count and place of each field: where its bytes lie, in the row itself up to four of them."""
        if not order or offset <= 0:
            return
        count = self._unpack("H", self._read(offset, 2), order)
        rows = self._read(offset + 2, 12 * min(count, MAX_ENTRIES))
        at = offset + 10
        for tag, kind, items, value in struct.iter_unpack(order + "HHII", rows[: len(rows) // 12 * 12]):
            yield tag, kind, items, base + value if SIZES.get(kind, 0) * items > 4 else at
            at += 12

    def numbers(self, entry: Entry, limit: int) -> list[int]:
        """Return the (first ``limit``) values of a field of whole numbers; empty for other types."""
        form = {3: "H", 4: "I", 13: "I"}.get(entry.kind)
        if form is None:
            return []
        raw = self._read(entry.at, SIZES[entry.kind] * min(entry.count, limit))
        return list(struct.unpack(f"{self.order}{len(raw) // SIZES[entry.kind]}{form}",
                                  raw[: len(raw) // SIZES[entry.kind] * SIZES[entry.kind]]))

    def directories(self, pointers: int) -> list[dict[int, Entry]]:
        """Return the fields of all directories: the chain of the main ones, and what their field ``pointers`` names."""
        found: list[dict[int, Entry]] = []
        seen, waiting = set[int](), [self.first]
        while waiting and len(found) < MAX_DIRECTORIES:
            offset = waiting.pop(0)
            if offset <= 0 or offset in seen:
                continue
            seen.add(offset)
            found.append(dict(self.entries(offset)))
            inner = found[-1].get(pointers)
            count = self._unpack("H", self._read(offset, 2))
            waiting += [*(self.numbers(inner, MAX_DIRECTORIES) if inner else []),
                        self._unpack("I", self._read(offset + 2 + 12 * count, 4))]
        return found

    def main(self, wanted: Collection[int] | None = None) -> dict[int, Field]:
        """Return the (wanted) fields of the first directory."""
        return self.fields(self.first, wanted=wanted)

    def exif(self, main: dict[int, Field], wanted: Collection[int] | None = None) -> dict[int, Field]:
        """Return the (wanted) fields of the Exif directory that ``main`` points to."""
        pointer = main.get(EXIF_IFD)
        return self.fields(pointer.number() or 0, wanted=wanted) if pointer else {}

    def is_chain(self) -> bool:
        """Tell whether more directories follow each other than any camera or scanner writes (a bomb)."""
        offset, seen = self.first, set[int]()
        while offset and offset not in seen:
            seen.add(offset)
            if len(seen) > MAX_DIRECTORIES:
                return True
            count = self._unpack("H", self._read(offset, 2))
            offset = self._unpack("I", self._read(offset + 2 + 12 * count, 4))
        return False

    def _read(self, offset: int, length: int) -> bytes:
        try:
            self._stream.seek(self.base + offset)
            return self._stream.read(length)
        except (OSError, ValueError, OverflowError):
            return b""

    def _unpack(self, form: str, raw: bytes, order: str = "") -> int:
        size = struct.calcsize(form)
        return int(struct.unpack((order or self.order) + form, raw)[0]) if len(raw) == size else 0


def joined(main: dict[int, Field], exif: dict[int, Field], gps: dict[int, Field], order: str) -> bytes:
    """Return one TIFF block of three directories that were stored apart, as Canon does."""
    if not order:
        return b""
    places: list[int] = []
    body = b""
    for fields in (exif, gps, main):
        if fields is main:
            pointers = {tag: Field(4, 1, struct.pack(order + "I", at), 0, order)
                        for tag, at in zip((EXIF_IFD, GPS_IFD), places, strict=True)}
            fields = {**main, **pointers}  # noqa: PLW2901 - the main directory comes last and knows the others' places
        places.append(8 + len(body))
        body += _directory(fields, 8 + len(body), order)
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", places[-1]) + body


def _directory(fields: dict[int, Field], at: int, order: str) -> bytes:
    rows, behind = b"", b""
    for tag, one in sorted(fields.items()):
        place = one.raw.ljust(4, b"\0")
        if len(one.raw) > 4:
            place = struct.pack(order + "I", at + 6 + 12 * len(fields) + len(behind))
            behind += one.raw + b"\0" * (len(one.raw) % 2)
        rows += struct.pack(order + "HHI", tag, one.kind, one.count) + place
    return struct.pack(order + "H", len(fields)) + rows + b"\0\0\0\0" + behind

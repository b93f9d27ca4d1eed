"""Raw files built byte by byte in the shape of a maker's."""

from __future__ import annotations

import io
import struct

from PIL import Image

WIDTHS = {2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
Fields = dict[int, tuple[int, object]]
CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
PREVIEW = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")


def jpeg(picture: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", **{"quality": 90, **options})
    return buffer.getvalue()


def tiff(main: Fields, *inner: Fields, blobs: tuple[bytes, ...] = (), magic: bytes = b"II*\0", tail: bytes = b"") -> bytes:
    """Return a TIFF of ``main`` with sub-directories. A value ("blob", n) is where blob n lies, ("ifd", n) a directory."""
    directories = [main, *inner]
    data, places = b"", []
    for number, blob in enumerate(blobs):
        places.append(8 + len(tail) + sum(len(one) for one in blobs[:number]))
        data += blob
    at = 8 + len(tail) + len(data)
    starts, extra = [], 0
    for fields in directories:
        starts.append(at + extra)
        extra += 6 + 12 * len(fields) + sum(len(v) for k, v in fields.values() if isinstance(v, bytes) and len(v) > 4)
    out = magic + struct.pack("<I", starts[0]) + tail + data
    for fields in directories:
        rows, behind = b"", b""
        where = len(out) + 6 + 12 * len(fields)
        for tag, (kind, value) in sorted(fields.items()):
            count, raw = 1, b""
            if isinstance(value, tuple):
                number = places[value[1]] if value[0] == "blob" else starts[value[1]]
                raw, count = struct.pack("<I", number), len(blobs[value[1]]) if kind == 7 else 1
            elif isinstance(value, bytes):
                count = len(value) // {5: 8, 10: 8, 3: 2, 4: 4}.get(kind, 1)
                raw = value if len(value) <= 4 else struct.pack("<I", where + len(behind))
                behind += value if len(value) > 4 else b""
            else:
                raw = struct.pack("<H" if kind == 3 else "<I", value)
            rows += struct.pack("<HHI", tag, kind, count) + raw.ljust(4, b"\0")
        out += struct.pack("<H", len(fields)) + rows + b"\0\0\0\0" + behind
    return out


def directory(fields: dict[int, tuple[int, bytes]], at: int) -> bytes:
    """Return a little-endian directory that lies at ``at`` from where its offsets count."""
    rows, behind = b"", b""
    start = at + 2 + 12 * len(fields) + 4
    for tag, (kind, raw) in sorted(fields.items()):
        place = raw.ljust(4, b"\0") if len(raw) <= 4 else struct.pack("<I", start + len(behind))
        behind += raw if len(raw) > 4 else b""
        rows += struct.pack("<HHI", tag, kind, len(raw) // WIDTHS[kind]) + place
    return struct.pack("<H", len(fields)) + rows + b"\0\0\0\0" + behind


def ratio(top: int, bottom: int) -> bytes:
    return struct.pack("<II", top, bottom)


def camera(make: bytes, **more: object) -> Fields:
    return {0x010F: (2, make + b"\0"), 0x0110: (2, b"Model 7\0"), 0x0112: (3, more.get("orientation", 1))}


EXIF: Fields = {0x829A: (5, ratio(1, 250)), 0x829D: (5, ratio(28, 10)), 0x8827: (3, 400),
                0x9003: (2, b"2026:03:01 09:15:02\0"), 0x9011: (2, b"+08:00\0")}


def box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + name + body


def canon_cr3(preview: bytes, full: bytes, orientation: int = 1) -> bytes:
    cmt1 = tiff(camera(b"Canon", orientation=orientation))
    cmt2 = tiff({**EXIF, 0xA002: (4, 6000), 0xA003: (4, 4000), 0xA431: (2, b"012345678901\0"),
                 0xA434: (2, b"RF24-70mm F2.8 L IS USM\0")})
    cmt4 = tiff({1: (2, b"N\0"), 2: (5, ratio(39, 1) + ratio(54, 1) + ratio(30, 1)), 3: (2, b"E\0"),
                 4: (5, ratio(116, 1) + ratio(23, 1) + ratio(0, 1))})
    head = box(b"ftyp", b"crx \0\0\0\1crx isom")
    prvw = box(b"PRVW", b"\0" * 4, struct.pack(">HHHH", 1, 1620, 1080, 1), struct.pack(">I", len(preview)), preview)
    outer = box(b"uuid", PREVIEW, b"\0" * 8, prvw)

    def moov(at: int) -> bytes:
        table = box(b"stbl", box(b"stsz", b"\0" * 4, struct.pack(">II", len(full), 1)),
                    box(b"co64", b"\0" * 4, struct.pack(">IQ", 1, at)))
        return box(b"moov", box(b"uuid", CANON, box(b"CMT1", cmt1), box(b"CMT2", cmt2), box(b"CMT4", cmt4)),
                   box(b"trak", box(b"mdia", box(b"minf", table))))

    at = len(head) + len(moov(0)) + len(outer) + 8
    return head + moov(at) + outer + box(b"mdat", full)

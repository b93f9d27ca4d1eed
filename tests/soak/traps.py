"""Files made to hurt: bombs that unpack to gigabytes, chains without an end, files of two kinds at once."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.soak.mutants import Mutant

LAUGHS = 9


def traps(jpeg: bytes) -> Iterator[Mutant]:
    """Yield each trap; those in a picture are in ``jpeg``."""
    yield from _unpacked()
    yield from _told(jpeg)
    yield from _chains()
    yield from _two_kinds(jpeg)


def _unpacked() -> Iterator[Mutant]:
    for side in (13_000, 30_000):
        yield Mutant(f"bomb-{side}.png", _png(side, side, zlib.compress(b"\0" * (1 << 20)) if side > 20_000 else _rows(side)))
    zeros, small = _zeros(1 << 28), zlib.compress(b"\0" * 72)
    yield Mutant("bomb-text.png", _png(8, 8, small, _chunk(b"zTXt", b"Comment\0\0" + zeros)))
    yield Mutant("bomb-profile.png", _png(8, 8, small, _chunk(b"iCCP", b"p\0\0" + zeros)))
    yield Mutant("bomb-xmp.png", _png(8, 8, small, _chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zeros)))
    strip = zlib.compress(b"\0" * (1 << 26))
    fields = [(256, 4, 60_000), (257, 4, 60_000), (258, 3, 8), (259, 3, 8), (262, 3, 1), (273, 4, 8), (277, 3, 1),
              (278, 4, 60_000), (279, 4, len(strip))]
    yield Mutant("bomb.tif", b"II*\0" + struct.pack("<I", 8 + len(strip)) + strip + _directory(fields))
    screen = struct.pack("<HH", 65_535, 65_535)
    yield Mutant("bomb.gif", b"GIF89a" + screen + b"\x80\0\0" + b"\0" * 6 + b"\x2c" + b"\0" * 9 + b";")


def _told(jpeg: bytes) -> Iterator[Mutant]:
    """XMP that grows or goes deep."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, LAUGHS + 1))
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x:xmpmeta xmlns:x="adobe:ns:meta/">&l{LAUGHS};'
    yield Mutant("laughs.jpg", _with_xmp(jpeg, f"{laughs}</x:xmpmeta>".encode()))
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&e;'
    yield Mutant("outside.jpg", _with_xmp(jpeg, f"{outside}</x:xmpmeta>".encode()))
    yield Mutant("deep.jpg", _with_xmp(jpeg, b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + b"<a>" * 9_000 + b"</a>" * 9_000))
    yield Mutant("wide.jpg", _with_xmp(jpeg, b'<x:xmpmeta xmlns:x="adobe:ns:meta/" ' + b" ".join(
        b'a%d="b"' % n for n in range(6_000)) + b"/>"))
    head = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32
    parts = b"".join(_segment(0xE1, head + struct.pack(">II", 0xFFFFFFFF, n * 9) + b"x" * 400) for n in range(3_000))
    yield Mutant("extended.jpg", jpeg[:2] + parts + jpeg[2:])
    yield Mutant("comments.jpg", jpeg[:2] + _segment(0xFE, b"<script>alert(1)</script>") * 20_000 + jpeg[2:])


def _chains() -> Iterator[Mutant]:
    chain = b"".join(struct.pack("<HHHIII", 1, 0x0100, 3, 1, 1, 8 + 18 * (n + 1)) for n in range(65_000))
    yield Mutant("chain.tif", b"II*\0\x08\0\0\0" + chain)
    yield Mutant("ring.tif", b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x014A, 4, 1, 8, 8))
    many = struct.pack("<H", 2) + struct.pack("<HHII", 0x010F, 2, 0xFFFFFFFF, 8) + struct.pack("<HHII", 0x927C, 7, 10**9, 8)
    yield Mutant("counts.jpg", b"\xff\xd8" + _segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0" + many + b"\0" * 4) + b"\xff\xd9")
    yield Mutant("nested.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + b"".join(
        struct.pack(">I", 8 * (4_000 - n)) + b"moov" for n in range(4_000)))
    yield Mutant("nothing.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + b"\0\0\0\x08free" * 100_000)
    yield Mutant("none.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + b"\0\0\0\0moov\0\0\0\0trak")
    yield Mutant("long.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + b"\0\0\0\1mdat" + b"\xff" * 8 + b"\0" * 64)
    yield Mutant("huge.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1\xff\xff\xff\xffmeta" + b"\0" * 64)


def _two_kinds(jpeg: bytes) -> Iterator[Mutant]:
    page = b"<html><script>alert(1)</script></html>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.html", page * 10_000)
    yield Mutant("page.gif", b"GIF89a/*" + page + b"*/=1;")
    yield Mutant("page.jpg", page + jpeg)
    yield Mutant("jpeg-and-page.jpg", jpeg + page)
    yield Mutant("jpeg-and-archive.jpg", jpeg + packed.getvalue())
    yield Mutant("archive.jpg", packed.getvalue() + jpeg)
    yield Mutant("paper.jpg", b"%PDF-1.7\n" + jpeg)
    yield Mutant("list.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n")
    yield Mutant("stream.mp4", b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")
    yield Mutant("program.jpg", b"\x7fELF" + jpeg)
    yield Mutant("empty.jpg", b"")
    yield Mutant("one.jpg", b"\xff")


def _png(width: int, height: int, data: bytes, *more: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _rows(side: int) -> bytes:
    """All rows of a black picture, packed."""
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(b"\0" * (side + 1)) for _ in range(side)) + packer.flush()


def _zeros(size: int) -> bytes:
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(size >> 20)) + packer.flush()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _directory(fields: list[tuple[int, int, int]]) -> bytes:
    return struct.pack("<H", len(fields)) + b"".join(struct.pack("<HHII", tag, kind, 1, value)
                                                     for tag, kind, value in fields) + b"\0" * 4


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def _with_xmp(jpeg: bytes, packet: bytes) -> bytes:
    return jpeg[:2] + _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet[:65_000]) + jpeg[2:]

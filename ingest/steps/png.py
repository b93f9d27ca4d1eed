"""The texts that a PNG carries before or after its pixels (PNG 3rd edition): Pillow finds the late ones only by decoding."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any, BinaryIO, Final

MAX_CHUNKS: Final = 100_000
MAX_TEXT: Final = 4 << 20
PACKET: Final = b"XML:com.adobe.xmp"
PROFILES: Final = {b"Raw profile type exif": "exif", b"Raw profile type APP1": "exif", b"Raw profile type xmp": "xmp",
                   b"Raw profile type iptc": "photoshop", b"Raw profile type 8bim": "photoshop"}
IIM: Final = 0x0404


def read_texts(path: Path) -> dict[str, Any]:
    """Return {"exif": bytes, "xmp": bytes, "photoshop": {resource: bytes}} as far as the file has them."""
    found: dict[str, Any] = {}
    with path.open("rb") as file:
        file.seek(8)
        for _ in range(MAX_CHUNKS):
            head = file.read(8)
            if len(head) < 8 or head[4:] == b"IEND":
                break
            _take(found, head[4:], file, int.from_bytes(head[:4], "big"))
    return found


def _take(found: dict[str, Any], name: bytes, file: BinaryIO, length: int) -> None:
    """Keep what a chunk says, or pass over it; the file stands behind its checksum afterwards."""
    after = file.tell() + length + 4
    if name in (b"eXIf", b"tEXt", b"zTXt", b"iTXt") and length <= MAX_TEXT:
        data = file.read(length)
        if name == b"eXIf":
            found["exif"] = data
        else:
            _take_text(found, name, data)
    file.seek(after)


def _take_text(found: dict[str, Any], name: bytes, data: bytes) -> None:
    key, _, rest = data.partition(b"\0")
    if key != PACKET and key not in PROFILES:
        return
    text = _inflated(rest[1:]) if name == b"zTXt" else _international(rest) if name == b"iTXt" else rest
    if key == PACKET:
        found["xmp"] = text
        return
    raw = _unwrapped(text)
    kind = PROFILES[key]
    if kind == "photoshop":
        found[kind] = read_resources(raw)
    elif kind == "exif" and b"http://ns.adobe.com/xap/" in raw[:40]:
        found["xmp"] = raw.partition(b"\0")[2]
    elif raw:
        found.setdefault(kind, raw)


def _international(rest: bytes) -> bytes:
    """Flag, method, language, translated key, text."""
    packed, body = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
    if len(body) < 3:
        return b""
    return _inflated(body[2]) if packed else body[2]


def _inflated(data: bytes) -> bytes:
    """Bounded: a few bytes can unpack to gigabytes."""
    try:
        return zlib.decompressobj().decompress(data, MAX_TEXT)
    except zlib.error:
        return b""


def _unwrapped(text: bytes) -> bytes:
    r"""ImageMagick's raw profile: newline, name, newline, length, newline, hexadecimal digits in lines."""
    parts = text.strip().split(b"\n", 2)
    try:
        return bytes.fromhex(parts[2].decode("ascii")) if len(parts) == 3 else b""
    except ValueError:
        return b""


def read_resources(raw: bytes) -> dict[int, bytes]:
    """Return Photoshop's resource blocks (8BIM, number, padded name, length, padded data), as Pillow keeps those of JPEGs."""
    found: dict[int, bytes] = {}
    at = 0
    while raw[at: at + 4] == b"8BIM" and len(raw) >= at + 12:
        number = int.from_bytes(raw[at + 4: at + 6], "big")
        start = at + 6 + (raw[at + 6] + 2) // 2 * 2
        length = int.from_bytes(raw[start: start + 4], "big")
        found.setdefault(number, raw[start + 4: start + 4 + length])
        at = start + 4 + (length + 1) // 2 * 2
    return found or ({IIM: raw} if raw.startswith(b"\x1c") else {})

"""IPTC-IIM (version 4.2) as photographs carry it, and whether it changed after the XMP beside it was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from ingest.steps.text import clean, decode

NAMES: Final = {
    (2, 5): "title", (2, 25): "keywords", (2, 55): "date", (2, 60): "time", (2, 80): "creator", (2, 90): "city",
    (2, 92): "location", (2, 95): "state", (2, 101): "country", (2, 105): "headline", (2, 110): "credit",
    (2, 116): "copyright", (2, 120): "caption",
}
IIM, DIGEST, TIFF_TAG = 0x0404, 0x0425, 33723
CHARSET: Final = (1, 90)
MAX_SETS: Final = 2_000


def read_iptc(info: dict[str, Any]) -> dict[str, list[str]]:
    """Return {"keywords": ["..."], ...} from the info of an opened picture; empty where there is none or it is broken."""
    found: dict[str, list[str]] = {}
    utf8 = False
    for key, raw in _data_sets(_block(info)):
        if key == CHARSET:
            utf8 = raw == b"\x1b%G"
        elif key in NAMES:
            text = clean(raw.decode("utf-8", "replace")) if utf8 else decode(raw)
            if text:
                found.setdefault(NAMES[key], []).append(text)
    return found


def _block(info: dict[str, Any]) -> bytes:
    resources = info.get("photoshop")
    block = resources.get(IIM) if isinstance(resources, dict) else None
    return block if isinstance(block, bytes) else b""


def _data_sets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Marker 1C, record, data set, length, data. A length with its top bit set (4 GB objects) ends the reading."""
    at, count = 0, 0
    while block[at: at + 1] == b"\x1c" and at + 5 <= len(block) and count < MAX_SETS:
        length = int.from_bytes(block[at + 3: at + 5], "big")
        if length & 0x8000:
            return
        yield (block[at + 1], block[at + 2]), block[at + 5: at + 5 + length]
        at, count = at + 5 + length, count + 1


def is_newer(info: dict[str, Any]) -> bool:
    """Tell whether the IIM was changed by a program that did not know XMP.

    The Metadata Working Group's rule: Photoshop's resource 0x0425 keeps the MD5 of the IIM at the time when both were
    in step; where it differs, the IIM is the newer.
    """
    resources = info.get("photoshop")
    if not isinstance(resources, dict):
        return False
    digest, block = resources.get(DIGEST), resources.get(IIM)
    if not isinstance(digest, bytes) or not isinstance(block, bytes) or not any(digest):
        return False
    return hashlib.md5(block, usedforsecurity=False).digest() != digest

"""The body's serial number and the lens from maker notes, where they lie in the open; nothing else is read there.

Tags as documented by exiftool's tables (Canon, Nikon, Olympus, Pentax). A note is one directory of fields whose offsets
count from the block's start (Canon, Pentax) or from a header of its own (Nikon, newer Olympus).
"""

from __future__ import annotations

import struct
from typing import Final

from ingest.steps.text import decode
from ingest.steps.tiff import MAKER_NOTE, Block, Field

ISO: Final = 0x8827
CANON_ISO: Final = {16: 50, 17: 100, 18: 200, 19: 400, 20: 800}


def read_identity(block: Block, exif: dict[int, Field], make: str, model: str = "") -> dict[str, str]:
    """Return {"body_serial", "lens", "content_id"} as far as this maker's note tells them in the open."""
    note = exif.get(MAKER_NOTE)
    if note is None or len(note.raw) < 16:
        return {}
    maker = make.lower()
    if maker.startswith("canon"):
        found = _canon(block, note, model)
    elif maker.startswith("nikon") and note.raw.startswith(b"Nikon\0\x02"):
        found = _nikon(block, note)
    elif maker.startswith(("olympus", "om digital")):
        found = _olympus(block, note)
    elif maker.startswith("apple") and note.raw.startswith(b"Apple iOS\0"):
        found = _apple(block, note)
    elif maker.startswith(("pentax", "ricoh")):
        found = _pentax(block, note)
    else:
        return {}
    return {name: text for name, text in found.items() if text and text.strip("0 ")}


def read_iso(block: Block, exif: dict[int, Field], make: str) -> int | None:
    """Return the speed that old Canons tell only in their note: CameraSettings 16, else ShotInfo's base and automatic."""
    note = exif.get(MAKER_NOTE)
    if note is None or ISO in exif or not make.lower().startswith("canon"):
        return None
    fields = block.fields(note.at, wanted=(0x0001, 0x0004))
    camera, shot = _shorts(fields.get(0x0001)), _shorts(fields.get(0x0004))
    said = camera[16] if len(camera) > 16 else 0
    if said & 0x4000 and said != 0x7FFF:
        return said & 0x3FFF
    if said in CANON_ISO:
        return CANON_ISO[said]
    if len(shot) > 2 and shot[2]:
        return round(2 ** (shot[1] / 32) * 100 * 2 ** (shot[2] / 32 - 5)) or None
    return None


def _shorts(one: Field | None) -> tuple[int, ...]:
    return struct.unpack(f"{one.order}{len(one.raw) // 2}H", one.raw[: len(one.raw) // 2 * 2]) if one else ()


def _canon(block: Block, note: Field, model: str) -> dict[str, str | None]:
    """The number as the label on the body has it: ten digits, six on the EOS-1D."""
    fields = block.fields(note.at, wanted=(0x000C, 0x0095))
    serial = fields.get(0x000C)
    number = serial.number() if serial else None
    digits = 6 if "EOS-1D" in model else 10
    return {"body_serial": f"{number:0{digits}d}" if number else None, "lens": _text(fields.get(0x0095))}


def _nikon(block: Block, note: Field) -> dict[str, str | None]:
    order = {b"II": "<", b"MM": ">"}.get(note.raw[10:12], "")
    start = note.at + 10
    first = int.from_bytes(note.raw[14:18], "little" if order == "<" else "big")
    if not order:
        return {}
    fields = block.fields(start + first, order=order, base=start, wanted=(0x001D, 0x00A0))
    return {"body_serial": _text(fields.get(0x001D)) or _text(fields.get(0x00A0))}


def _olympus(block: Block, note: Field) -> dict[str, str | None]:
    """Equipment (0x2010) is a directory inside the note; the header tells whose start its offsets count from."""
    if note.raw.startswith((b"OLYMPUS\0", b"OM SYSTEM\0")):
        skip = 12 if note.raw.startswith(b"OLYMPUS\0") else 16
        base, order = note.at, "<" if note.raw[skip - 4: skip - 2] == b"II" else ">"
    else:
        skip, base, order = 8, 0, note.order
    equipment = block.fields(note.at + skip, order=order, base=base, wanted=(0x2010,)).get(0x2010)
    if equipment is None:
        return {}
    at = equipment.at if equipment.kind == 7 else base + (equipment.number() or 0)
    fields = block.fields(at, order=order, base=base)
    return {"body_serial": _text(fields.get(0x0101)), "lens": _text(fields.get(0x0203))}


def _pentax(block: Block, note: Field) -> dict[str, str | None]:
    if note.raw.startswith(b"AOC\0"):
        order = {b"II": "<", b"MM": ">"}.get(note.raw[4:6], note.order)
        return {"body_serial": _text(block.fields(note.at + 6, order=order, wanted=(0x0229,)).get(0x0229))}
    if note.raw.startswith(b"PENTAX \0"):
        order = {b"II": "<", b"MM": ">"}.get(note.raw[8:10], note.order)
        return {"body_serial": _text(block.fields(note.at + 10, order=order, base=note.at, wanted=(0x0229,)).get(0x0229))}
    return {}


def _apple(block: Block, note: Field) -> dict[str, str | None]:
    """ContentIdentifier is the same in the picture and the film of a Live Photo; offsets count from the note."""
    order = {b"II": "<", b"MM": ">"}.get(note.raw[12:14], ">")
    return {"content_id": _text(block.fields(note.at + 14, order=order, base=note.at, wanted=(0x0011,)).get(0x0011))}


def _text(one: Field | None) -> str | None:
    return decode(one.raw) if one else None

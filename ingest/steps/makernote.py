"""What only maker notes tell, where it lies in the open: the serial numbers of body and lens, the lens, the speed.

Tags as documented by exiftool's tables. A note is one directory of fields whose offsets count from the block's start
(Canon, Panasonic, Sigma, old Olympus and Pentax) or from a header of its own (Nikon, Fujifilm, newer Olympus).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection
from typing import Final

from ingest.steps import lens
from ingest.steps.text import decode
from ingest.steps.tiff import MAKER_NOTE, SIZES, Block, Field

ISO: Final = 0x8827
CANON_ISO: Final = {16: 50, 17: 100, 18: 200, 19: 400, 20: 800}
CANON_CAMERA, CANON_SHOT = 0x0001, 0x0004
ISO_SETTING, MAX_FOCAL, MIN_FOCAL, FOCAL_UNITS = 16, 23, 24, 25  # places in Canon's CameraSettings
NEXT_DIRECTORY, MAX_GAP = 4, 32  # bytes behind the fields of a directory: where the next one is, and what some leave free
PANASONIC_BODY: Final = re.compile(r"[A-Z]\w\w\d{10}")
"""Three characters of the model, the day it was made, a number of that day; rubbish may follow."""


def read_identity(block: Block, exif: dict[int, Field], make: str, model: str = "") -> dict[str, str]:
    """Return {"body_serial", "lens", "lens_serial", "lens_spec", "content_id"} as far as this maker's note tells them."""
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
    elif note.raw.startswith(b"Panasonic\0"):
        found = _panasonic(block, note)
    elif note.raw.startswith(b"FUJIFILM"):
        found = _fujifilm(block, note)
    elif note.raw.startswith((b"SIGMA\0\0\0", b"FOVEON\0\0")):
        found = {"body_serial": _text(_at(block, note, 10, (0x0002,)).get(0x0002))}
    elif maker.startswith("apple") and note.raw.startswith(b"Apple iOS\0"):
        found = _apple(block, note)
    elif maker.startswith(("pentax", "ricoh")):
        found = _pentax(block, note)
    else:
        return {}
    return {name: text for name, text in found.items() if text and text.strip("0 -")}


def read_iso(block: Block, exif: dict[int, Field], make: str) -> int | None:
    """Return the speed that old cameras tell only in their note."""
    note = exif.get(MAKER_NOTE)
    if note is None or ISO in exif:
        return None
    if make.lower().startswith("canon"):
        return _canon_iso(block, note)
    if note.raw.startswith(b"Nikon\0\x02"):
        said = _shorts(_nikon_fields(block, note, (0x0002,)).get(0x0002))
        return said[1] or None if len(said) == 2 else None
    return None


def _at(block: Block, note: Field, skip: int, wanted: Collection[int], *, order: str = "") -> dict[int, Field]:
    """Return fields of a note whose offsets count from the block's start.

    Programs that move a note without knowing it leave the offsets as they were: all are off by the same. The first value
    lies close behind the directory.
    """
    order = order or note.order
    spans = [(one.at, SIZES.get(one.kind, 0) * one.count) for _, one in block.entries(note.at + skip, order=order)]
    apart = [(at, at + size) for at, size in spans if size > 4]
    shift = 0
    if apart and (min(apart)[0] < note.at or max(end for _, end in apart) > note.at + note.count):
        rows = struct.unpack_from(order + "H", note.raw, skip)[0]
        gap = min(apart)[0] - (note.at + skip + 2 + 12 * rows)
        shift = 0 if 0 <= gap <= MAX_GAP else NEXT_DIRECTORY - gap
    return block.fields(note.at + skip, order=order, base=shift, wanted=wanted)


def _canon_iso(block: Block, note: Field) -> int | None:
    """CameraSettings, else ShotInfo's base and automatic."""
    fields = _at(block, note, 0, (CANON_CAMERA, CANON_SHOT))
    camera, shot = _record(fields.get(CANON_CAMERA)), _record(fields.get(CANON_SHOT))
    said = camera[ISO_SETTING] if len(camera) > ISO_SETTING else 0
    if said & 0x4000 and said != 0x7FFF:
        return said & 0x3FFF
    if said in CANON_ISO:
        return CANON_ISO[said]
    if len(shot) > 2 and shot[2]:
        return round(2 ** (shot[1] / 32) * 100 * 2 ** (shot[2] / 32 - 5)) or None
    return None


def _shorts(one: Field | None) -> tuple[int, ...]:
    return struct.unpack(f"{one.order}{len(one.raw) // 2}H", one.raw[: len(one.raw) // 2 * 2]) if one else ()


def _record(one: Field | None) -> tuple[int, ...]:
    """Canon's records begin with their own length in bytes; what does not is none."""
    values = _shorts(one)
    return values if values and values[0] == 2 * len(values) else ()


def _canon(block: Block, note: Field, model: str) -> dict[str, str | None]:
    """The number as the label on the body has it: ten digits, six on the EOS-1D."""
    fields = _at(block, note, 0, (CANON_CAMERA, 0x000C, 0x0095, 0x4019))
    serial, glass, camera = fields.get(0x000C), fields.get(0x4019), _record(fields.get(CANON_CAMERA))
    number = serial.number() if serial else None
    digits = 6 if "EOS-1D" in model else 10
    spec = None
    if "EOS" in model and len(camera) > FOCAL_UNITS and camera[FOCAL_UNITS]:
        spec = lens.focal(*(camera[at] / camera[FOCAL_UNITS] for at in (MIN_FOCAL, MAX_FOCAL)))
    return {"body_serial": f"{number:0{digits}d}" if number else None, "lens": _text(fields.get(0x0095)),
            "lens_serial": glass.raw[:5].hex() if glass and len(glass.raw) >= 5 else None, "lens_spec": spec}


def _nikon(block: Block, note: Field) -> dict[str, str | None]:
    fields = _nikon_fields(block, note, (0x001D, 0x0084, 0x00A0))
    spec = fields.get(0x0084)
    return {"body_serial": _text(fields.get(0x001D)) or _text(fields.get(0x00A0)),
            "lens_spec": lens.written(spec.raw, order=spec.order) if spec else None}


def _nikon_fields(block: Block, note: Field, wanted: Collection[int]) -> dict[int, Field]:
    order = {b"II": "<", b"MM": ">"}.get(note.raw[10:12], "")
    start = note.at + 10
    first = int.from_bytes(note.raw[14:18], "little" if order == "<" else "big")
    return block.fields(start + first, order=order, base=start, wanted=wanted) if order else {}


def _olympus(block: Block, note: Field) -> dict[str, str | None]:
    """Equipment (0x2010) is a directory inside the note; the header tells whose start its offsets count from."""
    if note.raw.startswith((b"OLYMPUS\0", b"OM SYSTEM\0")):
        skip = 12 if note.raw.startswith(b"OLYMPUS\0") else 16
        base, order = note.at, "<" if note.raw[skip - 4: skip - 2] == b"II" else ">"
    else:
        skip, base, order = 8, 0, note.order
    fields = block.fields(note.at + skip, order=order, base=base, wanted=(0x0404, 0x101A, 0x2010))
    equipment, serial = fields.get(0x2010), _text(fields.get(0x0404)) or _text(fields.get(0x101A))
    if equipment is None:
        return {"body_serial": serial}
    at = equipment.at if equipment.kind == 7 else base + (equipment.number() or 0)
    fields = block.fields(at, order=order, base=base)
    return {"body_serial": _text(fields.get(0x0101)) or serial, "lens": _text(fields.get(0x0203)),
            "lens_serial": _text(fields.get(0x0202))}


def _panasonic(block: Block, note: Field) -> dict[str, str | None]:
    fields = _at(block, note, 12, (0x0025, 0x0051, 0x0052))
    body, named = PANASONIC_BODY.search(_text(fields.get(0x0025)) or ""), _text(fields.get(0x0051))
    return {"body_serial": body[0] if body else None, "lens": named if named and named.strip("- ") else None,
            "lens_serial": _text(fields.get(0x0052))}


def _fujifilm(block: Block, note: Field) -> dict[str, str | None]:
    """Little-endian always, whatever the block is."""
    first = note.at + int.from_bytes(note.raw[8:12], "little")
    return {"body_serial": _text(block.fields(first, order="<", base=note.at, wanted=(0x0010,)).get(0x0010))}


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

"""What only the makers' notes tell, in notes laid out as each maker's: read as exiftool reads them."""

from __future__ import annotations

import json
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from raw_files import directory

from ingest.steps.exif import read_exif
from ingest.steps.facts import Facts, read_facts
from ingest.steps.sniff import sniff

SPEC = struct.pack("<8I", 18, 1, 70, 1, 35, 10, 45, 10)


def shorts(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}H", *values)


def own_tiff(fields: dict[int, tuple[int, bytes]]) -> bytes:
    return b"II*\0\x08\0\0\0" + directory(fields, 8)


NOTES: dict[str, tuple[bytes, Callable[[int], bytes]]] = {
    "Nikon": (b"NIKON CORPORATION", lambda _: b"Nikon\0\x02\x10\0\0" + own_tiff(
        {0x0002: (3, shorts(0, 400)), 0x001D: (2, b"6001234\0"), 0x0084: (5, SPEC)})),
    "Panasonic": (b"Panasonic", lambda at: b"Panasonic\0\0\0" + directory(
        {0x0025: (7, b"F111311090158_\0\0"), 0x0051: (2, b"LUMIX G VARIO 12-35/F2.8\0"), 0x0052: (2, b"XT1234567\0")},
        at + 12)),
    "Fujifilm": (b"FUJIFILM", lambda _: b"FUJIFILM\x0c\0\0\0" + directory({0x0010: (2, b"FC  A3115393     592D3\0")}, 12)),
    "Olympus": (b"OLYMPUS IMAGING CORP.", lambda _: b"OLYMPUS\0II\x03\0" + directory(
        {0x2010: (7, directory({0x0101: (2, b"BHP242330\0"), 0x0202: (2, b"ABG366769\0"),
                                0x0203: (2, b"OLYMPUS M.14-42mm F3.5-5.6\0")}, 12 + 2 + 12 + 4))}, 12)),
    "old Olympus": (b"OLYMPUS OPTICAL CO.,LTD", lambda at: b"OLYMP\0\x01\0" + directory(
        {0x101A: (2, b"108479926   \0"), 0x0207: (2, b"SR80\0")}, at + 8)),
    "Sigma": (b"SIGMA", lambda at: b"SIGMA\0\0\0\x01\0" + directory({0x0002: (2, b"1001403\0"), 0x0003: (2, b"SINGLE\0")},
                                                                    at + 10)),
    "Canon": (b"Canon", lambda at: directory(
        {0x0001: (3, shorts(100, *[0] * 15, 0x4190, *[0] * 6, 85, 17, 1, *[0] * 24)), 0x000C: (4, struct.pack("<I", 123456)),
         0x4019: (7, bytes.fromhex("000027ced3") + bytes(25))}, at)),
}
WANTED: dict[str, dict[str, Any]] = {
    "Nikon": {"body_serial": "6001234", "lens": "18-70mm f/3.5-4.5", "iso": 400},
    "Panasonic": {"body_serial": "F111311090158", "lens": "LUMIX G VARIO 12-35/F2.8", "lens_serial": "XT1234567"},
    "Fujifilm": {"body_serial": "FC  A3115393     592D3"},
    "Olympus": {"body_serial": "BHP242330", "lens": "OLYMPUS M.14-42mm F3.5-5.6", "lens_serial": "ABG366769"},
    "old Olympus": {"body_serial": "108479926"},
    "Sigma": {"body_serial": "1001403"},
    "Canon": {"body_serial": "0000123456", "lens": "17-85mm", "lens_serial": "000027ced3", "iso": 400},
}


@pytest.fixture
def noted(photo: Callable[..., Path], exif: Callable[..., bytes]) -> Callable[[str], Path]:
    """Write a photo with the note of a maker, which lies where the block's end is."""

    def write(maker: str, *, moved: int = 0) -> Path:
        make, note = NOTES[maker]
        main = {0x010F: (2, make + b"\0"), 0x0110: (2, b"EOS 30D\0")}
        at = len(exif(main, {0x927C: (7, b"")})) - moved
        return photo("noted.jpg", exif=exif(main, {0x927C: (7, note(at))}))

    return write


def facts_of(path: Path) -> Facts:
    return read_facts(path, sniff(path))


def exiftool(path: Path, *options: str) -> dict[str, Any]:
    answer = subprocess.run(["exiftool", "-j", *options, str(path)], capture_output=True, check=True)
    found: dict[str, Any] = json.loads(answer.stdout)[0]
    return found


@pytest.mark.parametrize("maker", NOTES)
def test_a_note_tells_body_lens_and_speed(noted: Callable[..., Path], maker: str) -> None:
    path = noted(maker)
    found, theirs = facts_of(path), exiftool(path)
    for fact, want in WANTED[maker].items():
        assert getattr(found, fact) == want, fact
        assert found.sources[fact] == "makernote", fact
    assert str(exiftool(path, "-n").get("SerialNumber", found.body_serial)).strip().zfill(
        len(found.body_serial or "")) == found.body_serial
    for fact, *names in (("lens", "LensModel", "LensType", "Lens"), ("lens_serial", "LensSerialNumber"), ("iso", "ISO")):
        said = next((theirs[name] for name in names if name in theirs), None)
        if said is not None and fact in WANTED[maker]:
            assert str(said).replace(" - ", "-").replace(".0", "").replace(" mm", "mm") == str(getattr(found, fact)), fact


@pytest.mark.parametrize("maker", ["Canon", "Panasonic", "Sigma"])
@pytest.mark.parametrize("by", [-164, 90])
def test_a_note_that_a_program_moved_is_read_all_the_same(noted: Callable[..., Path], maker: str, by: int) -> None:
    found = facts_of(noted(maker, moved=by))
    assert {fact: getattr(found, fact) for fact in WANTED[maker]} == WANTED[maker]


def test_a_lens_without_a_name_is_told_by_its_numbers(exif: Callable[..., bytes], photo: Callable[..., Path]) -> None:
    path = photo("a.jpg", exif=exif({}, {0xA432: (5, [(24, 1), (70, 1), (28, 10), (28, 10)])}))
    assert facts_of(path).lens == exiftool(path)["LensInfo"] == "24-70mm f/2.8"
    named = photo("b.jpg", exif=exif({}, {0xA432: (5, [(24, 1), (70, 1), (28, 10), (28, 10)]), 0xA434: (2, b"RF24-70mm\0")}))
    assert facts_of(named).lens == "RF24-70mm"
    for unknown, said in (([(50, 1), (50, 1), (0, 0), (0, 0)], "50mm"), ([(0, 0)] * 4, None), ([(0, 1)] * 4, None)):
        assert facts_of(photo("c.jpg", exif=exif({}, {0xA432: (5, unknown)}))).lens == said


def test_a_note_of_rubbish_tells_nothing(exif: Callable[..., bytes]) -> None:
    for make, note in NOTES.values():
        for rubbish in (note(0)[:12] + b"\xff" * 60, b"\xff" * 40):
            found = read_exif(exif({0x010F: (2, make + b"\0")}, {0x927C: (7, rubbish)}))
            assert found.noted == frozenset()

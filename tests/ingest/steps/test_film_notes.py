"""What makers write into films beside the format's own fields, in boxes laid out as theirs: read as exiftool reads it."""

from __future__ import annotations

import json
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from raw_files import CANON, box, directory

from ingest.steps.facts import Facts, read_facts
from ingest.steps.sniff import sniff

CLIP = """<?xml version="1.0" encoding="UTF-8"?>
<NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.00" lastUpdate="2026-10-20T16:30:05+08:00">
 <CreationDate value="2026-10-20T16:30:00+08:00"/>
 <Device manufacturer="Sony" modelName="ILCE-7M4" serialNo="04031234"/><Lens modelName="FE 24-70mm F2.8 GM II"/>
</NonRealTimeMeta>"""
PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>运动会</rdf:li></rdf:Bag></dc:subject>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">百米决赛</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>
</x:xmpmeta>""".encode()
ADOBE = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def in_movie(path: Path, target: Path, inner: bytes, behind: bytes = b"") -> Path:
    """Copy a film whose index comes last, with another box in the index, and one behind it."""
    data = path.read_bytes()
    at = data.rindex(b"moov") - 4
    size = int.from_bytes(data[at: at + 4], "big")
    assert at + size == len(data)
    target.write_bytes(data[:at] + struct.pack(">I", size + len(inner)) + data[at + 4:] + inner + behind)
    return target


def still(exif: Callable[..., bytes], make: bytes, model: bytes) -> bytes:
    """The head of a JPEG with an Exif block, as cameras put beside a film."""
    block = b"Exif\0\0" + exif({0x010F: (2, make), 0x0110: (2, model)}, {
        0x9003: (2, b"2026:10:20 16:30:00\0"), 0x9011: (2, b"+08:00\0"), 0x8827: (3, 800), 0xA431: (2, b"012345678901\0"),
        0xA434: (2, b"RF24-70mm F2.8 L IS USM\0")})
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(block) + 2) + block + b"\xff\xd9"


def record(tag: int, kind: int, count: int, value: bytes) -> bytes:
    return struct.pack(">IHH", tag, kind, count) + value


def text(tag: int, value: bytes) -> bytes:
    return record(tag, 2, len(value), value)


def nikon() -> bytes:
    return box(b"udta", box(b"NCDT", box(b"NCTG", (
        text(0x01, b"NIKON CORPORATION\0") + text(0x02, b"NIKON Z 6_2\0") + text(0x12, b"2026:10:20 16:30:00\0")
        + record(0x110829D, 5, 1, struct.pack(">II", 28, 10)) + text(0x110A431, b"6001234\0")
        + text(0x110A434, b"NIKKOR Z 24-70mm f/4 S\0")))))


def fujifilm() -> bytes:
    return box(b"udta", box(b"MVTG", bytes(16) + directory({0x010F: (2, b"FUJIFILM\0"), 0x0110: (2, b"X-T30 II\0")}, 0)))


def gopro() -> bytes:
    def item(key: bytes, value: bytes) -> bytes:
        return struct.pack(">4sBBH", key, ord("c"), 1, len(value)) + value.ljust((len(value) + 3) // 4 * 4, b"\0")

    inner = item(b"MINF", b"HERO11 Black") + item(b"CASN", b"C3471325012345")
    return box(b"udta", box(b"GPMF", struct.pack(">4sBBH", b"DEVC", 0, 1, len(inner)) + inner))


def facts_of(path: Path) -> Facts:
    return read_facts(path, sniff(path))


def exiftool(path: Path) -> dict[str, Any]:
    answer = subprocess.run(["exiftool", "-j", "-ee", "-api", "struct=0", str(path)], capture_output=True, check=True)
    found: dict[str, Any] = json.loads(answer.stdout)[0]
    return found


@pytest.fixture
def shot(film: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    def write(inner: bytes = b"", behind: bytes = b"", name: str = "a.mp4") -> Path:
        return in_movie(film("plain.mp4"), tmp_path / name, inner, behind)

    return write


def test_sonys_xml_inside_the_film_tells_camera_lens_and_time(shot: Callable[..., Path]) -> None:
    path = shot(behind=box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"nrtm", bytes(13)),
                           box(b"xml ", bytes(4), CLIP.encode())))
    found, theirs = facts_of(path), exiftool(path)
    assert (found.make, found.model) == (theirs["DeviceManufacturer"], theirs["DeviceModelName"]) == ("Sony", "ILCE-7M4")
    assert found.body_serial == str(theirs["DeviceSerialNo"]).zfill(8) == "04031234"
    assert found.lens == theirs["LensModelName"] == "FE 24-70mm F2.8 GM II"
    assert (found.captured_local, found.offset, found.offset_source) == ("2026-10-20T16:30:00", "+08:00", "file")
    assert found.sources["model"] == found.sources["captured_local"] == "xavc"


@pytest.mark.parametrize("wrap", [lambda one: box(b"udta", box(b"CNTH", box(b"CNDA", one))),
                                  lambda one: box(b"uuid", CANON, box(b"CNTH", box(b"CNDA", one))),
                                  lambda one: box(b"udta", box(b"PANA", bytes(16) + one))])
def test_the_still_beside_a_film_tells_camera_lens_and_wall_time(shot: Callable[..., Path], exif: Callable[..., bytes],
                                                                 wrap: Callable[[bytes], bytes]) -> None:
    path = shot(wrap(still(exif, b"Canon\0", b"Canon EOS R6\0")), name="a.mov")
    found, theirs = facts_of(path), exiftool(path)
    assert (found.make, found.model, found.iso) == (theirs["Make"], theirs["Model"], theirs["ISO"])
    assert (found.body_serial, found.lens) == ("012345678901", theirs["LensModel"])
    assert (found.captured_local, found.offset) == ("2026-10-20T16:30:00", "+08:00")
    assert found.sources["model"] == found.sources["captured_local"] == "exif"


@pytest.mark.parametrize("maker", [nikon, fujifilm, gopro])
def test_fields_in_a_makers_own_form(shot: Callable[..., Path], maker: Callable[[], bytes]) -> None:
    path = shot(maker(), name="a.mov")
    found, theirs = facts_of(path), exiftool(path)
    assert found.model == theirs["Model"]
    assert found.make == theirs.get("Make", "GoPro")
    assert found.body_serial == (str(theirs.get("SerialNumber", theirs.get("CameraSerialNumber", ""))) or None)
    assert (found.lens, found.f_number) == (theirs.get("LensModel"), theirs.get("FNumber"))


def test_words_in_a_packet_are_read_from_films_too(shot: Callable[..., Path]) -> None:
    for path in (shot(behind=box(b"uuid", ADOBE, PACKET)), shot(box(b"udta", box(b"XMP_", PACKET)), name="a.mov")):
        found = facts_of(path)
        assert (found.subject, found.description) == (("运动会",), "百米决赛")
        assert (found.draft.keywords, found.draft.caption) == (("运动会",), "百米决赛")
        assert found.sources["caption"] == "xmp"


def test_boxes_of_rubbish_say_nothing(shot: Callable[..., Path]) -> None:
    rubbish = bytes(range(256)) * 4
    plain = facts_of(shot())
    for name in (b"CNTH", b"PANA", b"NCDT", b"MVTG", b"GPMF", b"XMP_"):
        found = facts_of(shot(box(b"udta", box(name, rubbish), box(name, b"\xff" * 40)), box(b"meta", rubbish)))
        assert (found.model, found.captured_utc, found.subject) == (plain.model, plain.captured_utc, ())

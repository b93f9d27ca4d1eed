from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from ingest.steps.exif import read_exif
from ingest.steps.facts import KEYS, Facts, read_facts
from ingest.steps.iptc import IIM
from ingest.steps.sniff import sniff
from ingest.steps.xmp import read_xmp

CONTRACT = [
    "make", "model", "lens", "body_serial", "captured_local", "offset", "offset_source", "captured_utc", "orientation",
    "width", "height", "iso", "f_number", "exposure_time", "focal_length", "latitude", "longitude", "altitude",
    "duration", "frame_rate", "video_codec", "audio_codec", "description", "user_comment", "artist", "copyright",
    "subject", "lens_serial", "credit_line", "usage_terms",
]

MAIN = {0x010F: (2, b"Canon\0"), 0x0110: (2, b"Canon EOS R6\0"), 0x0112: (3, 6), 0x013B: (2, "李明".encode() + b"\0")}
EXIF = {
    0x829A: (5, (1, 250)), 0x829D: (5, (28, 10)), 0x8827: (3, 400), 0x9003: (2, b"2026:03:01 09:15:02\0"),
    0x9011: (2, b"+08:00\0"), 0x9291: (2, b"340\0"), 0x920A: (5, (50, 1)), 0xA431: (2, b"012345678901\0"),
    0xA434: (2, b"RF24-70mm F2.8 L IS USM\0"),
}
GPS = {1: (2, b"N\0"), 2: (5, [(39, 1), (54, 1), (5868, 100)]), 3: (2, b"W\0"), 4: (5, [(116, 1), (23, 1), (0, 1)]),
       5: (1, 1), 6: (5, (445, 10))}

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:iptc="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 photoshop:City="北京" iptc:Location="第二食堂">
<dc:title><rdf:Alt><rdf:li xml:lang="en">Open day</rdf:li><rdf:li xml:lang="x-default">开放日</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">来自 XMP</rdf:li></rdf:Alt></dc:description>
<dc:subject><rdf:Bag><rdf:li>食堂</rdf:li><rdf:li>美食</rdf:li><rdf:li>食堂</rdf:li></rdf:Bag></dc:subject>
<dc:creator><rdf:Seq><rdf:li>王芳</rdf:li></rdf:Seq></dc:creator>
<ext:PersonInImage><rdf:Bag><rdf:li>张伟</rdf:li></rdf:Bag></ext:PersonInImage>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def facts_of(path: Path) -> Facts:
    return read_facts(path, sniff(path))


def iim(*sets: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(raw)) + raw for number, raw in sets)


def with_iptc(path: Path, block: bytes, digest: bytes | None = None) -> None:
    """Put a Photoshop APP13 segment behind the start of a JPEG."""
    resources = b"8BIM" + struct.pack(">HHI", IIM, 0, len(block)) + block + b"\0" * (len(block) % 2)
    if digest:
        resources += b"8BIM" + struct.pack(">HHI", 0x0425, 0, 16) + digest
    segment = b"Photoshop 3.0\0" + resources
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + data[2:])


def test_rights_are_read_and_what_lost_is_kept(photo: Callable[..., Path], exif: Callable[..., bytes]) -> None:
    """Exif's photographer wins over the others; each that says something else is kept, by its source."""
    rights = ('<xmpRights:UsageTerms xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"><rdf:Alt>'
              '<rdf:li xml:lang="x-default">仅限校内使用</rdf:li></rdf:Alt></xmpRights:UsageTerms>'
              "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">© 饮食服务中心</rdf:li></rdf:Alt></dc:rights>")
    packet = XMP.replace("<dc:creator>", f"{rights}<dc:creator>")
    packet = packet.replace(" photoshop:City", ' photoshop:Credit="本报" photoshop:City')
    path = photo("a.jpg", exif=exif(MAIN, EXIF), xmp=packet.encode())
    with_iptc(path, iim((80, "王五".encode()), (110, "新华社".encode()), (25, "食堂".encode()), (25, "美食".encode())))
    facts = facts_of(path)
    assert (facts.usage_terms, facts.copyright, facts.credit_line) == ("仅限校内使用", "© 饮食服务中心", "本报")
    assert {name: facts.sources[name] for name in ("usage_terms", "copyright", "credit_line", "artist", "credit")} == {
        "usage_terms": "xmp", "copyright": "xmp", "credit_line": "xmp", "artist": "exif", "credit": "exif"}
    assert facts.others == {"credit": {"xmp": "王芳", "iptc": "王五"}, "credit_line": {"iptc": "新华社"}}
    assert Facts.from_json(facts.to_json()) == facts


def test_the_keys_are_the_contracts() -> None:
    assert list(KEYS) == CONTRACT
    assert list(Facts().contract()) == CONTRACT


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif"])
def test_each_fact_from_each_container(photo: Callable[..., Path], exif: Callable[..., bytes], tmp_path: Path, name: str,
                                       order: str) -> None:
    block = exif(MAIN, EXIF, GPS, order=order)
    if name == "a.tif":
        path = tmp_path / name
        path.write_bytes(tiff_with(exif, order))
    else:
        path = photo(name, exif=block)
    found = facts_of(path).contract()
    assert found == {
        **dict.fromkeys(CONTRACT), "make": "Canon", "model": "Canon EOS R6", "lens": "RF24-70mm F2.8 L IS USM",
        "body_serial": "012345678901", "captured_local": "2026-03-01T09:15:02.340", "offset": "+08:00",
        "offset_source": "file", "captured_utc": "2026-03-01T01:15:02.340Z", "orientation": 6,
        "width": 240, "height": 320, "iso": 400, "f_number": 2.8, "exposure_time": 0.004, "focal_length": 50,
        "latitude": pytest.approx(39.9163), "longitude": pytest.approx(-116.383333333), "altitude": -44.5,
        "artist": "李明", "subject": [],
    }


def tiff_with(exif: Callable[..., bytes], order: str) -> bytes:
    """A grey uncompressed TIFF of 320 x 240 with the same fields."""
    pixels = bytes(320 * 240)
    extra = {0x0100: (4, 320), 0x0101: (4, 240), 0x0102: (3, 8), 0x0103: (3, 1), 0x0106: (3, 1), 0x0115: (3, 1),
             0x0116: (4, 240), 0x0117: (4, len(pixels)), 0x0111: (4, 0)}
    at = len(exif({**MAIN, **extra}, EXIF, GPS, order=order))
    return exif({**MAIN, **extra, 0x0111: (4, at)}, EXIF, GPS, order=order) + pixels


@pytest.mark.parametrize("depth", [8, 10])
def test_heic_of_8_and_10_bits(tmp_path: Path, exif: Callable[..., bytes], depth: int) -> None:
    path = tmp_path / "a.hif"
    mode, sample = ("RGB", b"\x80" * 3) if depth == 8 else ("RGB;16", b"\x00\x80" * 3)
    made = pillow_heif.from_bytes(mode=mode, size=(320, 240), data=sample * (320 * 240))
    made.save(path, exif=b"Exif\0\0" + exif({**MAIN, 0x0112: (3, 1)}, EXIF, GPS), quality=50)
    found = facts_of(path)
    assert (found.model, found.iso, found.captured_utc) == ("Canon EOS R6", 400, "2026-03-01T01:15:02.340Z")
    assert (found.width, found.height) == (320, 240)


def test_avif(photo: Callable[..., Path], exif: Callable[..., bytes]) -> None:
    found = facts_of(photo("a.avif", exif=exif({**MAIN, 0x0112: (3, 1)}, EXIF)))
    assert (found.model, found.f_number, found.body_serial) == ("Canon EOS R6", 2.8, "012345678901")


def test_a_file_that_says_nothing_has_only_its_size(photo: Callable[..., Path]) -> None:
    found = facts_of(photo("a.jpg")).contract()
    assert {key: value for key, value in found.items() if value not in (None, [])} == {"width": 320, "height": 240}


def test_speeds_beyond_sixteen_bits(exif: Callable[..., bytes]) -> None:
    block = exif({}, {0x8827: (3, 65535), 0x8830: (3, 2), 0x8832: (4, 102400)})
    assert read_exif(block).facts["iso"] == 102400


def test_ratios_by_zero_are_no_facts(exif: Callable[..., bytes]) -> None:
    block = exif({}, {0x829A: (5, (1, 0)), 0x829D: (5, (0, 0)), 0x920A: (5, (0, 0))},
                 {2: (5, [(0, 0), (0, 0), (0, 0)]), 4: (5, [(0, 0), (0, 0), (0, 0)]), 6: (5, (0, 0))})
    assert read_exif(block).facts == {}


def test_canon_keeps_the_bodys_number_in_its_note(exif: Callable[..., bytes]) -> None:
    note = struct.pack("<H", 1) + struct.pack("<HHII", 0x000C, 4, 1, 321000123) + b"\0\0\0\0"
    block = exif({0x010F: (2, b"Canon\0")}, {0x927C: (7, note)})
    assert read_exif(block).texts["body_serial"] == "0321000123"


def test_nikon_keeps_the_bodys_number_in_its_note(exif: Callable[..., bytes]) -> None:
    inner = b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + struct.pack("<HHII", 0x001D, 2, 8, 26) + b"\0\0\0\0" + b"6001234\0"
    block = exif({0x010F: (2, b"NIKON CORPORATION\0")}, {0x927C: (7, b"Nikon\0\x02\x10\0\0" + inner)})
    assert read_exif(block).texts["body_serial"] == "6001234"


def test_xmp_gives_the_draft(photo: Callable[..., Path]) -> None:
    found = facts_of(photo("a.jpg", xmp=XMP.encode()))
    assert found.subject == ("食堂", "美食")
    assert (found.draft.title, found.draft.caption, found.draft.credit) == ("开放日", "来自 XMP", "王芳")
    assert (found.draft.people, found.draft.place) == (("张伟",), "第二食堂, 北京")


def test_exif_goes_before_xmp_for_caption_and_creator(photo: Callable[..., Path], exif: Callable[..., bytes]) -> None:
    block = exif({0x010E: (2, "来自 Exif".encode() + b"\0"), 0x013B: (2, "李明".encode() + b"\0")})
    found = facts_of(photo("a.jpg", exif=block, xmp=XMP.encode()))
    assert (found.description, found.artist, found.draft.title) == ("来自 Exif", "李明", "开放日")


def test_iptc_wins_over_xmp_only_when_it_was_changed_since(photo: Callable[..., Path]) -> None:
    block = iim((25, "运动会".encode("gbk")), (120, "来自 IPTC".encode("gbk")))
    plain, newer = photo("plain.jpg", xmp=XMP.encode()), photo("newer.jpg", xmp=XMP.encode())
    with_iptc(plain, block)
    with_iptc(newer, block, digest=b"\x01" * 16)
    assert facts_of(plain).description == "来自 XMP"
    assert (facts_of(newer).description, facts_of(newer).subject) == ("来自 IPTC", ("运动会",))


def test_iptc_alone_in_utf8(photo: Callable[..., Path]) -> None:
    path = photo("a.jpg")
    with_iptc(path, struct.pack(">BBBH", 0x1C, 1, 90, 3) + b"\x1b%G" + iim(
        (5, "标题".encode()), (25, "食堂".encode()), (25, "美食".encode()), (55, b"20260301"), (60, b"091502+0800")))
    found = facts_of(path)
    assert (found.draft.title, found.subject) == ("标题", ("食堂", "美食"))
    assert (found.captured_local, found.offset, found.offset_source) == ("2026-03-01T09:15:02", "+08:00", "file")


def test_a_time_of_day_goes_before_a_mere_date(photo: Callable[..., Path]) -> None:
    path = photo("a.jpg", xmp=XMP.replace('photoshop:City="北京"', 'photoshop:DateCreated="2026-03-01"').encode())
    assert facts_of(path).captured_local == "2026-03-01T00:00:00"
    with_iptc(path, iim((55, b"20260301"), (60, b"091502+0800")))
    assert facts_of(path).captured_local == "2026-03-01T09:15:02"


def test_words_behind_the_size_of_a_jpeg_are_read(photo: Callable[..., Path]) -> None:
    path = photo("a.jpg")
    data = path.read_bytes()
    frame = data.index(b"\xff\xc0")
    behind = frame + 2 + int.from_bytes(data[frame + 2: frame + 4], "big")
    with_iptc(path, iim((80, b"Drew")))
    segment = path.read_bytes()[2: 2 + len(path.read_bytes()) - len(data)]
    path.write_bytes(data[:behind] + segment + data[behind:])
    found = facts_of(path)
    assert (found.artist, found.width, found.height) == ("Drew", 320, 240)


def test_a_receivers_clock_alone_tells_when(photo: Callable[..., Path], exif: Callable[..., bytes]) -> None:
    stamp = {7: (5, [(1, 1), (15, 1), (2, 1)]), 0x1D: (2, b"2026:03:01\0")}
    found = facts_of(photo("a.jpg", exif=exif({}, {}, stamp)))
    assert (found.captured_utc, found.captured_local, found.offset_source) == (
        "2026-03-01T01:15:02Z", "2026-03-01T09:15:02", "default")
    spain = {**stamp, 1: GPS[1], 2: GPS[2], 3: (2, b"W\0"), 4: (5, [(4, 1)] * 3)}
    there = facts_of(photo("b.jpg", exif=exif({}, {}, spain)))
    assert (there.captured_local, there.offset, there.offset_source) == ("2026-03-01T02:15:02", "+01:00", "gps")
    packet = XMP.replace('photoshop:City="北京"',
                         'xmlns:e="http://ns.adobe.com/exif/1.0/" e:GPSTimeStamp="2026-03-01T01:15:02Z"')
    told = facts_of(photo("c.jpg", xmp=packet.encode()))
    assert (told.captured_utc, told.sources["captured_local"]) == ("2026-03-01T01:15:02Z", "xmp")


def test_what_is_left_behind_the_end_of_a_packet_is_no_part_of_it(photo: Callable[..., Path]) -> None:
    left = b"</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    assert facts_of(photo("a.jpg", xmp=XMP.encode() + left)).subject == ("食堂", "美食")


def test_xmp_in_utf16(photo: Callable[..., Path]) -> None:
    for codec in ("utf-16-be", "utf-16-le"):
        assert facts_of(photo("a.jpg", xmp=XMP.encode(codec))).subject == ("食堂", "美食")


def test_windows_keywords_are_a_draft_only(photo: Callable[..., Path], exif: Callable[..., bytes]) -> None:
    found = facts_of(photo("a.jpg", exif=exif({0x9C9E: (1, "食堂;美食\0".encode("utf-16-le")),
                                                0x9C9B: (1, "开放日\0".encode("utf-16-le"))})))
    assert (found.subject, found.draft.keywords, found.draft.title) == ((), ("食堂", "美食"), "开放日")


def test_what_cameras_write_into_every_picture_is_no_caption(photo: Callable[..., Path],
                                                            exif: Callable[..., bytes]) -> None:
    found = facts_of(photo("a.jpg", exif=exif({0x010E: (2, b"OLYMPUS DIGITAL CAMERA         \0")})))
    assert (found.description, found.draft.caption) == ("OLYMPUS DIGITAL CAMERA", None)


def test_entities_in_xmp_are_not_expanded(photo: Callable[..., Path]) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "食堂">]>' + XMP.split("?>", 1)[1].replace("来自 XMP", "&a;")
    assert facts_of(photo("a.jpg", xmp=bomb.encode())).description is None


def test_texts_behind_the_pixels_of_a_png(photo: Callable[..., Path], exif: Callable[..., bytes]) -> None:
    path = photo("a.png")
    data = path.read_bytes()
    end = data.rindex(b"IEND") - 4

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    late = chunk(b"eXIf", exif(MAIN, EXIF)) + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.encode())
    path.write_bytes(data[:end] + late + data[end:])
    found = facts_of(path)
    assert (found.model, found.subject, found.orientation) == ("Canon EOS R6", ("食堂", "美食"), 6)


def test_what_goes_out_as_json_comes_back(photo: Callable[..., Path], exif: Callable[..., bytes]) -> None:
    found = facts_of(photo("a.jpg", exif=exif(MAIN, EXIF, GPS), xmp=XMP.encode()))
    assert Facts.from_json(found.to_json()) == found
    assert Facts.from_json({**found.to_json(), "a later key": 1}) == found


def test_an_mpo_is_a_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "a.mpo"
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    frames[0].save(path, "MPO", save_all=True, append_images=frames[1:])
    assert sniff(path).media_type == "image/jpeg"
    assert facts_of(path).width == 64


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp037", "latin-1"])
def test_a_document_type_is_found_in_whatever_encoding(encoding: str) -> None:
    """Entities are declared there: none is ever resolved, whichever parser the packet is for."""
    body = XMP.split("?>", 1)[1].replace("来自 XMP", "&a;")
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "SECRET">]>{body}'
    assert "SECRET" not in str(read_xmp(text.encode(encoding, "xmlcharrefreplace")))

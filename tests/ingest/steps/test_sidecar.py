from __future__ import annotations

import pytest

from ingest.steps.draft import Draft
from ingest.steps.facts import Facts
from ingest.steps.sidecar import belongs, merge, read_sidecar

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Make="Canon" tiff:Orientation="6"
 exif:DateTimeOriginal="2026-03-01T09:15:02+08:00" exif:GPSLatitude="39,54.5N" exif:GPSLongitude="116,23.0E">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">春季运动会</rdf:li></rdf:Alt></dc:title>
<dc:subject><rdf:Bag><rdf:li>运动会</rdf:li><rdf:li>田径</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>""".encode()
CLIP = b"""<?xml version="1.0" encoding="UTF-8"?>
<NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.00" lastUpdate="2026-03-01T09:15:10+08:00">
<Duration value="250"/><CreationDate value="2026-03-01T09:15:02+08:00"/>
<Device manufacturer="Sony" modelName="ILCE-7M4" serialNo="1234567"/><Lens modelName="FE 24-70mm F2.8 GM II"/>
<AcquisitionRecord><Group name="ExifGPS"><Item name="LatitudeRef" value="N"/><Item name="Latitude" value="39:54:30.000"/>
<Item name="LongitudeRef" value="W"/><Item name="Longitude" value="116:23:00.000"/></Group></AcquisitionRecord>
</NonRealTimeMeta>"""


@pytest.mark.parametrize(("side", "name", "expected"), [
    ("IMG_1.CR3.xmp", "IMG_1.CR3", True), ("img_1.xmp", "IMG_1.CR3", True), ("IMG_1.CR3.xmp", "IMG_1.JPG", False),
    ("IMG_2.xmp", "IMG_1.CR3", False), ("C0001M01.XML", "C0001.MP4", True), ("C0001M01.XML", "C0002.MP4", False),
    ("plan.xml", "plan.mp4", False),
])
def test_names_tell_whose_side_file_it_is(side: str, name: str, expected: bool) -> None:
    assert belongs(side, name) is expected


def test_xmp_fills_gaps_and_replaces_nothing() -> None:
    side = read_sidecar("IMG_1.CR3.xmp", XMP)
    assert side is not None
    facts = Facts(make="Canon Inc.", orientation=1, subject=("田径",), sources={"make": "exif", "subject": "iptc"},
                  draft=Draft(caption="看台", keywords=("田径",)))
    merged = merge(facts, side)
    assert (merged.make, merged.orientation, merged.draft.caption) == ("Canon Inc.", 1, "看台")
    assert merged.draft.title == "春季运动会"
    assert merged.draft.keywords == merged.subject == ("田径", "运动会")
    assert (merged.captured_local, merged.offset, merged.offset_source) == ("2026-03-01T09:15:02", "+08:00", "file")
    assert merged.captured_utc == "2026-03-01T01:15:02Z"
    assert merged.latitude == pytest.approx(39 + 54.5 / 60)
    told = [merged.sources[name] for name in ("make", "title", "subject")]
    assert told == ["exif", "xmp-file", "iptc+xmp-file"]
    assert merge(merged, side) == merged


def test_a_time_stays_whole_whoever_told_it() -> None:
    side = read_sidecar("a.xmp", XMP)
    assert side is not None
    facts = Facts(captured_local="2026-03-01T10:00:00", offset="+09:00", offset_source="file",
                  captured_utc="2026-03-01T01:00:00Z")
    assert merge(facts, side).offset == "+09:00"


def test_a_clip_of_xavc_tells_body_lens_time_and_place() -> None:
    side = read_sidecar("PRIVATE/M4ROOT/CLIP/C0001M01.XML", CLIP)
    assert side is not None
    merged = merge(Facts(captured_utc="2026-03-01T01:15:02Z"), side)
    assert (merged.make, merged.model, merged.body_serial, merged.lens) == (
        "Sony", "ILCE-7M4", "1234567", "FE 24-70mm F2.8 GM II")
    assert (merged.captured_local, merged.offset) == ("2026-03-01T09:15:02", "+08:00")
    assert (merged.latitude, merged.longitude) == (39.908333333, -116.383333333)
    assert merged.sources["lens"] == "xavc"


@pytest.mark.parametrize(("source", "local"), [("default", "2026-03-01T09:15:02"), ("gps", "2026-03-01T09:15:02"),
                                               ("kit", "2026-03-01T09:15:02"), ("file", "2026-02-28T20:15:02")])
def test_a_clips_xml_names_the_zone_that_its_container_does_not(source: str, local: str) -> None:
    side = read_sidecar("C0001M01.XML", CLIP)
    assert side is not None
    facts = Facts(captured_local="2026-02-28T20:15:02", offset="-05:00", offset_source=source,
                  captured_utc="2026-03-01T01:15:02Z", sources={"captured_local": "container"})
    merged = merge(facts, side)
    assert (merged.captured_local, merged.captured_utc) == (local, "2026-03-01T01:15:02Z")
    assert merge(merged, side) == merged


@pytest.mark.parametrize("data", [b"", b"<x", b"\0" * 40, b"<NonRealTimeMeta/>"[:-2],
                                  b'<!DOCTYPE x [<!ENTITY a "b">]><NonRealTimeMeta>&a;</NonRealTimeMeta>', b"<other/>"])
def test_what_is_no_side_file_says_nothing(data: bytes) -> None:
    assert read_sidecar("C0001M01.XML", data) is None
    assert read_sidecar("a.xmp", data) is None
    assert read_sidecar("a.txt", XMP) is None

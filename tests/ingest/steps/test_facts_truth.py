"""Our facts against exiftool's, field by field, over every shared photo and film; and over files of our own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.errors import BadMedia
from ingest.steps.facts import Facts, read_facts
from ingest.steps.sniff import sniff

# Fact -> exiftool's fields, in the order in which the facts are reconciled.
FIELDS: dict[str, tuple[str, ...]] = {
    "make": ("Make",), "model": ("Model",), "lens": ("LensModel",), "iso": ("ISO",), "f_number": ("FNumber",),
    "exposure_time": ("ExposureTime",), "focal_length": ("FocalLength",), "orientation": ("Orientation",),
    "latitude": ("GPSLatitude",), "longitude": ("GPSLongitude",), "altitude": ("GPSAltitude",),
    "description": ("ImageDescription", "Description", "Caption-Abstract"), "user_comment": ("UserComment",),
    "artist": ("Artist", "Creator", "By-line"), "copyright": ("Copyright", "Rights", "CopyrightNotice"),
    "subject": ("Subject", "Keywords"),
}
# The same for what was asked of exiftool later, by the groups in which a picture may carry it.
RIGHTS: dict[str, tuple[str, ...]] = {
    "lens_serial": ("ExifIFD:LensSerialNumber", "XMP-exifEX:LensSerialNumber", "XMP-aux:LensSerialNumber"),
    "credit_line": ("XMP-photoshop:Credit", "IPTC:Credit"), "usage_terms": ("XMP-xmpRights:UsageTerms",),
}
NEWER_IIM = {"metadata_demo_iim_and_xmp_only.jpg"}
# Where we differ, and why. Nothing else may.
EXPLAINED: dict[tuple[str, str], str] = {
    ("issue-exifr-3.jpg", "captured"): "exiftool prefers the time in FLIR's maker note, one millisecond earlier",
    ("sample_MP.heic", "captured"): "the time is in a block that exiftool cannot parse",
    ("ss-motion-photo-shortened.jpg", "longitude"): "a longitude of 0 without a latitude is no position",
    ("issue-590.png", "latitude"): "exiftool reads the first of three ratios in XMP and takes the minutes for more",
    ("issue-590.png", "longitude"): "the same",
    ("metadata_demo_iim_and_xmp_only.jpg", "description"): "the digest says that IPTC is newer (MWG)",
    ("metadata_demo_iim_and_xmp_only.jpg", "artist"): "the same",
    ("metadata_demo_iim_and_xmp_only.jpg", "copyright"): "the same",
    ("bbb_176x144_128kbps_15fps_h263.3gp", "description"): "ffprobe does not show the 3GPP box of this text",
    ("auth.mov", "artist"): "exiftool calls QuickTime's author a software",
    ("sample.cr2", "size"): "exiftool's first size is the preview's; the picture has what Exif says, 3648 x 2736",
    ("sample.mkv", "captured"): "a tag named CREATION_TIME hides the container's own date from ffprobe",
}
# XMP's aux:Lens stands in where a file has no LensModel: more than exiftool's field of that name says.
MORE = {"lens"}
UNDECODABLE = {"exif-both.png", "exif-legacy-app1.png", "exif-legacy.png", "exif.png",  # chunks without any picture
               "sample_audio_only.mp4", "sample_vvc.mp4"}  # no picture; a codec that this ffmpeg may not know


def same(got: Any, want: Any) -> bool:
    """Numbers agree to a millionth; texts without the padding and the kind of line end; of a list the first counts."""
    if isinstance(want, list) and not isinstance(got, tuple):
        want = want[0] if want else None
    if isinstance(got, (int, float)) and want is not None:
        return abs(got - float(want)) <= 1e-6 * max(1.0, abs(float(want)))
    if isinstance(got, tuple):
        return list(got) == ([] if want is None else [str(one) for one in (want if isinstance(want, list) else [want])])
    return got == (None if want is None else str(want).replace("\r\n", "\n").strip() or None)


def differences(name: str, facts: Facts, truth: dict[str, Any]) -> list[str]:
    fields, found = truth["fields"], []
    for fact, names in FIELDS.items():
        want = next((fields[one] for one in names if fields.get(one) not in (None, "", [])), None)
        got = getattr(facts, fact)
        if not same(got, want) and (name, fact) not in EXPLAINED and not (want is None and fact in MORE):
            found.append(f"{name}: {fact} is {got!r}, exiftool says {want!r}")
    if [facts.width, facts.height] != truth["display"] and (name, "size") not in EXPLAINED:
        found.append(f"{name}: shown as {facts.width} x {facts.height}, should be {truth['display']}")
    return found + moments(name, facts, truth["capture"])


def moments(name: str, facts: Facts, candidates: list[dict[str, Any]]) -> list[str]:
    """The wall time is one of the candidates; where one is UTC, ours in UTC is it; a written offset is kept."""
    if (name, "captured") in EXPLAINED or (not candidates and facts.captured_local is None):
        return []
    for one in candidates:
        is_utc = one["offset"] == "UTC(container)" or (one["offset"] == "Z" and facts.duration is not None)
        ours = (facts.captured_utc or "").removesuffix("Z") if is_utc else facts.captured_local
        if ours == one["local"]:
            kept = is_utc or one["offset"] is None or facts.offset == one["offset"].replace("Z", "+00:00")
            if kept or one["source"] == "DateTimeCreated":
                return []
            return [f"{name}: offset {facts.offset}, not {one['offset']}"]
    return [f"{name}: taken {facts.captured_local} ({facts.captured_utc} UTC), exiftool says {candidates}"]


@pytest.mark.parametrize("group", ["photos", "orientation", "heif", "video", "raw"])
def test_the_shared_files_read_as_exiftool_reads_them(shared_media: Path | None, group: str) -> None:
    if shared_media is None:
        return  # the file below is ours and is always there
    wrong = []
    for relative, truth in json.loads((shared_media / group / "truth.json").read_bytes())["files"].items():
        path = shared_media / group / relative
        try:
            facts = read_facts(path, sniff(path))
        except BadMedia as error:
            if path.name not in UNDECODABLE:
                wrong.append(f"{path.name}: {error}")
            continue
        if group == "video":
            truth = {**truth, "fields": {key: value for key, value in truth["fields"].items()  # noqa: PLW2901
                                         if key != "GPSAltitude" or facts.altitude is not None}}
            truth["fields"].pop("Orientation", None)
        wrong += differences(path.name, facts, truth)
    assert wrong == []


@pytest.mark.parametrize("group", ["photos", "heif", "raw"])
def test_lens_serials_and_rights_read_as_exiftool_reads_them(shared_media: Path | None, group: str) -> None:
    if shared_media is None:
        return
    asked = [f"-{one}" for names in RIGHTS.values() for one in names]
    answer = subprocess.run(["exiftool", "-j", "-G1", "-r", "-fast", *asked, str(shared_media / group)], capture_output=True,
                            check=False)
    wrong, met = [], set()
    for fields in json.loads(answer.stdout):
        path = Path(fields["SourceFile"])
        wanted = {fact: next((fields[one] for one in names if fields.get(one) not in (None, "")), None)
                  for fact, names in RIGHTS.items()}
        try:
            facts = read_facts(path, sniff(path))
        except BadMedia:
            continue
        met |= {fact for fact, want in wanted.items() if want is not None}
        wrong += [f"{path.name}: {fact} is {getattr(facts, fact)!r}, exiftool says {want!r}" for fact, want in wanted.items()
                  if not same(getattr(facts, fact), want) and path.name not in NEWER_IIM]
    assert wrong == []
    assert met or group == "heif", "some of these files say so"


def test_a_file_of_our_own_reads_as_exiftool_reads_it(photo: Callable[..., Path], exif: Callable[..., bytes]) -> None:
    path = photo("own.jpg", exif=exif(
        {0x010F: (2, b"NIKON CORPORATION\0"), 0x0110: (2, b"NIKON Z 6 \0"), 0x0112: (3, 8),
         0x010E: (2, "银杏大道".encode() + b"\0"), 0x8298: (2, b"2026\0")},
        {0x829A: (5, (10, 3200)), 0x829D: (5, (56, 10)), 0x8827: (3, 800), 0x920A: (5, (705, 10)),
         0x9003: (2, b"2026:10:20 16:30:00\0"), 0x9011: (2, b"+08:00\0"), 0xA431: (2, b"6001234\0"),
         0xA434: (2, b"NIKKOR Z 24-70mm f/4 S\0"), 0xA435: (2, b"20044813\0")},
        {1: (2, b"S\0"), 2: (5, [(33, 1), (51, 1), (3541, 100)]), 3: (2, b"E\0"), 4: (5, [(151, 1), (12, 1), (40, 1)]),
         5: (1, 0), 6: (5, (58, 1))}))
    answer = subprocess.run(["exiftool", "-j", "-n", "-charset", "exif=utf8", str(path)], capture_output=True, check=True)
    fields = json.loads(answer.stdout)[0]
    facts = read_facts(path, sniff(path))
    assert differences("own.jpg", facts, {"fields": fields, "display": [240, 320], "capture": [
        {"local": "2026-10-20T16:30:00", "offset": "+08:00", "source": "DateTimeOriginal"}]}) == []
    assert facts.body_serial == str(fields["SerialNumber"])
    assert facts.lens_serial == str(fields["LensSerialNumber"])

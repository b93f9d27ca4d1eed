"""The facts of a photo: Exif first, XMP and IPTC beside it, one set of values at the end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from ingest.steps.capture_time import Captured, Wall, parse_wall, resolve, resolve_utc
from ingest.steps.draft import Said, others, reconcile, subject
from ingest.steps.exif import Exif, as_number, read_exif
from ingest.steps.image import comes_upright, opened
from ingest.steps.iptc import IIM, TIFF_TAG, is_newer, read_iptc
from ingest.steps.jpeg import Head, breaks_off, read_head
from ingest.steps.png import read_texts
from ingest.steps.presets import MAX_PIXELS
from ingest.steps.raw import read_raw_head
from ingest.steps.sniff import RAW_TYPES
from ingest.steps.tiff import Block
from ingest.steps.xmp import read_xmp

# Where Exif is silent, XMP may repeat what the camera said. Fact -> properties, the first present wins.
XMP_TEXTS: Final = {"make": ("tiff:Make",), "model": ("tiff:Model",), "lens": ("exifEX:LensModel", "aux:Lens"),
                    "body_serial": ("exifEX:BodySerialNumber", "aux:SerialNumber"),
                    "lens_serial": ("exifEX:LensSerialNumber", "aux:LensSerialNumber")}
XMP_NUMBERS: Final = {"f_number": ("exif:FNumber",), "exposure_time": ("exif:ExposureTime",),
                      "focal_length": ("exif:FocalLength",),
                      "iso": ("exif:ISOSpeedRatings", "exifEX:PhotographicSensitivity")}
OWN_TEXTS: Final = (*XMP_TEXTS, "user_comment", "content_id")
XMP_TAKEN: Final = ("exif:DateTimeOriginal", "photoshop:DateCreated")
XMP_MADE: Final = ("exif:DateTimeDigitized", "xmp:CreateDate")


def read_photo(path: Path, media_type: str | None = None, *, kit_offset: str | None = None) -> dict[str, Any]:
    """Return the values of Facts for a photo. Raises BadMedia: not-media, damaged, too-large."""
    if media_type in RAW_TYPES:
        head, exif = read_raw_head(path, media_type)
    else:
        head = _head(path)
        exif = _exif_of(path, head)
    xmp = read_xmp(_packet(head))
    iptc = read_iptc(head.info)
    said = Said(exif.texts, xmp, iptc, bool(iptc) and is_newer(head.info))
    from_exif = {**exif.facts, **{name: exif.texts[name] for name in OWN_TEXTS if name in exif.texts}}
    facts = {**from_xmp(xmp), **from_exif}
    sources = {name: "makernote" if name in exif.noted else "exif" if name in from_exif else "xmp" for name in facts}
    if "lens" not in facts and "lens_spec" in exif.texts:  # no name, but what it can do
        facts["lens"], sources["lens"] = exif.texts["lens_spec"], "makernote" if "lens_spec" in exif.noted else "exif"
    facts.update(_size(path, head, facts))
    position = (facts["latitude"], facts["longitude"]) if "latitude" in facts else None
    wall, source = _taken(exif, xmp, iptc)
    if wall is None and (stamp := gps_moment(exif, xmp)):  # the receiver's clock is the only one that tells
        captured, source = resolve_utc(stamp[0], position=position, kit_offset=kit_offset), stamp[1]
    else:
        captured = resolve(wall, gps_utc=exif.gps_utc, position=position, kit_offset=kit_offset)
    words, of_words = describe(said)
    sources.update(of_words, **({"captured_local": source} if captured.local else {}),
                   **({"width": "file", "height": "file"} if facts["width"] else {}))
    cut = "scan" in head.info and breaks_off(path, head.info["scan"])
    return {**facts, **moment(captured), **words, "sources": sources, "incomplete": cut}


def _head(path: Path) -> Head:
    """Well-formed JPEGs are walked here, for a fifth of what Pillow takes; all else is opened by Pillow."""
    head = read_head(path)
    if head is not None and head.size[0] * head.size[1] <= MAX_PIXELS:
        return head
    with opened(path) as picture:
        info: dict[str, Any] = {str(name): value for name, value in picture.info.items()}
        if picture.format == "PNG":
            info.update(read_texts(path))
        elif picture.format == "TIFF":
            info["photoshop"] = _tiff_iptc(path)
        return Head(picture.format or "", picture.size, info)


def _exif_of(path: Path, head: Head) -> Exif:
    """TIFF files are the block themselves. For all others Pillow finds the block, 10-bit HEIF and WebP included,
    where exifread finds none, and exifread reads it.
    """
    if head.format == "TIFF":
        with path.open("rb") as file:
            return read_exif(file)
    exif = read_exif(head.info.get("exif"))
    original = head.info.get("original_orientation")
    if head.format == "HEIF" and isinstance(original, int) and "orientation" in exif.facts:
        exif.facts["orientation"] = original  # the decoder turns the pixels and sets the field to 1
    return exif


def _tiff_iptc(path: Path) -> dict[int, bytes]:
    """The IIM block of a TIFF, as bytes whatever type its field claims to have (Pillow goes by the type)."""
    with path.open("rb") as file:
        field = Block(file).main((TIFF_TAG,)).get(TIFF_TAG)
    return {IIM: field.raw} if field else {}


def _packet(head: Head) -> bytes:
    packet = head.info.get("xmp") or head.info.get("XML:com.adobe.xmp") or b""
    if isinstance(packet, str):
        return packet.encode("utf-8", "surrogatepass")
    return packet if isinstance(packet, bytes) else b""


def _size(path: Path, head: Head, facts: dict[str, Any]) -> dict[str, int | None]:
    """Width and height as shown; None where a raw file does not say."""
    width, height = head.size
    if not width or not height:
        return {"width": None, "height": None}
    if facts.get("orientation", 1) >= 5 and not comes_upright(path, head.format):
        width, height = height, width
    return {"width": width, "height": height}


def from_xmp(xmp: dict[str, list[str]]) -> dict[str, Any]:
    """Return the facts that a packet repeats from the camera, by the names of Facts."""
    found: dict[str, Any] = {}
    for name, properties in {**XMP_TEXTS, **XMP_NUMBERS}.items():
        text = next((xmp[one][0] for one in properties if one in xmp), None)
        value = _fraction(text) if name in XMP_NUMBERS else text
        if value is not None:
            found[name] = value
    latitude, longitude = (_xmp_degrees(xmp.get(f"exif:GPS{axis}")) for axis in ("Latitude", "Longitude"))
    if latitude is not None and longitude is not None:
        found.update(latitude=latitude, longitude=longitude)
    if xmp.get("tiff:Orientation") == ["1"]:
        found["orientation"] = 1  # others are often left from the raw file, whose pixels these are not
    altitude = _fraction(xmp["exif:GPSAltitude"][0]) if "exif:GPSAltitude" in xmp else None
    if altitude is not None:
        found["altitude"] = -altitude if xmp.get("exif:GPSAltitudeRef") == ["1"] else altitude
    return {**found, **_chosen(xmp)}


def _chosen(xmp: dict[str, list[str]]) -> dict[str, Any]:
    """The stars and the label that a photographer's program gave. Cameras write 0 for no stars into every picture."""
    stars = _fraction(next(iter(xmp.get("xmp:Rating", ())), None))
    rating = int(stars) if stars is not None and stars == int(stars) and -1 <= stars <= 5 else 0
    label = next(iter(xmp.get("xmp:Label", ())), None)
    return {name: value for name, value in (("rating", rating), ("label", label)) if value}


def _fraction(text: str | None) -> float | None:
    """XMP writes ratios as "1/250"."""
    match = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)(?:/(\d+))?\s*", text or "")
    if match is None or (match[2] is not None and int(match[2]) == 0):
        return None
    return as_number(float(match[1]) / int(match[2] or 1))


def _xmp_degrees(values: list[str] | None) -> float | None:
    """XMP writes "39,54.5N" or "39,54,30N" (XMP specification part 2, GPSCoordinate); some copy Exif's three ratios."""
    parts = [_fraction(part) for part in (values[0].split() if values else [])]
    if len(parts) == 3 and parts[0] is not None:
        return round(sum((part or 0) / 60.0**place for place, part in enumerate(parts)), 9)
    match = re.fullmatch(r"(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])", values[0] if values else "")
    if match is None:
        return None
    degrees = int(match[1]) + float(match[2]) / 60 + float(match[3] or 0) / 3600
    return round(-degrees if match[4] in "SW" else degrees, 9)


def _taken(exif: Exif, xmp: dict[str, list[str]], iptc: dict[str, list[str]]) -> tuple[Wall | None, str]:
    """When it was taken (with a time of day, if anybody says it), else digitised; never when it was last changed."""
    taken = [(wall, source) for wall, source in ((exif.taken, "exif"), (_first_time(xmp, XMP_TAKEN), "xmp"),
                                                 (_iptc_time(iptc), "iptc")) if wall]
    if taken:
        return next((one for one in taken if not one[0].day_only), taken[0])
    return (exif.digitised, "exif") if exif.digitised else (_first_time(xmp, XMP_MADE), "xmp")


def gps_moment(exif: Exif, xmp: dict[str, list[str]]) -> tuple[Wall, str] | None:
    """Return what the receiver's clock said, in UTC, and whether Exif or XMP tells it; None where neither does."""
    if exif.gps_utc is not None:
        return Wall(exif.gps_utc.replace(tzinfo=None)), "exif"
    written = _first_time(xmp, ("exif:GPSTimeStamp",))
    return (Wall(written.when, written.fraction), "xmp") if written and not written.day_only else None


def taken_by_xmp(xmp: dict[str, list[str]]) -> Wall | None:
    """Return when a picture was taken, else when it was made, as far as a packet tells."""
    return _first_time(xmp, XMP_TAKEN) or _first_time(xmp, XMP_MADE)


def _first_time(xmp: dict[str, list[str]], properties: tuple[str, ...]) -> Wall | None:
    return next((wall for one in properties if (wall := parse_wall(xmp[one][0] if one in xmp else None))), None)


def _iptc_time(iptc: dict[str, list[str]]) -> Wall | None:
    """IIM writes 20260301 and 091502+0800; some writers put hyphens and colons in."""
    day = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)", iptc.get("date", [""])[0])
    clock = re.fullmatch(r"(\d\d):?(\d\d):?(\d\d)([+-]\d\d:?\d\d)?", iptc.get("time", [""])[0])
    if day is None:
        return None
    time = f" {clock[1]}:{clock[2]}:{clock[3]}" if clock else ""
    return parse_wall(f"{day[1]}:{day[2]}:{day[3]}{time}", offset=clock[4] if clock else None)


def moment(captured: Captured) -> dict[str, Any]:
    """Return the resolver's answer by the names of Facts."""
    return {"captured_local": captured.local, "offset": captured.offset, "offset_source": captured.source,
            "captured_utc": captured.utc}


def describe(said: Said) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the texts by the names of Facts, the first draft, and where each comes from."""
    draft, sources = reconcile(said)
    found: dict[str, tuple[Any, str | None]] = {
        "description": said.pick("description", "dc:description", "caption"),
        "artist": said.pick("artist", "dc:creator", "creator"),
        "copyright": said.pick("copyright", "dc:rights", "copyright"),
        "credit_line": said.pick(None, "photoshop:Credit", "credit"),
        "usage_terms": said.pick(None, "xmpRights:UsageTerms", None),
        "subject": subject(said),
    }
    sources.update({name: source for name, (_, source) in found.items() if source})
    return {**{name: value for name, (value, _) in found.items()}, "draft": draft, "others": others(said)}, sources

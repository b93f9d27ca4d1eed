"""Side files that tell about a picture or film beside them: XMP (X.CR3.xmp, X.xmp) and Sony's XML of a clip (XAVC).

Pure: bytes in, values out. What the file itself says always stays; a side file fills gaps and adds words. A clip's XML
also names the time zone that the film's container has no room for.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from index.errors import BadMedia
from ingest.steps.capture_time import parse_wall, resolve
from ingest.steps.draft import Draft, Said
from ingest.steps.facts import Facts
from ingest.steps.photo import describe, from_xmp, moment, taken_by_xmp
from ingest.steps.text import clean
from ingest.steps.xmp import read_root, read_xmp

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENDING: Final = ".xmp"
XMP_ROOTS: Final = frozenset({"xmpmeta", "xapmeta", "RDF"})
CLIP_ROOT: Final = "NonRealTimeMeta"
CLIP: Final = re.compile(r"^(.+)M\d{2}\.XML$", re.IGNORECASE)
TIME: Final = ("captured_local", "offset", "offset_source", "captured_utc")
TOGETHER: Final = (TIME, ("latitude", "longitude", "altitude"))
APART: Final = ("make", "model", "lens", "body_serial", "iso", "f_number", "exposure_time", "focal_length", "description",
                "user_comment", "artist", "copyright", "lens_serial", "credit_line", "usage_terms", "rating", "label")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a side file says: facts by their names, a draft, and its kind ("xmp-file" or "xavc") as the source of both."""

    source: str
    facts: dict[str, Any]
    draft: Draft


def is_sidecar(name: str) -> bool:
    """Tell by its name whether a file may be a sidecar."""
    return name.lower().endswith(ENDING) or CLIP.match(PurePosixPath(name).name) is not None


def shot_name(name: str) -> str:
    """Return what all that may stand beside each other begins with: X for X.CR3, X.JPG, X.CR3.xmp and XM01.XML."""
    clip = CLIP.match(name)
    return (clip[1] if clip else name).partition(".")[0].casefold()


def require_sidecar(name: str, data: bytes) -> str | None:
    """Return the source of a whole sidecar, "xmp" or "xavc"; None for some other XML that only has such a name.

    A packet that says nothing that we read is a sidecar all the same. Raises BadMedia damaged.
    """
    xmp = name.lower().endswith(ENDING)
    root = read_root(data)
    if root is None or (xmp and _local(root) not in XMP_ROOTS):
        raise BadMedia(name, "damaged", detail="XML")
    if xmp:
        return "xmp"
    return "xavc" if _local(root) == CLIP_ROOT else None


def belongs(side: str, name: str) -> bool:
    """Tell by the names whether a side file is that of a file in the same folder."""
    one, other = PurePosixPath(side), PurePosixPath(name)
    if one.suffix.lower() == ".xmp":
        return one.stem.lower() in (other.name.lower(), other.stem.lower())
    clip = CLIP.match(one.name)
    return clip is not None and clip[1].lower() == other.stem.lower()


def read_sidecar(name: str, data: bytes, *, kit_offset: str | None = None) -> Sidecar | None:
    """Return what a side file says; None for one that is neither, or is not well formed."""
    if name.lower().endswith(".xmp"):
        return read_xmp_file(data, kit_offset=kit_offset)
    return read_clip(data) if CLIP.match(PurePosixPath(name).name) else None


def read_xmp_file(data: bytes, *, kit_offset: str | None = None) -> Sidecar | None:
    """Read a packet that stands in a file of its own."""
    xmp = read_xmp(data)
    if not xmp:
        return None
    facts = from_xmp(xmp)
    facts.pop("orientation", None)  # programs write how they show it
    words, _ = describe(Said(xmp=xmp))
    draft = words.pop("draft")
    words.pop("others")  # one packet alone contradicts nobody
    position = (facts["latitude"], facts["longitude"]) if "latitude" in facts else None
    captured = resolve(taken_by_xmp(xmp), position=position, kit_offset=kit_offset)
    told = {**words, **moment(captured)}
    return Sidecar("xmp-file", {**facts, **{key: value for key, value in told.items() if value}}, draft)


def read_clip(data: bytes) -> Sidecar | None:
    """Read Sony's NonRealTimeMeta: when, by which body and lens, where (Exif's GPS fields as texts)."""
    root = read_root(data)
    if root is None or _local(root) != CLIP_ROOT:
        return None
    parts = {_local(one): one for one in reversed(list(root.iter()))}
    device, lens = parts.get("Device"), parts.get("Lens")
    facts: dict[str, Any] = {
        "make": _said(device, "manufacturer"), "model": _said(device, "modelName"),
        "body_serial": _said(device, "serialNo"), "lens": _said(lens, "modelName"),
        **moment(resolve(parse_wall(_said(parts.get("CreationDate"), "value")))), **_place(root)}
    return Sidecar("xavc", {name: value for name, value in facts.items() if value is not None}, Draft())


def merge(facts: Facts, side: Sidecar) -> Facts:
    """Return the facts with the side file's in their gaps; lists of words are joined. Each gain keeps its source."""
    gains: dict[str, Any] = {name: side.facts[name] for name in APART
                             if side.facts.get(name) is not None and getattr(facts, name) is None}
    for group in TOGETHER:
        silent = getattr(facts, group[0]) is None or (group is TIME and _knows_zone(facts, side))
        if side.facts.get(group[0]) is not None and silent:
            gains.update({name: side.facts.get(name) for name in group})
    words = asdict(facts.draft)
    draft = {name: _joined(words[name], value) for name, value in asdict(side.draft).items()}
    subject = _joined(facts.subject, tuple(side.facts.get("subject") or ()))
    changed = [*gains, *(name for name in draft if draft[name] != words[name]),
               *(["subject"] if subject != facts.subject else [])]
    sources = {**facts.sources, **{name: _with(facts.sources.get(name), side.source) for name in changed}}
    return replace(facts, **gains, subject=subject, draft=Draft(**draft), sources=sources)


def _knows_zone(facts: Facts, side: Sidecar) -> bool:
    """A film's container has UTC or what its camera took for it; the camera's XML of the clip has its wall time and zone."""
    return side.source == "xavc" and side.facts.get("offset_source") == "file" and facts.offset_source != "file"


def merge_raw(facts: Facts, raw: Facts) -> Facts:
    """Return the facts of the picture that is shown with those of its raw data in their gaps."""
    told = {name: getattr(raw, name) for name in (*APART, *(one for group in TOGETHER for one in group), "subject")}
    return merge(facts, Sidecar("raw", told, raw.draft))


def _joined(mine: Any, theirs: Any) -> Any:
    if isinstance(mine, tuple):
        return tuple(dict.fromkeys([*mine, *theirs]))
    return mine if mine is not None else theirs


def _with(before: str | None, source: str) -> str:
    """Words from two places name both: "iptc+xmp"."""
    return source if before is None or before == source else f"{before}+{source}"


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _said(node: Element | None, name: str) -> str | None:
    return clean(node.get(name, "")) if node is not None else None


def _place(root: Element) -> dict[str, float]:
    items = {one.get("name", ""): one.get("value", "") for one in root.iter() if _local(one) == "Item"}
    latitude = _degrees(items.get("Latitude", ""), items.get("LatitudeRef", ""), 90)
    longitude = _degrees(items.get("Longitude", ""), items.get("LongitudeRef", ""), 180)
    return {"latitude": latitude, "longitude": longitude} if latitude is not None and longitude is not None else {}


def _degrees(text: str, reference: str, limit: int) -> float | None:
    match = re.fullmatch(r"(\d+):(\d+):(\d+(?:\.\d+)?)", text.strip())
    if match is None or not reference.strip():
        return None
    degrees = int(match[1]) + int(match[2]) / 60 + float(match[3]) / 3600
    if degrees > limit:
        return None
    return round(-degrees if reference.strip().upper()[:1] in ("S", "W") else degrees, 9)

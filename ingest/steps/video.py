"""What a film says of itself, by ffprobe: it may read this one local file, by a list of formats, and nothing else."""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from index.errors import BadMedia
from ingest import tools
from ingest.steps.avchd import Pack, read_pack
from ingest.steps.boxes import missing
from ingest.steps.capture_time import Captured, Wall, parse_wall, resolve, resolve_utc
from ingest.steps.draft import Draft, Said
from ingest.steps.film_notes import Notes, read_notes
from ingest.steps.photo import describe, from_xmp
from ingest.steps.presets import MAX_PIXELS
from ingest.steps.text import clean

# A text file that begins with "ffconcat" or "#EXTM3U" makes ffmpeg open whatever it names. Both lists are needed: the
# first forbids other protocols, the second forbids demuxers that open other files.
GUARD: Final = {"protocol_whitelist": "file", "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,avi,mpeg,mxf"}
PROBE_LIMITS: Final = tools.Limits(seconds=20, cpu_seconds=15, file_size=1 << 20)
HDR: Final = frozenset(["smpte2084", "arib-std-b67"])
INTERLACED: Final = frozenset(["tt", "bb", "tb", "bt"])
MAX_RATE: Final = 1000  # Matroska without frame durations "has" 1000 frames a second, its clock's ticks
EPOCHS: Final = frozenset(["1904-01-01", "1970-01-01"])  # what an unset clock looks like in these formats
DERIVED: Final = frozenset(["draft", "offset", "offset_source", "captured_utc"])
ISO6709: Final = re.compile(r"^([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")


@dataclass(frozen=True, slots=True)
class Film:
    """What ffprobe finds. ``width`` and ``height`` are as shown: square pixels, after rotation.

    ``wall_clock`` says that the format's time is the camera's wall time (AVI), not UTC (QuickTime, Matroska).
    """

    width: int
    height: int
    duration: float | None
    frame_rate: float | None
    video_index: int
    video_codec: str | None
    audio_codec: str | None
    rotation: int
    hdr: bool
    transfer: str | None
    interlaced: bool
    container: str | None
    wall_clock: bool
    tags: dict[str, str]


def probe(path: Path) -> Film:
    """Return what ffprobe finds. Raises BadMedia: damaged, not-media (no moving picture), too-large, time-limit."""
    options = [part for name, value in GUARD.items() for part in (f"-{name}", value)]
    ran = tools.run(["ffprobe", "-v", "error", *options, "-print_format", "json", "-show_format", "-show_streams",
                     "-i", f"file:{path}"], path=path, limits=PROBE_LIMITS)
    try:
        answer = json.loads(ran.out.decode("utf-8", "replace"))
    except ValueError as error:
        raise BadMedia(str(path), "damaged", detail="ffprobe") from error
    film = _film(path, answer)
    if lost := missing(path):
        raise BadMedia(str(path), "damaged", detail=f"-{lost} B")
    return film


def read_video(path: Path, *, kit_offset: str | None = None, quicktime_local: bool = False) -> dict[str, Any]:
    """Return the values of Facts for a film. Raises what ``probe`` raises."""
    film = probe(path)
    tags = film.tags
    notes = read_notes(path) if "mp4" in (film.container or "") else Notes()
    position = _position(tags)
    captured, source = _captured(tags, notes, position, kit_offset, quicktime_local or film.wall_clock)
    pack = read_pack(path) if film.container == "mpegts" else Pack()
    if pack.moment is not None:
        captured = resolve(pack.moment, kit_offset=kit_offset)
    words = _words(tags)
    found = {
        "make": _tag(tags, "com.apple.quicktime.make", "com.android.manufacturer", "make") or pack.make,
        "model": _tag(tags, "com.apple.quicktime.model", "com.android.model", "model") or pack.model,
        "width": film.width, "height": film.height, "duration": film.duration, "frame_rate": film.frame_rate,
        "video_codec": film.video_codec, "audio_codec": film.audio_codec,
        "captured_local": captured.local, "offset": captured.offset, "offset_source": captured.source,
        "captured_utc": captured.utc, **position, **words,
        "content_id": _tag(tags, "com.apple.quicktime.content.identifier"),
    }
    said = {name: value for name, value in {**found, **asdict(words["draft"])}.items() if value and name not in DERIVED}
    sources = {**dict.fromkeys(said, "container"), **({"captured_local": source} if captured.local else {})}
    return _with_notes({**found, "sources": sources}, notes)


def _with_notes(found: dict[str, Any], notes: Notes) -> dict[str, Any]:
    """The makers' boxes and the packet fill what the container leaves open; a place only as a whole."""
    packed = from_xmp(notes.xmp)
    packed.pop("orientation", None)
    words, of_words = describe(Said(xmp=notes.xmp))
    draft: Draft = words.pop("draft")
    said = {**packed, **{name: value for name, value in words.items() if value and name != "others"}, **notes.facts}
    sources = {**dict.fromkeys(said, "xmp"), **of_words, **notes.sources}
    taken = {name for name in said if not found.get(name)}
    if found.get("latitude") is not None:
        taken -= {"latitude", "longitude", "altitude"}
    mine = asdict(found["draft"])
    gains = {name: value for name, value in asdict(draft).items() if value and not mine[name]}
    return {**found, **{name: said[name] for name in taken}, "draft": replace(found["draft"], **gains),
            "sources": {**{name: sources[name] for name in (*taken, *gains)}, **found["sources"]}}


def _film(path: Path, answer: dict[str, Any]) -> Film:
    streams = answer.get("streams") or []
    pictures = [one for one in streams if one.get("codec_type") == "video" and one.get("width")
                and not (one.get("disposition") or {}).get("attached_pic")]
    if not pictures:
        raise BadMedia(str(path), "not-media", detail="no video stream")
    main = max(pictures, key=lambda one: ((one.get("disposition") or {}).get("default", 0), one["width"]))
    if main.get("codec_name") in (None, "unknown", "none"):
        raise BadMedia(str(path), "not-media", detail=f"codec {clean(str(main.get('codec_tag_string'))) or '?'}")
    sound: dict[str, Any] = next((one for one in streams if one.get("codec_type") == "audio"), {})
    if main["width"] * main["height"] > MAX_PIXELS:
        raise BadMedia(str(path), "too-large", detail=f"{main['width']} × {main['height']}")
    rotation = _rotation(main)
    width, height = _shown(main, rotation)
    container = answer.get("format") or {}
    return Film(
        width, height, _positive(container.get("duration")) or _positive(main.get("duration")), _rate(main),
        main["index"], main.get("codec_name"), sound.get("codec_name"), rotation, main.get("color_transfer") in HDR,
        main.get("color_transfer"), main.get("field_order") in INTERLACED,
        container.get("format_name"), container.get("format_name") == "avi",
        {name.lower(): str(value) for source in (main, container) for name, value in (source.get("tags") or {}).items()})


def _rotation(stream: dict[str, Any]) -> int:
    """Degrees clockwise, from the display matrix (whose sign is the other way) or the old tag."""
    for side in stream.get("side_data_list") or []:
        if "rotation" in side:
            return -int(side["rotation"]) % 360
    turned = str((stream.get("tags") or {}).get("rotate", "0"))
    return int(turned) % 360 if turned.lstrip("-").isdigit() else 0


def _shown(stream: dict[str, Any], rotation: int) -> tuple[int, int]:
    width, height = stream["width"], stream["height"]
    across, _, down = str(stream.get("sample_aspect_ratio", "1:1")).partition(":")
    if across.isdigit() and down.isdigit() and int(across) and int(down) and across != down:
        width = max(1, round(width * int(across) / int(down)))
    return (height, width) if rotation % 180 == 90 else (width, height)


def _rate(stream: dict[str, Any]) -> float | None:
    for name in ("avg_frame_rate", "r_frame_rate"):
        top, _, bottom = str(stream.get(name, "0/0")).partition("/")
        if top.isdigit() and bottom.isdigit() and int(bottom) and int(top):
            rate = int(top) / int(bottom)
            return round(rate, 6) if rate < MAX_RATE else None
    return None


def _positive(text: Any) -> float | None:
    try:
        value = float(text)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) and value > 0 else None


def _tag(tags: dict[str, str], *names: str) -> str | None:
    return next((text for name in names if (text := clean(tags.get(name, "")))), None)


def _position(tags: dict[str, str]) -> dict[str, Any]:
    """ISO 6709, "+39.9163+116.3972+044.0/"."""
    text = _tag(tags, "com.apple.quicktime.location.iso6709", "location", "location-eng", "com.apple.quicktime.location")
    match = ISO6709.match(text or "")
    if match is None or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
        return {}
    found = {"latitude": float(match[1]), "longitude": float(match[2])}
    return {**found, "altitude": float(match[3])} if match[3] else found


def _captured(tags: dict[str, str], notes: Notes, position: dict[str, Any], kit_offset: str | None,
              local: bool) -> tuple[Captured, str]:
    """What the camera wrote with its offset, else what its own box has, else the format's UTC; and where that is from."""
    told = position or notes.facts
    where = (told["latitude"], told["longitude"]) if "latitude" in told and "longitude" in told else None
    written = parse_wall(_tag(tags, "com.apple.quicktime.creationdate", "date_time_original", "date"))
    if written is not None and written.offset is not None and not written.day_only:
        return resolve(written), "container"
    if notes.taken is not None:
        return resolve(notes.taken, position=where, kit_offset=kit_offset), notes.sources["captured_local"]
    moment = _clock(parse_wall(_tag(tags, "creation_time")))
    if moment is not None and local:
        return resolve(Wall(moment.when, moment.fraction), position=where, kit_offset=kit_offset), "container"
    if moment is not None:
        return resolve_utc(moment, position=where, kit_offset=kit_offset), "container"
    return resolve(written, position=where), "container"


def _clock(moment: Wall | None) -> Wall | None:
    """Cut what ffprobe adds: six digits of fraction that the format does not have. An unset clock is no time."""
    if moment is None or moment.when.strftime("%Y-%m-%d") in EPOCHS:
        return None
    return Wall(moment.when, moment.fraction.rstrip("0"))


def _words(tags: dict[str, str]) -> dict[str, Any]:
    title = _tag(tags, "title", "com.apple.quicktime.title")
    description = _tag(tags, "description", "com.apple.quicktime.description")
    comment = _tag(tags, "comment", "com.apple.quicktime.comment")
    artist = _tag(tags, "artist", "com.apple.quicktime.artist", "com.apple.quicktime.author", "author")
    keywords = _tag(tags, "keywords", "com.apple.quicktime.keywords") or ""
    words = tuple(dict.fromkeys(one.strip() for one in re.split(r"[,;，；、]", keywords) if one.strip()))
    return {"description": description, "artist": artist,
            "copyright": _tag(tags, "copyright", "com.apple.quicktime.copyright"), "subject": words,
            "draft": Draft(title=title, caption=description or comment, keywords=words, credit=artist)}

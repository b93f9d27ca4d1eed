"""What a file says of itself, in quiet groups: time, camera, exposure, place, file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from index.catalogue.queries import AssetView
from server.clocks.words import error as clock_error
from server.web.i18n import length, many, size, when

SOURCES: Final[dict[str, Any]] = {
    "file": _l("The camera wrote the zone"), "gps": _l("From the satellite position"),
    "kit": _l("From the camera kit's clock"),
    "default": _l("Taken as China's time; the file says nothing"),
}


@dataclass(frozen=True, slots=True)
class FactGroup:
    """A heading with names and values."""

    title: str
    rows: tuple[tuple[str, str], ...]


def groups(view: AssetView, *, with_place: bool) -> list[FactGroup]:
    """Return the groups that hold something. ``with_place`` gives coordinates: for those who own the asset."""
    facts = view.facts
    found = [
        (_("Time"), _time(view)),
        (_("Camera"), [(_("Body"), _body(facts)), (_("Lens"), facts.get("lens")),
                       (_("Serial number"), facts.get("body_serial")), (_("Kit"), view.kit)]),
        (_("Exposure"), [(_("Exposure settings"), exposure(facts))]),
        (_("Position"), [(_("Coordinates"), coordinates(facts)), (_("Altitude"), _unit(facts.get("altitude"), "m"))]
         if with_place else []),
        (_("File"), _file(view)),
    ]
    return [FactGroup(title, rows) for title, given in found
            if (rows := tuple((name, str(value)) for name, value in given if value))]


def exposure(facts: Mapping[str, Any]) -> str:
    """Return f/2.8 · 1/250 s · ISO 400 · 50 mm, as far as it is known."""
    parts = [f"f/{facts['f_number']:g}" if facts.get("f_number") else "",
             _seconds(facts.get("exposure_time")),
             f"ISO {facts['iso']:g}" if facts.get("iso") else "", _unit(facts.get("focal_length"), "mm")]
    return " · ".join(part for part in parts if part)


def coordinates(facts: Mapping[str, Any]) -> str:
    """Return degrees with the hemisphere's letter."""
    latitude, longitude = facts.get("latitude"), facts.get("longitude")
    if latitude is None or longitude is None:
        return ""
    return f"{abs(latitude):.5f}° {'N' if latitude >= 0 else 'S'}, {abs(longitude):.5f}° {'E' if longitude >= 0 else 'W'}"


def _time(view: AssetView) -> list[tuple[str, Any]]:
    offset = view.facts.get("offset")
    taken = f"{when(view.captured_local)} {'UTC' + offset if offset else ''}".strip() if view.captured_local else None
    source = SOURCES.get(str(view.facts.get("offset_source"))) if taken else None
    wrote = when(datetime.fromisoformat(view.facts["captured_local"])) if view.clock_shift else None
    return [(_("Taken"), taken), (_("The camera wrote"), wrote), (_("Put right"), _put_right(view.clock_shift)),
            (_("Time zone"), source), (_("Arrived"), when(view.created_at))]


def _put_right(shift: int | None) -> str:
    return clock_error(-shift) if shift else ""


def _file(view: AssetView) -> list[tuple[str, Any]]:
    facts, first = view.facts, view.originals[0]
    pixels = f"{many(view.width)} × {many(view.height)}" if view.width and view.height else None
    codecs = " / ".join(one for one in (facts.get("video_codec"), facts.get("audio_codec")) if one)
    rate = facts.get("frame_rate")
    return [(_("Name"), first.name), (_("Size"), size(first.bytes)), (_("Pixels"), pixels), (_("Type"), first.media_type),
            (_("Length"), length(view.duration) if view.duration else None),
            (_("Frames a second"), f"{rate:.4g}" if rate else None), (_("Codecs"), codecs),
            ("SHA-256", first.sha256[:16] + "…")]


def _body(facts: Mapping[str, Any]) -> str:
    make, model = facts.get("make") or "", facts.get("model") or ""
    return str(model) if make and model.casefold().startswith(make.split()[0].casefold()) else f"{make} {model}".strip()


def _seconds(value: float | None) -> str:
    if not value:
        return ""
    return f"{value:g} s" if value >= 0.4 else f"1/{round(1 / value)} s"


def _unit(value: float | None, unit: str) -> str:
    return f"{value:.4g} {unit}" if value is not None else ""

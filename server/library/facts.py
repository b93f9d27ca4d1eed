"""What a file says of itself, in quiet groups, each value with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from index.catalogue.assets import Kind
from index.catalogue.queries import AssetView
from server.clocks.words import error as clock_error
from server.library import provenance
from server.library.provenance import contradictions
from server.web.i18n import joined, length, many, size, when

MM: Final = 25.4 / 72
"""Millimetres in a point."""
EXPOSURE: Final = ("f_number", "exposure_time", "iso", "focal_length")
ZONES: Final[dict[str, Any]] = {
    "file": _l("The camera wrote the zone"), "gps": _l("From the satellite position"),
    "kit": _l("From the camera kit's clock"),
    "default": _l("Taken as China's time; the file says nothing"),
}


@dataclass(frozen=True, slots=True)
class FactRow:
    """A name and its value. ``sources`` says where it comes from (provenance.py), ``others`` what other sources say."""

    name: str
    value: str
    sources: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        return provenance.tag(self.sources)

    @property
    def why(self) -> str:
        return provenance.why(self.sources)


@dataclass(frozen=True, slots=True)
class FactGroup:
    """A heading with its rows."""

    title: str
    rows: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of one asset with where each comes from."""

    facts: Mapping[str, Any]
    sources: Mapping[str, str]
    others: Mapping[str, Mapping[str, str]]

    def row(self, name: str, value: Any, *facts: str) -> FactRow | None:
        """Return a row for a value that is made of these facts; None where there is nothing to show."""
        if not value:
            return None
        others = tuple(one for fact in facts for one in contradictions(self.others, fact))
        return FactRow(name, str(value), provenance.names(self.sources, *facts), others)

    def plain(self, name: str, fact: str) -> FactRow | None:
        """Return a row for a fact that is shown as it is."""
        return self.row(name, self.facts.get(fact), fact)


Rows = list[FactRow | None]


def groups(view: AssetView, *, with_place: bool, with_words: bool) -> list[FactGroup]:
    """Return the groups that hold something.

    ``with_place`` gives coordinates, for those who have the file; ``with_words`` what it says in words, for those whose
    asset it is: others may read only what is published.
    """
    told = Told(view.facts, view.facts.get("sources") or {}, view.facts.get("others") or {})
    found = [(_("Time"), _time(view, told)), (_("Camera"), _camera(view, told)),
             (_("Pages"), _pages(view)),
             (_("Exposure"), [told.row(_("Exposure settings"), exposure(view.facts), *EXPOSURE)]),
             (_("Position"), _position(told) if with_place else []),
             (_("What the file says"), _words(told) if with_words else []),
             (_("Rights"), [told.plain(_("Copyright"), "copyright"), told.plain(_("Credit line"), "credit_line"),
                            told.plain(_("Terms of use"), "usage_terms")]),
             (_("File"), _file(view, told))]
    return [FactGroup(title, rows) for title, given in found if (rows := tuple(row for row in given if row is not None))]


def sources_of(found: Sequence[FactGroup]) -> list[tuple[str, str]]:
    """Return (name, sentence) of each source that these groups name, for whoever asks what the tags mean."""
    named = dict.fromkeys(one for group in found for row in group.rows for one in row.sources)
    return [(provenance.tag((one,)), provenance.why((one,))) for one in named]


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


def _time(view: AssetView, told: Told) -> Rows:
    offset, of_offset = view.facts.get("offset"), str(view.facts.get("offset_source"))
    taken = f"{when(view.captured_local)} {'UTC' + offset if offset else ''}".strip() if view.captured_local else None
    zone = FactRow(_("Time zone"), str(ZONES[of_offset]), ("exif",) if of_offset == "file" else (of_offset,)) \
        if taken and of_offset in ZONES else None
    wrote = when(datetime.fromisoformat(view.facts["captured_local"])) if view.clock_shift else None
    right = FactRow(_("Put right"), clock_error(-view.clock_shift), ("clock",)) if view.clock_shift else None
    return [told.row(_("Taken"), taken, "captured_local"), told.row(_("The camera wrote"), wrote, "captured_local"), right,
            zone, told.row(_("Arrived"), when(view.created_at))]


def _camera(view: AssetView, told: Told) -> Rows:
    return [told.row(_("Body"), _body(view.facts), "model", "make"), told.plain(_("Serial number"), "body_serial"),
            told.plain(_("Lens"), "lens"), told.plain(_("Lens serial number"), "lens_serial"),
            FactRow(_("Kit"), view.kit, ("kit",)) if view.kit else None]


def _position(told: Told) -> Rows:
    return [told.row(_("Coordinates"), coordinates(told.facts), "latitude", "longitude"),
            told.row(_("Altitude"), _unit(told.facts.get("altitude"), "m"), "altitude")]


def _words(told: Told) -> Rows:
    """What the file itself says in words: the first draft of the description came from here."""
    draft = told.facts.get("draft") or {}
    several = {name: joined(draft.get(name) or []) for name in ("keywords", "people")}
    return [told.row(_("Rating"), _rating(told.facts.get("rating")), "rating"), told.plain(_("Colour label"), "label"),
            told.row(_("Title"), draft.get("title"), "title"), told.row(_("Caption"), draft.get("caption"), "caption"),
            told.row(_("Keywords"), several["keywords"], "keywords"),
            told.row(_("People shown"), several["people"], "people"), told.row(_("Place"), draft.get("place"), "place"),
            told.row(_("Photographer"), draft.get("credit"), "credit"), told.plain(_("Comment"), "user_comment")]


def _file(view: AssetView, told: Told) -> Rows:
    facts, first = view.facts, view.originals[0]
    drawn = view.kind == Kind.POSTER  # its pixels are ours
    pixels = f"{many(view.width)} × {many(view.height)}" if view.width and view.height and not drawn else None
    codecs = " / ".join(one for one in (facts.get("video_codec"), facts.get("audio_codec")) if one)
    rate = facts.get("frame_rate")
    return [told.row(_("Name"), first.name), told.row(_("Size"), size(first.bytes)), told.row(_("Pixels"), pixels, "width"),
            told.row(_("Type"), first.media_type),
            told.row(_("Length"), length(view.duration) if view.duration else None, "duration"),
            told.row(_("Frames a second"), f"{rate:.4g}" if rate else None, "frame_rate"),
            told.row(_("Codecs"), codecs, "video_codec", "audio_codec"), told.row("SHA-256", first.sha256[:16] + "…")]


def _pages(view: AssetView) -> Rows:
    """How many a poster has, and how large they are on paper."""
    pages = view.facts.get("pages") or []
    papers = dict.fromkeys(f"{page['width'] * MM:.0f} × {page['height'] * MM:.0f} mm" for page in pages)
    return [FactRow(_("Number of pages"), str(len(pages))), FactRow(_("Paper"), joined(list(papers)))] if pages else []


def _rating(said: int | None) -> str:
    """Stars; what XMP calls minus one."""
    if said is None:
        return ""
    return str(_("Rejected")) if said < 0 else "★" * said


def _body(facts: Mapping[str, Any]) -> str:
    make, model = facts.get("make") or "", facts.get("model") or ""
    return str(model) if make and model.casefold().startswith(make.split()[0].casefold()) else f"{make} {model}".strip()


def _seconds(value: float | None) -> str:
    if not value:
        return ""
    return f"{value:g} s" if value >= 0.4 else f"1/{round(1 / value)} s"


def _unit(value: float | None, unit: str) -> str:
    return f"{value:.4g} {unit}" if value is not None else ""

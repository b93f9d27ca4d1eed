"""What a file says of itself: one frozen record with exactly the keys of the command contract, and a first draft."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from index.errors import BadMedia
from ingest.steps.capture_time import again
from ingest.steps.draft import Draft
from ingest.steps.pages import Page
from ingest.steps.sniff import Sniffed


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts come from the file or are None. Units: seconds, millimetres, degrees WGS 84 (signed), metres, pixels.

    ``width`` and ``height`` are as shown, after orientation. ``captured_local`` is the wall time that the camera
    wrote, with its fraction as written; ``offset_source`` is file, gps, kit or default; ``captured_utc`` ends in Z.
    Beside the contract's keys: ``rating`` (1 to 5, -1 for rejected) and ``label`` are XMP's; ``content_id`` is what the two
    files of a Live Photo share, ``incomplete`` that a JPEG has no end; ``sources`` says where each value comes from (exif,
    xmp, iptc, makernote, container, xavc, file), draft fields by their own names; ``others`` what another source says in its
    place; ``pages`` are a poster's, whose ``width`` and ``height`` are those of its first page as it is drawn large.
    """

    make: str | None = None
    model: str | None = None
    lens: str | None = None
    body_serial: str | None = None
    captured_local: str | None = None
    offset: str | None = None
    offset_source: str | None = None
    captured_utc: str | None = None
    orientation: int | None = None
    width: int | None = None
    height: int | None = None
    iso: float | None = None
    f_number: float | None = None
    exposure_time: float | None = None
    focal_length: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    duration: float | None = None
    frame_rate: float | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    description: str | None = None
    user_comment: str | None = None
    artist: str | None = None
    copyright: str | None = None
    subject: tuple[str, ...] = ()
    lens_serial: str | None = None
    credit_line: str | None = None
    usage_terms: str | None = None
    draft: Draft = field(default_factory=Draft)
    rating: int | None = None
    label: str | None = None
    content_id: str | None = None
    incomplete: bool = False
    pages: tuple[Page, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)
    others: dict[str, dict[str, str]] = field(default_factory=dict)

    def contract(self) -> dict[str, Any]:
        """Return exactly the keys that ``vitrine show --json`` promises under "facts"."""
        data = asdict(self)
        return {key: list(data[key]) if key == "subject" else data[key] for key in KEYS}

    def to_json(self) -> dict[str, Any]:
        """Return the contract's keys, and those of BESIDE, ready for json.dumps."""
        draft = asdict(self.draft)
        return {**self.contract(), "draft": {**draft, "keywords": list(self.draft.keywords),
                                             "people": list(self.draft.people)},
                "rating": self.rating, "label": self.label, "content_id": self.content_id, "incomplete": self.incomplete,
                "pages": [asdict(one) for one in self.pages], "sources": dict(self.sources), "others": dict(self.others)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Facts:
        """Rebuild from ``to_json``; unknown keys are ignored, so that rows of a later version can be read."""
        draft = data.get("draft") or {}
        rebuilt: dict[str, Any] = {name: draft.get(name) for name in ("title", "caption", "place", "credit")}
        known: dict[str, Any] = {key: data.get(key) for key in KEYS}
        known["subject"] = tuple(data.get("subject") or ())
        known |= {name: data.get(name) for name in ("rating", "label", "content_id")}
        known["incomplete"] = bool(data.get("incomplete"))
        known["pages"] = tuple(Page(**one) for one in data.get("pages") or ())
        known["others"] = dict(data.get("others") or {})
        return cls(**known, sources=dict(data.get("sources") or {}), draft=Draft(keywords=tuple(draft.get("keywords") or ()),
                                        people=tuple(draft.get("people") or ()), **rebuilt))


BESIDE: Final = frozenset({"draft", "rating", "label", "content_id", "incomplete", "pages", "sources", "others"})
KEYS: Final = tuple(one.name for one in fields(Facts) if one.name not in BESIDE)


def read_facts(path: Path, sniffed: Sniffed, *, kit_offset: str | None = None, quicktime_local: bool = False) -> Facts:
    """Return what the photo, video or poster at ``path`` says of itself.

    ``kit_offset`` ("+08:00") is used where the file has none; ``quicktime_local`` says that this kit's films hold wall
    time where the format asks for UTC. Raises BadMedia: not-media, damaged, too-large, time-limit, and of posters
    pdf-password, pdf-empty, pdf-pages, pdf-shape.
    """
    values: dict[str, Any]
    if sniffed.kind == "photo":
        from ingest.steps.photo import read_photo

        values = read_photo(path, sniffed.media_type, kit_offset=kit_offset)
    elif sniffed.kind == "video":
        from ingest.steps.video import read_video

        values = read_video(path, kit_offset=kit_offset, quicktime_local=quicktime_local)
    elif sniffed.kind == "poster":
        from ingest.steps.poster import read_poster

        values = read_poster(path)
    else:
        raise BadMedia(str(path), "not-media", detail=sniffed.media_type or "?")
    return Facts(**values)


def on_clock(facts: Facts, kit_offset: str | None) -> Facts:
    """Return a photo's facts as a kit of this offset ("+08:00") gives them; nothing is read again.

    What the file or GPS said of the offset stands.
    """
    if facts.captured_local is None or facts.offset_source in ("file", "gps"):
        return facts
    captured = again(facts.captured_local, kit_offset=kit_offset)
    return replace(facts, captured_local=captured.local, offset=captured.offset, offset_source=captured.source,
                   captured_utc=captured.utc)

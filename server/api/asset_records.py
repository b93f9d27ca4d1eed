"""What the API gives of assets."""

from __future__ import annotations

from dataclasses import dataclass, fields, make_dataclass
from datetime import datetime
from typing import Any, get_type_hints

from index.catalogue.assets import Kind, Outcome
from index.catalogue.lifecycle import State
from index.catalogue.queries import AssetView
from ingest.steps.facts import KEYS, Facts
from server.library.record import told


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The bytes as they came, under the name that they had."""

    sha256: str
    name: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class RenditionRecord:
    """A derived size; fetch it from /renditions/{sha256}."""

    sha256: str
    width: int
    height: int
    bytes: int


FileFacts = make_dataclass("FileFacts", [(one.name, get_type_hints(Facts)[one.name]) for one in fields(Facts)
                                         if one.name in KEYS], frozen=True)
FileFacts.__doc__ = """What the file says of itself, null where it says nothing. Seconds, millimetres, degrees WGS 84, metres,
pixels as shown; `captured_local` is the wall time that the camera wrote."""


@dataclass(frozen=True, slots=True)
class AssetRecord:
    """One photo, film or poster. ``status`` has its state on each channel that it was aimed at; ``captured_local`` is the
    wall time, put right by ``clock_error_s`` where the camera's clock was wrong.
    """

    id: str
    kind: Kind
    sha256: str
    status: dict[str, State]
    version: int
    title: str
    caption: str
    keywords: tuple[str, ...]
    people: tuple[str, ...]
    nobody: bool
    place: str
    credit: str
    department: str | None
    event: str | None
    kit: str | None
    licence: str | None
    embargo_until: datetime | None
    expires_at: datetime | None
    owner: str | None
    rating: int | None
    flag: str | None
    colour: str | None
    originals: tuple[FileRecord, ...]
    renditions: dict[str, RenditionRecord]
    captured_local: str | None
    clock_photo: bool
    clock_error_s: int | None
    facts: FileFacts  # type: ignore[valid-type]  # made of the keys that the file's facts have


@dataclass(frozen=True, slots=True)
class Reference:
    """An asset that was found. ``near``: not every word was found in it."""

    asset: str
    sha256: str
    name: str
    title: str
    score: float
    near: bool


@dataclass(frozen=True, slots=True)
class SearchNote:
    """What was odd about the query, and what was done instead; ``part`` is the piece of it that is meant."""

    part: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what a search found."""

    total: int
    items: tuple[Reference, ...]
    facets: dict[str, dict[str, int]]
    notes: tuple[SearchNote, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Described:
    """What an edit came to: the version of the words now, and the channels whose approval it voided."""

    asset: str
    version: int
    voided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file. ``asset`` is null where the same bytes are here and are not this person's to see."""

    outcome: Outcome
    asset: str | None
    sha256: str | None
    batch: str
    href: str | None


def record(view: AssetView) -> AssetRecord:
    """Return an asset as the command line tells it."""
    held: dict[str, Any] = told(view)
    return AssetRecord(**held | {
        "originals": tuple(FileRecord(**one) for one in held["originals"]),
        "renditions": {name: RenditionRecord(**one) for name, one in held["renditions"].items()},
        "facts": FileFacts(**held["facts"])})

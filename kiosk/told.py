"""One item as a manifest tells it: what is played, its words, for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from index.catalogue.assets import Kind
from index.catalogue.boards import Layout
from kiosk.plan import Entry, File

Chunks = Callable[[File], "tuple[str, ...] | None"]
STORY: Final = "story"
"""What a player calls an item that is a text with pictures."""
CHARACTERS_S: Final = 6
LOOK_S: Final = 4
"""For so long people look at a picture before they read what stands beside it."""
MOST_CHARACTERS: Final = 480
"""Nobody stands before a screen for longer than the minute and a half that these take; the rest is read elsewhere."""
LEAST_PAGE_S: Final = 8
MOST_PAGE_S: Final = 40
"""How long a poster's page is shown, however little or much stands on it."""
GROUND: Final = "#1c1b19"
"""The colour under what has none of its own."""
ENDS: Final = "。！？!?\n"


def key(entry: Entry) -> str:
    """Return the name of an item: one asset or story on one board."""
    return f"{entry.board.id}-{entry.ref}"


def item(entry: Entry, chunks: Chunks) -> dict[str, Any]:
    """Return an item of a manifest. Times are ISO 8601 UTC, lengths milliseconds, sizes bytes and pixels."""
    begins = max((one for one in (entry.embargo_until, entry.begins) if one is not None), default=None)
    return {
        "key": key(entry), "kind": STORY if entry.is_story else entry.kind,
        **(_story(entry, chunks) if entry.is_story else _asset(entry, chunks)),
        "color": entry.color or GROUND, "title": entry.title, "caption": entry.caption, "credit": entry.credit,
        "department": entry.department, "date": entry.captured.date().isoformat() if entry.captured else None,
        "alt": entry.caption or entry.title, "from": iso_or_none(begins), "until": iso_or_none(entry.ends),
        "sound": False, "board": entry.board.name, "layout": entry.board.layout, "evergreen": entry.evergreen,
    }


def is_ready(entry: Entry, chunks: Chunks) -> bool:
    """Say whether all that an item cannot be shown without is there. A story is shown without a picture that is not."""
    return entry.is_story or all(file_of(one, chunks) is not None for one in (entry.file, *(one.file for one in entry.pages)))


def hashes(entry: Entry) -> list[str]:
    """Return the names of all that a screen holds of an item: of its files, and of a story's words."""
    return [*([entry.words] if entry.words else []), *(file.sha256 for file in entry.files)]


def file_of(file: File | None, chunks: Chunks) -> dict[str, Any] | None:
    """Return a file as a player fetches it and proves it whole; None where it is not to be had."""
    found = chunks(file) if file else None
    if file is None or found is None:
        return None
    return {"sha256": file.sha256, "bytes": file.bytes, "media_type": file.media_type, "chunks": list(found)}


def iso(moment: datetime) -> str:
    """Return an aware moment as ISO 8601 in UTC with milliseconds, as JavaScript reads it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso_or_none(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def _asset(entry: Entry, chunks: Chunks) -> dict[str, Any]:
    file = entry.file
    assert file is not None  # else it is not playable
    told = {"asset": str(entry.ref), **(file_of(file, chunks) or {}), "width": file.width, "height": file.height,
            **_large(entry.large, chunks), "poster": file_of(entry.poster, chunks)}
    if entry.kind == Kind.POSTER:
        pages = [{**(file_of(one.file, chunks) or {}), "width": one.file.width, "height": one.file.height,
                  **_large(one.large, chunks), "ms": page_seconds(_seconds(entry), one.characters) * 1000}
                 for one in entry.pages]
        return {**told, "pages": pages, "duration_ms": sum(one["ms"] for one in pages)}
    seconds = entry.duration or 0.0 if entry.kind == Kind.VIDEO else _seconds(entry)
    return {**told, "duration_ms": round(seconds * 1000)}


def _large(file: File | None, chunks: Chunks) -> dict[str, Any]:
    """Return what a large panel plays instead, where there is such a thing: a player chooses by its own pixels."""
    told = file_of(file, chunks)
    return {"large": {**told, "width": file.width, "height": file.height}} if file and told else {}


def page_seconds(least: int, characters: int) -> int:
    """Return for how long a poster's page is shown: as its board has it, longer where there is more to read."""
    return max(least, LEAST_PAGE_S, min(round(characters / CHARACTERS_S), MOST_PAGE_S))


def _story(entry: Entry, chunks: Chunks) -> dict[str, Any]:
    """Return what a story is beside its words: it has no file of its own, and ``sha256`` names its text. First comes the
    headline, for as long as a picture, then the text at reading speed.
    """
    text = opening(entry.text)
    pictures = [{**told, "width": one.file.width, "height": one.file.height, **_large(one.large, chunks), "alt": one.alt}
                for one in entry.pictures if (told := file_of(one.file, chunks)) is not None]
    return {"asset": None, "sha256": entry.words, "bytes": 0, "media_type": "text/plain", "chunks": [], "poster": None,
            "head_ms": _seconds(entry) * 1000, "duration_ms": round((_seconds(entry) + len(text) / CHARACTERS_S) * 1000),
            "text": text, "more": len(text) < len(entry.text), "pictures": pictures}


def opening(text: str) -> str:
    """Return a text whole where it is short, else its beginning, to the last end of a sentence in its second half."""
    if len(text) <= MOST_CHARACTERS:
        return text
    cut = text[:MOST_CHARACTERS]
    end = max(cut.rfind(mark) for mark in ENDS) + 1
    return cut[:end].rstrip() if end > MOST_CHARACTERS // 2 else f"{cut[:-1]}…"


def _seconds(entry: Entry) -> int:
    """Return how long a picture stays: beside its whole caption, for as long as that takes to read."""
    usual = entry.seconds or entry.board.item_seconds
    return max(usual, LOOK_S + len(entry.caption) // CHARACTERS_S) if entry.board.layout == Layout.PANEL else usual

"""What an item of a manifest comes to in a film: a photo or film is one part, a poster or a story one for each page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from index.catalogue.assets import Kind
from ingest.looping import Part
from ingest.steps import plates
from ingest.steps.plates import Words
from kiosk.told import STORY
from server.home import Home

CREDITED: Final = {"photo": "摄影", "video": "摄像", "poster": "设计", "story": "文"}
USUAL: Final = 1920
PAGE: Final = 40
"""So many characters stand below a story's title at once."""
SENTENCE: Final = re.compile(r"[^。！？；\n]*[。！？；\n]?")


def parts_of(home: Home, item: dict[str, Any], size: tuple[int, int], accent: str, folder: Path) -> list[Part]:
    """Return the parts of an item; what has to be drawn for them lies in ``folder``."""
    if "parts" in item:
        return [part for one in item["parts"] for part in parts_of(home, one, size, accent, folder)]
    if item["kind"] == Kind.POSTER:  # whole, with no words over it
        return [_still(home, _fitting(page, size), page["ms"], words(item), uncovered=True) for page in item["pages"]]
    if item["kind"] == STORY:
        return _story(home, item, size, accent, folder)
    if item["kind"] != Kind.VIDEO:
        return [_still(home, _fitting(item, size), item["duration_ms"], words(item))]
    path, poster = home.store.path("renditions", item["sha256"]), item["poster"]
    ground = (home.store.path("renditions", poster["sha256"]), poster["media_type"]) if poster else None
    seconds = item["duration_ms"] / 1000
    return [Part(path, item["media_type"], True, item["width"], item["height"], seconds, words(item), ground)]


def names_of(item: dict[str, Any]) -> list[str]:
    """Return the ids of what an item shows."""
    return [name for one in item["parts"] for name in names_of(one)] if "parts" in item else [item["key"].rpartition("-")[2]]


def hashes_of(item: dict[str, Any]) -> list[str]:
    """Return the names of all that a film holds of an item: a film with any of them is not to be had once it is gone."""
    more = [one["sha256"] for one in (*item.get("pages", ()), *item.get("pictures", ()))]
    return [item["sha256"], *more, *(sha for one in item.get("parts", ()) for sha in hashes_of(one))]


def words(item: dict[str, Any]) -> Words:
    """Return the words of an item as the player sets them."""
    credit = f"{CREDITED.get(item['kind'], '')} {item['credit']}".strip() if item["credit"] else ""
    year, month, day = (item["date"] or "--").split("-")
    date = f"{year}年{int(month)}月{int(day)}日" if year else ""
    return Words(item["title"] or "", item["caption"] or "", tuple(one for one in (item["department"], credit, date) if one))


def paged(text: str) -> list[str]:
    """Return a text in pages of whole sentences where they fit, else cut where a page is full."""
    found = [""]
    for sentence in (one.strip() for one in SENTENCE.findall(text)):
        for piece in (sentence[start:start + PAGE] for start in range(0, len(sentence), PAGE)):
            if len(found[-1]) + len(piece) > PAGE:
                found.append("")
            found[-1] += piece
    return [one for one in found if one]


def _story(home: Home, item: dict[str, Any], size: tuple[int, int], accent: str, folder: Path) -> list[Part]:
    """The headline, then the text in pages below it, over its pictures in turn, or the campus's ground where it has none."""
    pages, head = paged(item["text"]), words(item)
    each = (item["duration_ms"] - item["head_ms"]) / max(1, sum(map(len, pages)))
    shares = [item["head_ms"], *(each * len(page) for page in pages)]
    lines = [head, *(Words(item["title"], page, (f"{number} / {len(pages)}",)) for number, page in enumerate(pages, 1))]
    pictures = item["pictures"]
    if pictures:
        return [_still(home, _fitting(pictures[max(0, number - 1) % len(pictures)], size), ms, line)
                for number, (ms, line) in enumerate(zip(shares, lines, strict=True))]
    ground = plates.ground(size, accent, folder / "ground.png")
    return [Part(ground, "image/png", False, *size, ms / 1000, line, None) for ms, line in zip(shares, lines, strict=True)]


def _fitting(file: dict[str, Any], size: tuple[int, int]) -> dict[str, Any]:
    """Return of a picture what a panel of this size plays (``kiosk/player/sharp.js``)."""
    return {**file, **file.get("large", {})} if max(size) > USUAL else file


def _still(home: Home, file: dict[str, Any], ms: float, said: Words, *, uncovered: bool = False) -> Part:
    path, kind = home.store.path("renditions", file["sha256"]), file["media_type"]
    return Part(path, kind, False, file["width"], file["height"], ms / 1000, said, (path, kind), uncovered)

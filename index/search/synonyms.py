"""Words that the office counts as one: 食堂 = 餐厅. Kept in the catalogue, with a copy beside the index to search by."""

from __future__ import annotations

import json
import os
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Final

from index.search import analysis, durably
from index.search.generations import Generation
from index.search.index_home import IndexHome

FILE: Final = "SYNONYMS"
MOST: Final = 16
"""Ways to say one thing that are looked for."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words in canonical form."""

    groups: tuple[tuple[str, ...], ...] = ()

    def alternatives(self, needle: str) -> list[str]:
        """Return the canonical phrases that say the same as ``needle``; a word of Chinese may be a part of it."""
        found: dict[str, None] = {}
        for group in self.groups:
            for word in group:
                if word == needle or (word in needle and analysis.is_cjk(word)):
                    found |= {needle.replace(word, other): None for other in group if other != word}
        return list(found)[:MOST]


NONE: Final = Synonyms()


def version(generation: Generation) -> Hashable:
    """Return what differs after each change of the words that searches in this generation go by."""
    try:
        found = os.stat(f"{generation.home.path}/index/{FILE}")  # noqa: PTH116  before each search: a Path costs as much again
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def load(home: IndexHome) -> Synonyms:
    """Return the copy in this home; none where there is none or it is damaged."""
    try:
        groups = json.loads((home.folder / FILE).read_bytes())
        return Synonyms(tuple(tuple(map(str, group)) for group in groups))
    except (FileNotFoundError, ValueError, TypeError):
        return NONE


def save(home: IndexHome, groups: Iterable[Iterable[str]]) -> None:
    """Put a copy of ``groups`` into this home, in canonical form; nothing is written where it is there already."""
    forms = [list(dict.fromkeys(filter(None, map(analysis.canonical, group)))) for group in groups]
    content = json.dumps([group for group in forms if len(group) > 1], ensure_ascii=False).encode()
    path = home.folder / FILE
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    durably.replace(path, content)

"""Words that the office counts as one: 食堂 = 餐厅.

Kept in the catalogue, with a copy beside the index to search by; where the catalogue's database tells all hosts of changes,
they read them there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Final

from index.catalogue import synonyms as kept
from index.db import reading
from index.search import analysis, durably, shared
from index.search.index_home import Generation, IndexHome

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
    if generation.home.catalogue is not None:
        return generation.stamp
    try:
        found = os.stat(f"{generation.home.path}/index/{FILE}")  # noqa: PTH116  before each search: a Path costs as much again
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def load(home: IndexHome) -> Synonyms:
    """Return the words to search by; none where the copy in this home is missing or damaged."""
    if home.catalogue is not None:
        with reading(home.catalogue) as session:
            return Synonyms(tuple(map(tuple, _forms(kept.groups(session)))))
    try:
        groups = json.loads((home.folder / FILE).read_bytes())
        return Synonyms(tuple(tuple(map(str, group)) for group in groups))
    except (FileNotFoundError, ValueError, TypeError):
        return NONE


def save(home: IndexHome, groups: Iterable[Iterable[str]]) -> None:
    """Let searches go by ``groups``, which the catalogue holds: put a copy into this home, or tell all hosts to read them.

    Nothing is written where the copy is there already.
    """
    if home.catalogue is not None:
        with shared.changing(home) as connection:
            shared.stamp(connection)
        return
    content = json.dumps(_forms(groups), ensure_ascii=False).encode()
    path = home.folder / FILE
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    durably.replace(path, content)


def _forms(groups: Iterable[Iterable[str]]) -> list[list[str]]:
    """Return the groups that have several words in canonical form."""
    forms = [list(dict.fromkeys(filter(None, map(analysis.canonical, group)))) for group in groups]
    return [group for group in forms if len(group) > 1]

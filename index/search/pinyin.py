"""What Chinese names sound like, so that ``yundonghui`` and ``ydh`` find 运动会."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from index.search import analysis

SYLLABLES: Final = 8
"""A sound is kept from each character on for this many syllables; nobody types more."""

_CHUNK: Final = 40


def sounds(form: str) -> set[str]:
    """Return the sounds of a canonical form: from each character on, in full and by initials.

    A lookup by prefix in these finds every part that begins at a character: 校运动会 gives ``yundonghui`` and ``ydh`` too.
    """
    found: set[str] = set()
    for run in analysis.runs(form):
        if analysis.is_cjk(run) and len(run) > 1:
            found |= _sounds(run[:_CHUNK])
    return found


@lru_cache(maxsize=1 << 14)
def _sounds(run: str) -> frozenset[str]:
    """The names of events, places and people come again and again."""
    from pypinyin.seg.mmseg import seg

    syllables = [syllable for word in seg.cut(run) for syllable in _spoken(word)]
    found: set[str] = set()
    for start in range(len(syllables) - 1):
        part = syllables[start:start + SYLLABLES]
        found.add("".join(part))
        found.add("".join(s[0] for s in part))
    if syllables:
        found.add(syllables[-1])
    return frozenset(found)


@lru_cache(maxsize=1 << 16)
def _spoken(word: str) -> tuple[str, ...]:
    """The words that pypinyin cuts a text into come again more often than texts do."""
    from pypinyin import lazy_pinyin

    return tuple(syllable for syllable in lazy_pinyin(word, errors="ignore") if syllable)


def is_sound(needle: str) -> bool:
    """Say whether a canonical phrase could be typed pinyin: two small letters or more, nothing else."""
    return len(needle) > 1 and needle.isascii() and needle.isalpha()

"""What Chinese names sound like, so that ``yundonghui`` and ``ydh`` find 运动会."""

from __future__ import annotations

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


def _sounds(run: str) -> set[str]:
    from pypinyin import lazy_pinyin

    syllables = [s for s in lazy_pinyin(run, errors="ignore") if s]
    found: set[str] = set()
    for start in range(len(syllables) - 1):
        part = syllables[start:start + SYLLABLES]
        found.add("".join(part))
        found.add("".join(s[0] for s in part))
    if syllables:
        found.add(syllables[-1])
    return found


def is_sound(needle: str) -> bool:
    """Say whether a canonical phrase could be typed pinyin: two small letters or more, nothing else."""
    return len(needle) > 1 and needle.isascii() and needle.isalpha()

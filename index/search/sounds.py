"""Names as people type their sound: ``ydh``, ``yundonghui`` or ``yundong`` for 校运动会, by every reading of a character.

The index knows sounds by phrase (pinyin.py), which is right for finding. Here thousands of names are compared while
somebody types, so sounds are put together from single characters, each looked up once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from index.search import analysis

_SECOND: Final = "\x1f"


@lru_cache(maxsize=1 << 15)
def readings(char: str) -> tuple[str, ...]:
    """Return the sounds of one character without tones, the commonest first; none for what is no Chinese character."""
    from pypinyin import Style, pinyin

    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


@lru_cache(maxsize=1 << 17)
def _spelled(form: str) -> tuple[str, str]:
    """Return, for a canonical form, two initials for each character, and its syllables by first and by second readings."""
    heads, first, second = [], [], []
    for char in form:
        known = readings(char) if analysis.is_cjk(char) else ()
        one = known[0] if known else "-"
        other = known[1] if len(known) > 1 else one
        heads.append(one[0] + next((sound[0] for sound in known[1:] if sound[0] != one[0]), one[0]))
        first.append(one)
        second.append(other)
    both = {" ".join(first): None, " ".join(second): None}
    return "".join(heads), _SECOND.join(both)


class Heard:
    """Tells which names sound like what was typed."""

    def __init__(self, typed: str) -> None:
        self._use = len(typed) > 1 and typed.isascii() and typed.isalpha()
        self._heads = re.compile("(?:..)*?" + "".join(f"(?:{c}.|.{c})" for c in typed)) if self._use else None
        self._full = re.compile(rf"(?:^|[ {_SECOND}])" + " ?".join(typed)) if self._use else None

    def fits(self, form: str) -> bool:
        """Say whether a canonical form, or a part of it that begins at a character, sounds so."""
        if self._heads is None or self._full is None or form.isascii():
            return False
        heads, full = _spelled(form)
        return self._heads.match(heads) is not None or self._full.search(full) is not None

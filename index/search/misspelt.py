"""What is one typing error away from a word: another letter, two swapped, one too many, one missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

ANY: Final = "[^ |\n]"
"""A pattern of any character that a word may have."""
SHORTEST: Final = 4
"""Letters below which one error leaves too little of a word."""


def is_correctable(needle: str) -> bool:
    """Say whether a canonical phrase is a word of letters, long enough. Numbers are never mistaken for their neighbours."""
    return len(needle) >= SHORTEST and needle.isascii() and needle.isalpha()


def one_error(needle: str) -> Iterator[str]:
    """Yield patterns for what is one character off."""
    for at in range(len(needle)):
        before, here, after = needle[:at], needle[at:at + 1], needle[at + 1:]
        yield re.escape(before) + ANY + re.escape(after)
        if after and after[0] != here:
            yield re.escape(before + after[0] + here + after[1:])
        if at:
            yield re.escape(before) + ANY + re.escape(here + after)
    for at in range(len(needle)):
        yield re.escape(needle[:at] + needle[at + 1:])

"""Finds in a text what the office's lists object to. Pure: a text and the lists in, findings out.

Spaces, punctuation and invisible characters inside an expression hide nothing, nor do full-width letters or capitals. A
fixed expression is missed by one slip: a character that is another, missing, too many or changed places; for an
expression of up to four characters only a character of the same sound counts, as 新时期 is no slip for 新时代.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from index.catalogue.wordings import WordingKind
from index.search.sounds import readings

SHORT: Final = 4
"""Fixed expressions up to this length are only missed by a character of the same sound."""
TITLE_REACH: Final = 16
"""A leader's title stands within this many characters before the name, or right after it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lists."""

    kind: str
    text: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An expression that must not stand: where, as it is written there, and what to write instead, if that is known.

    ``why`` is wrong, forbidden, fixed, name or title.
    """

    why: str
    start: int
    end: int
    found: str
    instead: str


def hits(text: str, entries: Sequence[Entry]) -> list[Hit]:
    """Return what is objected to in a text, in its order; of several at one place the longest."""
    plain, places = _plain(text)
    found = [_hit(text, places, *one) for entry in entries for one in _look(plain, entry)]
    found += [_hit(text, places, *one) for one in _titles(plain, entries)]
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda one: (one.start, one.start - one.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


Raw = tuple[str, int, int, str]
"""Why, start and end in the plain text, what to write instead."""


def _look(plain: str, entry: Entry) -> Iterator[Raw]:
    wanted = _letters(entry.text)
    if not wanted:
        return
    if entry.kind in {WordingKind.WRONG, WordingKind.FORBIDDEN}:
        right = _letters(entry.instead)
        for at in _all(plain, wanted):
            if not _inside_right(plain, at, wanted, right):
                yield str(entry.kind), at, at + len(wanted), entry.instead
    elif len(wanted) > 1 and any(piece in plain for _, piece in _thirds(wanted)):
        why = "fixed" if entry.kind == WordingKind.FIXED else "name"
        sounds_only = why == "name" or len(wanted) <= SHORT
        yield from ((why, at, end, entry.text) for at, end in _slips(plain, wanted, sounds_only=sounds_only))


def _inside_right(plain: str, at: int, wrong: str, right: str) -> bool:
    """Say whether what looks wrong here is a part of the right expression, as 新的 is of 全新的."""
    if wrong not in right:
        return False
    offset = right.index(wrong)
    return plain[max(0, at - offset):at - offset + len(right)] == right and at >= offset


def _slips(plain: str, wanted: str, *, sounds_only: bool) -> Iterator[tuple[int, int]]:
    """Find what is one slip away from an expression and is not the expression."""
    n = len(wanted)
    right = [(at, at + n) for at in _all(plain, wanted)]
    spans = {(at, at + n) for at in _near(plain, wanted, sounds_only=sounds_only)}
    if not sounds_only:
        spans |= set(_longer_and_shorter(plain, wanted))
    for at, end in sorted(spans):
        if not any(at < stop and start < end for start, stop in right):
            yield at, end


def _near(plain: str, wanted: str, *, sounds_only: bool) -> Iterator[int]:
    """Yield where one character is another, or two neighbours have changed places."""
    n = len(wanted)
    begins = {at - offset for offset, piece in _thirds(wanted) for at in _all(plain, piece)}
    for at in sorted(one for one in begins if 0 <= one <= len(plain) - n):
        piece = plain[at:at + n]
        differ = [i for i in range(n) if piece[i] != wanted[i]]
        if sounds_only:
            slip = len(differ) == 1 and _sound_alike(piece[differ[0]], wanted[differ[0]])
        else:
            slip = len(differ) == 1 or (len(differ) == 2 and differ[1] == differ[0] + 1
                                        and piece[differ[0]:differ[1] + 1] == wanted[differ[0]:differ[1] + 1][::-1])
        if slip:
            yield at


def _longer_and_shorter(plain: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Yield where a character of the middle is missing, or one too many stands between."""
    for cut in range(1, len(wanted) - 1):
        less = wanted[:cut] + wanted[cut + 1:]
        yield from ((at, at + len(less)) for at in _all(plain, less))
    for cut in range(1, len(wanted)):
        for at in _all(plain, wanted[:cut]):
            if plain[at + cut + 1:at + 1 + len(wanted)] == wanted[cut:]:
                yield at, at + len(wanted) + 1


def _titles(plain: str, entries: Sequence[Entry]) -> Iterator[Raw]:
    """Find a leader's name beside the title of another."""
    leaders = [(_letters(one.text), _letters(one.instead), one) for one in entries if one.kind == WordingKind.LEADER]
    titles = {title for _, title, _ in leaders if title}
    for name, title, entry in leaders:
        for at in _all(plain, name) if title else ():
            before = plain[max(0, at - TITLE_REACH):at]
            worn = max((one for one in titles if before.endswith(one)), key=len, default="")
            if worn and worn != title and not title.endswith(worn):
                yield "title", at - len(worn), at + len(name), f"{entry.instead}{entry.text}"


def _all(plain: str, wanted: str) -> Iterator[int]:
    at = plain.find(wanted)
    while at >= 0:
        yield at
        at = plain.find(wanted, at + 1)


def _sound_alike(one: str, other: str) -> bool:
    return bool(set(readings(one)) & set(readings(other)))


@lru_cache(maxsize=1 << 14)
def _letters(text: str) -> str:
    """Return what counts of an expression of the lists, which are the same for every text."""
    return _plain(text)[0]


@lru_cache(maxsize=1 << 14)
def _thirds(wanted: str) -> tuple[tuple[int, str], ...]:
    """Return an expression in up to three pieces, each with where it begins: one slip leaves at least one of them whole."""
    size = -(-len(wanted) // 3)
    return tuple((at, wanted[at:at + size]) for at in range(0, len(wanted), size))


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of a text, folded, and where each stood."""
    plain: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for one in unicodedata.normalize("NFKC", char).casefold():
            if one.isalnum():
                plain.append(one)
                places.append(at)
    return "".join(plain), places


def _hit(text: str, places: list[int], why: str, start: int, end: int, instead: str) -> Hit:
    first, last = places[start], places[end - 1] + 1
    return Hit(why, first, last, text[first:last], instead)

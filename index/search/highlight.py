"""Where in a text the words of a query stand, whatever their width, case, accents, script or sound.

Matching is over the canonical form (analysis.py), whose length is not the text's: each of its characters remembers the
piece of the text that it comes from, and what is found is mapped back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from index.search import analysis, pinyin, query
from index.search.nodes import All, Either, Match, Node, Word
from index.search.synonyms import NONE, Synonyms

Pieces = tuple[tuple[str, bool], ...]
_FIELDS: Final = {"person": "people", "keyword": "keywords", "place": "place", "event": "event"}
"""Fields of the query language, and the text in which their values are read."""
_SOUNDED: Final = frozenset({"title", "people", "place", "event"})
_TEXTS: Final = {"title": "title", "caption": "caption", "name": "names"}
_AROUND: Final = 16
"""Characters shown before and after what was found, in an excerpt."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One phrase to look for, in every text or in one ``field``."""

    needle: str
    quoted: bool
    field: str | None


@dataclass(frozen=True, slots=True)
class Lights:
    """The words of one query, to be found again in texts."""

    wanted: tuple[_Wanted, ...] = ()

    def marked(self, text: str, field: str) -> Pieces:
        """Cut ``text``, which stands in ``field`` (as in schema.TEXTS), into pieces, and say of each whether it was found."""
        lit = bytearray(len(text))
        for start, end in self._spans(text, field):
            lit[start:end] = b"\x01" * (end - start)
        cuts = [0, *(at for at in range(1, len(text)) if lit[at] != lit[at - 1]), len(text)]
        return tuple((text[a:b], bool(lit[a])) for a, b in pairwise(cuts) if a < b)

    def excerpt(self, text: str, field: str) -> Pieces:
        """Return the surroundings of the first thing found in ``text``; nothing where nothing is."""
        first = next((start for start, _ in sorted(self._spans(text, field))), None)
        if first is None:
            return ()
        begin, end = max(0, first - _AROUND), first + 2 * _AROUND
        shown = self.marked(text[begin:end], field)
        return ((("…", False),) if begin else ()) + shown + ((("…", False),) if end < len(text) else ())

    def _spans(self, text: str, field: str) -> Iterator[tuple[int, int]]:
        if not text:
            return
        form, starts, ends = _mapped(text)
        for one in self.wanted:
            if one.field is None or one.field == field:
                for begin, end in _found(form, one, sounded=field in _SOUNDED):
                    yield starts[begin], ends[end - 1]


def lights(text: str, *, now: datetime, zone: ZoneInfo = query.CAMPUS, synonyms: Synonyms = NONE) -> Lights:
    """Return what to highlight for a query text: its words, and values of fields that are read in a text. Never raises."""
    return Lights(tuple(dict.fromkeys(_wanted(query.parse(text, now=now, zone=zone).root, synonyms))))


def _wanted(node: Node, synonyms: Synonyms) -> Iterator[_Wanted]:
    match node:
        case Word():
            field = _TEXTS[node.field] if node.field else None
            for needle in analysis.needles(node.text, quoted=node.quoted):
                yield _Wanted(needle, node.quoted, field)
                yield from (_Wanted(other, False, field) for other in synonyms.alternatives(needle) if not node.quoted)
        case Match() if node.field in _FIELDS:
            for value in node.values:
                if form := analysis.canonical(value):
                    yield _Wanted(form, False, _FIELDS[node.field])
        case All() | Either():
            for inner in node.nodes:
                yield from _wanted(inner, synonyms)


def _found(form: str, wanted: _Wanted, *, sounded: bool) -> list[tuple[int, int]]:
    needle = wanted.needle
    head = "" if analysis.is_cjk(needle) else r"(?<![^ |])"
    tail = "" if not wanted.quoted or analysis.is_cjk(needle[-1]) else r"(?![^ |])"
    found = [one.span() for one in re.finditer(head + re.escape(needle) + tail, form)]
    if not found and needle.isdecimal() and needle.isascii():  # the number inside a file's name
        found = [one.span() for one in re.finditer(rf"(?<!\d)0*{needle}(?!\d)", form, re.ASCII)]
    if not found and sounded and not wanted.quoted and pinyin.is_sound(needle):
        return list(_sounding(form, needle))
    return found


def _sounding(form: str, typed: str) -> Iterator[tuple[int, int]]:
    """Yield what sounds as it was typed, in full or by initials."""
    for run in re.finditer(r"[^ |]+", form):
        if not analysis.is_cjk(run.group()):
            continue
        syllables = _syllables(run.group())
        for at in range(len(syllables)):
            length = _heard(syllables[at:at + pinyin.SYLLABLES], typed)
            if length:
                yield run.start() + at, run.start() + at + length


def _heard(syllables: tuple[str, ...], typed: str) -> int:
    """Return how many characters, from the first on, are what was typed; 0 for none."""
    if len(typed) <= len(syllables) and "".join(s[:1] for s in syllables[:len(typed)]) == typed:
        return len(typed)
    whole = ""
    for count, syllable in enumerate(syllables, 1):
        whole += syllable
        if not syllable or not (typed.startswith(whole) or whole.startswith(typed)):
            return 0
        if whole.startswith(typed):
            return count if count > 1 or len(syllables) == 1 or whole == typed else 0
    return 0


@lru_cache(maxsize=4096)
def _syllables(run: str) -> tuple[str, ...]:
    """The sound of each character as its phrase has it; empty for what has none."""
    from pypinyin import lazy_pinyin

    known = lazy_pinyin(run, errors=lambda chars: "\0" * len(chars))
    found = [sound for part in known for sound in ([""] * len(part) if "\0" in part else [part])]
    return tuple(found) if len(found) == len(run) else ()


@lru_cache(maxsize=4096)
def _mapped(text: str) -> tuple[str, list[int], list[int]]:
    """Return the canonical form of a text, and for each of its characters where in the text it begins and ends."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for begin, end in _clusters(text):
        for char in analysis.fold(text[begin:end]):
            chars.append(char)
            starts.append(begin)
            ends.append(end)
    folded = "".join(chars)
    if folded != analysis.fold(text):  # what folds only as a whole is left unlit rather than lit in the wrong place
        return "", [], []
    kept = list(analysis.kept(folded))
    return ("".join(folded[at] if at >= 0 else sign for at, sign in kept),
            [starts[at] if at >= 0 else 0 for at, _ in kept], [ends[at] if at >= 0 else 0 for at, _ in kept])


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the characters of a text with what combines with them."""
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _joins(text[at]):
            yield begin, at
            begin = at


@lru_cache(maxsize=1 << 14)
def _joins(char: str) -> bool:
    """Say whether a character combines with the one before it: accents, voicing marks, later parts of a hangul syllable."""
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.combining(first) != 0 or "\u1160" <= first <= "\u11ff"

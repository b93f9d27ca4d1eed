"""What somebody may have meant who found nothing: what is there one typing error away, or sounds the same.

Looked for in titles and in the names of people, events, places, keywords, photographers, departments and cameras, of
those documents alone that the viewer may see: nobody learns of a name by mistyping it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from index.search import analysis, dates, names
from index.search.editing import Draft, draft, quoted
from index.search.index_home import IndexHome
from index.search.misspelt import one_error
from index.search.query import Term
from index.search.results import Moment
from index.search.sight import Sight, sight
from index.search.sounds import Heard, readings

MOST: Final = 6
"""Corrections of one word that are looked at."""
_COLUMNS: Final = {"department": "department_name"}
_SHORTEST: Final = 3
"""Characters below which one error leaves too little of a word."""
_LONGEST: Final = 30
"""Characters above which a word is a text, which is not corrected."""
_NUMBER: Final = re.compile(r"[vV][1-9]\d{0,9}")
_ROOM: Final = 8 << 20
"""Characters of vocabularies that are remembered of a snapshot; one that is longer is remembered alone."""
_LETTERS: Final = 16
_VARIANTS: Final = 1000
"""Letters of pinyin that are corrected, and ways to read them that are looked for."""


def meant(home: IndexHome, asked: Draft, moment: Moment) -> list[Draft]:
    """Return queries that differ from ``asked`` in one word, the likeliest of each word first; they may find nothing either.

    Raises what reading a damaged index raises.
    """
    if not any(_correctable(group) for group in asked.groups):
        return []
    seen = sight(home, moment)
    if seen is None:
        return []
    found = []
    for place, group in enumerate(asked.groups):
        if _correctable(group):
            term = group[0]
            known = _vocabulary(seen, term.field)
            better = (*_read_otherwise(term), *_of_department(seen, term), *_heard(term, known), *_likely(term, known))
            found += [asked.replaced(place, one) for one in better]
    return found


def _correctable(group: tuple[Term, ...]) -> bool:
    if len(group) != 1 or group[0].negative:
        return False
    term = group[0]
    return term.field is None or (term.field in names.MEANT and len(term.values) == 1)


def _read_otherwise(term: Term) -> Iterator[Draft]:
    """Yield what a bare word is besides a word: a time, 上月, or the number of an asset, V35."""
    word = term.source
    if term.field is None and dates.named(word):
        yield draft(f"{names.spelled('captured', chinese=not word.isascii())}:{word}")
    if term.field is None and _NUMBER.fullmatch(word):
        yield draft(f"{names.spelled('asset', chinese=False)}:{word.upper()}")


def _of_department(seen: Sight, term: Term) -> Iterator[Draft]:
    """Yield the departments that a bare word names: a department is no part of the text of its pictures."""
    wanted = analysis.canonical(term.source)
    if term.field is None and len(wanted) > 1:
        named = dict.fromkeys(one for one in _vocabulary(seen, "department").split("\n") if wanted in one)
        prefix = names.spelled("department", chinese=not wanted.isascii())
        yield from (draft(f"{prefix}:{quoted(one)}") for one in list(named)[:MOST])


def _heard(term: Term, vocabulary: str) -> Iterator[Draft]:
    """Yield the values of a field that sound like what stands in it: 人物:zsf is 人物:张三丰."""
    if term.field is None:
        return
    heard = Heard(analysis.canonical(term.values[0]))
    for value, _ in Counter(one for one in vocabulary.split("\n") if heard.fits(one)).most_common(MOST):
        yield draft(f"{term.source.partition(':')[0]}:{quoted(value)}")


def _likely(term: Term, vocabulary: str) -> Iterator[Draft]:
    """Yield better conditions in the place of one, the commonest first."""
    text = term.values[0] if term.values else term.source.strip('"')
    found: Counter[str] = Counter()
    for needle in analysis.needles(text, quoted=True):
        for pattern, within in _patterns(needle, vocabulary):
            found.update(one for one in pattern.findall(within) if one != needle)
    for better, _ in found.most_common(MOST):
        prefix = f"{term.source.partition(':')[0]}:" if term.field else ""
        yield draft(prefix + quoted(better))


def _vocabulary(seen: Sight, field: str | None) -> str:
    """Return what there is to be meant, one a line; who finds nothing asks for the same again and again."""
    key = field, blake2b(seen.visible.tobytes(), digest_size=16).digest()
    known = seen.vocabularies.get(key)
    if known is None:
        known = "\n".join(_forms(seen, field))
        if sum(map(len, list(seen.vocabularies.values()))) + len(known) > _ROOM:
            seen.vocabularies.clear()
        seen.vocabularies[key] = known
    return known


def _forms(seen: Sight, field: str | None) -> Iterator[str]:
    """Yield the canonical forms of what there is to be meant, as often as it is there."""
    for name in names.MEANT if field is None else (field,):
        ordinals = seen.columns.values[_COLUMNS.get(name, name)]
        counts = ordinals.tally(seen.visible)
        yield from (analysis.canonical(value) for value, count in zip(ordinals.values, counts, strict=True) if count)
    if field is None:
        titles = seen.columns.texts["title"]
        yield from (titles[number] for number in seen.visible.tolist())


def _patterns(needle: str, vocabulary: str) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield what to look for, and in which lines."""
    if len(needle) > _LONGEST:
        return
    if analysis.is_cjk(needle):
        if len(needle) > 1:
            yield _sounding(needle, _alphabet(vocabulary)), vocabulary
        if len(needle) >= _SHORTEST:
            yield re.compile("|".join(one_error(needle))), _near(needle, vocabulary)
    elif len(needle) > _SHORTEST:
        yield re.compile(rf"(?<![^ |\n])(?:{'|'.join(one_error(needle))})(?![^ |\n])"), _near(needle, vocabulary)
        if needle.isascii() and needle.isalpha() and len(needle) <= _LETTERS:
            yield from ((pattern, vocabulary) for pattern in _spelled(needle, _alphabet(vocabulary)))


@lru_cache(maxsize=2)
def _alphabet(vocabulary: str) -> frozenset[str]:
    return frozenset(vocabulary)


def _near(needle: str, vocabulary: str) -> str:
    """Return the lines that may hold a word with one error: half of it, or all with the two in the middle swapped."""
    half = len(needle) // 2
    swapped = needle[:half - 1] + needle[half] + needle[half - 1] + needle[half + 1:]
    return "\n".join(line for line in vocabulary.split("\n")
                     if needle[:half] in line or needle[half:] in line or swapped in line)


def _sounding(needle: str, alphabet: frozenset[str]) -> re.Pattern[str]:
    """Characters that sound the same stand for each other: 运懂会 is 运动会."""
    parts = []
    for char in needle:
        wanted = set(readings(char))
        same = {other for other in alphabet if wanted & set(readings(other))} | {char}
        parts.append(f"[{''.join(map(re.escape, sorted(same)))}]")
    return re.compile("".join(parts))


def _spelled(typed: str, alphabet: frozenset[str]) -> list[re.Pattern[str]]:
    """What may be spelled so with one letter wrong: ``yundonhui`` is 运动会."""
    by_sound: dict[str, set[str]] = {}
    for char in alphabet:
        for sound in readings(char) if analysis.is_cjk(char) else ():
            by_sound.setdefault(sound, set()).add(char)
    classes = {sound: f"[{''.join(map(re.escape, sorted(chars)))}]" for sound, chars in by_sound.items()}
    found: list[str] = []
    for variant in sorted({typed, *_letters(typed)}):
        found += ["".join(classes[one] for one in syllables) for syllables in _cut(variant, by_sound)]
        if len(found) > _VARIANTS:
            break
    return [re.compile("|".join(found))] if found else []


def _letters(typed: str) -> Iterator[str]:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    for at in range(len(typed) + 1):
        before, after = typed[:at], typed[at:]
        yield from (before + letter + after for letter in alphabet)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in alphabet)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _cut(text: str, syllables: dict[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Yield the ways to read letters as whole syllables, two at least."""
    stack: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while stack:
        at, read = stack.pop()
        if at == len(text):
            if len(read) > 1:
                yield read
            continue
        ends = (end for end in range(at + 1, min(at + 7, len(text) + 1)) if text[at:end] in syllables)
        stack += [(end, (*read, text[at:end])) for end in ends]

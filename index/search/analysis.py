"""How text becomes something to look for: one canonical form, and the grams of it.

The canonical form is NFKC, without case, accents or traditional characters. Words of letters and digits, and runs of
Chinese, stand between separators: a space where there was white space or where one script meets the other (``Z6相机``
equals ``Z6 相机``), a bar where there was punctuation (``食堂，宿舍`` never fuses). Whether a text holds a phrase is then
a question about substrings; grams only say where to look.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Scripts written without spaces: Han with its extensions, kana, bopomofo, hangul.
_CJK: Final = (
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc\u3105-\u312f"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
_RUN: Final = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_IS_CJK: Final = re.compile(rf"[{_CJK}]")
_ACCENT: Final = re.compile("[\u0300-\u036f]")
_DIGITS: Final = re.compile(r"\d{2,}")
_SEPARATOR: Final = re.compile(r"[ |]")

BOUNDARY: Final = "|"
_NAME: Final = 30
"""Characters up to which a text may be a name, which comes again and again."""
LONGEST: Final = 80
"""Characters of a Latin word that count; more is no word."""


class _Simplified(dict[int, str]):
    """A table for str.translate that asks OpenCC about each character once.

    One character at a time on purpose: conversion by phrase depends on what stands beside, so a part of a text would
    convert differently from the whole, and would not be found in it.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code > 0x2E7F and not 0xD800 <= code < 0xE000:  # half characters of broken file names are no text
            char = _converter().convert(char)  # type: ignore[attr-defined]
        self[code] = char
        return char


@lru_cache(maxsize=1)
def _converter() -> object:
    from opencc import OpenCC

    return OpenCC("t2s")


_SIMPLIFIED: Final = _Simplified()


def fold(text: str) -> str:
    """Return ``text`` without differences of width, case, accent, or traditional and simplified characters."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    text = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", text).translate(_SIMPLIFIED)


def is_cjk(text: str) -> bool:
    """Say whether ``text`` begins with a character of a script that is written without spaces."""
    return _IS_CJK.match(text) is not None


def canonical(text: str) -> str:
    """Return the canonical form described above; empty where ``text`` holds no letter and no digit."""
    return _name(text) if len(text) <= _NAME else _canonical(text)


def _canonical(text: str) -> str:
    text = fold(text)
    return "".join(separator + text[start:end] for separator, start, end in _cut(text))


_name = lru_cache(maxsize=1 << 14)(_canonical)


def kept(folded: str) -> Iterator[tuple[int, str]]:
    """Yield, for each character of the canonical form of a folded text, its place there, or -1 and the separator's sign."""
    for separator, start, end in _cut(folded):
        if separator:
            yield -1, separator
        yield from ((at, "") for at in range(start, end))


def _cut(folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield the runs of a folded text: the separator before each, and what of it counts."""
    last = -1
    for run in _RUN.finditer(folded):
        gap = folded[last:run.start()] if last >= 0 else ""
        separator = "" if last < 0 else BOUNDARY if gap.strip() else " "
        last = run.end()
        long = last - run.start() > LONGEST and not is_cjk(run.group())
        yield separator, run.start(), run.start() + LONGEST if long else last


def join(texts: Iterable[str]) -> str:
    """Return several texts as one canonical form, with a boundary between them."""
    return BOUNDARY.join(filter(None, map(canonical, texts)))


def runs(form: str) -> list[str]:
    """Return the runs of a canonical form, without separators."""
    return _SEPARATOR.split(form) if form else []


def pairs(run: str) -> list[str]:
    """Return the overlapping pairs of a run of Chinese; the character itself where there is only one."""
    return [run[i:i + 2] for i in range(len(run) - 1)] or [run]


def grams(form: str) -> list[str]:
    """Return all that a canonical form can be looked up by: characters and pairs, words, and numbers inside words.

    ``dsc01234`` is also found by ``01234`` and ``1234``, as people remember the numbers of their pictures.
    """
    found: list[str] = []
    for run in runs(form):
        if is_cjk(run):
            found += run
            if len(run) > 1:
                found += pairs(run)
            continue
        found.append(run)
        if not run.isdecimal():
            for digits in _DIGITS.findall(run):
                found += {digits, digits.lstrip("0") or digits}
        elif run[0] == "0" and len(run.lstrip("0")) > 1:
            found.append(run.lstrip("0"))
    return found


def needles(text: str, *, quoted: bool = False) -> list[str]:
    """Return the canonical phrases to look for in ``text``: the whole when ``quoted``.

    Otherwise punctuation beside Chinese parts it into several; ``IMG_0123.JPG`` and ``covid-19`` stay whole.
    """
    form = canonical(text)
    if not form or quoted:
        return [form] if form else []
    found = [""]
    for piece in form.split(BOUNDARY):
        if found[-1] and not (is_cjk(piece) or is_cjk(found[-1][-1])):
            found[-1] += BOUNDARY + piece
        elif found[-1]:
            found.append(piece)
        else:
            found[-1] = piece
    return found


def holds(form: str, needle: str, *, prefix: bool) -> bool:
    """Say whether a canonical form holds a phrase; Latin words count whole, or, with ``prefix``, by their beginning."""
    if needle not in form:
        return False
    head = "" if is_cjk(needle) else r"(?<![^ |])"
    tail = "" if prefix or is_cjk(needle[-1]) else r"(?![^ |])"
    return not (head or tail) or re.search(head + re.escape(needle) + tail, form) is not None

"""What a search box offers while somebody types: names of fields, and values with how many pictures have them.

Counts are over what the viewer may see, from the columns. Only the condition that the caret stands in is completed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from index.search import analysis, dates, names
from index.search.editing import quoted
from index.search.index_home import IndexHome
from index.search.results import Moment
from index.search.sight import Sight, sight
from index.search.sounds import Heard

MOST: Final = 9
_EACH: Final = 4
"""Values of one field, where no field is named."""
_TIMES: Final = 2
"""Times that a word may be the beginning of."""
_COLUMNS: Final = {"department": "department_name"}
_FIRST: Final = ("department", "event", "person", "place", "photographer", "captured", "kind", "status")
"""The fields that an empty box tells of."""

_QUOTES: Final = "\"“”„「」『』"
_OPEN: Final = re.compile(rf"[-－]?(?:([^\W\d_][\w-]*)[:：]\s*)?(?:[^\s{_QUOTES}]*[,，、])?[{_QUOTES}]([^{_QUOTES}]*)$")
_BARE: Final = re.compile(
    rf"(?<![^\s,，、])[-－]?(?:([^\W\d_][\w-]*)[:：]\s*)?((?:(?:[^\s{_QUOTES},，、:：]+|[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}])[,，、])*)"
    rf"([^\s{_QUOTES},，、:：]*)$")


@dataclass(frozen=True, slots=True)
class Part:
    """The condition that is being typed: what stands ``before`` it, its field, if one is named, and its beginning."""

    before: str
    field: str | None
    typed: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offer. ``kind`` is the field that it is about; ``label`` is what to show, ``insert`` what goes into the text.

    ``count``: how many assets have the value; None where nobody counts. ``opens``: more has to be typed after it.
    """

    kind: str
    label: str
    insert: str
    count: int | None = None
    opens: bool = False


def part(text: str) -> Part:
    """Return the condition at the end of ``text``, which is what stands before the caret."""
    opened = _OPEN.search(text) if sum(text.count(mark) for mark in _QUOTES) % 2 else None
    if opened is not None:
        field = names.field(opened[1] or "")
        if field is not None:
            return Part(text[:opened.start(2) - 1], field, opened[2])
        return Part(text[:opened.start()], None, opened[2])
    bare = _BARE.search(text)
    if bare is None:
        return Part(text, None, "")
    field = names.field(bare[1] or "")
    if field is not None:
        return Part(text[:bare.start(3)], field, bare[3])
    sign = 1 if text[bare.start():bare.start() + 1] in {"-", "－"} else 0
    return Part(text[:bare.start() + sign], None, text[bare.start() + sign:])


def suggest(home: IndexHome, text: str, moment: Moment, *, chinese: bool) -> tuple[Part, list[Suggestion]]:
    """Return the condition at the end of ``text`` and what may become of it. A missing index offers fields only."""
    here = part(text[-200:])
    here = Part(text[:-200] + here.before, here.field, here.typed)
    seen = sight(home, moment)
    if here.field is None:
        fields = list(_fields(here.typed, chinese=chinese))
        if not analysis.canonical(here.typed):
            return here, fields
        values = [] if seen is None else [
            one for field in names.MEANT for one in _values(seen, field, here.typed, _EACH, named=False, chinese=chinese)]
        first = [*_times(here.typed, chinese=chinese), *fields[:2]]
        return here, [*first, *sorted(values, key=lambda one: -(one.count or 0))[:MOST - len(first)]]
    return here, list(_of_field(seen, here, chinese=chinese))[:MOST]


def _of_field(seen: Sight | None, here: Part, *, chinese: bool) -> Iterable[Suggestion]:
    field = here.field or ""
    coded = names.CODES.get(names.coded(field))
    if coded is not None:
        return _coded(seen, field, here.typed, chinese=chinese)
    if field in names.DATES:
        fits = _fits(here.typed)
        return (Suggestion(field, word, word) for word in dates.SPOKEN if word.isascii() != chinese and fits(word))
    if seen is None or field not in seen.columns.values:
        return ()
    return _values(seen, field, here.typed, MOST, named=True, chinese=chinese)


def _times(typed: str, *, chinese: bool) -> Iterator[Suggestion]:
    """Yield the conditions that a bare time, 上月 or its beginning, may stand for: alone it is a word like any other."""
    begun = analysis.fold(typed.strip())
    spoken = [word for word in dates.SPOKEN if len(begun) > 1 and word.startswith(begun)]
    for word in ([typed.strip()] if dates.named(typed) else spoken)[:_TIMES]:
        condition = f"{names.spelled('captured', chinese=chinese)}:{word}"
        yield Suggestion("captured", condition, condition)


def _fields(typed: str, *, chinese: bool) -> Iterator[Suggestion]:
    """Yield the fields whose name begins so, or sounds so."""
    wanted = analysis.fold(typed.strip())
    heard = Heard(wanted)
    for field in dict.fromkeys((*_FIRST, *names.FIELDS.values())):
        spelled = names.spelled(field, chinese=chinese)
        fits = field in _FIRST if not wanted else any(
            alias.startswith(wanted) or (heard.fits(alias) and alias == spelled)
            for alias, other in names.FIELDS.items() if other == field)
        if fits:
            yield Suggestion("field", f"{spelled}:", f"{spelled}:", opens=True)


def _coded(seen: Sight | None, field: str, typed: str, *, chinese: bool) -> Iterator[Suggestion]:
    codes = names.CODES[names.coded(field)]
    fits = _fits(typed)
    counts = seen.columns.values[field].count(seen.visible) if seen is not None and field not in names.FLAGS else {}
    for code in dict.fromkeys(codes.values()):
        aliases = [alias for alias, other in codes.items() if other == code]
        if any(map(fits, aliases)) and (not counts or code in counts) and names.means_something(field, code):
            spelled = names.spelled_value(field, code, chinese=chinese)
            yield Suggestion(field, spelled, spelled, counts.get(code))


def _values(seen: Sight, field: str, typed: str, most: int, *, named: bool, chinese: bool) -> list[Suggestion]:
    """Return the values of a field that hold what was typed: those that begin so first, then the commonest."""
    ordinals = seen.columns.values[_COLUMNS.get(field, field)]
    counts = ordinals.tally(seen.visible)
    fits = _fits(typed)
    begins = analysis.canonical(typed)
    found = [(not _form(value).startswith(begins), -int(counts[place]), value)
             for place, value in enumerate(ordinals.values) if counts[place] and fits(value)]
    prefix = "" if named else f"{names.spelled(field, chinese=chinese)}:"
    return [Suggestion(field, value, prefix + quoted(value), -less) for _, less, value in sorted(found)[:most]]


def _fits(typed: str) -> Callable[[str], bool]:
    wanted = analysis.canonical(typed)
    if not wanted:
        return lambda _: True
    heard = Heard(wanted)
    return lambda value: wanted in (form := _form(value)) or heard.fits(form)


@lru_cache(maxsize=1 << 17)
def _form(value: str) -> str:
    return analysis.canonical(value)

"""Which documents a node matches: text by the terms of the index, all else by the columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC
from functools import lru_cache, reduce
from typing import Final

import numpy as np

from index.catalogue.visibility import seen_by
from index.search import analysis, misspelt, names, pinyin
from index.search.columns import Floats, Mask
from index.search.fields import PINYIN, TEXTS
from index.search.known import Held
from index.search.nodes import All, Either, Flag, Match, Node, Not, Range, Span, Word
from index.search.results import Moment
from index.search.rows import seconds
from index.search.segments import Snapshot

TIERS: Final = {
    "title": 4.0, "keywords": 3.0, "people": 2.6, "event": 2.5, "place": 2.5, "caption": 2.0, "names": 1.0, "more": 0.7,
}
"""Where a word stands decides first: title over keywords over caption over file name."""
_SOUND: Final = 0.4
_MISSPELT: Final = 0.2
_OTHER_WORD: Final = 0.95
"""What a synonym is worth of the word itself."""
_PREFIX: Final = 0.3
"""What a word loses when only its beginning was typed."""

_FIELDS: Final = {"title": ("title",), "caption": ("caption",), "name": ("names",)}
_HAS: Final = {"place": "place", "people": "person", "keywords": "keyword", "event": "event", "rights": "rights"}
_COLUMNS: Final = {"department": ("department", "department_name")}


_VIEWERS: Final = 64
"""Viewers whose sight is remembered, until an embargo ends or something expires."""


class Matcher:
    """Answers for one snapshot, one viewer and one query; words asked for twice are looked up once."""

    def __init__(self, snapshot: Snapshot, moment: Moment) -> None:
        self.snapshot = snapshot
        self._columns = snapshot.columns
        self._moment = moment
        self.corrected: list[str] = []
        """Words that nothing has, for which others that are spelt almost so were taken."""
        self._found: dict[tuple[str, tuple[str, ...], bool], Held] = {}

    def visible(self) -> Mask:
        """Return what the viewer may see of what is there: one document for each asset, whole where they may see it whole."""
        now = seconds(self._moment.now) or 0.0
        held = self.snapshot.seen.get(self._moment.viewer)
        if held is None or not held[0] <= now < held[1]:
            numbers = self._columns.numbers
            times = np.concatenate([numbers["published_from"], numbers["published_until"]])
            held = now, float(times[times > now].min(initial=math.inf)), self._visible()
            if len(self.snapshot.seen) >= _VIEWERS:
                self.snapshot.seen.clear()
            self.snapshot.seen[self._moment.viewer] = held
        return held[2]

    def _visible(self) -> Mask:
        viewer, columns = self._moment.viewer, self._columns
        shared = columns.flags["shared"]
        own = self.snapshot.alive & ~shared
        if viewer.all:
            return own
        keys = {key for one in viewer.department_ids for key in seen_by(one)} | {*seen_by(None, viewer.owner_id)}
        known = columns.values["seen_by"]
        mine = known.mask(columns.size, _where(known.values, keys.__contains__))
        whole = own & (mine | self._published()) if viewer.published else own & mine
        return whole | self._shares(mine & self.snapshot.alive & shared, whole)

    def _shares(self, shared: Mask, whole: Mask) -> Mask:
        """Return which documents of co-owners count: none whose asset is seen whole, and of two of one asset the first."""
        ids = self._columns.ids
        documents = np.flatnonzero(shared)
        documents = documents[~np.isin(ids[documents], ids[whole])] if documents.size else documents
        _, first = np.unique(ids[documents], return_index=True)
        left = self._all(False)
        left[documents[first]] = True
        return left

    def mask(self, node: Node, *, words: bool = True) -> Mask:
        """Return what matches. Without ``words``, every word that should be there counts as found."""
        match node:
            case Word():
                return self.word(node) if words else self._all(True)
            case Not():
                return ~self.mask(node.node)
            case All():
                masks = [self.mask(n, words=words) for n in node.nodes]
                return reduce(np.logical_and, masks) if masks else self._all(True)
            case Either():
                return reduce(np.logical_or, (self.mask(n, words=words) for n in node.nodes), self._all(False))
            case Match():
                return self._match(node.field, node.values)
            case Range():
                return self._range(node)
            case Span():
                return self._span(node)
            case Flag():
                return self._flag(node.name)

    def word(self, word: Word) -> Mask:
        masks = []
        for needle in analysis.needles(word.text, quoted=word.quoted):
            found = self._all(False)
            found[self.strength(needle, field=word.field, quoted=word.quoted).documents] = True
            masks.append(found)
        return reduce(np.logical_and, masks) if masks else self._all(True)

    def strength(self, needle: str, *, field: str | None = None, quoted: bool = False) -> Held:
        """Return the documents that hold ``needle``, each with the tier of its best field."""
        fields = _FIELDS[field] if field else TEXTS
        key = needle, fields, quoted
        if key not in self._found:
            held = self.snapshot.known.get(("strength", *key), lambda: Held.of(self._look_up(needle, fields, quoted)))
            if not quoted and misspelt.is_correctable(needle) and not self._is_seen(held):
                held = self._corrected(held, needle, fields)
            self._found[key] = held
        return self._found[key]

    def _corrected(self, held: Held, needle: str, fields: tuple[str, ...]) -> Held:
        """Return words that are spelt almost so instead. By what the viewer sees: nobody learns from a correction left out
        that somebody else has the word.
        """
        worth = np.zeros(self._columns.size)
        worth[held.documents] = held.worth
        for field in fields:
            worth[self.snapshot.misspelt(field, needle)] = _MISSPELT
        held = Held.of(worth)
        if self._is_seen(held):
            self.corrected.append(needle)
        return held

    def _is_seen(self, held: Held) -> bool:
        return bool(self.visible()[held.documents].any())

    def _look_up(self, needle: str, fields: tuple[str, ...], quoted: bool) -> Floats:
        """Quotes mean exactly: no synonym, no sound."""
        found = self._as_it_is(needle, fields, quoted)
        if quoted:
            return found
        for other in self.snapshot.synonyms.alternatives(needle):
            found = np.maximum(found, self._as_it_is(other, fields, quoted=False) * _OTHER_WORD)
        if len(fields) > 1 and pinyin.is_sound(needle):
            documents = self.snapshot.documents(PINYIN, needle, prefix=True)
            found[documents] = np.maximum(found[documents], _SOUND)
        return found

    def _as_it_is(self, needle: str, fields: tuple[str, ...], quoted: bool) -> Floats:
        found = np.zeros(self._columns.size)
        prefix = not quoted and not analysis.is_cjk(needle[-1])
        for field in fields:
            tier = TIERS[field]
            documents = self.snapshot.holding(field, needle, prefix=prefix)
            found[documents] = np.maximum(found[documents], tier - (_PREFIX if prefix else 0))
            if prefix:
                documents = self.snapshot.holding(field, needle, prefix=False)
                found[documents] = np.maximum(found[documents], tier)
        return found

    def _all(self, value: bool) -> Mask:
        return np.full(self._columns.size, value, dtype=np.bool_)

    def _published(self) -> Mask:
        """Published, past its embargo, not expired. Comparisons with NaN (no limit) are false, so they are negated."""
        now, numbers = seconds(self._moment.now) or 0.0, self._columns.numbers
        return self._columns.flags["published"] & ~(numbers["published_from"] > now) & ~(numbers["published_until"] <= now)

    def _match(self, field: str, values: tuple[str, ...]) -> Mask:
        if field == "asset":
            return self._assets(values)
        found = self._all(False)
        for value in values:
            found |= self._value_or_same(field, value)
        return found

    def _value_or_same(self, field: str, value: str) -> Mask:
        """A value that the viewer sees stands for itself, so that a facet's value finds what the facet counted. Any other
        stands for what the office counts as the same too.
        """
        one = self._value(field, value)
        if (one & self.visible()).any():
            return one
        others = self.snapshot.synonyms.alternatives(analysis.canonical(value))
        return reduce(np.logical_or, (self._value(field, other) for other in others), one)

    def _value(self, field: str, value: str) -> Mask:
        return reduce(np.logical_or, (self._one_value(column, value) for column in _COLUMNS.get(field, (field,))))

    def _one_value(self, column: str, value: str) -> Mask:
        """Values that are ``value``, whatever their separators; where there are none, those that hold it.

        So a facet's value finds what the facet counted, and a part of a name finds the name. A place is always held: one
        place lies in another. A state is never.
        """
        ordinals = self._columns.values[column]
        if column == "status":
            return self.snapshot.having(column, _where(ordinals.values, lambda v: v == value.casefold()))
        wanted = _squash(value)
        if not wanted:
            return self._all(False)
        squashed = [_squash(v) for v in ordinals.values]
        chosen = _where(squashed, lambda v: v == wanted) if column != "place" else []
        return self.snapshot.having(column, chosen or _where(squashed, lambda v: wanted in v))

    def _assets(self, values: tuple[str, ...]) -> Mask:
        """``V12``, ``12``, or the beginning of a hash with 8 digits or more."""
        found = self._all(False)
        for value in values:
            text = value.casefold()
            if text.lstrip("v").isdecimal() and len(text) < 16:
                found |= self._columns.ids == int(text.lstrip("v"))
            if len(text) >= 8:
                found[self._columns.hashes.beginning(text)] = True
        return found

    def _range(self, node: Range) -> Mask:
        return _within(self._columns.numbers[node.field], node.low, node.high, node.low_open, node.high_open)

    def _span(self, node: Span) -> Mask:
        numbers = self._columns.numbers[node.field]
        low = seconds(node.start.replace(tzinfo=UTC)) if node.start else None
        high = seconds(node.end.replace(tzinfo=UTC)) if node.end else None
        return _within(numbers, low, high, low_open=False, high_open=True)

    def _flag(self, name: str) -> Mask:
        columns = self._columns
        if name == "mine":
            owner = self._moment.viewer.owner_id
            return columns.numbers["owner_id"] == owner if owner is not None else self._all(False)
        if name == "published":
            return self._published()
        if name == "gps":
            return columns.flags["gps"]
        if name in names.MARKS:
            return self._one_value("mark", name)
        if name in {"rating", "captured"}:
            return ~np.isnan(columns.numbers[name])
        if name in {"title", "caption"}:
            return columns.lengths[name] > 0
        if name in _HAS:
            ordinals = columns.values[_HAS[name]]
            return ordinals.mask(columns.size, range(len(ordinals.values)))
        return self._one_value("kind" if name in {"photo", "video", "poster"} else "orientation", name)


def _where(values: Sequence[str], fits: Callable[[str], bool]) -> list[int]:
    return [i for i, value in enumerate(values) if fits(value)]


def _within(numbers: Floats, low: float | None, high: float | None, low_open: bool, high_open: bool) -> Mask:
    """Unknown numbers are in no range."""
    found: Mask = ~np.isnan(numbers)
    if low is not None:
        found &= numbers > low if low_open else numbers >= low
    if high is not None:
        found &= numbers < high if high_open else numbers <= high
    return found


@lru_cache(maxsize=1 << 17)
def _squash(value: str) -> str:
    """Return a value without separators: the camera that calls itself ``NIKON Z 6`` is found by ``Z6``."""
    return "".join(analysis.runs(analysis.canonical(value)))

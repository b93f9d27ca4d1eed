"""What stands behind a field's colon: values, numbers, times and flags, as nodes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from index.search import analysis, dates, names
from index.search.nodes import All, Either, Flag, Match, Node, Not, Range, Span, Word

_NUMBER: Final = re.compile(r"(>=|<=|=>|=<|>|<|=)?(?:f/?|iso)?(\d{1,9}(?:\.\d{1,6})?)(?:mm|s|星|秒)?", re.ASCII)
_BETWEEN: Final = re.compile(r"(?:f/?)?(\d{1,9}(?:\.\d{1,6})?)?(?:\.\.+|~|-|至|到)(?:f/?)?(\d{1,9}(?:\.\d{1,6})?)?", re.ASCII)
_SIGNED: Final = re.compile(r"(>=|<=|=>|=<|>|<|=)?(.*)", re.DOTALL)
_NEAR: Final = 1e-4
"""Numbers come from fractions in files: f/2.8 may be 2.8000001."""

_NO_STARS: Final = frozenset({"0", "none", "无"})

_EXAMPLES: Final = {
    "iso": "iso:>=1600", "f": "f:2.8", "focal": "focal:24..70", "rating": "rating:>=4", "duration": "duration:<60",
    "captured": "拍摄:2026-03..2026-05", "uploaded": "上传:7d", "after": "after:2026-03", "before": "before:2026-03-15",
    "is": "is:mine", "has": "has:gps",
}


class Noter(Protocol):
    """Takes a note about a part of the query."""

    def __call__(self, code: str, part: str, **details: str) -> None: ...


class Reader:
    """Reads values for one query, at one moment in one zone."""

    def __init__(self, now: datetime, zone: ZoneInfo, note: Noter) -> None:
        self._today = now.astimezone(zone).replace(tzinfo=None)
        self._zone = zone
        self._note = note

    def condition(self, field: str, values: tuple[str, ...], part: str) -> Node:
        """Return the node for ``field`` with any of ``values``; for what cannot be read, All(), which leaves all in."""
        if field in names.TEXT:
            return _either([Word(value, quoted=False, field=field) for value in values])
        if field in names.VALUES:
            return Match(field, tuple(names.code(field, value) for value in values))
        read: Callable[[str, str], Node | None] = (
            self._number if field in names.NUMBERS else self._time if field in names.DATES else self._flag)
        nodes = []
        for value in values:
            node = read(field, value)
            if node is None:
                self._note("query-value", part, field_zh=names.spelled(field, chinese=True),
                           field_en=names.spelled(field, chinese=False), example=_EXAMPLES[field])
            else:
                nodes.append(node)
        return _either(nodes)

    def _number(self, field: str, value: str) -> Range | Not | None:
        if field == "rating" and analysis.fold(value) in _NO_STARS:
            return Not(Flag(field))
        found = _NUMBER.fullmatch(value.replace(" ", "").casefold())
        if found is None:
            return _between(field, value)
        sign, number = found[1] or "=", float(found[2])
        if sign == "=":
            return Range(field, number - _NEAR, number + _NEAR)
        if ">" in sign:
            return Range(field, low=number, low_open="=" not in sign)
        return Range(field, high=number, high_open="=" not in sign)

    def _time(self, field: str, value: str) -> Span | None:
        signed = _SIGNED.fullmatch(value)
        sign, text = (signed[1] or "", signed[2]) if signed else ("", value)
        span = dates.span(text, today=self._today)
        if span is None:
            return None
        start, end = self._bounds(field, sign, span)
        if field == "uploaded":
            start, end = self._utc(start), self._utc(end)
        return Span("uploaded" if field == "uploaded" else "captured", start, end)

    @staticmethod
    def _bounds(field: str, sign: str, span: dates.Time) -> dates.Time:
        """``after`` takes the named time in, as mail programs do; ``before`` leaves it out."""
        start, end = span
        if sign in {">=", "=>"} or (field == "after" and sign != ">"):
            return start, None
        if sign == ">":
            return end, None
        if sign in {"<=", "=<"}:
            return None, end
        if sign == "<" or field == "before":
            return None, start if start is not None else end
        return start, end

    def _utc(self, local: datetime | None) -> datetime | None:
        if local is None:
            return None
        try:
            return local.replace(tzinfo=self._zone).astimezone(UTC).replace(tzinfo=None)
        except OverflowError:
            return None

    def _flag(self, field: str, value: str) -> Flag | None:
        flag = names.CODES["trait"].get(analysis.fold(value))
        if flag is None or not names.means_something(field, flag):
            return None
        return Flag(flag)


def _between(field: str, value: str) -> Range | None:
    found = _BETWEEN.fullmatch(value.replace(" ", "").casefold())
    if found is None or not (found[1] or found[2]):
        return None
    low = float(found[1]) - _NEAR if found[1] else None
    high = float(found[2]) + _NEAR if found[2] else None
    if low is not None and high is not None and low > high:
        low, high = math.floor(high * 1e4) / 1e4, math.ceil(low * 1e4) / 1e4
    return Range(field, low, high)


def _either(nodes: list[Node] | list[Word]) -> Node:
    if not nodes:
        return All()
    return nodes[0] if len(nodes) == 1 else Either(tuple(nodes))

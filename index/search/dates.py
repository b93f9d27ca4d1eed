"""Times as people write them in a query: 2026-03, 2026年3月, 2026-03..2026-05, 7d, 本周, 上月, 本学期, 2025-2026学年.

All answers are spans ``[start, end)`` of local wall time without tzinfo. An academic year runs from 1 August: its first
term to the end of January, its second to the end of July, so that every day belongs to exactly one term.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from index.search import analysis

Time = tuple[datetime | None, datetime | None]

_DAY: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?")
_TIGHT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_QUARTER: Final = re.compile(r"(\d{4})[-年]?(?:q([1-4])|第?([一二三四1-4])季度)")
_YEARS: Final = re.compile(r"(\d{4})[-~至到](\d{4})学年?(?:度)?(?:第?([一二12])学期|([秋春])季?(?:学期)?)?")
_TERM: Final = re.compile(r"(\d{4})年?([春秋])季?(?:学期)?")
_AGO: Final = re.compile(r"(\d{1,4})(d|w|m|y|天|日|周|个月|月(?=内)|年)(?:内)?")
_MONTH: Final = re.compile(r"(\d{1,2})月(?:份|(\d{1,2})日?)?")
_RANGE: Final = re.compile(r"(.*?)(?:\.\.+|~|至|到|—+|--)(.*)")
_NUMERALS: Final = {"一": 1, "二": 2, "三": 3, "四": 4}


def span(text: str, *, today: datetime) -> Time | None:
    """Return the span that ``text`` names, None where it names none. ``today`` is the local wall time now.

    Either side of a range may be left out: ``2026-03..`` has no end.
    """
    text = "".join(analysis.fold(text).split())
    whole = _single(text, today)
    if whole is not None:
        return whole
    ends = _RANGE.fullmatch(text)
    if ends is None or not (ends[1] or ends[2]):
        return None
    first = _single(ends[1], today) if ends[1] else (None, None)
    last = _single(ends[2], today) if ends[2] else (None, None)
    if first is None or last is None:
        return None
    if first[0] and last[1] and first[0] >= last[1]:
        return last[0], first[1]
    return first[0], last[1]


def named(text: str) -> bool:
    """Say whether a word alone reads as a time: 上月, 2025-2026学年, 2026年春季学期, 2026年3月. A mere number does not."""
    plain = "".join(analysis.fold(text).split())
    return plain in _NAMED or any(pattern.fullmatch(plain) for pattern in (_YEARS, _TERM, _QUARTER)) or (
        "年" in plain and _DAY.fullmatch(plain) is not None)


def _single(text: str, today: datetime) -> Time | None:
    """Return the span of one expression. Dates that do not exist, such as 2026-02-30, name none."""
    if text in _NAMED:
        return _NAMED[text](today.replace(hour=0, minute=0, second=0, microsecond=0))
    for pattern, read in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            try:
                return read(found, today)
            except (ValueError, OverflowError):
                return None
    return None


def _months(start: datetime, count: int) -> datetime:
    """Return the first of the month, ``count`` months after that of ``start``."""
    number = start.year * 12 + start.month - 1 + count
    return start.replace(year=number // 12, month=number % 12 + 1, day=1)


def _month(day: datetime, offset: int, length: int = 1) -> Time:
    return _months(day, offset), _months(day, offset + length)


def _week(day: datetime, offset: int) -> Time:
    monday = day - timedelta(days=day.weekday() - 7 * offset)
    return monday, monday + timedelta(days=7)


def _days(day: datetime, offset: int, length: int = 1) -> Time:
    return day + timedelta(days=offset), day + timedelta(days=offset + length)


def _year(day: datetime, offset: int) -> Time:
    return _month(day.replace(month=1, day=1), 12 * offset, 12)


def _term(day: datetime, offset: int) -> Time:
    """Terms begin in February and August."""
    start = _months(day, -((day.month - 2) % 6))
    return _month(start, 6 * offset, 6)


def _school_year(day: datetime, offset: int) -> Time:
    return _month(_months(day, -((day.month - 8) % 12)), 12 * offset, 12)


def _quarter(day: datetime, offset: int) -> Time:
    return _month(day, -((day.month - 1) % 3) + 3 * offset, 3)


def _read_day(found: re.Match[str], _: datetime) -> Time:
    year, month, day = found[1], found[2], found[3]
    start = datetime(int(year), int(month or 1), int(day or 1))  # noqa: DTZ001  wall time has no zone
    if day:
        return start, start + timedelta(days=1)
    return _month(start, 0, 1 if month else 12)


def _read_quarter(found: re.Match[str], _: datetime) -> Time:
    number = found[2] or found[3]
    quarter = _NUMERALS.get(number) or int(number)
    return _month(datetime(int(found[1]), 1, 1), 3 * (quarter - 1), 3)  # noqa: DTZ001  wall time


def _read_years(found: re.Match[str], _: datetime) -> Time | None:
    first, last, term = int(found[1]), int(found[2]), found[3] or found[4]
    if last != first + 1:
        return None
    start = datetime(first, 8, 1)  # noqa: DTZ001  wall time
    if term is None:
        return _month(start, 0, 12)
    return _month(start, 0 if term in "一1秋" else 6, 6)


def _read_term(found: re.Match[str], _: datetime) -> Time:
    return _month(datetime(int(found[1]), 2 if found[2] == "春" else 8, 1), 0, 6)  # noqa: DTZ001  wall time


def _read_month(found: re.Match[str], today: datetime) -> Time:
    """A month without its year, or a day of it, is the latest one that has begun: in March, 11月 is last year's."""
    start = datetime(today.year, int(found[1]), int(found[2] or 1))  # noqa: DTZ001  wall time has no zone
    if start > today:
        start = start.replace(year=today.year - 1)
    return (start, start + timedelta(days=1)) if found[2] else _month(start, 0)


def _read_ago(found: re.Match[str], today: datetime) -> Time:
    """Last so many days, weeks, months (of 30 days) or years (of 365), up to this moment and beyond."""
    count = int(found[1])
    length = {"d": 1, "天": 1, "日": 1, "w": 7, "周": 7, "y": 365, "年": 365}.get(found[2], 30)
    return today - timedelta(days=count * length), None


_PATTERNS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], Time | None]], ...]] = (
    (_QUARTER, _read_quarter), (_YEARS, _read_years), (_TERM, _read_term), (_TIGHT, _read_day), (_DAY, _read_day),
    (_MONTH, _read_month), (_AGO, _read_ago),
)

_WORDS: Final[dict[str, Callable[[datetime], Time]]] = {
    "今天 今日 today": lambda day: _days(day, 0),
    "昨天 昨日 yesterday": lambda day: _days(day, -1),
    "本周 这周 本星期 这星期 thisweek this-week": lambda day: _week(day, 0),
    "上周 上星期 lastweek last-week": lambda day: _week(day, -1),
    "本月 这个月 当月 thismonth this-month": lambda day: _month(day, 0),
    "上月 上个月 lastmonth last-month": lambda day: _month(day, -1),
    "本学期 这学期 这个学期 thisterm this-term": lambda day: _term(day, 0),
    "上学期 上个学期 lastterm last-term": lambda day: _term(day, -1),
    "本学年 thisschoolyear this-school-year": lambda day: _school_year(day, 0),
    "上学年 上个学年 lastschoolyear last-school-year": lambda day: _school_year(day, -1),
    "前天": lambda day: _days(day, -2),
    "本季度 这季度 本季 thisquarter this-quarter": lambda day: _quarter(day, 0),
    "上季度 上季 lastquarter last-quarter": lambda day: _quarter(day, -1),
    "今年 本年 本年度 thisyear this-year": lambda day: _year(day, 0),
    "去年 上年 上年度 lastyear last-year": lambda day: _year(day, -1),
    "前年": lambda day: _year(day, -2),
}
SPOKEN: Final = tuple(dict.fromkeys(name for names in _WORDS for name in (names.split()[0], names.split()[-1])))
"""One Chinese and one English name of each span that has a name, those first that are asked for most."""
_NAMED: Final = {name: read for names, read in _WORDS.items() for name in names.split()}

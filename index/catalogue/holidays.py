"""Public holidays (法定节假日) as they ship: what the State Council announced, and for other years what the law fixes. Pure.

2026: 国务院办公厅关于2026年部分节假日安排的通知, 4 November 2025. Other years have the days of 全国年节及纪念日放假办法
that fall on the same date each year; festivals of the lunar calendar and make-up workdays are known once a year is announced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is not as its weekday would have it: off, or worked to make up. ``name`` is Chinese and English."""

    works: bool
    name: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class _Festival:
    """Days off from one to another (month, day), and the weekend days that are worked for it."""

    name: tuple[str, str]
    first: tuple[int, int]
    last: tuple[int, int]
    makes_up: tuple[tuple[int, int], ...] = ()


NEW_YEAR, SPRING, QINGMING, LABOUR, DRAGON_BOAT, MID_AUTUMN, NATIONAL = (
    ("元旦", "New Year"), ("春节", "Spring Festival"), ("清明节", "Qingming"), ("劳动节", "Labour Day"),
    ("端午节", "Dragon Boat Festival"), ("中秋节", "Mid-Autumn Festival"), ("国庆节", "National Day"))
ANNOUNCED: Final[dict[int, tuple[_Festival, ...]]] = {
    2026: (
        _Festival(NEW_YEAR, (1, 1), (1, 3), ((1, 4),)),
        _Festival(SPRING, (2, 15), (2, 23), ((2, 14), (2, 28))),
        _Festival(QINGMING, (4, 4), (4, 6)),
        _Festival(LABOUR, (5, 1), (5, 5), ((5, 9),)),
        _Festival(DRAGON_BOAT, (6, 19), (6, 21)),
        _Festival(MID_AUTUMN, (9, 25), (9, 27)),
        _Festival(NATIONAL, (10, 1), (10, 7), ((9, 20), (10, 10))),
    ),
}
FIXED: Final = (_Festival(NEW_YEAR, (1, 1), (1, 1)), _Festival(LABOUR, (5, 1), (5, 2)), _Festival(NATIONAL, (10, 1), (10, 3)))


@cache
def of_year(year: int) -> Mapping[date, Day]:
    """Return the days off and the make-up workdays of a year, in order."""
    return dict(sorted(_days(year)))


def _days(year: int) -> Iterator[tuple[date, Day]]:
    for one in ANNOUNCED.get(year, FIXED):
        first, last = date(year, *one.first), date(year, *one.last)
        for further in range((last - first).days + 1):
            yield first + timedelta(days=further), Day(False, one.name)
        for month, day in one.makes_up:
            yield date(year, month, day), Day(True, one.name)

"""In which month something counts. Pure: months are texts such as ``2026-03``, whose order is that of time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from index.catalogue.dayparts import midnight

Closed = Mapping[str, datetime]
"""The months that are closed, each with the moment of its closing."""


def month_of(day: date) -> str:
    """Return the month of a day."""
    return f"{day.year:04}-{day.month:02}"


def month_at(moment: datetime, zone: ZoneInfo) -> str:
    """Return the month of a moment at the campus."""
    return month_of(moment.astimezone(zone))


def begins(month: str) -> date:
    """Return a month's first day."""
    return date(int(month[:4]), int(month[5:7]), 1)


def numbered(month: str) -> int:
    """Return a month's number among all months; each is one more than the one before."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def shifted(month: str, by: int) -> str:
    """Return the month so many months later, or earlier."""
    number = numbered(month) + by
    return f"{number // 12:04}-{number % 12 + 1:02}"


def span(first: str, last: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the first of these months begins and when the last is over, in UTC."""
    return _at(first, zone), _at(shifted(last, 1), zone)


def counts_in(own: str, known_at: datetime, zone: ZoneInfo, closed: Closed) -> tuple[str, bool]:
    """Return the month in which counts what belongs to the month ``own`` and came to be known at ``known_at``, and whether
    that is a later one (补报).

    It is its own month, unless that had been closed by then: then the month in which it came to be known, or where that had
    been closed before its end, the next one that had not.
    """
    month = own
    while (at := closed.get(month)) is not None and at <= known_at:
        month = max(shifted(month, 1), month_at(known_at, zone))
    return month, month != own


def reach(first: str, zone: ZoneInfo, closed: Closed) -> str:
    """Return the earliest month of which something may count in ``first`` though it came to be known before: that of a month
    which was closed before its end.
    """
    month = first
    while (at := closed.get(shifted(month, -1))) is not None and at < _at(month, zone):
        month = shifted(month, -1)
    return month


def _at(month: str, zone: ZoneInfo) -> datetime:
    return midnight(begins(month), zone)

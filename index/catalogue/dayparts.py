"""Day-parts (时段): the times of day, weekdays and kinds of day at which something is on, by the campus's clock. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from index.catalogue.workdays import WorkCalendar

EVERY_DAY: Final = 0b1111111
DAY: Final = timedelta(days=1)
Span = tuple[datetime, datetime]
"""From a moment on, and before another; both UTC."""


class Days(StrEnum):
    """The kinds of day by the office's working calendar. A make-up Saturday is a working day as well."""

    ANY = "any"
    WORKDAYS = "workdays"
    FREE = "free"
    HOLIDAYS = "holidays"
    MAKEUP = "makeup"


@dataclass(frozen=True, slots=True)
class DayPart:
    """From ``begins`` on, before ``until``, on the days on which it begins: one that is not before its end goes on past
    midnight. ``weekdays`` has a bit for each weekday, Monday the lowest; both they and ``days`` must fit.
    """

    begins: time
    until: time
    weekdays: int = EVERY_DAY
    days: Days = Days.ANY

    def covers(self, clock: time) -> bool:
        """Say whether it is on where the wall's clock shows this, on a day that fits or the day after."""
        after, before = self.begins <= clock, clock < self.until
        return (after and before) if self.begins < self.until else (after or before)

    def fits(self, day: date, kinds: frozenset[Days]) -> bool:
        """Say whether it begins on a day of these kinds."""
        return bool(self.weekdays >> day.weekday() & 1) and self.days in kinds

    def wall(self, day: date) -> tuple[datetime, datetime]:
        """Return beginning and end on the wall's clock where it begins on this day."""
        return (datetime.combine(day, self.begins), datetime.combine(day + DAY * (self.until <= self.begins), self.until))


def kinds_of(calendar: WorkCalendar, day: date) -> frozenset[Days]:
    """Return all kinds that a day is of."""
    special, works = calendar.special(day), calendar.works(day)
    found = {Days.ANY, Days.WORKDAYS if works else Days.FREE}
    if special is not None:
        found.add(Days.MAKEUP if special.works else Days.HOLIDAYS)
    return frozenset(found)


def spans(parts: Sequence[DayPart], calendar: WorkCalendar, first: date, days: int) -> tuple[Span, ...]:
    """Return when any of these is on, in order and apart, from the midnight before ``first`` on for so many days.

    Whoever reads the campus's clock in that time finds it within a part just when its moment is within a span: where clocks
    are set back, what an hour shows twice is on twice, and where they are set forward what is skipped is on for less.
    """
    if not parts:
        return ()
    kinds = tuple(kinds_of(calendar, first + DAY * (one - 1)) for one in range(days + 1))
    return _spans(tuple(parts), calendar.zone, first, kinds)


@lru_cache(maxsize=256)  # many screens share few boards
def _spans(parts: tuple[DayPart, ...], zone: ZoneInfo, first: date, kinds: tuple[frozenset[Days], ...]) -> tuple[Span, ...]:
    last = first + DAY * (len(kinds) - 1)
    stretches = list(_stretches(zone, midnight(first, zone), midnight(last, zone)))
    found: list[Span] = []
    for further, kinds_of_day in enumerate(kinds):
        day = first + DAY * (further - 1)  # one may have begun the evening before
        for part in parts:
            if part.fits(day, kinds_of_day):
                found += _moments(*part.wall(day), stretches)
    return tuple(_joined(sorted(found)))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the beginning of a day at the campus, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def over(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day is over at the campus, in UTC."""
    return midnight(day + timedelta(days=1), zone)


def _moments(begins: datetime, until: datetime, stretches: list[tuple[datetime, datetime, timedelta]]) -> Iterator[Span]:
    """Yield when the wall's clock is between these two."""
    for first, last, offset in stretches:
        span = (max(first, (begins - offset).replace(tzinfo=UTC)), min(last, (until - offset).replace(tzinfo=UTC)))
        if span[0] < span[1]:
            yield span


def _stretches(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Yield the stretches of time between which a zone's clocks are set, each with its offset."""
    begins, at = first, first
    while at < last:
        then = min(at + DAY, last)
        if _offset(at, zone) != _offset(then, zone):
            change = _change(zone, at, then)
            yield begins, change, _offset(at, zone)
            begins = change
        at = then
    yield begins, last, _offset(begins, zone)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the second at which clocks are set between two moments."""
    old = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _joined(found: list[Span]) -> Iterator[Span]:
    held: Span | None = None
    for begins, until in found:
        if held is not None and begins <= held[1]:
            held = (held[0], max(held[1], until))
            continue
        if held is not None:
            yield held
        held = (begins, until)
    if held is not None:
        yield held

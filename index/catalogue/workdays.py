"""Working time: which days are worked, and what a moment is after so many working hours. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from index.catalogue import holidays
from index.catalogue.holidays import Day

Span = tuple[time, time]
DEFAULT_HOURS: Final[tuple[Span, ...]] = ((time(8, 30), time(12)), (time(14), time(17, 30)))
_WEEK, _WEEKDAYS = 7, 5


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The campus's working calendar (工作日历).

    ``hours`` are a working day's, in order, none empty and none within another; at least one. ``own`` are the days that the
    administrator has set: they go before the public holidays, and these before the weekday.
    """

    zone: ZoneInfo
    hours: tuple[Span, ...] = DEFAULT_HOURS
    own: Mapping[date, Day] = field(default_factory=dict)

    @property
    def length(self) -> timedelta:
        """The working time of one working day."""
        return sum((_since(until) - _since(begins) for begins, until in self.hours), timedelta())

    def special(self, day: date) -> Day | None:
        """Return what makes a day other than its weekday; None for an ordinary one."""
        return self.own.get(day) or holidays.of_year(day.year).get(day)

    def works(self, day: date) -> bool:
        """Say whether a day is worked."""
        special = self.special(day)
        return special.works if special else day.weekday() < _WEEKDAYS

    def after(self, moment: datetime, working: timedelta) -> datetime:
        """Return the first moment, in UTC, by which so much working time has passed: within hours, or at their end.

        Nothing to wait for, outside of hours, is the beginning of the next ones.
        """
        left = working
        for begins, until in self._spans(_wall(moment, self.zone)):
            if left <= until - begins:
                return (begins + left).replace(tzinfo=self.zone).astimezone(UTC)
            left -= until - begins
        raise AssertionError  # spans never end

    def between(self, first: datetime, last: datetime) -> timedelta:
        """Return the working time from one moment to a later one; none where it is not later."""
        begins, ends = _wall(first, self.zone), _wall(last, self.zone)
        if ends <= begins:
            return timedelta()
        whole = self._working_days(begins.date(), ends.date()) * self.length
        return whole + self._passed(ends) - self._passed(begins)

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield what is left of the working hours from a wall time on, for ever."""
        day = start.date()
        while True:
            if self.works(day):
                for begins, until in self.hours:
                    if (end := datetime.combine(day, until)) >= start:
                        yield max(start, datetime.combine(day, begins)), end
            day += timedelta(days=1)

    def _working_days(self, first: date, last: date) -> int:
        """Return the number of working days from the first day on and before the last: by weeks, then what is special."""
        count = _weekdays_before(last) - _weekdays_before(first)
        for day in self._special_days(first, last):
            count += int(self.works(day)) - int(day.weekday() < _WEEKDAYS)
        return count

    def _special_days(self, first: date, last: date) -> set[date]:
        public = (day for year in range(first.year, last.year + 1) for day in holidays.of_year(year))
        return {day for day in (*public, *self.own) if first <= day < last}

    def _passed(self, wall: datetime) -> timedelta:
        """Return how much of its day's working time has passed at a wall time."""
        if not self.works(wall.date()):
            return timedelta()
        at = _since(wall.time())
        return sum((max(timedelta(), min(at, _since(until)) - _since(begins)) for begins, until in self.hours), timedelta())


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _since(at: time) -> timedelta:
    """Return how long after midnight this is."""
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _weekdays_before(day: date) -> int:
    """Return how many Mondays to Fridays there were before a day, counted from the year 1, which began on a Monday."""
    weeks, rest = divmod(day.toordinal() - 1, _WEEK)
    return weeks * _WEEKDAYS + min(rest, _WEEKDAYS)

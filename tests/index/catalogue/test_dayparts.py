"""Day-parts resolved into moments agree with whoever reads the campus's clock, minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalogue.dayparts import DAY, EVERY_DAY, DayPart, Days, kinds_of, midnight, spans
from index.catalogue.holidays import Day
from index.catalogue.workdays import WorkCalendar

SHANGHAI, NEW_YORK, LORD_HOWE = (ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"))
MINUTE = timedelta(minutes=1)
CLOSED = date(2026, 4, 15)
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))
parts_ = st.lists(st.builds(DayPart, times, times, st.integers(1, EVERY_DAY), st.sampled_from(Days)), max_size=3)


def reads(parts: list[DayPart], calendar: WorkCalendar, moment: datetime) -> bool:
    """The oracle: look at the clock on the wall and at the calendar beside it."""
    wall = moment.astimezone(calendar.zone)
    for part in parts:
        for day, passed in ((wall.date(), 0), (wall.date() - DAY, 24)):
            hours = wall.hour + wall.minute / 60 + passed
            until = part.until.hour + part.until.minute / 60 + (24 if part.until <= part.begins else 0)
            begins = part.begins.hour + part.begins.minute / 60
            if part.fits(day, kinds_of(calendar, day)) and begins <= hours < until:
                return True
    return False


# In New York and on Lord Howe (by half an hour) clocks are set within these days; April has a festival and a closed day.
@settings(max_examples=60, deadline=None)
@given(parts_, st.sampled_from([
    (SHANGHAI, date(2026, 4, 3)), (SHANGHAI, date(2026, 4, 14)), (NEW_YORK, date(2026, 3, 7)),
    (NEW_YORK, date(2026, 10, 31)), (LORD_HOWE, date(2026, 4, 4)), (LORD_HOWE, date(2026, 10, 3))]))
def test_each_minute_is_as_the_clock_on_the_wall_has_it(parts: list[DayPart], where: tuple[ZoneInfo, date]) -> None:
    zone, first = where
    calendar = WorkCalendar(zone, own={CLOSED: Day(False)})
    found = spans(parts, calendar, first, 3)
    assert all(one[0] < one[1] < other[0] for one, other in pairwise(found)), "in order and apart"
    at, end = midnight(first, zone), midnight(first + 3 * DAY, zone)
    while at < end:
        assert any(one[0] <= at < one[1] for one in found) == reads(parts, calendar, at), at.astimezone(zone)
        at += MINUTE


@pytest.mark.parametrize(("days", "on"), [
    (Days.ANY, {13, 14, 15, 16, 28}), (Days.WORKDAYS, {13, 14, 28}), (Days.FREE, {15, 16}), (Days.HOLIDAYS, {15, 16}),
    (Days.MAKEUP, {14, 28})])
def test_the_make_up_saturday_before_spring_festival_is_worked(days: Days, on: set[int]) -> None:
    calendar = WorkCalendar(SHANGHAI)
    for day in (13, 14, 15, 16, 28):
        found = spans([DayPart(time(8), time(9), days=days)], calendar, date(2026, 2, day), 1)
        assert bool(found) == (day in on), day


def test_friday_night_goes_on_into_saturday_and_no_further() -> None:
    part = DayPart(time(22), time(2), weekdays=0b0010000)
    friday, midnight_, two = (datetime(2026, 3, 6, hour, tzinfo=UTC) for hour in (14, 16, 18))
    assert spans([part], WorkCalendar(SHANGHAI), date(2026, 3, 2), 7) == ((friday, two),)
    assert spans([part], WorkCalendar(SHANGHAI), date(2026, 3, 7), 1) == ((midnight_, two),), "on Saturday it is on already"

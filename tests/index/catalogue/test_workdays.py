"""Working time: never outside of hours, never backwards, across years, holidays and make-up workdays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalogue import holidays, work_calendar
from index.catalogue.holidays import Day
from index.catalogue.work_calendar import CalendarDay, OfficeHours
from index.catalogue.workdays import WorkCalendar
from index.db import reading, writing

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN = WorkCalendar(SHANGHAI)
moments = st.datetimes(datetime.fromisoformat("2025-11-01"), datetime.fromisoformat("2027-03-01"), timezones=st.just(UTC))
lengths = st.integers(0, 400 * 60).map(lambda minutes: timedelta(minutes=minutes))
days = st.dates(date(2025, 11, 1), date(2027, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Any hours, and any days set off or worked."""
    marks = sorted(draw(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=6, unique=True)))
    spans = [tuple(time(*divmod(one, 60)) for one in pair) for pair in zip(marks[::2], marks[1::2], strict=False)]
    own = draw(st.dictionaries(days, st.booleans().map(Day), max_size=40))
    return WorkCalendar(ZoneInfo(draw(st.sampled_from(["Asia/Shanghai", "Asia/Urumqi"]))), tuple(spans), own)  # type: ignore[arg-type]  # two each


def here(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(("since", "hours", "due"), [
    ("2026-03-02 09:00", 1, "2026-03-02 10:00"), ("2026-03-02 11:30", 1, "2026-03-02 14:30"),
    ("2026-03-02 08:30", 7, "2026-03-02 17:30"), ("2026-03-02 17:30", 1, "2026-03-03 09:30"),
    ("2026-03-06 17:00", 1, "2026-03-09 09:00"), ("2026-03-07 10:00", 7, "2026-03-09 17:30"),
    ("2026-02-13 17:00", 1, "2026-02-14 09:00"),  # the Saturday before the Spring Festival is worked
    ("2026-02-14 17:00", 1, "2026-02-24 09:00"),  # and nine days off follow
    ("2026-09-30 16:30", 2, "2026-10-08 09:30"), ("2026-12-31 17:00", 1, "2027-01-04 09:00"),  # New Year, then a weekend
    ("2026-02-14 08:30", 0, "2026-02-14 08:30"), ("2026-10-02 12:00", 0, "2026-10-08 08:30"),
])
def test_when_something_is_due(since: str, hours: int, due: str) -> None:
    assert PLAIN.after(here(since), timedelta(hours=hours)) == here(due)


def test_the_state_council_s_notice_of_2026() -> None:
    """Each of its sentences as a number: days off, and the weekend days that are worked."""
    year = holidays.of_year(2026)
    assert sum(not one.works for one in year.values()) == 3 + 9 + 3 + 5 + 3 + 3 + 7
    worked = [day for day, one in year.items() if one.works]
    assert worked == [date(2026, *one) for one in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]
    assert all(day.weekday() >= 5 for day in worked)
    assert list(holidays.of_year(2031)) == [date(2031, *one) for one in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]


def test_what_the_administrator_set_goes_first() -> None:
    kept = WorkCalendar(SHANGHAI, own={date(2026, 2, 16): Day(True), date(2026, 3, 3): Day(False, ("校庆", ""))})
    assert kept.works(date(2026, 2, 16))
    assert kept.after(here("2026-03-02 17:30"), timedelta(hours=1)) == here("2026-03-04 09:30")


@settings(deadline=None)
@given(calendars(), moments, lengths)
def test_it_lands_in_hours_of_a_working_day(kept: WorkCalendar, moment: datetime, working: timedelta) -> None:
    found = kept.after(moment, working).astimezone(kept.zone)
    assert kept.works(found.date())
    assert any(begins <= found.time() <= until for begins, until in kept.hours)
    assert found >= moment


@settings(deadline=None)
@given(calendars(), moments, moments, lengths, lengths)
def test_later_and_longer_is_never_earlier(kept: WorkCalendar, one: datetime, other: datetime, short: timedelta,
                                           more: timedelta) -> None:
    first, last = sorted((one, other))
    assert kept.after(first, short) <= kept.after(last, short)
    assert kept.after(first, short) <= kept.after(first, short + more)


@settings(deadline=None)
@given(calendars(), moments, lengths, lengths)
def test_it_is_what_it_counts(kept: WorkCalendar, moment: datetime, one: timedelta, other: timedelta) -> None:
    """The way there is as long as was asked for; two parts are the whole."""
    end = kept.after(moment, one)
    assert kept.between(moment, end) == one
    assert kept.between(end, moment) == timedelta()
    assert kept.between(moment, kept.after(end, other)) == one + other


def test_it_is_kept_on_either_database(engine: Any) -> None:
    with writing(engine) as session:
        session.add_all([CalendarDay(day=date(2027, 2, 8), works=False, name="春节", name_en="Spring Festival"),
                         OfficeHours(begins=time(14, 30), until=time(18)), OfficeHours(begins=time(8), until=time(11, 30))])
    with reading(engine) as session:
        kept = work_calendar.load(session, SHANGHAI)
        deadlines = work_calendar.Deadlines(session, SHANGHAI)
        assert deadlines.due(here("2027-02-05 18:00"), 1) == here("2027-02-09 09:00")
        assert deadlines.due(here("2027-02-05 18:00"), None) is None
    assert kept.hours == ((time(8), time(11, 30)), (time(14, 30), time(18)))
    assert kept.special(date(2027, 2, 8)) == Day(False, ("春节", "Spring Festival"))
    assert kept.length == timedelta(hours=7)

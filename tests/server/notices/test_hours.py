"""When a digest goes out, and how long an SMS waits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from index.catalogue.holidays import Day
from index.catalogue.workdays import WorkCalendar
from server.notices.choices import Reach

ZONE = ZoneInfo("Asia/Shanghai")


def here(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(("after", "weekdays", "expected"), [
    (here(2, 7, 59), True, here(2, 8)), (here(2, 8), True, here(3, 8)), (here(6, 9), True, here(9, 8)),
    (here(6, 9), False, here(7, 8)), (here(7, 0), True, here(9, 8)),
    (here(4, 9), True, here(6, 8)),  # the calendar has a day off
])
def test_the_next_digest(after: datetime, weekdays: bool, expected: datetime) -> None:
    calendar = WorkCalendar(ZONE, own={date(2026, 3, 5): Day(False)})
    assert Reach(digest_weekdays=weekdays).next_digest(after, calendar) == expected


@pytest.mark.parametrize(("at", "hours", "expected"), [
    (here(2, 20, 59), (21, 7), here(2, 20, 59)), (here(2, 21), (21, 7), here(3, 7)), (here(3, 6, 59), (21, 7), here(3, 7)),
    (here(3, 7), (21, 7), here(3, 7)), (here(3, 13), (12, 14), here(3, 14)), (here(3, 13), (0, 0), here(3, 13)),
])
def test_an_sms_waits_until_the_quiet_hours_are_over(at: datetime, hours: tuple[int, int], expected: datetime) -> None:
    assert Reach(quiet_from=hours[0], quiet_until=hours[1]).past_quiet(at, ZONE) == expected

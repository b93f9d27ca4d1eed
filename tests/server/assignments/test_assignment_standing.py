"""How an assignment stands, from facts alone: every moment of its life, and that it never goes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.assignments.standing import OPEN, STANDING_NAMES, Standing, span, standing

ZONE = ZoneInfo("Asia/Shanghai")
WHEN = span(date(2026, 11, 20), date(2026, 11, 21), None, hours=24, zone=ZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_files_are_due_a_day_after_the_last_days_end() -> None:
    assert (WHEN.begins, WHEN.ends, WHEN.due) == (at("2026-11-20T00:00"), at("2026-11-22T00:00"), at("2026-11-23T00:00"))


def test_or_after_the_time_that_was_said() -> None:
    when = span(date(2026, 11, 20), date(2026, 11, 21), time(17, 30), hours=36, zone=ZONE)
    assert (when.ends, when.due) == (at("2026-11-21T17:30"), at("2026-11-23T05:30"))


@pytest.mark.parametrize(("now", "stands"), [
    ("2026-11-19T23:59", Standing.AHEAD), ("2026-11-20T00:00", Standing.NOW), ("2026-11-21T23:59", Standing.NOW),
    ("2026-11-22T00:00", Standing.DUE), ("2026-11-23T00:00", Standing.DUE), ("2026-11-23T00:01", Standing.LATE)])
def test_without_files(now: str, stands: Standing) -> None:
    assert standing(WHEN, None, None, at(now)) is stands


def test_files_end_it_and_it_is_remembered_whether_in_time() -> None:
    later = at("2026-12-31T00:00")
    assert standing(WHEN, at("2026-11-22T23:00"), None, later) is Standing.DONE
    assert standing(WHEN, WHEN.due, None, later) is Standing.DONE
    assert standing(WHEN, at("2026-11-23T00:01"), None, later) is Standing.DONE_LATE


def test_the_offices_word_ends_it_unless_files_were_there() -> None:
    closed = at("2026-11-24T09:00")
    assert standing(WHEN, None, closed, closed) is Standing.CLOSED
    assert standing(WHEN, closed + timedelta(hours=1), closed, at("2026-12-01T00:00")) is Standing.CLOSED
    assert standing(WHEN, closed - timedelta(hours=1), closed, at("2026-12-01T00:00")) is Standing.DONE_LATE


def test_each_has_its_words() -> None:
    assert set(STANDING_NAMES) == set(Standing)
    assert all(zh and en for zh, en in STANDING_NAMES.values())


MOMENTS = st.datetimes(datetime(2026, 11, 18), datetime(2026, 11, 30)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001
ORDER = [Standing.AHEAD, Standing.NOW, Standing.DUE, Standing.LATE]


@given(MOMENTS, MOMENTS)
def test_time_alone_only_moves_it_on(first: datetime, second: datetime) -> None:
    earlier, later = sorted((first, second))
    stands = [standing(WHEN, None, None, now) for now in (earlier, later)]
    assert set(stands) <= OPEN
    assert ORDER.index(stands[0]) <= ORDER.index(stands[1])


@given(MOMENTS, MOMENTS)
def test_what_ended_stays_as_it_is(arrived: datetime, now: datetime) -> None:
    assert standing(WHEN, arrived, None, now) is standing(WHEN, arrived, None, now + timedelta(days=400))

"""In which month something counts."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.ledger.months import counts_in, month_at, reach, shifted, span

ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def test_a_month_is_the_campus_s() -> None:
    assert month_at(datetime(2026, 2, 28, 16, 0, tzinfo=UTC), ZONE) == "2026-03"
    assert month_at(datetime(2026, 2, 28, 15, 59, tzinfo=UTC), ZONE) == "2026-02"
    assert span("2026-12", "2026-12", ZONE) == (at("2026-12-01"), at("2027-01-01"))


def test_what_comes_after_the_closing_counts_when_it_came_and_is_late() -> None:
    closed = {"2026-01": at("2026-02-03"), "2026-02": at("2026-03-02")}
    assert counts_in("2026-02", at("2026-03-01"), ZONE, closed) == ("2026-02", False), "before it was closed"
    assert counts_in("2026-02", at("2026-03-02"), ZONE, closed) == ("2026-03", True)
    assert counts_in("2026-01", at("2026-04-09"), ZONE, closed) == ("2026-04", True)
    assert counts_in("2026-03", at("2026-04-09"), ZONE, closed) == ("2026-03", False), "it is still open"


def test_what_comes_on_the_last_day_of_a_month_closed_before_it_counts_in_the_next() -> None:
    closed = {"2026-03": at("2026-03-30"), "2026-04": at("2026-04-29")}
    assert counts_in("2026-03", at("2026-03-31"), ZONE, closed) == ("2026-04", True)
    assert counts_in("2026-04", at("2026-04-30"), ZONE, closed) == ("2026-05", True)
    assert reach("2026-05", ZONE, closed) == "2026-03"
    assert reach("2026-03", ZONE, closed) == "2026-03"


@given(st.integers(-30, 30), st.integers(-30, 30))
def test_months_are_counted_like_numbers(one: int, other: int) -> None:
    assert shifted(shifted("2026-03", one), other) == shifted("2026-03", one + other)
    assert (shifted("2026-03", one) < shifted("2026-03", other)) == (one < other)

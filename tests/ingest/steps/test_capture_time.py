from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.steps.capture_time import Captured, parse_offset, parse_wall, resolve, resolve_utc

BEIJING = (39.9163, 116.3972)
URUMQI = (43.8256, 87.6168)
PARIS = (48.8566, 2.3522)


def test_an_offset_in_the_file_wins() -> None:
    wall = parse_wall("2026:03:01 09:15:02", "340", "+09:00")
    found = resolve(wall, gps_utc=datetime(2026, 3, 1, 1, 15, tzinfo=UTC), position=BEIJING, kit_offset="+08:00")
    assert found == Captured("2026-03-01T09:15:02.340", "+09:00", "file", "2026-03-01T00:15:02.340Z")


def test_then_the_difference_to_the_satellites_clock() -> None:
    wall = parse_wall("2026:07:01 12:00:30")
    found = resolve(wall, gps_utc=datetime(2026, 7, 1, 10, 0, 12, tzinfo=UTC), kit_offset="+08:00")
    assert (found.offset, found.source, found.utc) == ("+02:00", "gps", "2026-07-01T10:00:30Z")


def test_a_stale_satellite_stamp_says_nothing_and_the_position_speaks() -> None:
    wall = parse_wall("2026:07:01 12:00:30")
    found = resolve(wall, gps_utc=datetime(2026, 7, 1, 9, 52, tzinfo=UTC), position=PARIS)
    assert (found.offset, found.source) == ("+02:00", "gps")
    assert resolve(wall, position=BEIJING).offset == "+08:00"


def test_then_the_kit_then_china() -> None:
    wall = parse_wall("2026:03:01 09:15:02")
    assert resolve(wall, kit_offset="+09:00").source == "kit"
    assert resolve(wall) == Captured("2026-03-01T09:15:02", "+08:00", "default", "2026-03-01T01:15:02Z")


def test_a_receiver_without_a_fix_is_not_in_the_gulf_of_guinea() -> None:
    assert resolve(parse_wall("2026:03:01 09:15:02"), position=(0.0, 0.0)).source == "default"


@pytest.mark.parametrize("text", [
    "0000:00:00 00:00:00", "    :  :     :  :  ", "", None, "2026:13:01 00:00:00", "2026:02:30 10:00:00", "yesterday",
    "2026:03:01 25:00:00", "9999",
])
def test_what_is_no_moment_is_none(text: str | None) -> None:
    assert parse_wall(text) is None
    assert resolve(parse_wall(text)) == Captured()


@pytest.mark.parametrize(("text", "local"), [
    ("2026:03:01 09:15:02", "2026-03-01T09:15:02"), ("2026-03-01T09:15:02.5+08:00", "2026-03-01T09:15:02.5"),
    ("2026/03/01 09:15:02", "2026-03-01T09:15:02"), ("2026:03:01 09:15", "2026-03-01T09:15:00"),
    ("2026-03-01", "2026-03-01T00:00:00"),
])
def test_the_ways_of_writing_a_moment(text: str, local: str) -> None:
    assert resolve(parse_wall(text)).local == local


@pytest.mark.parametrize(("text", "offset"), [
    ("+08:00", "+08:00"), ("+0800", "+08:00"), ("-3:30", "-03:30"), ("Z", "+00:00"), ("   :  ", None), ("+99:00", None),
    (None, None),
])
def test_the_ways_of_writing_an_offset(text: str | None, offset: str | None) -> None:
    assert parse_offset(text) == offset


def test_a_time_that_is_utc_by_its_format() -> None:
    moment = parse_wall("2026-07-01T10:00:00.000000Z")
    assert resolve_utc(moment, position=PARIS).local == "2026-07-01T12:00:00.000000"
    found = resolve_utc(parse_wall("2026-03-01T01:15:02Z"))
    assert found == Captured("2026-03-01T09:15:02", "+08:00", "default", "2026-03-01T01:15:02Z")
    assert resolve_utc(None) == Captured()


def test_the_ends_of_the_calendar_do_not_raise() -> None:
    assert resolve(parse_wall("0001:01:01 00:00:00")).utc is None
    assert resolve_utc(parse_wall("9999:12:31 23:59:59")).local is None

"""The arithmetic of clocks: whatever the error, the time that comes out is the true one to a second."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from index.catalogue.clocks import Body, Moment, Reading, correction, error_of, nearest, zone_of

HERE = timedelta(hours=8)
moments = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01"), timezones=st.just(UTC))
errors = st.integers(-40 * 366 * 86_400, 40 * 366 * 86_400)
parts = st.integers(0, 999)


def written(true: datetime, error: timedelta, *, exact: bool) -> Moment:
    """What a camera of this error writes at a true moment: whole seconds are cut, as cameras do."""
    utc = true + error
    utc = utc.replace(microsecond=utc.microsecond // 1000 * 1000 if exact else 0)
    local = (utc + HERE).replace(tzinfo=None)
    found = Moment.of_facts({"captured_local": local.isoformat(timespec="milliseconds" if exact else "seconds"),
                             "captured_utc": utc.replace(tzinfo=None).isoformat() + "Z"})
    assert found is not None
    return found


@given(moments, errors, parts, st.booleans())
def test_an_error_is_found_to_a_second(true: datetime, seconds: int, thousandths: int, exact: bool) -> None:
    error = timedelta(seconds=seconds, milliseconds=thousandths)
    shown = true.replace(microsecond=0)
    found = error_of(written(true, error, exact=exact), shown)
    assert abs(found - error.total_seconds()) <= 1.0


@given(moments, moments, errors, st.booleans())
def test_every_picture_comes_right(checked: datetime, taken: datetime, seconds: int, exact: bool) -> None:
    """Across midnights, years and signs: what was taken at any other time is put right by the same check."""
    error = timedelta(seconds=seconds)
    by = correction(error_of(written(checked, error, exact=exact), checked.replace(microsecond=0)))
    right = written(taken, error, exact=exact).shifted(by)
    assert right is not None
    assert abs(right.utc - taken) <= timedelta(seconds=2)
    assert right.utc.replace(tzinfo=None) + HERE == right.local, "wall time and UTC stay together"


@given(moments, errors)
def test_a_shift_and_its_opposite_are_nothing(taken: datetime, seconds: int) -> None:
    moment = written(taken, timedelta(0), exact=True)
    there = moment.shifted(seconds)
    assert there is not None
    assert there.shifted(-seconds) == moment


def test_small_errors_are_the_codes_own() -> None:
    assert [correction(error) for error in (-2, -1, 0, 1, 2, 192)] == [2, 0, 0, 0, -2, -192]


def test_whole_and_half_hours_look_like_zones() -> None:
    assert [zone_of(error) for error in (0, 192, 3600, 3590, -28_800, 19_800, 1500 + 3600, 86_400 * 3)] == [
        None, None, 60, 60, -480, 330, 90, None]
    assert zone_of(5_000) is None


def test_outside_the_calendar_there_is_no_moment() -> None:
    last = Moment.of_facts({"captured_local": "9999-12-31T23:59:59", "captured_utc": "9999-12-31T15:59:59Z"})
    assert last is not None
    assert last.shifted(86_400) is None
    assert Moment.of_facts({"captured_local": None, "captured_utc": None}) is None


def test_the_nearest_reading_counts() -> None:
    """Somebody looked at the clock in the morning, set the camera right, and looked again."""
    morning, noon = (Reading(number, Body(), datetime(2026, 3, 2, hour, tzinfo=UTC), error)
                     for number, hour, error in ((1, 1, 192), (2, 4, 0)))
    assert nearest(datetime(2026, 3, 2, 1, 30, tzinfo=UTC), [morning, noon]) is morning
    assert nearest(datetime(2026, 3, 2, 3, 30, tzinfo=UTC), [noon, morning]) is noon
    assert nearest(datetime(2026, 3, 2, tzinfo=UTC), []) is None


def test_which_files_are_of_the_same_camera() -> None:
    body, other = Body("NIKON CORPORATION", "NIKON Z 6_2", "1"), Body("NIKON CORPORATION", "NIKON Z 6_2", "2")
    film = Body("NIKON CORPORATION", "NIKON Z 6_2", "")
    assert body.is_surely(body, alone=False)
    assert not body.is_surely(other, alone=True)
    assert body.is_surely(film, alone=True), "its films leave the serial number out"
    assert not body.is_surely(film, alone=False), "two of them were there: whose film it is cannot be told"
    assert not Body().is_surely(Body(), alone=True), "files that name no camera say nothing of each other"
    assert (body.name, Body("Canon", "Canon EOS R6", "").name, Body("SONY", "ILCE-7M4", "9").name, Body().name) == (
        "NIKON Z 6_2 · 1", "Canon EOS R6", "SONY ILCE-7M4 · 9", "")

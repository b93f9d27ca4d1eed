"""A plan is tied to the ground by points: turned, to any scale, drawn a little wrong."""

from __future__ import annotations

import math

import pytest

from server.places.fitting import METRES, Point, fit

LAT, LON = 30.54, 114.35


def point(east: float, north: float, across: float, down: float) -> Point:
    """A point of the ground, in metres from the middle of the campus, and where it is on the picture."""
    return across, down, LAT + north / METRES, LON + east / (METRES * math.cos(math.radians(LAT)))


def on(found: object, east: float, north: float) -> tuple[float, float]:
    _, _, lat, lon = point(east, north, 0, 0)
    return found.place(lat, lon)  # type: ignore[attr-defined]


def test_two_points_give_turn_and_scale() -> None:
    # The plan lies on its side: east is down, north is across to the right, two metres a pixel.
    found = fit([point(0, 0, 100, 100), point(200, 0, 100, 200)])
    assert found is not None
    assert on(found, 0, 200) == pytest.approx((200, 100), abs=0.1)
    assert on(found, 100, -100) == pytest.approx((50, 150), abs=0.1)
    assert found.pixels_a_metre == pytest.approx(0.5, rel=1e-3)
    assert found.error_m == pytest.approx(0, abs=1e-6)


def test_three_points_give_each_direction_its_own_scale() -> None:
    found = fit([point(0, 0, 0, 1000), point(1000, 0, 800, 1000), point(0, 1000, 0, 0)])
    assert found is not None
    assert on(found, 500, 500) == pytest.approx((400, 500), abs=0.5)
    assert found.error_m == pytest.approx(0, abs=1e-3)


def test_more_points_than_needed_even_out_and_say_how_far_they_are_off() -> None:
    true = [(0, 0), (1000, 0), (0, 1000), (1000, 1000)]
    points = [point(e, n, e, 1000 - n) for e, n in true]
    across, down, lat, lon = points[3]
    found = fit([*points[:3], (across + 40, down, lat, lon)])
    assert found is not None
    assert found.error_m == pytest.approx(10, abs=1)


@pytest.mark.parametrize("points", [
    [], [point(0, 0, 5, 5)], [point(0, 0, 5, 5), point(0, 0, 50, 50)], [point(0, 0, 5, 5), point(100, 0, 5, 5)],
    [point(0, 0, 0, 0), point(100, 100, 1, 1), point(200, 200, 2, 2)],
    [point(0, 0, 0, 0), point(100, 0, 1, 1), point(0, 100, 2, 2)],
])
def test_points_that_do_not_say_where_it_lies_give_none(points: list[Point]) -> None:
    assert fit(points) is None

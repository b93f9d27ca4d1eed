"""What is like an asset: of its event, near in time, alike in looks, and only what the reader may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue.assets import Asset
from index.db import reading, writing
from server.library.more import Other, more_like, score


def test_what_fits_in_several_ways_comes_first() -> None:
    ranked = [Other(1, True, 0.0, 0), Other(2, True, 60.0, None), Other(3, False, 60.0, 12), Other(4, False, 60.0, None),
              Other(5, False, 7200.0, None), Other(6, False, None, None)]
    assert sorted(ranked, key=score, reverse=True) == ranked
    assert score(ranked[-1]) == 0


def test_two_pictures_that_differ_in_half_their_bits_are_not_alike() -> None:
    assert score(Other(1, False, None, 32)) == 0
    assert score(Other(1, False, None, 60)) == 0


@pytest.fixture
def day(photo: Callable[..., int]) -> list[int]:
    """One photo, another a minute later, one in the evening, one of another month."""
    return [photo(taken=f"2026:{when}") for when in ("03:01 09:00:00", "03:01 09:01:00", "03:01 20:00:00", "05:01 09:00:00")]


def like(home: Any, actor: Any, asset_id: int, now: Any, **given: Any) -> list[int]:
    with reading(home.engine) as session:
        return [one.id for one in more_like(session, actor, session.get_one(Asset, asset_id), now, **given)]


def test_near_in_time_comes_near(home: Any, cast: Any, clock: Any, day: list[int], engine: Any) -> None:
    assert like(home, cast.photographer, day[0], clock(), most=9) == [day[1], day[2]]
    assert like(home, cast.photographer, day[0], clock(), most=1) == [day[1]]


def test_the_same_event_counts_whatever_the_day(home: Any, cast: Any, clock: Any, day: list[int]) -> None:
    from server.admin import service as admin

    event = admin.add_event(home.engine, cast.administrator, name="运动会", starts_on=clock().date(), now=clock())
    with writing(home.engine) as session:
        for one in (day[0], day[3]):
            session.get_one(Asset, one).event_id = event
    assert like(home, cast.photographer, day[0], clock(), most=9)[0] == day[3]


def test_nobody_finds_what_is_not_theirs_to_see(home: Any, cast: Any, clock: Any, day: list[int],
                                                browser: Callable[..., Any]) -> None:
    assert like(home, cast.outsider, day[0], clock(), most=9) == []
    assert browser("outsider").get(f"/library/V{day[0]}/like").status_code == 404
    assert f"/library/V{day[1]}" in browser("photographer").get(f"/library/V{day[0]}/like").text

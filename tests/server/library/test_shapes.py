"""The shapes of the grid: every place once, in the order of the list, and nothing of what one may not see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_shapes_go_together_and_in_order(browser: Any, photo: Callable[..., int]) -> None:
    old, new = photo(taken="2026:02:01 08:00:00", size=(600, 900)), photo(taken="2026:03:01 08:00:00", size=(900, 600))
    told = browser("photographer").get("/library/shapes").json
    assert told["ids"] == [new, old]
    assert [[key, count] for key, _, count in told["months"]] == [["2026-03", 1], ["2026-02", 1]]
    assert 1490 < told["ratios"][0] < 1510
    assert 660 < told["ratios"][1] < 675
    assert all(len(color) == 6 for color in told["colors"])
    assert browser("photographer").get("/library/shapes?offset=1").json["ids"] == [old]
    assert browser("photographer").get("/library/shapes?month=2026-02").json["ids"] == [old]


def test_other_departments_are_not_counted(browser: Any, photo: Callable[..., int], cast: Any) -> None:
    photo(cast.photographer)
    theirs = photo(cast.outsider)
    told = browser("outsider").get("/library/shapes").json
    assert (told["ids"], told["total"], len(told["colors"])) == ([theirs], 1, 1)


def test_the_timeline_is_of_what_one_may_see(browser: Any, photo: Callable[..., int], cast: Any) -> None:
    for taken in ("2026:02:01 08:00:00", "2026:03:01 08:00:00"):
        photo(cast.photographer, taken=taken)
    photo(cast.outsider, taken="2025:03:01 08:00:00")
    assert 'data-month="2025-03"' not in browser("photographer").get("/library").text
    assert 'id="timeline"' in browser("photographer").get("/library").text
    assert 'id="timeline"' not in browser("outsider").get("/library").text
    assert 'id="timeline"' not in browser("photographer").get("/library?sort=uploaded").text

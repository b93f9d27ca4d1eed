"""Small print on posters: a screen that people pass warns of it, and names the page and the size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from posters import A4_ACROSS, taken_poster

from index.catalogue import items
from index.db import reading
from server.checks import every
from server.checks.legibility import pixels
from server.review.fetching import fetch


def test_letters_that_nobody_can_read_in_passing_are_named(home: Any, cast: Any, take: Any, worker: Any, clock: Any,
                                                           tmp_path: Path) -> None:
    pages = [("开放日", "欢迎各位家长到食堂参观"), ("须知", "")]
    tiny = taken_poster(tmp_path, take, worker, cast.photographer, pages=pages, small=11)
    with reading(home.engine) as session:
        item = fetch(session, cast.photographer, items.ref(tiny), clock())
        found = every.findings(session, cast.photographer, [item], ["screens", "site"], clock())[item.ref]
    told = [one for one in found["screens"] if one.check == "legibility"]
    assert [(one.severity, one.reason.code) for one in told] == [("warns", "small-print")]
    assert "第 1 页 14 像素（11 磅，应有 16 磅）" in told[0].reason.zh
    assert "第 2 页" not in told[0].reason.zh
    assert not [one for one in found["site"] if one.check == "legibility"], "paper and pages are read from near"


def test_a_page_that_lies_fills_the_screen_and_its_letters_are_larger() -> None:
    across = {"width": A4_ACROSS[0], "height": A4_ACROSS[1], "smallest": 12.0}
    assert round(pixels(across) or 0) == 22
    assert pixels({**across, "smallest": None}) is None

"""The clock's page is photographed by a camera that is 3 minutes and 12 seconds fast: its whole card comes right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from clock_scenes import Scene, photographed
from PIL import Image

FAST = timedelta(minutes=3, seconds=12)
SHOWING = '#clock[data-state="showing"]'
BLANK_FOR_GOOD = """() => {
  const blank = getComputedStyle(document.getElementById("code")).visibility === "hidden";
  window.blankSince = blank ? window.blankSince ?? performance.now() : null;
  return blank && performance.now() - window.blankSince > 3_000;
}"""
"""Blank for three seconds on end: busy cores make it blank for a moment too, until an answer under way has come."""


def test_a_photograph_of_the_page_puts_a_card_right(page_of: Callable[..., Any], furnished: Any, cast: Any,
                                                    take: Callable[..., Any], worker: Any, made_photo: Callable[..., Path],
                                                    clock: Any) -> None:
    page = page_of("photographer")
    page.goto("/clock")
    page.wait_for_selector(SHOWING)
    shot = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR_RGB)
    shown = datetime.fromtimestamp(int(page.get_attribute(SHOWING, "data-second")) / 1000, UTC)
    clock.now = datetime.now(UTC)

    def wrote(moment: datetime) -> str:
        return f"{(moment + FAST).astimezone(UTC) + timedelta(hours=8):%Y:%m:%d %H:%M:%S}"

    before, after = (made_photo(name, serial="3012345", taken=wrote(shown + timedelta(minutes=at)))
                     for name, at in (("D1.JPG", -30), ("D2.JPG", 40)))
    photo = made_photo("D3.JPG", serial="3012345", taken=wrote(shown), size=(1800, 1200))
    with Image.open(photo) as picture:
        exif, room = picture.getexif(), np.asarray(picture.convert("RGB"))
    taken = photographed(shot, room, Scene(turn=20, roll=5, light=0.8, blur=1))
    Image.fromarray(taken).save(photo, "JPEG", quality=88, exif=exif)
    ids = [take(path, cast.photographer, batch="card-7").asset_id for path in (before, photo, after)]
    worker.drain()

    page.goto("/uploads/card-7")
    told = page.locator("#times-title ~ p").first.inner_text()
    assert "相机快 3 分 1" in told, told  # the code may have been a new one by the time of the screenshot
    page.goto(f"/library/V{ids[0]}")
    assert "相机快 3 分 1" in page.locator("section:has(#clock-head)").inner_text()
    page.get_by_role("link", name="查看校时照片").click()
    page.wait_for_url(f"**/library/V{ids[1]}")
    right = worker_times(furnished, ids)
    for found, at in zip(right, (-30, 0, 40), strict=True):
        assert abs(found - (shown + timedelta(minutes=at))) <= timedelta(seconds=1)
    assert page.problems == []


def test_times_are_shifted_and_shifted_back_by_hand(page_of: Callable[..., Any], furnished: Any, cast: Any,
                                                    take: Callable[..., Any], worker: Any,
                                                    made_photo: Callable[..., Path]) -> None:
    ids = [take(made_photo(name, taken=f"2026:03:02 {at}"), cast.photographer, batch="no-code").asset_id
           for name, at in (("E1.JPG", "00:01:00"), ("E2.JPG", "23:00:00"))]
    worker.drain()
    first = worker_times(furnished, ids)
    page = page_of("photographer", width=360)
    page.goto("/uploads/no-code")
    page.get_by_role("link", name="校正时间").click()
    page.fill("[name=minutes]", "3")
    page.fill("[name=seconds]", "12")
    page.locator("form:has([name=minutes]) button").click()
    page.wait_for_selector("td.clock-after")
    assert page.locator("td.clock-after").all_inner_texts() == ["2026-03-01 23:57:48", "2026-03-02 22:56:48"]
    assert worker_times(furnished, ids) == first, "a preview changes nothing"
    page.get_by_role("button", name="平移时间").click()
    page.wait_for_selector("#shifts-title")
    assert worker_times(furnished, ids) == [one - FAST for one in first]
    page.get_by_role("button", name="移回去").click()
    page.wait_for_selector("li.clock-line + li.clock-line")
    assert worker_times(furnished, ids) == first
    page.fill("[name=true]", "2026-03-02T00:00:30")
    page.locator("form:has([name=true]) button").click()
    page.wait_for_selector("td.clock-after")
    assert page.locator("td.clock-after").first.inner_text() == "2026-03-02 00:00:30"
    assert page.problems == []


def test_the_clock_goes_blank_when_it_hears_nothing(page_of: Callable[..., Any]) -> None:
    """A code that stands still would make every camera wrong."""
    page = page_of("photographer")
    page.goto("/clock")
    first = page.wait_for_selector(SHOWING).get_attribute("data-second")
    page.wait_for_selector(f'{SHOWING}:not([data-second="{first}"])')
    page.context.set_offline(True)
    page.wait_for_function(BLANK_FOR_GOOD, timeout=60_000)
    page.context.set_offline(False)
    page.wait_for_selector(SHOWING)


def worker_times(home: Any, ids: list[int]) -> list[Any]:
    from index.catalogue import queries
    from index.db import reading

    with reading(home.engine) as session:
        return [one.captured_utc for one in queries.assets(session, ids)]

"""A film that flashes too often: its moments are reached by keyboard, and rest there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.catalogue import flashes
from index.db import writing


def test_a_moment_is_reached_by_keyboard_and_does_not_play(page_of: Callable[..., Any], furnished: Any, cast: Any, clock: Any,
                                                           take: Any, worker: Any, made_film: Callable[..., Path]) -> None:
    film = take(made_film(seconds=3), cast.photographer).asset_id
    worker.drain()
    moments = [{"kind": "general", "start": 1.0, "end": 2.5, "flashes": 5},
               {"kind": "red", "start": 2.0, "end": 2.9, "flashes": 4}]
    with writing(furnished.engine) as session:
        flashes.write(session, film, "0" * 64, {"general": 5, "red": 4, "worst": 1.0, "moments": moments}, now=clock())
    page = page_of("photographer", language="en")
    page.goto(f"/library/V{film}")
    page.wait_for_function("document.querySelector('.picture video').readyState > 0")
    button = page.get_by_role("button", name="Go to 0:01–0:02 in the film")
    button.press("Enter")
    page.wait_for_function("document.querySelector('.picture video').currentTime === 1")
    assert page.evaluate("[document.activeElement.localName, document.activeElement.paused]") == ["video", True]
    checks = page.get_by_role("region", name="Checks")
    assert "flashes too often (at 0:01 0:02)" in checks.inner_text()
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(500)  # a busy page is laid out a moment later
    wide = page.evaluate("""() => document.documentElement.scrollWidth <= innerWidth ? []
      : [...document.querySelectorAll("*")]
      .filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => `${one.localName}.${one.className} `
        + `${Math.round(one.getBoundingClientRect().right)} ${one.textContent.trim().slice(0, 40)}`)""")
    assert wide == []
    assert page.problems == []

"""The map in a browser: a photo stands on the plan, opens its list by keyboard, and the list leads to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_photo_is_found_on_the_plan_by_keyboard(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.goto("/map")
    page.wait_for_selector("#map[data-ready='1']")
    spot = page.locator(".spot")
    box, picture = spot.bounding_box(), page.locator(".leaflet-image-layer").bounding_box()
    middle = [(box[axis] + box[side] / 2 - picture[axis]) / picture[side] for axis, side in (("x", "width"), ("y", "height"))]
    assert all(abs(part - 0.5) < 0.03 for part in middle), "its coordinates are those of the plan's middle"
    spot.focus()
    page.keyboard.press("Enter")
    page.locator("#places-list a").click()
    page.wait_for_url("**/library/V1")
    assert page.problems == []

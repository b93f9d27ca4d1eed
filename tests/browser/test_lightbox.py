"""Pictures large over the grid: by keys, by mouse, a film by frames, facts beside them, and back on the same picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.test_axe import look

OPEN = "() => document.querySelector('.pswp--open')"
SHOWN = "document.querySelector('.pswp__item[aria-hidden=\"false\"] :is(img:not(.pswp__img--placeholder), video)')"


@pytest.fixture
def large(page_of: Callable[..., Any]) -> Any:
    """The second picture of the grid, open large; what is looked at is noted in ``window.seen``."""
    page = page_of("editor")
    page.wait_for_selector(".grid.is-placed")
    page.evaluate("""() => { window.seen = [];
        document.addEventListener('vitrine:current', ({detail}) => window.seen.push(detail.where + ' ' + detail.id)); }""")
    page.locator(".tile-link").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(OPEN)
    page.wait_for_function(f"() => {SHOWN}")
    return page


def ids(page: Any) -> list[str]:
    """Return the assets of the grid, in order."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('.tile')].map(tile => tile.dataset.id)")
    return found


def test_arrows_leaf_and_escape_comes_back_on_the_same_tile(large: Any) -> None:
    order = ids(large)
    large.keyboard.press("ArrowRight")
    large.wait_for_function("() => document.querySelector('.pswp__counter').textContent.startsWith('3')")
    assert large.evaluate("window.seen") == [f"grid {order[1]}", f"lightbox {order[1]}", f"lightbox {order[2]}"]
    large.keyboard.press("Escape")
    large.wait_for_selector(".pswp", state="detached")
    assert large.evaluate("document.activeElement.closest('.tile').dataset.id") == order[2]
    assert large.problems == []


def test_it_is_a_dialog_that_keeps_the_focus(large: Any) -> None:
    assert large.evaluate("['role', 'aria-modal'].map(name => document.querySelector('.pswp').getAttribute(name))") == \
        ["dialog", "true"]
    for _ in range(12):
        large.keyboard.press("Tab")
        assert large.evaluate("document.activeElement === document.body || !!document.activeElement.closest('.pswp')")
    large.keyboard.press("Escape")
    large.wait_for_selector(".pswp", state="detached")
    assert large.evaluate("document.querySelectorAll('[inert]').length") == 0


def test_escape_closes_what_is_still_opening(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.wait_for_selector(".grid.is-placed")
    page.evaluate("""() => {  // once, at the first moment at which the keys are the picture's
        const press = () => {
            if (!document.querySelector('.pswp[aria-modal]')) return requestAnimationFrame(press);
            document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, cancelable: true}));
            window.pressed = true;
        };
        document.querySelectorAll('.tile-link')[1].click();
        press();
    }""")
    page.wait_for_function("window.pressed")
    page.wait_for_selector(".pswp", state="detached")
    assert page.evaluate("document.querySelectorAll('[inert]').length") == 0


def test_zoom_goes_to_the_picture_s_own_pixels(large: Any) -> None:
    large.set_viewport_size({"width": 500, "height": 400})
    order = ids(large)
    large.keyboard.press("Escape")
    large.wait_for_selector(".pswp", state="detached")
    large.locator(".tile[data-id=V1] .tile-link").focus()
    large.keyboard.press("Enter")
    large.wait_for_function(f"() => {SHOWN}")
    assert "V1" in order
    large.keyboard.press("z")
    large.wait_for_function(f"() => Math.round({SHOWN}.getBoundingClientRect().width) === 1200")
    large.keyboard.press("z")
    large.wait_for_function(f"() => {SHOWN}.getBoundingClientRect().width <= 500")
    large.keyboard.press("+")
    large.wait_for_function(f"() => {SHOWN}.getBoundingClientRect().width > 600")


def test_facts_come_with_each_picture(large: Any) -> None:
    large.keyboard.press("i")
    large.wait_for_selector(".lightbox-facts .facts")
    first = large.locator(".lightbox-facts").inner_text()
    large.keyboard.press("ArrowLeft")
    large.wait_for_function("before => { const now = document.querySelector('.lightbox-facts');"
                            " return now.querySelector('.facts') && now.innerText !== before; }", arg=first)
    large.keyboard.press("i")
    assert large.locator(".lightbox-facts").is_hidden()


def test_a_film_goes_frame_by_frame(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.wait_for_selector(".grid.is-placed")
    page.locator(".tile[data-id=V3] .tile-link").click()
    page.wait_for_function(f"() => {SHOWN}?.readyState >= 1")
    for _ in range(3):
        page.keyboard.press(".")
    rate = float(page.locator(".tile[data-id=V3]").get_attribute("data-rate"))
    assert page.evaluate(f"{SHOWN}.currentTime") == pytest.approx(3 / rate, abs=0.01)
    page.keyboard.press(",")
    assert page.evaluate(f"{SHOWN}.currentTime") == pytest.approx(2 / rate, abs=0.01)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_with_a_picture_large(page_of: Callable[..., Any], width: int, theme: str) -> None:
    page = page_of("editor", width=width, theme=theme)
    page.wait_for_selector(".grid.is-placed")
    page.locator(".tile[data-id=V1] .tile-link").click()
    page.wait_for_function(f"() => {SHOWN}")
    page.keyboard.press("i")
    page.wait_for_selector(".lightbox-facts .facts")
    assert look(page) == []
    assert page.problems == []

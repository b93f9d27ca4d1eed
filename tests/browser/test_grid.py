"""The grid in a real browser: rows edge to edge, keys, selection; the asset's page: large picture, unsaved text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_rows_are_edge_to_edge_and_follow_the_window(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.wait_for_selector(".grid.is-placed")
    for width in (1280, 700):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("""() => [...document.querySelectorAll('.grid')].every(grid => [...grid.children].every(
            tile => tile.offsetLeft + tile.offsetWidth <= grid.clientWidth + 1 && tile.offsetHeight > 60))""")


def test_keys_move_select_and_open(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.wait_for_selector(".grid.is-placed")
    assert page.locator(".selection-bar").is_hidden()
    page.keyboard.press("ArrowDown")  # from nowhere in particular to the first picture
    page.wait_for_function("document.activeElement === document.querySelector('.tile-link')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    assert page.locator(".tile-pick :checked").count() == 1
    assert page.locator(".selection-bar").is_visible()
    assert page.locator(".selection-count").inner_text() == "已选 1 件"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    assert page.locator(".selection-count").inner_text() == "已选 2 件"
    tap = "one => one.dispatchEvent(new PointerEvent('click', {pointerType: 'touch', bubbles: true, cancelable: true}))"
    for count in (3, 2):  # while something is selected a finger selects
        page.locator(".tile-link").nth(2).evaluate(tap)
        assert page.locator(".selection-count").inner_text() == f"已选 {count} 件"
    for _ in range(3):  # the picture's box, then the bar: the other pictures are not in the way
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#selection') !== null")
    page.focus(".tile-link[tabindex='0']")
    page.keyboard.press("Escape")
    assert page.locator(".selection-bar").is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_selector(".pswp--open")


def test_the_slash_leads_to_the_search(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.keyboard.press("/")
    page.keyboard.type("食堂")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library?q=*")
    assert page.locator(".tile").count() >= 1


def test_the_theme_stays_chosen(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.click(".me")
    page.click("[data-set-theme=dark]")
    page.goto("/account")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 20, 18)"


def test_the_picture_opens_large_and_closes(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.goto("/library/V1")
    page.click("#open-picture")
    page.wait_for_selector(".pswp--open img")
    page.keyboard.press("Escape")
    page.wait_for_selector(".pswp", state="detached")
    assert page.problems == []


def test_unsaved_text_comes_back(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.goto("/library/V1")
    page.click("#f-title")
    page.keyboard.type("改")
    page.goto("/library")
    page.goto("/library/V1")
    page.wait_for_selector(".is-dirty")
    assert "改" in page.input_value("#f-title")


def test_a_film_can_be_wound(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.goto("/library/V3")
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    page.evaluate("document.querySelector('video').currentTime = 0.6")
    page.wait_for_function("() => { const v = document.querySelector('video'); return !v.seeking && v.currentTime > 0.5; }")


def test_the_next_page_comes_by_itself_under_the_same_month(page_of: Callable[..., Any], home: Any, cast: Any,
                                                            new_asset: Callable[..., int]) -> None:
    from datetime import datetime

    from index.db import reading
    from index.search import gather, writer

    taken = [datetime.fromisoformat(f"2025-12-01T08:{number % 60:02d}") for number in range(75)]
    new = [new_asset(cast.photographer, title="校园", captured_local=when) for when in taken]
    with reading(home.engine) as session:
        documents = gather.documents(session, new)
    writer.apply(home.index, documents, [])
    page = page_of("editor")
    page.wait_for_selector(".grid.is-placed")
    page.wait_for_function("() => document.querySelectorAll('.more').length === 0")
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("() => [...document.querySelectorAll('.month:last-of-type .tile')].at(-1).ariaPosInSet === '75'")
    page.wait_for_function("() => !document.querySelector('.tile-blank')")
    assert page.locator('section[data-month="2025-12"]').count() == 1
    assert page.locator(".more").count() == 0
    assert page.problems == []


def test_a_mouse_leafs_through_a_film(page_of: Callable[..., Any]) -> None:
    page = page_of("photographer")
    tile = page.locator(".tile[data-film]").first
    tile.scroll_into_view_if_needed()
    box = tile.bounding_box()
    for share in (0.75, 0.25):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
        page.wait_for_function("""(share) => {
            const film = document.querySelector(".tile-film.is-there");
            return film && Math.abs(film.currentTime / film.duration - share) < 0.1;
        }""", arg=share)
    page.mouse.move(2, 2)
    page.wait_for_function("!document.querySelector('.tile-film')")
    assert page.problems == []

"""Another search on the same page: only what it finds is loaded, and nothing that a plain navigation gives is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

MANY = 90


@pytest.fixture
def page(page_of: Callable[..., Any], home: Any, cast: Any, new_asset: Callable[..., int]) -> Any:
    """The editor's library with ninety more assets called 校园, one a day. A page loaded anew forgets ``same``."""
    from index.db import reading
    from index.search import gather, writer

    first = datetime.fromisoformat("2024-01-01T08:00")
    new = [new_asset(cast.photographer, title="校园", captured_local=first + timedelta(days=number))
           for number in range(MANY)]
    with reading(home.engine) as session:
        documents = gather.documents(session, new)
    writer.apply(home.index, documents, [])
    page = page_of("editor")
    page.evaluate("window.same = true")
    return page


def search(page: Any, text: str) -> None:
    page.fill("#search", text)
    page.press("#search", "Enter")
    found(page, text)


def found(page: Any, text: str) -> None:
    page.wait_for_function("text => document.querySelector('.library:not([aria-busy])')?.dataset.asked === text", arg=text)


def is_same(page: Any) -> bool:
    return bool(page.evaluate("window.same === true"))


def test_another_search_is_told_and_leads_back(page: Any) -> None:
    search(page, "校园")
    assert page.title().startswith("校园 ·")
    assert page.evaluate("document.activeElement.id") == "wall"
    page.wait_for_function(f"() => document.querySelector('#library-told').textContent.includes('{MANY} 件')")
    assert page.input_value("#selection [name=next]") == page.evaluate("location.pathname + location.search")
    page.wait_for_function("() => !document.querySelector('.more')")

    page.locator(".tile-link").first.focus()
    page.keyboard.press(" ")
    page.evaluate("scrollTo(0, 1500)")
    page.fill("#search", "食堂")  # going to the box moves the page a little
    page.wait_for_function("() => scrollY > 1300")
    before = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    found(page, "食堂")
    assert page.evaluate("scrollY") == 0
    assert not page.locator("#selection").is_visible()
    assert page.locator(".tile").count() < 10

    page.go_back()
    found(page, "校园")
    assert page.input_value("#search") == "校园"
    page.wait_for_function("before => scrollY === before", arg=before)
    assert page.locator(".selection-count").inner_text() == "已选 1 件"
    page.go_forward()
    found(page, "食堂")
    assert not page.locator("#selection").is_visible()
    page.go_back()
    found(page, "校园")
    page.go_back()
    found(page, "")
    assert page.url.endswith("/library")
    assert is_same(page)
    assert page.problems == []


def test_facets_chips_and_orders_stay_on_the_page(page: Any) -> None:
    page.set_viewport_size({"width": 800, "height": 800})
    page.click(".facets-open")
    page.click("#filters .facet-value >> text=视频")
    page.wait_for_selector(".chip-on")
    assert page.input_value("#search") == "类型:视频"
    assert not page.locator("#filters").is_visible()
    page.click(".chip-on")
    found(page, "")
    page.focus("#sort")
    page.select_option("#sort", "oldest")
    page.wait_for_url("**/library?sort=oldest")
    assert page.evaluate("document.activeElement.id") == "sort"
    assert page.locator(".grid.is-placed .tile").first.is_visible()
    page.evaluate("location.hash = '#wall'")  # the link over the filters
    page.go_back()
    assert page.locator("#sort").input_value() == "oldest"
    assert is_same(page)
    assert page.problems == []


def test_keys_act_once_after_many_searches(page: Any) -> None:
    for number in range(10):
        search(page, ("校园", "食堂")[number % 2])
    search(page, "校园")
    page.keyboard.press("ArrowRight")  # from the wall to its first picture
    page.keyboard.press("ArrowRight")
    assert page.evaluate("[...document.querySelectorAll('.tile')].indexOf(document.activeElement.closest('.tile'))") == 1
    page.keyboard.press(" ")
    page.wait_for_function("() => document.querySelector('.selection-count').textContent === '已选 1 件'")
    page.keyboard.press(" ")
    assert not page.locator("#selection").is_visible()
    assert is_same(page)


def test_what_does_not_come_as_it_should_is_loaded_plainly(page: Any) -> None:
    def part(route: Any, answer: Callable[[Any], None]) -> None:
        if route.request.headers.get("x-part"):
            answer(route)
        else:
            route.continue_()

    def of_another_version(route: Any) -> None:
        come = route.fetch()
        route.fulfill(response=come, body=come.text().replace("/js/swap.js", "/js/other.js"))

    failures: list[Callable[[Any], None]] = [lambda route: route.abort(), lambda route: route.fulfill(status=502, body=""),
                                             of_another_version]
    for number, failure in enumerate(failures):
        page.evaluate("window.same = true")
        page.route("**/library?q=*", partial(part, answer=failure))
        search(page, ("食堂", "校园")[number % 2])
        page.wait_for_load_state()
        assert not is_same(page), number
        assert page.locator(".grid.is-placed .tile").first.is_visible()
        page.unroute("**/library?q=*")
    page.context.clear_cookies()
    page.fill("#search", "校园")
    page.press("#search", "Enter")
    page.wait_for_url(re.compile("/sign-in"))

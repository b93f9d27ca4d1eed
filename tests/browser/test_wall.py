"""The wall at length: only near tiles are in the page, nothing jumps, keys and selection reach what is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

MANY = 600
SHIFTS = """window.shifted = 0; new PerformanceObserver(list => { for (const one of list.getEntries())
  if (!one.hadRecentInput) window.shifted += one.value; }).observe({type: 'layout-shift', buffered: true});"""


@pytest.fixture
def wall(page_of: Callable[..., Any], home: Any, cast: Any, new_asset: Callable[..., int]) -> Any:
    """The grid of six hundred more assets, two a day, as the editor sees it; layout shifts are counted."""
    from index.db import reading
    from index.search import gather, writer

    first = datetime.fromisoformat("2024-01-01T08:00")
    new = [new_asset(cast.photographer, title="校园", captured_local=first + timedelta(hours=12 * number))
           for number in range(MANY)]
    with reading(home.engine) as session:
        documents = gather.documents(session, new)
    writer.apply(home.index, documents, [])
    page = page_of("editor")
    page.add_init_script(SHIFTS)
    page.goto("/library")
    page.wait_for_function("() => document.querySelectorAll('section.month').length > 8 && !document.querySelector('.more')")
    return page


def test_the_page_holds_only_what_is_near(wall: Any) -> None:
    for way in (0.3, 0.6, 1, 0):
        wall.evaluate("way => scrollTo(0, way * document.body.scrollHeight)", way)
        wall.wait_for_function("() => document.querySelector('.tile') && !document.querySelector('.tile-blank')")
        assert wall.locator(".tile").count() < 150
    assert wall.evaluate("window.shifted") == 0
    assert wall.problems == []


def test_a_reader_hears_how_many_there_are(wall: Any) -> None:
    told = wall.evaluate("""() => [...document.querySelectorAll('.month')].map(one => [one.dataset.month,
        one.querySelector('.tile')?.ariaSetSize])""")
    assert dict(told)["2024-10"] == "52"
    assert wall.locator(".tile").first.get_attribute("aria-posinset") == "1"


def test_a_selection_outlives_what_leaves_the_page(wall: Any) -> None:
    wall.locator(".tile-link").first.focus()
    wall.keyboard.press(" ")
    first = wall.evaluate("document.activeElement.closest('.tile').dataset.id")
    wall.evaluate("document.activeElement.blur()")
    wall.evaluate("scrollTo(0, document.body.scrollHeight)")
    wall.wait_for_function("id => !document.querySelector(`.tile[data-id=${id}]`)", arg=first)
    wall.wait_for_function("() => document.querySelector('.tile') && !document.querySelector('.tile-blank')")
    wall.locator(".tile-pick input").last.click(modifiers=["Shift"], force=True)
    assert wall.locator(".selection-count").inner_text() == f"已选 {MANY + 3} 件"
    sent = wall.evaluate("new FormData(document.querySelector('#selection')).getAll('asset').length")
    assert sent == MANY + 3


def test_sizes_are_kept(wall: Any) -> None:
    before = wall.locator(".tile").first.bounding_box()["height"]
    wall.locator(".tile-link").first.focus()
    wall.keyboard.press("-")
    wall.wait_for_function("before => document.querySelector('.tile').offsetHeight < before * 0.8", arg=before)
    wall.reload()
    wall.wait_for_function("old => document.querySelector('.grid.is-placed .tile')?.offsetHeight < old * 0.8", arg=before)


def test_the_timeline_leads_to_a_month(wall: Any) -> None:
    wall.locator("#timeline a[data-month='2024-03']").focus()
    wall.keyboard.press("Enter")
    wall.wait_for_function("() => document.activeElement.closest('section.month')?.dataset.month === '2024-03'")
    box = wall.locator("section[data-month='2024-03'] h2").bounding_box()
    assert 0 <= box["y"] < 200
    wall.wait_for_function("() => document.querySelector('#timeline [aria-current]').dataset.month === '2024-03'")


def test_large_leafs_beyond_what_has_come(wall: Any) -> None:
    wall.locator(".tile-link").first.click()
    wall.wait_for_selector(".pswp--open")
    wall.keyboard.press("End")
    wall.wait_for_function("all => document.querySelector('.pswp__counter').textContent.startsWith(all)", arg=str(MANY + 3))
    wall.keyboard.press("Escape")
    wall.wait_for_selector(".pswp", state="detached")
    wall.wait_for_function("() => document.activeElement.closest('section.month')?.dataset.month === '2024-01'")

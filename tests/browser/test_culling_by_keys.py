"""Culling by keys alone: in the grid, large, side by side; taken back; and through a lost connection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from index.catalogue.assets import Asset
from index.catalogue.choices import Choice, Chosen, chosen_of
from index.db import reading
from tests.browser.test_axe import look

SAVED = "() => Object.keys(localStorage).every(key => !key.startsWith('vitrine-choice'))"
PANES = "() => [...document.querySelectorAll('.compare-pane')].map(pane => pane.dataset.id)"
FOCUSED = "() => document.activeElement.closest('.tile')?.dataset.id"
PORTRAIT = 66
"""Pixels: as narrow as pictures get on a phone."""


@pytest.fixture
def frames(furnished: Any, home: Any, cast: Any, made_photo: Callable[..., Path], take: Callable[..., Any],
           worker: Any) -> list[str]:
    """Six more photos: their ids in the order of the grid, in which only the film comes before them."""
    for number in range(6):
        take(made_photo(f"S{number}.JPG", taken=f"2026:03:09 10:00:0{number}", size=(1200, 800)), cast.photographer)
    worker.drain()
    with reading(home.engine) as session:
        return [f"V{asset}" for asset in session.scalars(select(Asset.id).order_by(Asset.id.desc()).limit(6))]


@pytest.fixture
def wall(frames: list[str], page_of: Callable[..., Any]) -> Any:
    """The grid of a photographer, with the focus on its first picture."""
    page = page_of("photographer")
    ready(page, frames)
    return page


def ready(page: Any, frames: list[str]) -> None:
    page.wait_for_selector(".tile[data-place]")
    page.locator(f'.tile[data-id="{frames[0]}"] .tile-link').focus()


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def marks(page: Any, asset: str) -> list[str | None]:
    return [page.locator(f'.tile[data-id="{asset}"]').get_attribute(f"data-{name}") for name in ("rating", "flag", "colour")]


def kept(home: Any, asset: str) -> Chosen:
    with reading(home.engine) as session:
        return chosen_of(session.get(Choice, int(asset[1:])))


def test_keys_choose_for_the_picture_with_the_focus(wall: Any, frames: list[str], home: Any) -> None:
    press(wall, "4", "p", "6")
    assert marks(wall, frames[0]) == ["4", "pick", "red"], "at once"
    wall.wait_for_function(SAVED)
    assert kept(home, frames[0]) == Chosen(4, "pick", "red")
    wall.set_viewport_size({"width": 360, "height": 740})
    press(wall, "5")
    stars = wall.locator(f'.tile[data-id="{frames[0]}"] .choice-stars')
    assert stars.bounding_box()["width"] <= PORTRAIT - 4, "on a phone they stay within the narrowest picture"
    wall.set_viewport_size({"width": 1280, "height": 720})
    press(wall, "0", "u", "6")
    wall.wait_for_function(SAVED)
    assert kept(home, frames[0]) == Chosen()
    press(wall, "ArrowRight", "x")
    wall.wait_for_function(SAVED)
    wall.reload()
    ready(wall, frames)
    assert marks(wall, frames[1]) == [None, "reject", None]
    assert wall.locator(f'.tile[data-id="{frames[1]}"] .choice-marks').inner_text().strip() == "排除"
    assert wall.evaluate(FOCUSED) == frames[0]
    assert wall.problems == []


def test_a_selection_is_chosen_as_one_and_taken_back_as_one(wall: Any, frames: list[str], home: Any) -> None:
    sent: list[str] = []
    wall.on("request", lambda request: sent.append(request.url) if request.url.endswith("/choices") else None)
    press(wall, " ", "ArrowRight", " ", "ArrowRight", " ", "3")
    wall.wait_for_function(SAVED)
    assert [marks(wall, one)[0] for one in frames] == ["3", "3", "3", None, None, None]
    assert len(sent) == 1
    assert wall.locator('#selection [data-choose="rating:3"]').get_attribute("aria-pressed") == "true"
    wall.locator('#selection [data-choose="rating:4"]').focus()
    press(wall, "4")
    assert marks(wall, frames[0])[0] == "4", "keys act on the selection from its bar as well"
    press(wall, "Control+z", "Control+z")
    wall.wait_for_function(SAVED)
    assert {kept(home, one) for one in frames} == {Chosen()}
    press(wall, "Control+Shift+z")
    wall.wait_for_function(SAVED)
    assert [kept(home, one).rating for one in frames[:4]] == [3, 3, 3, None]


def test_a_thousand_are_chosen_with_one_key_and_one_request(furnished: Any, home: Any, cast: Any,
                                                            new_asset: Callable[..., int],
                                                            page_of: Callable[..., Any]) -> None:
    from datetime import datetime

    from index.search import gather, writer

    first = datetime.fromisoformat("2025-12-01T08:00")
    new = [new_asset(cast.photographer, captured_local=first) for _ in range(1000)]
    with reading(home.engine) as session:
        documents = gather.documents(session, new)
    writer.apply(home.index, documents, [])
    page = page_of("photographer")
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.post_data_json["choices"]))
            if request.url.endswith("/choices") else None)
    page.goto("/library?q=拍摄:2025-12")
    page.wait_for_selector('.tile[aria-setsize="1000"]')
    page.locator(".tile-link").first.focus()
    press(page, "Control+a")
    took = page.evaluate("""async () => {
        const begun = performance.now();
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '3', bubbles: true}));
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        return performance.now() - begun; }""")
    assert page.locator(".tile:not([data-rating='3'])").count() == 0
    assert took < 1500, f"{took:.0f} ms until the marks stood"
    page.wait_for_function(SAVED)
    assert sent == [1000]
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).where(Choice.rating == 3)) == 1000


def test_arrows_with_shift_select(wall: Any, frames: list[str]) -> None:
    press(wall, "Shift+ArrowRight", "Shift+ArrowRight")
    assert wall.locator(".tile-pick :checked").count() == 3
    assert wall.evaluate(FOCUSED) == frames[2]


def test_the_next_one_comes_by_itself_where_that_is_wanted(wall: Any, frames: list[str]) -> None:
    press(wall, "5")
    assert wall.evaluate(FOCUSED) == frames[0]
    press(wall, "a", "1", "2")
    assert wall.evaluate(FOCUSED) == frames[2]
    assert [marks(wall, one)[0] for one in frames[:3]] == ["1", "2", None]
    press(wall, "Control+z")
    assert wall.evaluate(FOCUSED) == frames[1], "what is taken back is led to"
    assert wall.locator(".cull-tools [data-advance]").get_attribute("aria-pressed") == "true"


def test_choices_outlive_the_connection_and_the_tab(wall: Any, frames: list[str], home: Any) -> None:
    wall.context.set_offline(True)
    press(wall, "5", "ArrowRight", "x", "ArrowRight", "p", "p")
    assert marks(wall, frames[0])[0] == "5"
    wall.wait_for_function("() => document.querySelector('#choices-wait').checkVisibility()")
    assert wall.locator("#choices-wait").inner_text().startswith("3 ")
    wall.evaluate("window.dispatchEvent(new Event('pagehide'))")
    wall.close()
    assert kept(home, frames[0]) == Chosen()
    page = wall.context.new_page()
    wall.context.set_offline(False)
    page.goto("/account")
    page.wait_for_function(SAVED)
    assert [kept(home, one) for one in frames[:3]] == [Chosen(5), Chosen(None, "reject"), Chosen(None, "pick")]
    assert page.locator("#choices-wait").is_hidden()


def test_they_are_sent_when_the_connection_is_back_and_shown_in_a_second_tab(wall: Any, frames: list[str], home: Any) -> None:
    second = wall.context.new_page()
    second.goto(wall.url)
    ready(second, frames)
    wall.context.set_offline(True)
    press(wall, "2")
    wall.wait_for_selector("#choices-wait", state="visible")
    assert look(wall) == []
    wall.context.set_offline(False)
    wall.wait_for_function(SAVED)
    wall.wait_for_selector("#choices-wait", state="hidden")
    assert kept(home, frames[0]) == Chosen(2)
    second.wait_for_selector(f"[data-id={frames[0]}][data-rating='2']")
    assert marks(second, frames[0])[0] == "2"


def test_of_two_the_later_choice_stands_and_the_page_shows_it(wall: Any, frames: list[str], home: Any,
                                                              page_of: Callable[..., Any]) -> None:
    wall.context.set_offline(True)
    press(wall, "1", "p")
    other = page_of("editor")
    ready(other, frames)
    press(other, "5")
    other.wait_for_function(SAVED)
    wall.context.set_offline(False)
    wall.wait_for_function(SAVED)
    assert kept(home, frames[0]) == Chosen(5, "pick")
    assert marks(wall, frames[0]) == ["5", "pick", None]


def test_what_somebody_else_has_waiting_is_not_sent_in_ones_own_name(wall: Any, frames: list[str], home: Any) -> None:
    wall.evaluate("id => localStorage.setItem(`vitrine-choice:somebody:${id}:rating`, JSON.stringify([1, Date.now()]))",
                  frames[0])
    press(wall, "4")
    wall.wait_for_function("() => Object.keys(localStorage).filter(key => key.startsWith('vitrine-choice')).length === 1")
    assert kept(home, frames[0]) == Chosen(4)


def test_what_is_not_ones_own_is_refused_and_shown_as_it_is(furnished: Any, home: Any, page_of: Callable[..., Any]) -> None:
    page = page_of("outsider")
    page.wait_for_selector('.tile[data-id="V1"]')
    page.locator('.tile[data-id="V1"] .tile-link').focus()
    press(page, "1")
    page.wait_for_selector(".toast[role=alert]")
    assert "V1" in page.locator(".toast").inner_text()
    assert marks(page, "V1") == [None, None, None]
    assert kept(home, "V1") == Chosen()


def test_single_keys_can_be_switched_off(wall: Any, frames: list[str]) -> None:
    press(wall, "?")
    assert "选中" in wall.locator("#keys").inner_text()
    assert look(wall) == []
    wall.locator("#keys-on").focus()
    press(wall, " ", "Escape")
    wall.locator(f'.tile[data-id="{frames[0]}"] .tile-link').focus()
    press(wall, "4", "p")
    assert marks(wall, frames[0]) == [None, None, None]
    wall.reload()
    ready(wall, frames)
    press(wall, "4")
    assert marks(wall, frames[0]) == [None, None, None]


def test_a_picture_that_is_open_large_is_chosen(wall: Any, frames: list[str], home: Any) -> None:
    press(wall, "Enter")
    wall.wait_for_selector(".pswp--open .choice-bar")
    press(wall, "5", "p")
    pressed = wall.locator(".pswp .choice-bar [aria-pressed=true]").evaluate_all("all => all.map(one => one.dataset.choose)")
    assert pressed == ["flag:pick", "rating:5"]
    press(wall, "i")
    wall.wait_for_selector(".lightbox-facts h2")
    press(wall, "7")
    assert "黄" in wall.locator(".lightbox-facts").inner_text()
    press(wall, "a", "x")
    wall.wait_for_function("() => document.querySelector('.pswp__counter').textContent.startsWith('3')")
    press(wall, "Control+z")
    wall.wait_for_function("() => document.querySelector('.pswp__counter').textContent.startsWith('2')")
    press(wall, "?")
    wall.wait_for_selector("#keys[open]")
    press(wall, "Escape")
    wall.wait_for_selector("#keys[open]", state="hidden")
    assert wall.locator(".pswp--open").count() == 1, "Escape has closed the keys only"
    assert look(wall) == []
    press(wall, "Escape")
    wall.wait_for_selector(".pswp", state="detached")
    wall.wait_for_function(SAVED)
    assert marks(wall, frames[0]) == ["5", "pick", "yellow"]
    assert kept(home, frames[0]) == Chosen(5, "pick", "yellow")
    assert wall.problems == []


def shown(page: Any, *wanted: str) -> None:
    page.wait_for_function(f"wanted => ({PANES})().join() === wanted", arg=",".join(wanted))


def test_two_are_compared_until_one_is_left(wall: Any, frames: list[str], home: Any) -> None:
    press(wall, "c")
    shown(wall, *frames[:2])
    assert look(wall) == []
    press(wall, "ArrowRight", "p")
    shown(wall, frames[2], frames[1])
    press(wall, "x")
    shown(wall, frames[3], frames[1])
    press(wall, "4", "ArrowDown")
    shown(wall, frames[4], frames[1])
    press(wall, "Control+z", "Control+z")
    shown(wall, frames[2], frames[1])
    press(wall, "n")
    shown(wall, frames[2], frames[1], frames[3], frames[4])
    wall.wait_for_function("() => document.querySelectorAll('.compare-pane[data-ready]').length === 4")
    wall.wait_for_function(SAVED)
    assert look(wall) == []
    press(wall, "Escape")
    wall.wait_for_selector("#compare[open]", state="hidden")
    assert wall.evaluate(FOCUSED) == frames[2]
    assert [kept(home, one).flag for one in frames[:4]] == [None, "pick", None, None]
    assert wall.problems == []


def test_zoom_is_the_same_in_all_panes(wall: Any, frames: list[str]) -> None:
    press(wall, "c")
    wall.wait_for_function("() => document.querySelectorAll('.compare-pane[data-ready]').length === 2")
    where = "() => [...document.querySelectorAll('.compare-pane img')].map(one => one.style.transform)"
    fit = wall.evaluate(where)
    press(wall, "z")
    close = wall.evaluate(where)
    assert close[0] == close[1] != fit[0]
    press(wall, "Shift+ArrowRight")
    moved = wall.evaluate(where)
    assert moved[0] == moved[1] != close[0]
    press(wall, "z")
    assert wall.evaluate(where) == fit


def test_a_selection_is_what_is_compared_and_choices_wait_there_too(wall: Any, frames: list[str], home: Any) -> None:
    press(wall, " ", "ArrowRight", "ArrowRight", " ", "ArrowRight", " ", "n")
    shown(wall, frames[0], frames[2], frames[3])
    wall.context.set_offline(True)
    press(wall, "ArrowLeft", "ArrowLeft", "x")
    shown(wall, frames[2], frames[3])
    wall.wait_for_selector("#compare #choices-wait", state="visible")
    wall.context.set_offline(False)
    wall.wait_for_function(SAVED)
    assert kept(home, frames[0]) == Chosen(None, "reject")
    assert kept(home, frames[2]) == Chosen(), "keys act on the one with the focus, not on the selection"


def test_from_a_large_picture_to_the_comparison(wall: Any, frames: list[str]) -> None:
    press(wall, "Enter")
    wall.wait_for_selector(".pswp--open")
    press(wall, "ArrowRight", "c")
    shown(wall, frames[1], frames[2])
    assert wall.evaluate("document.querySelectorAll('[inert]').length") == 0


def test_the_asset_s_own_page_chooses_and_says_who_did(wall: Any, frames: list[str], home: Any) -> None:
    wall.goto(f"/library/{frames[0]}")
    wall.locator('.choice-bar [data-choose="rating:3"]').focus()
    press(wall, "Enter")
    wall.wait_for_function(SAVED)
    assert kept(home, frames[0]) == Chosen(3)
    wall.reload()
    assert wall.locator('.choice-bar [data-choose="rating:3"]').get_attribute("aria-pressed") == "true"
    assert "photographer 同学" in wall.locator(".choice-here").inner_text()
    wall.locator('.choice-bar [data-choose="rating:3"]').focus()
    press(wall, "Enter")
    wall.wait_for_function(SAVED)
    assert kept(home, frames[0]) == Chosen(), "the same again takes it away"
    assert look(wall) == []

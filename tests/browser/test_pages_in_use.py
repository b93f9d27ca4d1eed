"""What only shows in use: text that outlives a session, words that cover no button, a wall with pictures on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import update

from index.catalogue.screens import Screen, ScreenHealth
from index.db import writing
from server import clock
from server.screens.service import NewScreen, add_screen

TITLE = "[name=title]"
TOAST = """document.querySelector(".toasts").append(document.querySelector("#toast").content.cloneNode(true));
document.querySelector(".toasts [data-text]").textContent = "审核通过：「早餐」进入下一步「办公室审稿发布」。";"""


def test_text_outlives_the_session(page_of: Callable[..., Any], cast: Any) -> None:
    page = page_of("editor")
    page.goto("/library/V1")
    page.fill(TITLE, "写到一半的标题")
    page.context.clear_cookies()
    page.click(".save-line .button-primary")
    page.wait_for_url("**/sign-in?next=/library/V1")
    page.fill("[name=login]", "editor")
    page.fill("[name=password]", cast.password)
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".is-dirty")
    assert page.input_value(TITLE) == "写到一半的标题"
    assert "已恢复" in page.inner_text(".toasts")
    page.fill("[name=keywords]", "食堂, 早晨")
    page.click(".save-line .button-primary")
    page.wait_for_selector(".toast:has-text('已保存')")
    page.reload()
    page.wait_for_load_state()
    assert page.input_value(TITLE) == "写到一半的标题"
    assert page.locator(".is-dirty").count() == 0


def test_what_is_told_covers_no_button(page_of: Callable[..., Any]) -> None:
    for width, height in ((1280, 800), (1100, 700), (900, 800), (360, 780)):
        page = page_of("reviewer", width=width)
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/review/V2/screens")
        page.evaluate(TOAST)
        told, yes = page.locator(".toast").bounding_box(), page.locator("#verdict").bounding_box()
        apart = (told["x"] + told["width"] <= yes["x"] or told["y"] + told["height"] <= yes["y"])
        assert apart, (width, told, yes)


def test_a_wall_with_pictures_keeps_its_columns(page_of: Callable[..., Any], furnished: Any, cast: Any) -> None:
    for name, way in (("东门", "portrait"), ("西门", "landscape")):
        number = add_screen(furnished.engine, cast.editor, NewScreen(name, orientation=way), now=clock.now())
        with writing(furnished.engine) as session:
            screen = session.get_one(Screen, number)
            screen.token_hash, screen.paired_at = name, clock.now()
            session.add(ScreenHealth(screen_id=number, seen_at=clock.now(), report={"item": "1-V2"}))
    page = page_of("editor")
    page.goto("/screens/")
    page.wait_for_function("[...document.querySelectorAll('.display img')].every(one => one.complete && one.naturalWidth)")
    boxes = [card.bounding_box() for card in page.locator(".wall-card").all()]
    assert len({round(box["width"]) for box in boxes}) == 1
    assert all(one["x"] + one["width"] <= next_one["x"] for one, next_one in pairwise(boxes))
    for card in page.locator(".wall-card").all():
        display, box = card.locator(".display").bounding_box(), card.bounding_box()
        assert display["width"] <= box["width"] + 1
    with writing(furnished.engine) as session:
        session.execute(update(ScreenHealth).values(seen_at=clock.now() - timedelta(days=1)))
        session.execute(update(Screen).values(place="第二食堂一层大厅东侧", paired_at=clock.now() - timedelta(days=2)))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/office/")
    names = page.locator(".lines .clip").filter(has_text="门")
    assert names.count() == 2
    assert names.evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth)"), "they are read on a phone"


def test_a_code_that_fits_is_told_before_the_device_is_there(page_of: Callable[..., Any], furnished: Any, cast: Any) -> None:
    number = add_screen(furnished.engine, cast.editor, NewScreen("东门"), now=clock.now())
    display = page_of("editor").context.new_page()
    display.goto("/kiosk/")
    code = display.wait_for_selector("#pairing[data-code]:not([data-code=''])").get_attribute("data-code")
    display.close()  # the device is gone before it fetches its token
    page = page_of("editor")
    page.goto(f"/screens/{number}")
    page.fill("#code", code)
    page.press("#code", "Enter")
    page.wait_for_selector("#pairing[data-expected]")
    assert "正在接入" in page.inner_text("#state")
    assert "未配对" not in page.inner_text(".page")


def test_keys_are_told_on_every_page(page_of: Callable[..., Any]) -> None:
    page = page_of("reviewer")
    for path in ("/library", "/review/V2/screens", "/boards/"):
        page.goto(path)
        page.keyboard.press("?")
        page.wait_for_selector("#keys[open]")
        page.keyboard.press("Escape")
        page.wait_for_selector("#keys:not([open])", state="attached")


def test_a_wide_tile_gets_the_larger_picture(page_of: Callable[..., Any]) -> None:
    page = page_of("editor", width=1920)
    page.goto("/library?kind=photo")
    page.wait_for_selector(".grid.is-placed")
    stretched = page.evaluate("""[...document.querySelectorAll('.tile img')].filter(one =>
        one.clientWidth * devicePixelRatio > one.closest('.tile').dataset.width * 1.05 && !one.srcset).length""")
    assert stretched == 0


def test_a_bulletin_keeps_what_is_typed_and_names_what_was_left(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.goto("/bulletins/new")
    page.wait_for_function("() => performance.getEntriesByName(`${location.origin}/bulletins/words`).length")
    assert page.is_hidden("[data-why]"), "nobody has typed anything yet"
    page.fill("[name=matter]", "更换水管")
    page.get_by_text("停电通知", exact=True).click()
    assert page.input_value("[name=matter]") == "更换水管"
    page.focus("[name=site]")
    page.keyboard.press("Tab")
    page.wait_for_selector("[data-why]:not([hidden])")
    assert "在哪里" in page.inner_text("[data-why]")
    page.goto("/screens/1/preview")
    page.click(".preview-back")
    page.wait_for_url("**/screens/1")

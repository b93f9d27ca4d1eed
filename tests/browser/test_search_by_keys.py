"""The search box by keyboard alone, with an input method that composes, and its recent searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Page = Callable[..., Any]


def options(page: Any) -> list[str]:
    page.wait_for_selector("#suggestions [role=option]")
    return [str(one) for one in page.locator("#suggestions .suggestion-label").all_text_contents()]


def active(page: Any) -> str:
    """The option that a screen reader would read out now."""
    number = page.locator("#search").get_attribute("aria-activedescendant")
    return str(page.locator(f"#{number} .suggestion-label").text_content()) if number else ""


def value(page: Any) -> str:
    return str(page.input_value("#search"))


@pytest.fixture
def page(page_of: Page) -> Any:
    return page_of("editor")


def test_initials_lead_to_an_event_and_to_its_pictures(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("stkfr")
    page.wait_for_selector("#suggestions [role=option] >> text=第二食堂开放日")
    assert page.get_attribute("#search", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert active(page) == "第二食堂开放日"
    page.keyboard.press("Enter")
    assert value(page) == "活动:第二食堂开放日 "
    page.wait_for_selector("#suggestions [role=option] >> text=部门:")
    page.keyboard.press("Escape")
    assert page.get_attribute("#search", "aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_url("**/library?q=*")
    assert value(page).strip() == "活动:第二食堂开放日"
    assert page.locator(".tile").count() == 1
    assert page.problems == []


def test_fields_open_their_values(page: Any) -> None:
    page.keyboard.press("/")
    assert "部门:" in options(page)
    page.keyboard.type("类型")
    page.keyboard.press("ArrowDown")  # before the answer is there: it is meant for what comes
    page.keyboard.press("Enter")
    page.wait_for_selector("#suggestions [role=option] >> text=视频")
    assert value(page) == "类型:"
    assert options(page) == ["照片", "视频"]
    page.keyboard.press("ArrowUp")
    assert active(page) == "视频"
    page.keyboard.press("ArrowDown")
    assert active(page) == "照片"
    page.keyboard.press("Enter")
    assert value(page) == "类型:照片 "


def test_nothing_happens_while_an_input_method_composes(page: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggestions" in request.url else None)
    page.keyboard.press("/")
    options(page)
    asked.clear()
    composer = page.context.new_cdp_session(page)
    for text in ("s", "sh", "shi tang"):
        composer.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    for key in ("ArrowDown", "Enter", "Escape"):  # as they reach a page while the method's own list is open
        page.evaluate("""key => document.querySelector("#search").dispatchEvent(
            new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true, cancelable: true}))""", key)
    assert active(page) == ""
    assert page.url.endswith("/library")
    assert asked == [], "nothing is asked for while the text is not yet what is meant"
    composer.send("Input.insertText", {"text": "食堂"})
    page.wait_for_selector("#suggestions [role=option] >> text=第二食堂开放日")
    assert value(page) == "食堂"
    assert len(asked) >= 1


def test_recent_searches_come_back_and_can_be_forgotten(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("开放日 类型:照片")
    page.wait_for_selector("#suggestions [role=option] >> text=照片")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library?q=*")
    page.goto("/boards/")
    page.keyboard.press("/")
    assert options(page)[0] == "开放日 类型:照片"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library?q=*")
    page.goto("/boards/")
    page.keyboard.press("/")
    options(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#suggestions [role=option] >> text=开放日 类型:照片", state="detached")
    assert "部门:" in options(page)


def test_what_one_may_not_see_is_not_suggested(page_of: Page) -> None:
    page = page_of("outsider")
    page.keyboard.press("/")
    page.keyboard.type("地点:")
    page.wait_for_selector("#suggestions [role=option] >> text=第二食堂")
    assert options(page) == ["第二食堂"], "the playing field stands on a draft of another department"

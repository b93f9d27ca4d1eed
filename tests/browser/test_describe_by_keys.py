"""Describing by keyboard alone: from a selection through what is incomplete to review; and drafts that nothing loses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from index.catalogue import queries
from index.catalogue.drafts import DescriptionDraft
from index.db import reading

CAPTION = "#f-caption"


@pytest.fixture
def drafts(furnished: Any) -> Callable[[], list[Any]]:
    """Return a function that reads the drafts that the server has."""

    def read() -> list[Any]:
        with reading(furnished.engine) as session:
            return list(session.scalars(select(DescriptionDraft)))

    return read


def words(home: Any, asset_id: int) -> Any:
    with reading(home.engine) as session:
        return queries.asset(session, asset_id).words


def kept(page: Any) -> None:
    """Wait until the server has what was typed."""
    expect(page.locator("[data-draft-told]")).to_contain_text("草稿已于")


def test_from_a_selection_to_review_without_a_mouse(page_of: Callable[..., Any], furnished: Any) -> None:
    page = page_of("photographer")
    page.goto("/library?kind=video")
    page.wait_for_selector(".grid.is-placed")
    page.focus(".tile-link")
    page.keyboard.press(" ")
    expect(page.locator("[data-lacks]")).to_contain_text("1 件未填好")
    page.focus("[data-lacks]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/describe/?assets=3")
    expect(page.locator("[data-need]")).to_have_count(3)  # its place is given
    expect(page.locator(CAPTION)).to_be_focused()
    page.keyboard.type("同学们在操场上跑步。")
    page.keyboard.press("Tab")
    page.keyboard.type("陈可")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("摄影组")
    expect(page.locator("[data-need].is-filled")).to_have_count(3)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".describe-done")
    found = words(furnished, 3)
    assert (found.caption, found.people, found.place, found.credit) == ("同学们在操场上跑步。", ("陈可",), "操场", "摄影组")
    page.focus(".todo-head .button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast:has-text('已提交 1 件')")
    with reading(furnished.engine) as session:
        assert queries.asset(session, 3).status["screens"] == "submitted"
    assert page.problems == []


def test_keys_lead_from_one_incomplete_to_the_next(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.goto("/describe/?assets=1.2.3&at=V1")
    for key, asset in (("j", "V2"), ("j", "V3"), ("k", "V2"), ("ArrowRight", "V3")):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        page.wait_for_url(f"**at={asset}*")
    page.fill("#f-credit", "摄影组")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**at=V1*")
    expect(page.locator(".toast")).to_contain_text("V3 已保存，还缺")


def test_a_draft_survives_reload_and_makes_no_version(page_of: Callable[..., Any], furnished: Any,
                                                      drafts: Callable[[], list[Any]]) -> None:
    page = page_of("editor")
    before = words(furnished, 1).version
    page.goto("/library/V1")
    page.fill(CAPTION, "写到一半")
    kept(page)
    assert [(one.asset_id, one.words["caption"]) for one in drafts()] == [(1, "写到一半")]
    page.evaluate("localStorage.clear()")
    page.reload()
    assert page.input_value(CAPTION) == "写到一半"
    expect(page.locator(".draft-told")).to_contain_text("还没有保存")
    assert words(furnished, 1).version == before
    page.click(".save-line .button-primary")
    page.wait_for_selector(".toast:has-text('已保存')")
    assert (words(furnished, 1).version, drafts()) == (before + 1, [])
    page.fill(CAPTION, "不要了")
    kept(page)
    page.click("[data-discard]")
    expect(page.locator(CAPTION)).to_have_value("写到一半")
    assert drafts() == []


def test_a_lost_connection_costs_nothing(page_of: Callable[..., Any], drafts: Callable[[], list[Any]]) -> None:
    page = page_of("editor")
    page.goto("/library/V1")
    page.context.set_offline(True)
    page.fill(CAPTION, "断网时写的")
    expect(page.locator("[data-draft-away]")).to_contain_text("网络中断")
    page.context.set_offline(False)
    kept(page)
    assert drafts()[0].words["caption"] == "断网时写的"
    page.context.set_offline(True)
    page.fill(CAPTION, "合上电脑之前")
    expect(page.locator("[data-draft-away]")).to_be_visible()
    page.close(run_before_unload=False)
    again = page.context.pages[0] if page.context.pages else page.context.new_page()
    again.context.set_offline(False)
    again.goto("/library/V1")
    assert again.input_value(CAPTION) == "合上电脑之前"
    kept(again)
    assert drafts()[0].words["caption"] == "合上电脑之前"


def test_a_second_tab_is_told(page_of: Callable[..., Any], drafts: Callable[[], list[Any]]) -> None:
    page = page_of("editor")
    page.goto("/library/V1")
    second = page.context.new_page()
    second.goto("/library/V1")
    second.fill(CAPTION, "第二个标签页")
    kept(second)
    other = page.locator("[data-draft-other]")
    expect(other).to_be_visible()
    page.click("[data-take-other]")
    assert page.input_value(CAPTION) == "第二个标签页"
    expect(other).to_be_hidden()


def test_another_device_is_told_and_loses_nothing(page_of: Callable[..., Any], drafts: Callable[[], list[Any]]) -> None:
    desk, phone = page_of("editor"), page_of("editor", width=360)
    for page in (desk, phone):
        page.goto("/library/V1")
    phone.fill(CAPTION, "手机上写的")
    kept(phone)
    desk.fill(CAPTION, "电脑上写的")
    expect(desk.locator("[data-draft-other]")).to_be_visible()
    assert (desk.input_value(CAPTION), drafts()[0].words["caption"]) == ("电脑上写的", "手机上写的")
    desk.click("[data-keep-mine]")
    kept(desk)
    assert drafts()[0].words["caption"] == "电脑上写的"


def test_who_saved_meanwhile_is_told_beside_the_draft(page_of: Callable[..., Any], furnished: Any, cast: Any) -> None:
    from server import clock
    from server.library.describe import Edit, describe

    page = page_of("editor")
    page.goto("/library/V1")
    page.fill(CAPTION, "我的说法")
    kept(page)
    describe(furnished.engine, cast.photographer, 1, Edit(caption="别人的说法"), now=clock.now())
    page.reload()
    assert page.input_value(CAPTION) == "我的说法"
    expect(page.locator("#f-caption-help")).to_contain_text("别人的说法")
    page.click(".save-line .button-primary")
    page.wait_for_selector("[role=alert]")
    assert json.loads(page.evaluate("JSON.stringify(document.querySelector('#f-caption').value)")) == "我的说法"
    page.click(".save-line .button-primary")
    page.wait_for_selector(".toast:has-text('已保存')")
    assert words(furnished, 1).caption == "我的说法"

"""Describing many by keyboard alone: a batch edit and a sheet, with progress, undone from the history and by their number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from index.catalogue import queries
from index.db import reading


def words(home: Any, asset_id: int) -> Any:
    with reading(home.engine) as session:
        return queries.asset(session, asset_id).words


def press(page: Any, selector: str) -> None:
    page.focus(selector)
    page.keyboard.press("Enter")


def test_a_batch_edit_from_the_grid_to_its_undo(page_of: Callable[..., Any], furnished: Any) -> None:
    page = page_of("editor")
    page.goto("/library?kind=photo")
    page.wait_for_selector(".grid.is-placed")
    page.focus(".tile-link")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    press(page, "#selection [formaction='/batch/edit']")
    page.wait_for_url("**/batch/edit")
    page.focus("[name=title-how]")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.type("大礼堂")
    assert page.input_value("[name=title-how]") == "replace"
    press(page, "[value=preview]")
    expect(page.locator("#preview-title")).to_be_focused()
    expect(page.locator("#found")).to_contain_text("将修改 2 项")
    page.keyboard.press("Tab")
    expect(page.locator("#found [value=save]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#saved-title")).to_be_focused()
    assert {words(furnished, one).title for one in (1, 2)} == {"大礼堂"}
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#undone-title")).to_be_focused()
    assert "大礼堂" not in {words(furnished, one).title for one in (1, 2)}
    assert page.problems == []


def test_an_assets_history_leads_to_the_batch_that_is_undone(page_of: Callable[..., Any], furnished: Any) -> None:
    page = page_of("photographer")
    page.goto("/library/V3")
    press(page, ".history a[href='/batch/1']")
    page.wait_for_url("**/batch/1")
    press(page, "form[data-progress] button")
    expect(page.locator("#undone-title")).to_be_focused()
    assert words(furnished, 3).place == ""


def test_the_list_of_batches_undoes_by_number(page_of: Callable[..., Any], furnished: Any) -> None:
    page = page_of("photographer")
    page.goto("/batch/")
    page.get_by_role("button", name="1 · 批量修改").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#undone-title")).to_be_visible()
    assert words(furnished, 3).place == ""


def test_a_sheet_is_looked_at_saved_and_undone(page_of: Callable[..., Any], furnished: Any, tmp_path: Path) -> None:
    sheet = tmp_path / "说明.csv"
    sheet.write_text("素材编号,地点,标题\nV1,大礼堂,早餐\nV3,大礼堂,\nV77,哪里,\n", encoding="utf-8")
    page = page_of("photographer", width=360, theme="dark")
    page.goto("/sheets/")
    page.set_input_files("#file", sheet)
    press(page, "[value=check]")
    expect(page.locator("#preview-title")).to_be_focused()
    expect(page.locator("#found")).to_contain_text("1 行有问题")
    assert words(furnished, 1).place == "第二食堂"
    press(page, "#found [value=save]")
    expect(page.locator("#saved-title")).to_be_focused()
    assert (words(furnished, 1).title, words(furnished, 3).place) == ("早餐", "大礼堂")
    press(page, "[data-undo]")
    expect(page.locator("#undone-title")).to_be_focused()
    assert (words(furnished, 1).place, words(furnished, 3).place) == ("第二食堂", "操场")
    assert page.problems == []


def test_a_connection_that_breaks_off_is_told(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.goto("/batch/edit?q=kind:photo")
    page.select_option("[name=place-how]", "replace")
    page.fill("[name=place]", "大礼堂")
    page.context.set_offline(True)
    press(page, "[value=preview]")
    expect(page.locator(".toast[role=alert]")).to_contain_text("连接中断")
    assert page.input_value("[name=place]") == "大礼堂"

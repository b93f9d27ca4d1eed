"""Taking out and collecting by keyboard alone, and a shared collection on the phone of somebody without an account."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LOOK = """async () => (await axe.run(document,
  {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}))
  .violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | "))"""


def faults(page: Any) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(LOOK)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than its window")
    return found


def test_a_cover_is_cropped_around_a_chosen_point_and_its_making_is_told(page_of: Callable[..., Any], tmp_path: Path) -> None:
    page = page_of("editor")
    page.goto("/downloads/new?asset=V1")
    page.focus("[name=preset][value=web]")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    assert page.eval_on_selector("[name=preset]:checked", "one => one.value") == "wechat-cover"
    page.focus("[name=own_point]")
    page.keyboard.press("Space")
    page.focus("[name=focus_y]")
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('#focus-picture img').complete")
    page.wait_for_function("""() => Math.abs(document.querySelector('.focus-frame').getBoundingClientRect().bottom
        - document.querySelector('#focus-picture').getBoundingClientRect().bottom) < 2""")
    page.select_option("[name=purpose]", "wechat")
    page.focus("form#take button.button-primary")
    with page.expect_download(timeout=90_000) as coming:
        page.keyboard.press("Enter")
    path = tmp_path / "cover.jpg"
    coming.value.save_as(path)
    assert coming.value.suggested_filename == "食堂开放日的早晨-V1-wechat-cover.jpg"
    with Image.open(path) as cover:
        assert cover.size == (1200, round(1200 * 766 / 1800))
    page.wait_for_selector("#far[data-state=ended]", timeout=90_000)
    assert "1" in page.inner_text("#far")
    assert page.problems == []


def test_a_selection_is_taken_out_as_a_zip_from_the_grid(page_of: Callable[..., Any], tmp_path: Path) -> None:
    page = page_of("editor")
    page.wait_for_selector("[data-id=V1] img")
    for name in ("V1", "V2"):
        page.focus(f"[data-id={name}] .tile-link")
        page.keyboard.press("Space")
    page.click("#selection [formaction='/downloads/new']")
    page.select_option("[name=purpose]", "report")
    with page.expect_download(timeout=90_000) as coming:
        page.click("form#take button.button-primary")
    path = tmp_path / "two.zip"
    coming.value.save_as(path)
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        assert len(opened.namelist()) == 3
    page.wait_for_selector("#far[data-state=ended]", timeout=90_000)
    assert "2" in page.inner_text("#far p")


def test_pictures_are_collected_from_the_grid_and_ordered_by_keys_and_by_drag(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.wait_for_selector("[data-id=V1] img")
    for name in ("V1", "V2", "V3"):
        page.focus(f"[data-id={name}] .tile-link")
        page.keyboard.press("Space")
    page.focus("#selection [formaction='/collections/put']")
    page.keyboard.press("Enter")
    page.wait_for_selector("button:has-text('放入')")
    page.fill("[name=name]", "头版")
    page.press("[name=name]", "Enter")
    page.wait_for_selector(".gallery")
    assert page.locator(".gallery-one").count() == 3
    page.click("text=排序和说明")
    rows = page.locator(".order-row")
    first = rows.nth(0).get_attribute("data-asset")
    rows.nth(0).locator("[value=down]").focus()
    with page.expect_response(re.compile("/order$")):
        page.keyboard.press("Enter")
    assert rows.nth(1).get_attribute("data-asset") == first
    assert "2" in page.inner_text("#order-told")
    grip, target = rows.nth(1).locator(".grip").bounding_box(), rows.nth(2).bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, target["y"] + target["height"] - 3, steps=6)
    with page.expect_response(re.compile("/order$")):
        page.mouse.up()
    page.fill(".order-row:last-child .arrange-note", "压轴")
    page.press(".order-row:last-child .arrange-note", "Enter")
    page.wait_for_selector(".toast")
    page.click("text=完成")
    last = page.locator(".gallery-one").nth(2)
    assert f"/library/{first}" in last.inner_html()
    assert "压轴" in last.inner_text()
    assert page.problems == []


def test_the_lightbox_and_the_page_of_an_asset_collect_too(page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.wait_for_selector("[data-id=V1] img")
    page.focus("[data-id=V1] .tile-link")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pswp--open")
    page.keyboard.press("i")
    page.wait_for_selector(".lightbox-facts select[name=collection]")
    page.click(".lightbox-facts button:has-text('收入精选集')")
    page.wait_for_selector(".toast:has-text('秋日食堂选片')")
    page.goto("/library/V1")
    page.click("#main button:has-text('收入精选集')")
    page.wait_for_selector(".toast:has-text('秋日食堂选片')")


def test_a_shared_collection_is_whole_on_a_phone_without_an_account(page_of: Callable[..., Any], chrome: Any, address: str,
                                                                    tmp_path: Path) -> None:
    editor = page_of("editor")
    editor.goto("/collections/1/links")
    editor.fill("[name=last_day]", editor.get_attribute("[name=last_day]", "min"))
    editor.check("[name=takes]")
    editor.press("[name=note]", "Enter")
    shared = editor.inner_text("#address")
    for width, scheme in ((360, "dark"), (1280, "light")):
        context = chrome.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme, locale="zh-CN",
                                     reduced_motion="reduce", base_url=address)
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error, kept=problems: kept.append(str(error)))
        page.goto(shared)
        page.wait_for_function("[...document.images].slice(0, 1).every(one => one.complete && one.naturalWidth)")
        assert faults(page) == []
        page.focus("a.gallery-picture >> nth=0")
        page.keyboard.press("Enter")
        page.wait_for_selector(".pswp--open img")
        page.keyboard.press("Escape")
        page.wait_for_selector(".pswp", state="detached")
        page.focus(".take-shared summary")
        page.keyboard.press("Enter")
        page.fill("[name=name]", "晨报 记者")
        page.fill("[name=purpose]", "校园版")
        with page.expect_download(timeout=90_000) as coming:
            page.press("[name=purpose]", "Enter")
        path = tmp_path / f"{width}.zip"
        coming.value.save_as(path)
        with zipfile.ZipFile(path) as opened:
            assert opened.testzip() is None
        assert problems == []
        context.close()

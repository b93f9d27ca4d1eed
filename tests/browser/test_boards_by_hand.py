"""An editor orders a board by hand, sees it play, and a display goes from its code to the wall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue.lifecycle import Verb
from server import clock
from server.boards import lists, service
from server.review.service import Order, act

LATE_POSTER = """async (body) => {
  const { PosterScene } = await import("/kiosk/player/poster.js");
  const canvas = Object.assign(document.createElement("canvas"), { width: 3, height: 4 });
  canvas.getContext("2d").fillRect(0, 0, 3, 4);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve));
  const pages = [1, 2, 3].map(() => ({ width: 3, height: 4, ms: 8000 }));
  const scene = new PosterScene({ kind: "poster", pages, duration_ms: 24000, title: "海报" }, "r");
  await scene.prepare(async () => blob, { width: 1920, height: 1080 });
  await scene.seek(16600);
  body.append(scene.root);
  scene.attached();
  await scene.start();
  const all = [...scene.root.querySelectorAll(".poster-page")];
  const told = all.map((page) => [getComputedStyle(page).opacity, Boolean(page.firstChild)]);
  const topOf = (one) => Math.round(one.getBoundingClientRect().top);
  const edges = () => [topOf(scene.root), topOf(all[2].firstChild)];
  const ratio = () => {
    const { width, height } = all[2].firstChild.getBoundingClientRect();
    return (width / height).toFixed(2);
  };
  const whole = [...edges(), ratio()];
  body.style.setProperty("--band", "90px"); // a bulletin comes into force
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const below = [...edges(), ratio()];
  scene.release();
  body.style.removeProperty("--band");
  return { told, whole, below };
}"""
"""A poster of three pages that comes late to its place: how each page stands, and whether its picture is there."""

SMALL_CODE = """async () => {
  const { addCode } = await import("/kiosk/player/qr.js");
  const { draw } = await import("/kiosk/player/snapshot.js");
  const scene = Object.assign(document.createElement("figure"), { className: "scene" });
  addCode(scene, { page: "/", qr: { size: 20, path: "M0 0h10v20h-10z" } });
  document.getElementById("frame").replaceChildren(scene);
  const [from, to] = ["#frame", "svg"].map((name) => document.querySelector(name).getBoundingClientRect());
  const small = draw(document.getElementById("frame"));
  const scale = small.width / from.width;
  const [x, y, side] = [to.x - from.x + to.width / 7, to.y - from.y + to.height / 7, (to.width * 5) / 7];
  const { data } = small.getContext("2d").getImageData(x * scale, y * scale, side * scale, side * scale);
  return data.filter((_, index) => index % 4 === 0).reduce((sum, one) => sum + one, 0) / (data.length / 4);
}"""
"""How light the modules of a code are in the small picture that the desk sees, one half of them being black."""


@pytest.fixture
def three(furnished: Any, cast: Any) -> list[str]:
    """Board 1 with V1, V2 and the film V3, all approved."""
    engine = furnished.engine
    act(engine, cast.reviewer, Order(Verb.APPROVE, "screens"), 2, now=clock.now())
    act(engine, cast.editor, Order(Verb.APPROVE, "screens"), 2, now=clock.now())
    service.add_item(engine, cast.editor, "1", 2, now=clock.now())
    return ["V1", "V2"]


def items(home: Any) -> tuple[str, ...]:
    return lists.board_line(home.engine, "1").items


def test_items_are_moved_by_keyboard_and_by_dragging(three: list[str], page_of: Callable[..., Any], home: Any) -> None:
    page = page_of("editor")
    page.goto("/boards/1")
    with page.expect_response("**/boards/1/order"):
        page.locator(".order-row").nth(1).locator("[value=up]").press("Enter")
    assert items(home) == ("V2", "V1")
    assert page.locator("#order-told").inner_text().startswith("第 1 位")
    assert page.evaluate("document.activeElement.closest('.order-row').dataset.asset") == "V2"

    grip, target = page.locator(".grip").nth(0).bounding_box(), page.locator(".order-row").nth(1).bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, target["y"] + target["height"] - 4, steps=8)
    with page.expect_response("**/boards/1/order"):
        page.mouse.up()
    assert items(home) == ("V1", "V2")
    assert page.locator(".order-number").all_inner_texts() == ["1", "2"]
    assert page.problems == []


def test_the_preview_plays_the_board(three: list[str], page_of: Callable[..., Any]) -> None:
    page = page_of("editor")
    page.goto("/boards/1")
    frame = page.frame_locator("#preview iframe")
    frame.locator("body[data-mode=playing] .scene img.picture").wait_for(timeout=15_000)
    page.get_by_role("button", name="竖屏").click()
    frame.locator("body[data-mode=playing][data-item='1-V2']").wait_for(timeout=15_000)
    page.locator("#preview-at").fill("2030-01-05T08:00")
    page.locator("#preview-at").press("Enter")
    frame.locator("body[data-mode=playing][data-at^='2030-01-05T00:00']").wait_for(timeout=15_000)
    poster = frame.locator("body").evaluate(LATE_POSTER)
    assert poster["told"] == [["0", False], ["0", True], ["1", True]]
    assert (poster["whole"][0], poster["below"][0], poster["whole"][2], poster["below"][2]) == (0, 90, "0.75", "0.75")
    assert poster["below"][1] >= 90, "a band covers nothing of it"
    assert 120 < frame.locator("body").evaluate(SMALL_CODE) < 200, "grey from afar, not white"
    assert page.problems == []


def test_a_display_goes_from_its_code_to_the_wall(page_of: Callable[..., Any], chrome: Any, address: str) -> None:
    editor = page_of("editor")
    editor.goto("/screens/new")
    editor.fill("[name=name]", "二食堂")
    editor.check("[name=board]")
    editor.get_by_role("button", name="新建电子屏").click()
    editor.wait_for_url("**/screens/2")
    display = chrome.new_context(viewport={"width": 960, "height": 540}, base_url=address).new_page()
    display.goto("/kiosk/")
    code = display.locator('#pairing[data-code]:not([data-code=""])')
    code.wait_for(timeout=20_000)
    editor.fill("[name=code]", code.get_attribute("data-code"))
    editor.get_by_role("button", name="配对", exact=True).click()
    editor.get_by_text("配对完成").first.wait_for()
    display.locator("body[data-mode=playing]").wait_for(timeout=30_000)
    editor.goto("/screens/2")
    editor.locator("#now .display img").wait_for(timeout=60_000)
    assert editor.locator("#state").inner_text().strip() == "在线"
    display.context.close()

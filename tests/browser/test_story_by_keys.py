"""A story by keyboard alone: begun, pasted into, kept as a draft, its pictures put in order, saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
WORD = "<p class=MsoNormal style='color:red'><b>本报讯</b> 三月一日<o:p></o:p></p><h1>后厨</h1><script>alert(1)</script>"


def test_from_the_first_line_to_the_second_version(page_of: Callable[..., Any]) -> None:
    page = page_of("photographer")
    page.goto("/stories/new?asset=V1&asset=V3")
    page.focus("[name=title]")
    page.keyboard.type("后厨向师生开放")
    page.keyboard.press("Enter")  # a form's own way to be sent
    page.wait_for_url(re.compile(r"/stories/S\d+/edit$"))
    page.focus(".ProseMirror")
    page.evaluate(PASTE, WORD)
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("再补一句。")
    expect(page.locator("[data-draft-told]")).to_contain_text("草稿已于")
    page.reload()
    expect(page.locator(".ProseMirror")).to_contain_text("再补一句。")

    second = page.locator(".order-row").nth(1)
    second.locator("[value=up]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".order-row").first).to_have_attribute("data-asset", "V3")
    page.locator("[data-caption]").first.focus()
    page.keyboard.type("操场上")
    page.focus("#add-picture")
    page.keyboard.type("v2")
    page.keyboard.press("Enter")
    expect(page.locator(".order-row")).to_have_count(3)
    page.focus("#add-picture")
    page.keyboard.type("V999")
    page.keyboard.press("Enter")
    expect(page.locator("[data-add-wrong]")).to_be_visible()
    expect(page.locator("[data-draft-told]")).to_contain_text("草稿已于")
    page.focus(".save-line .button-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/stories/S\d+$"))
    text = page.locator(".story-text")
    assert text.inner_html().strip() == "<p><strong>本报讯</strong> 三月一日</p><h2>后厨</h2><p>再补一句。</p>"
    expect(page.locator("figcaption").nth(1)).to_contain_text("操场上")
    assert page.problems == []

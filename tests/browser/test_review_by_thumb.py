"""A photo's way on a phone of 360 px, by taps alone: handed in, described, submitted, sent back, mended, approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from server.notices import rounds

TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter((one) => !one.closest(".hidden-text") && !(one.closest("label") && /checkbox|radio/.test(one.type)))
  .filter((one) => !(one.tagName === "A" && getComputedStyle(one).display === "inline" && one.closest("p, dd, li, td")))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.right > 0 && box.bottom > 0 && (box.width < 43.5 || box.height < 43.5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
"""What can be tapped and is smaller than a finger; links within a line of text are its own size (WCAG 2.5.8)."""


def fits(page: Any) -> None:
    assert page.evaluate(TOO_SMALL) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, page.url
    assert page.problems == []


ABOVE_THE_FOOT = """(button) => { const box = button.getBoundingClientRect();
  return 0 < box.y && box.bottom > box.y && box.bottom <= document.querySelector(".rail").getBoundingClientRect().y; }"""


def above_the_foot(page: Any, button: Any) -> None:
    """The action is in sight, above the bar of pages, without scrolling."""
    page.wait_for_load_state()
    assert button.evaluate(ABOVE_THE_FOOT), button.evaluate("(one) => JSON.stringify(one.getBoundingClientRect())")


def tap(page: Any, found: Any) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        found.tap()


def test_from_the_photo_to_its_approval(page_of: Callable[..., Any], furnished: Any, clock: Any, worker: Any,
                                        made_photo: Callable[..., Path]) -> None:
    author = page_of("photographer", phone=True)
    fits(author)
    author.goto("/upload")
    with author.expect_file_chooser() as chooser:
        author.get_by_text("选择文件", exact=True).tap()
    chooser.value.set_files(made_photo(name="THUMB.JPG", size=(1600, 1200), taken="2026:02:20 12:00:00"))
    author.wait_for_selector(".file[data-stage=processing]")
    clock.now = datetime.now(UTC)  # the served application has the machine's clock
    worker.drain()
    describe = author.get_by_role("link", name="填写说明")
    describe.wait_for()
    fits(author)
    describe.tap()
    author.wait_for_selector("[name=caption]")
    fits(author)
    for field, said in (("title", "手机里的食堂"), ("caption", "中午的窗口。"), ("place", "第二食堂"), ("credit", "王小明")):
        author.fill(f"[name={field}]", said)
    author.locator("[name=nobody]").tap()
    save = author.locator(".save-line .button-primary")
    above_the_foot(author, save)
    tap(author, save)
    author.get_by_role("button", name="提交已填好的 1 件").tap()
    expect(author.locator(".toasts")).to_contain_text("已提交 1 件")

    rounds.follow(furnished, datetime.now(UTC))
    reviewer = page_of("reviewer", phone=True, theme="dark")
    reviewer.locator("#bell").tap()
    told = reviewer.get_by_role("link", name="等您审核").first  # with what waits already, as one
    told.wait_for()
    fits(reviewer)
    told.tap()
    reviewer.locator(".entry", has_text="手机里的食堂").locator(".entry-link").tap()
    reviewer.wait_for_url("**/review/V*/screens")  # only then does the item stand there anew
    reviewer.locator("#item-title", has_text="手机里的食堂").wait_for()
    yes = reviewer.locator(".verdict-yes")
    yes.wait_for()
    fits(reviewer)
    above_the_foot(reviewer, yes)
    reviewer.locator(".verdict-no > summary").tap()
    send_back = reviewer.locator(".verdict-reason [value=return]")
    reviewer.fill("#reason", "请写明是哪个窗口。")
    fits(reviewer)
    above_the_foot(reviewer, send_back)
    tap(reviewer, send_back)
    expect(reviewer.locator(".toast")).to_contain_text("手机里的食堂")

    author.goto("/review/mine")
    row = author.locator(".mine-row", has_text="手机里的食堂")
    expect(row).to_contain_text("请写明是哪个窗口")
    fits(author)
    row.locator(".mine-act a").tap()
    author.wait_for_selector("[name=caption]")
    author.fill("[name=caption]", "中午的川味窗口。")
    above_the_foot(author, save)
    tap(author, save)
    expect(author.locator(".toasts")).to_contain_text("说明已保存")
    fits(author)
    tap(author, author.get_by_role("button", name="提交审稿").first)

    asset = author.url.rsplit("/", 1)[1].partition("?")[0].partition("#")[0]
    for page in (reviewer, page_of("editor", phone=True)):
        page.goto(f"/review/{asset}/screens")
        fits(page)
        tap(page, page.locator(".verdict-yes"))
    author.reload()
    expect(author.locator(".standing").first).to_contain_text("审核通过")

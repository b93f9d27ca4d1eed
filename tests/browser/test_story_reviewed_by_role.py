"""A story on its way to the school site, by role: sent back once, approved by three desks, read by all, voided by an edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from server.stories import service
from server.stories.service import Credit, Wish

BODY = "<p>三月一日，第二食堂的后厨第一次向师生开放。</p><h2>洗消间</h2><p>参观者隔着玻璃看餐具怎样洗消。</p>"


def test_the_whole_route_by_role(page_of: Callable[..., Any], furnished: Any, cast: Any, clock: Any) -> None:
    wish = Wish("news", "后厨开放", "第一批师生走进后厨。", BODY, assets=((1, "门口"), (2, "")), credits=(
        Credit("author", cast.photographer.display),))
    story = f"S{service.begin(furnished.engine, cast.photographer, wish, now=clock())}"
    author, reviewer, director, editor, outsider = (page_of(one) for one in (
        "photographer", "reviewer", "director", "editor", "outsider"))

    submit(author, story, "学校官网")
    expect(author.locator(".story-standings")).to_contain_text("待所在部门审稿")
    assert outsider.goto(f"/stories/{story}").status == 404

    reviewer.goto(f"/review/{story}/school")
    expect(reviewer.locator(".item-text .story-text h2")).to_have_text("洗消间")
    expect(reviewer.locator(".story-flaws").first).to_contain_text("还没有在此渠道审核通过")
    reviewer.keyboard.press("r")
    reviewer.wait_for_selector("#reason:focus")
    reviewer.keyboard.type("请写明是第几批")
    reviewer.keyboard.press("Control+Enter")
    expect(reviewer.locator(".toast")).to_contain_text("后厨开放")

    author.goto("/review/mine")
    row = author.locator(".mine-row", has_text="后厨开放")
    expect(row).to_contain_text("请写明是第几批")
    row.locator(".mine-act a").press("Enter")
    author.wait_for_url(f"**/stories/{story}/edit")
    author.fill("[name=title]", "后厨首批开放")
    author.locator(".save-line .button-primary").press("Enter")
    author.wait_for_url(f"**/stories/{story}")
    author.locator(".story-submit .button-primary").press("Enter")  # what came back is ticked already

    reviewer.goto(f"/review/{story}/school")
    expect(reviewer.locator(".item-changes ins").first).to_have_text("首批")
    for page, told in ((reviewer, "待分管处长审稿"), (director, "待办公室审稿"), (editor, "审核通过")):
        page.goto(f"/review/{story}/school")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press("a")
        author.goto(f"/stories/{story}")
        expect(author.locator(".story-standings")).to_contain_text(told)

    assert outsider.goto(f"/stories/{story}").status == 200
    expect(outsider.locator(".story h1")).to_have_text("后厨首批开放")
    expect(outsider.locator(".tabs, .story-standing")).to_have_count(0)

    editor.goto(f"/stories/{story}/edit")
    editor.fill("[name=title]", "后厨开放周")
    editor.locator(".save-line .button-primary").press("Enter")
    editor.wait_for_url(f"**/stories/{story}")
    expect(editor.locator(".toasts")).to_contain_text("重新开始审稿")
    expect(editor.locator(".standing-why")).to_contain_text("原审核已作废")
    assert outsider.goto(f"/stories/{story}").status == 404
    reviewer.goto("/review")
    expect(reviewer.locator(".entry", has_text="后厨开放周")).to_contain_text("学校官网")
    for page in (author, reviewer, director, editor):
        assert page.problems == []


def submit(author: Any, story: str, channel: str) -> None:
    author.goto(f"/stories/{story}")
    author.get_by_label(channel, exact=True).check()
    author.locator(".story-submit .button-primary").press("Enter")
    expect(author.locator(".toasts")).to_contain_text(channel)

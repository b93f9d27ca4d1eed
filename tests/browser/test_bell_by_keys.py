"""The bell tells of what comes while a page stands open, and leads by keyboard to where something has to be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from index.catalogue.notices import Kind
from index.db import writing
from server.notices import telling
from server.notices.heard import Telling


def test_the_bell_grows_on_an_open_page_and_leads_on(page_of: Callable[..., Any], home: Any, cast: Any, clock: Any) -> None:
    page = page_of("reviewer", width=360)
    bell = page.locator("#bell")
    before = int(bell.get_attribute("data-unread"))
    with writing(home.engine) as session:
        told = Telling(cast.reviewer.person_id, Kind.PASSED_ON, "asset:V2", clock(), {"channel": "screens", "who": "主任"})
        telling.keep(session, [told], home.settings.zone, clock())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as on coming back to the tab
    expect(bell).to_have_attribute("data-unread", str(before + 1))
    assert page.locator("#bell-told").inner_text() == f"{before + 1} 条未读消息", "told to a screen reader, too"

    bell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/notices/")
    link = page.get_by_role("link", name="转交给您")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/V2/screens")
    assert int(page.locator("#bell").get_attribute("data-unread")) == before

    page.goto("/notices/")
    if page.get_by_role("button", name="全部标为已读").count():
        page.get_by_role("button", name="全部标为已读").press("Enter")
        page.wait_for_load_state()
    assert page.locator("#bell").get_attribute("data-unread") == "0"
    assert page.problems == []

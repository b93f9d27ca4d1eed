"""A passer-by scans the code on a screen and reads its page on a phone of 360 px: larger text, a like, a note."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import pytest
import zxingcpp
from accessible import look

from index import settings as configuration
from index.catalogue.feedback import ItemPage, VisitorLike, VisitorNote, token_of
from index.catalogue.items import ref
from index.db import reading

HOUSE = "https://vitrine.example.edu.cn"
SIZE = "parseFloat(getComputedStyle(document.querySelector('.item-caption, h1')).fontSize)"


@pytest.fixture
def phone(chrome: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Return a function that gives a page of a phone that nobody has signed in on: (theme, language) -> Page."""
    contexts = []

    def make(theme: str, language: str) -> Any:
        contexts.append(chrome.new_context(viewport={"width": 360, "height": 740}, color_scheme=theme, locale=language,
                                           has_touch=True, is_mobile=True, base_url=address))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("theme", "language"), [("light", "zh-CN"), ("dark", "en-US")])
def test_it_is_read_liked_and_answered(phone: Callable[..., Any], furnished: Any, theme: str, language: str) -> None:
    page = phone(theme, language)
    token = token_of(configuration.secret(furnished.settings), ItemPage(ref(1), 1))
    assert page.goto(f"/s/{token}").status == 200
    assert page.evaluate("document.querySelector('.item-picture img').complete")
    small = page.evaluate(SIZE)
    page.locator("#size-xl").check(force=True)
    assert page.evaluate(SIZE) > 1.4 * small
    assert look(page) == []
    page.tap(".item-like")
    page.wait_for_selector(".item-thanks")
    page.tap(".item-note summary")
    page.fill("[name=text]", "第二段的日期写错了")
    assert look(page) == []
    page.tap(".item-note button")
    page.wait_for_selector(".note.state-approved")
    assert look(page) == []
    with reading(furnished.engine) as session:
        assert [session.query(one).count() for one in (VisitorLike, VisitorNote)] == [2, 2], "one more of each"
    assert page.goto("/s/unknown").status == 404
    assert look(page) == []


@pytest.fixture
def public(furnished: Any) -> str:
    """The campus's public address, which its screens tell passers-by; set before the server starts."""
    (furnished.settings.home / "vitrine.toml").write_text(f'public_url = "{HOUSE}"\n')
    return HOUSE


def test_the_code_on_a_screen_is_read_and_leads_there(public: str, page_of: Callable[..., Any], phone: Callable[..., Any],
                                                      tmp_path: Path) -> None:
    screen = page_of("editor", width=1280)
    screen.goto("/boards/1/preview")
    screen.wait_for_selector("#frame .code svg")
    said, read = _read(screen, tmp_path / "code.png")
    assert read.startswith(f"{public}/s/")
    page = phone("light", "zh-CN")
    assert page.goto(read.removeprefix(public)).status == 200
    assert page.inner_text("h1") == said


def _read(screen: Any, shot: Path) -> tuple[str, str]:
    """Return the title on the screen and what its code says, once both have faded in: on busy cores that takes longer."""
    for _ in range(60):
        said = screen.inner_text("#frame .title")
        screen.locator("#frame .code").first.screenshot(path=shot)
        if (found := zxingcpp.read_barcodes(cv2.imread(str(shot), cv2.IMREAD_GRAYSCALE))) and (
                screen.inner_text("#frame .title") == said):
            return said, str(found[0].text)
        screen.wait_for_timeout(500)
    raise AssertionError(f"no code can be read in {shot}")

"""axe on the states that only use brings about: a batch with every kind of line, the reason for a return, many selected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from accessible import look

BATCH = "20260302-0123456789abcdef"
WAYS = {"wide": (1280, "light", "zh-CN"), "narrow": (360, "dark", "en-US")}


@pytest.fixture
def sent(furnished: Any, cast: Any, made_photo: Callable[..., Path], clock: Any, worker: Any, tmp_path: Path) -> str:
    """A batch of the editor's with a ready file, one in work, one that was here and one that was refused."""
    from server.uploads.service import Delivery, receive

    words = tmp_path / "words.jpg"
    words.write_text("words")
    first = made_photo("first.jpg")
    for path, name, finish in [(first, "A.JPG", True), (first, "B.JPG", True), (words, "C.JPG", True),
                               (made_photo("second.jpg"), "D.JPG", False)]:
        with path.open("rb") as stream:
            receive(furnished, cast.editor, stream, Delivery(BATCH, name, path.stat().st_size), now=clock())
        if finish:
            worker.drain()
    return f"/upload?batch={BATCH}"


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_on_a_batch(page_of: Callable[..., Any], sent: str, way: str) -> None:
    width, theme, language = WAYS[way]
    page = page_of("editor", width=width, theme=theme, language=language)
    page.goto(sent)
    stages = page.locator("#list .file").evaluate_all("lines => lines.map(line => line.dataset.stage)")
    assert stages == ["ready", "already-here", "refused", "processing"]
    assert look(page) == []


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_while_a_return_is_written(page_of: Callable[..., Any], furnished: Any, way: str) -> None:
    width, theme, language = WAYS[way]
    page = page_of("reviewer", width=width, theme=theme, language=language)
    page.goto("/review")
    page.keyboard.press("x")
    page.keyboard.press("r")
    page.wait_for_selector("#reason:focus")
    assert look(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    assert look(page) == []

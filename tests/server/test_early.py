"""The head of a page goes out before its body is made."""

from __future__ import annotations

from typing import Any

import pytest

from index.errors import NotFound
from server.library import views

SHEET, WALL = b"joined.css", b'id="search-form"'


def test_sheets_and_scripts_are_named_before_the_search_is_asked(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    find = views.find
    monkeypatch.setattr(views, "find", lambda *given, **more: asked.append("asked") or find(*given, **more))
    answer = browser("photographer").client.get("/library?q=食堂", headers={"Accept-Language": "zh-CN"})
    parts = iter(answer.response)
    head = next(parts)
    assert not asked
    assert SHEET in head
    assert b"first-rows.js" in head
    assert "<title>食堂".encode() in head
    rest = b"".join(parts)
    assert asked == ["asked"]
    assert WALL in rest
    assert (head + rest).count(b"</head>") == (head + rest).count(b"<body>") == 1
    answer.close()


def test_what_fails_by_then_is_told_in_the_same_page(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_given: Any, **_more: Any) -> Any:
        raise NotFound(what="V7")

    monkeypatch.setattr(views, "find", lost)
    page = browser("photographer").get("/library").text
    assert page.count("</head>") == page.count("<body") == 1
    assert "V7" in page


def test_messages_are_told_once(browser: Any, photo: Any) -> None:
    one = browser("editor")
    one.post("/library/submit", data={"asset": f"V{photo(name='A.JPG')}"})
    told = [one.get("/library").text.count('class="toast" role') for _ in range(3)]
    assert told[0] > told[1] == told[2]

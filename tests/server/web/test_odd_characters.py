"""What can be kept and shown nowhere is refused at the door: the field is named, and where the odd character stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def address(new_asset: Callable[..., int], cast: Any) -> str:
    return f"/library/V{new_asset(cast.photographer)}"


def test_a_form_names_the_field_and_what_stands_before(address: str, browser: Any) -> None:
    given = {"title": "开放日", "caption": "第一食堂\r\n三楼\x0b开放", "version": "1"}
    zh, en = browser("photographer"), browser("photographer", "en")
    told = zh.post(f"{address}/description", given, headers={"Accept": "application/json"})
    assert (told.status_code, told.json["reason"]["code"], told.json["field"]) == (422, "invalid", "caption")
    assert "「说明」" in told.json["reason"]["zh"]
    assert "三楼" in told.json["reason"]["zh"]
    assert "U+000B" in en.post(f"{address}/description", given).text
    given["caption"] = "第一食堂\r\n三楼\t开放"
    assert zh.post(f"{address}/description", given).status_code == 302, "lines and tabs are text"


@pytest.mark.parametrize(("method", "path", "more"), [
    ("GET", "/library?q=%00", {}), ("GET", "/stories/?q=a%07b", {}),
    ("POST", "{address}/draft", {"json": {"words": {"title": "a\ud800b"}, "version": 1, "revision": 0, "tab": "a"}}),
    ("POST", "/describe/check", {"json": {"assets": ["V1\0"]}}),
])
def test_addresses_and_bodies_too(address: str, browser: Any, method: str, path: str, more: dict[str, Any]) -> None:
    tab = browser("photographer")
    tab.get("/library")
    path = path.format(address=address.replace("/library", "/describe"))
    answer = tab.client.open(path, method=method, headers={"X-CSRFToken": tab.token}, **more)
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("path", ["/collections/99999999999999999999", "/boards/９/change", "/admin/people/1234567890123456"])
def test_a_number_that_no_row_has_is_no_address(browser: Any, path: str) -> None:
    assert browser("administrator").get(path).status_code == 404

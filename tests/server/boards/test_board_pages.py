"""Boards in the browser's eyes: made, filled, ordered, previewed, by whom it may concern."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.boards import lists


@pytest.fixture
def editor(visitor: Callable[[str], Any]) -> Any:
    who = visitor("editor")
    who.get("/boards/new")
    who.post("/boards/new", name="食堂风采", theme="饮食文化", refresh_by="2026-03-20", item_seconds="8")
    return who


def test_an_empty_house_says_what_boards_are_for(visitor: Callable[[str], Any]) -> None:
    assert "No boards yet" in visitor("editor").get("/boards/")
    assert "/boards/new" not in visitor("photographer").get("/boards/")


def test_its_forms_are_for_who_may_send_them(editor: Any, visitor: Callable[[str], Any]) -> None:
    for path in ("/boards/new", "/boards/1/change"):
        editor.get(path)
        visitor("photographer").get(path, 403)


def test_a_board_is_made_and_listed(editor: Any, home: Any) -> None:
    page = editor.get("/boards/")
    assert "食堂风采" in page
    assert "饮食文化" in page
    line = lists.board_line(home.engine, "食堂风采")
    assert (line.owner, line.item_seconds) == ("editor", 8)


def test_what_was_typed_stays_when_it_is_refused(editor: Any) -> None:
    page = editor.post("/boards/new", 409, name="食堂风采", theme="我写的主题").text
    assert "我写的主题" in page
    assert "is taken" in page
    page = editor.post("/boards/new", 422, name="新的", refresh_by="明天").text
    assert 'aria-describedby="f-refresh_by-help f-refresh_by-error"' in page


def test_pictures_go_on_in_order_and_come_off(editor: Any, home: Any, on_air: Callable[..., int]) -> None:
    one, two = on_air("豆浆"), on_air("油条")
    page = editor.get("/boards/1")
    assert f'name="asset" value="V{one}"' in page
    editor.post("/boards/1/items", asset=[f"V{one}", f"V{two}", "nonsense"])
    assert lists.board_line(home.engine, "1").items == (f"V{one}", f"V{two}")
    editor.post("/boards/1/order", asset=f"V{two}", move="up")
    assert lists.board_line(home.engine, "1").items == (f"V{two}", f"V{one}")
    editor.post("/boards/1/order", 204, accept="application/json", asset=[f"V{one}", f"V{two}"])
    assert lists.board_line(home.engine, "1").items == (f"V{one}", f"V{two}")
    editor.post("/boards/1/items/remove", asset=f"V{one}")
    assert lists.board_line(home.engine, "1").items == (f"V{two}",)


def test_the_picker_searches_like_the_library(editor: Any, on_air: Callable[..., int], worker: Any) -> None:
    soy, fritter = on_air("热豆浆"), on_air("炸油条")
    from index import jobs
    from index.db import writing

    with writing(worker.home.engine) as session:
        for asset_id in (soy, fritter):
            jobs.enqueue(session, "index", str(asset_id), now=worker.clock(), lane=jobs.INDEX_LANE)
    worker.drain()
    page = editor.get("/boards/1?q=豆浆")
    assert f'value="V{soy}"' in page
    assert f'value="V{fritter}"' not in page


def test_what_is_not_approved_is_refused_in_words(editor: Any, home: Any, new_asset: Callable[..., int]) -> None:
    draft = new_asset()
    told = editor.post("/boards/1/items", 200, accept="application/json", asset=f"V{draft}").get_json()
    assert told["done"] == 0
    assert told["refused"][0]["reason"]["code"] == "not-approved"
    editor.post("/boards/1/items", asset=f"V{draft}")
    assert "not approved yet" in editor.get("/boards/1")


def test_the_preview_plays_the_players_own_code(editor: Any, on_air: Callable[..., int]) -> None:
    asset = on_air()
    editor.post("/boards/add", board="食堂风采", asset=f"V{asset}")
    page = editor.get("/boards/1/preview")
    assert "/kiosk/player/player.css" in page
    told = editor.client.get("/boards/1/preview.json?orientation=portrait").get_json()
    assert told["screen"]["orientation"] == "portrait"
    sha = told["items"][0]["sha256"]
    assert editor.client.get(f"/media/{sha}").status_code == 200


def test_others_look_but_do_not_touch(editor: Any, visitor: Callable[[str], Any], on_air: Callable[..., int]) -> None:
    editor.post("/boards/1/items", asset=f"V{on_air()}")
    other = visitor("outsider")
    page = other.get("/boards/1")
    assert "早餐" in page
    assert "order-acts" not in page
    other.post("/boards/1/items/remove", 403, asset="V1")
    other.post("/boards/1/remove", 403)
    assert "It may have been moved" in other.get("/boards/99", 404)


def test_a_board_is_changed_and_removed(editor: Any) -> None:
    assert "2026-03-20" in editor.get("/boards/1/change")
    editor.post("/boards/1/change", name="食堂", theme="", owner="", item_seconds="15")
    page = editor.get("/boards/1")
    assert "Switched off" in page
    assert "15 seconds each" in page
    editor.post("/boards/1/remove")
    assert "No boards yet" in editor.get("/boards/")


def test_every_text_has_its_chinese(editor: Any) -> None:
    page = editor.client.get("/boards/1", headers={"Accept-Language": "zh-CN"}).text
    assert "实时预览" in page
    assert "Live preview" not in page

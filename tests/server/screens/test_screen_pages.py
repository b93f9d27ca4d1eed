"""Screens in the browser's eyes: the wall, pairing by typing a code, boards, why."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from index.db import reading
from kiosk import reads
from server.boards import service as boards
from server.screens import lists
from server.screens.lists import state_of


@pytest.fixture
def editor(visitor: Callable[[str], Any], home: Any, cast: Any, clock: Any) -> Any:
    boards.add_board(home.engine, cast.editor, boards.NewBoard("食堂风采"), now=clock())
    boards.add_board(home.engine, cast.editor, boards.NewBoard("运动会"), now=clock())
    who = visitor("editor")
    who.get("/screens/new")
    who.post("/screens/new", name="二食堂", place="二楼入口", group="食堂", orientation="portrait", rotation="0", board="1")
    return who


@pytest.fixture
def screen(home: Any, clock: Any, editor: Any) -> int:
    return lists.screen(home.engine, "二食堂", clock()).id


def test_the_wall_names_each_screen_its_state_and_boards(editor: Any) -> None:
    page = editor.get("/screens/")
    for words in ("二食堂", "二楼入口", "Not paired", "食堂风采", "东门大屏", "Not heard yet", "/kiosk/"):
        assert words in page


def test_only_the_office_comes_in(visitor: Callable[[str], Any]) -> None:
    for part in ("photographer", "reviewer", "director", "outsider"):
        assert "Your role does not allow this" in visitor(part).get("/screens/", 403)
    visitor("administrator").get("/screens/")


def test_a_code_is_typed_and_the_device_plays(app: Any, editor: Any, screen: int, home: Any, clock: Any) -> None:
    device = app.test_client()
    offer = device.post("/kiosk/pair", json={}).get_json()
    editor.get(f"/screens/{screen}")
    wrong = editor.post(f"/screens/{screen}/pair", 409, code="AAAA AAAA").text
    assert "The pairing code is wrong" in wrong
    assert 'value="AAAA AAAA"' in wrong
    editor.post(f"/screens/{screen}/pair", code=offer["code"].lower())
    assert device.post("/kiosk/pair/claim", json={"secret": offer["secret"]}).status_code == 204
    assert device.get("/kiosk/manifest").get_json()["screen"]["name"] == "二食堂"
    device.post("/kiosk/heartbeat", json={"usage": 4 << 20, "quota": 1 << 30, "errors": [{"code": "damaged", "text": "x"}]})
    app.extensions["vitrine.kiosk"].heartbeats.flush()
    page = editor.get(f"/screens/{screen}")
    for words in ("Live", "4.0 MB of 1.0 GB", "1 report", "damaged"):
        assert words in page
    editor.post(f"/screens/{screen}/revoke")
    assert device.get("/kiosk/manifest").status_code == 401
    assert "Not paired" in editor.get(f"/screens/{screen}")


def test_boards_are_hung_in_the_order_of_the_form(editor: Any, screen: int, home: Any, clock: Any) -> None:
    editor.get(f"/screens/{screen}")
    editor.post(f"/screens/{screen}/boards", board=["2", "1"])
    assert lists.screen(home.engine, "二食堂", clock()).boards == ("运动会", "食堂风采")
    editor.post(f"/screens/{screen}/boards")
    assert lists.screen(home.engine, "二食堂", clock()).boards == ()


def test_a_screen_is_changed_and_what_was_typed_stays(editor: Any, screen: int) -> None:
    editor.get(f"/screens/{screen}/change")
    page = editor.post(f"/screens/{screen}/change", 409, name="东门大屏", place="新位置", orientation="landscape").text
    assert "新位置" in page
    editor.post(f"/screens/{screen}/change", name="二食堂西", place="新位置", orientation="landscape", rotation="180")
    page = editor.get(f"/screens/{screen}")
    for words in ("二食堂西", "180°", "Switched off"):
        assert words in page


def test_why_is_answered_in_words(editor: Any, screen: int, new_asset: Callable[..., int]) -> None:
    asset = new_asset()
    page = editor.get(f"/screens/{screen}?asset=V{asset}")
    assert "This screen is not paired" in page
    assert "none of this screen" in page
    assert "There is no “V999” here" in editor.get(f"/screens/{screen}?asset=V999")


def test_a_screen_is_removed(editor: Any, screen: int) -> None:
    editor.get(f"/screens/{screen}/change")
    editor.post(f"/screens/{screen}/remove")
    editor.get(f"/screens/{screen}", 404)


def test_a_group_has_boards_and_hours_and_its_screens_inherit_them(editor: Any, screen: int, home: Any, clock: Any) -> None:
    """The clock stands at 09:00 of the campus."""
    assert "食堂" in editor.get("/screens/groups/")
    page = editor.get("/screens/groups/1")
    assert "二食堂" in page
    editor.post("/screens/groups/1/boards", board=["2"])
    assert lists.screen(home.engine, "二食堂", clock()).group_boards == ("运动会",)
    assert [one.name for one in plan_of(home, screen, clock()).boards] == ["食堂风采", "运动会"], "its own first"
    assert "And from its group:" in editor.get(f"/screens/{screen}")
    assert "fill in both" in editor.post("/screens/groups/1", 422, name="食堂们", opens="06:30").text
    editor.post("/screens/groups/1", name="食堂们", opens="10:00", closes="06:00", lease_days="9")
    plan = plan_of(home, screen, clock())
    assert (plan.screen.hours.begins.hour, plan.screen.lease_days) == (10, 9)
    dark = [state_of(paired=True, seen_at=clock.turn(days=-1), now=clock.turn(days=1), dark=dark) for dark in (False, True)]
    assert dark == ["offline", "off"], "switched off for the night is not lost"
    editor.post("/screens/groups/1/remove")
    assert (lists.screen(home.engine, "二食堂", clock()).group, plan_of(home, screen, clock()).screen.hours) == (None, None)


def test_tags_size_and_hours_are_kept_and_the_wall_is_narrowed(editor: Any, screen: int, home: Any, clock: Any) -> None:
    editor.get(f"/screens/{screen}/change")
    form = {"name": "二食堂", "group": "食堂", "orientation": "landscape", "active": "on"}
    for field, value, why in (("inches", "4", "between 5 and 399"), ("opens", "25:00", "is no time"),
                              ("tags", "长" * 31, "at most 30")):
        assert why in editor.post(f"/screens/{screen}/change", 422, **{**form, field: value}).text
    editor.post(f"/screens/{screen}/change", tags="大厅，触摸, 大厅", inches="55", opens="07:00", closes="07:00", **form)
    line = lists.screen(home.engine, "二食堂", clock())
    assert (line.tags, line.inches, line.opens, line.closes) == (("大厅", "触摸"), 55, "07:00", "07:00")
    assert "55 inches" in editor.get(f"/screens/{screen}")
    wall = editor.get("/screens/?tag=大厅")
    assert "二食堂" in wall
    assert "东门大屏" not in wall
    assert "东门大屏" in editor.get("/screens/?group=-&state=never-seen")
    assert "No screen fits" in editor.get("/screens/?state=offline&tag=大厅")


def plan_of(home: Any, screen: int, now: Any) -> Any:
    with reading(home.engine) as session:
        return reads.plan(session, screen, now, home.settings.zone)


def test_the_desk_asks_and_sees_what_a_screen_shows(app: Any, editor: Any, screen: int, home: Any, clock: Any,
                                                    visitor: Callable[[str], Any], worker: Any, photo: Callable[..., int],
                                                    made_photo: Callable[..., Any]) -> None:
    device = app.test_client()
    offer = device.post("/kiosk/pair", json={}).get_json()
    editor.get(f"/screens/{screen}")
    editor.post(f"/screens/{screen}/pair", code=offer["code"])
    device.post("/kiosk/pair/claim", json={"secret": offer["secret"]})
    asset = photo()
    device.post("/kiosk/heartbeat", json={"item": f"1-V{asset}", "drift_ms": 90_000, "width": 1080, "height": 1920})
    app.extensions["vitrine.kiosk"].heartbeats.flush()
    editor.get(f"/screens/{screen}/picture", 404)
    editor.post("/screens/commands", deed="identify", screen=str(screen))
    assert [one["deed"] for one in device.get("/kiosk/alerts").get_json()["commands"]] == ["identify"]
    sent = base64.b64encode(made_photo(name="small.jpg", size=(320, 180)).read_bytes()).decode()
    assert device.post("/kiosk/picture", json={"item": f"1-V{asset}", "image": sent}).get_json() == {"accepted": True}
    worker.drain()
    answer = editor.browser.get(f"/screens/{screen}/picture")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/jpeg", "private, no-cache")
    page, wall = editor.get(f"/screens/{screen}"), editor.get("/screens/")
    for words in ("asked, no answer yet", "Its own picture, just now", "1080 × 1920"):
        assert words in page
    for words in (f"/screens/{screen}/picture?at=", "its clock is off", "for the 1 screen below that is heard"):
        assert words in wall
    editor.post("/screens/commands", 422, deed="explode", screen=str(screen))
    for part in ("photographer", "director"):
        visitor(part).get(f"/screens/{screen}/picture", 403)
    editor.post(f"/screens/{screen}/revoke")
    assert "No device is paired there" in editor.browser.post(
        "/screens/commands", {"deed": "identify", "screen": str(screen)}, follow_redirects=True).text


def test_what_a_screen_leaves_out_is_named(app: Any, everywhere: Any, visitor: Callable[[str], Any]) -> None:
    """The large picture as well, which panels of more than 1,920 pixels play; of what is on no list there is the hash."""
    told = everywhere.device.get("/kiosk/manifest").get_json()["items"][0]
    for one in (told, told["large"]):
        everywhere.device.post("/kiosk/heartbeat", json={"quarantined": [one["sha256"], "f" * 64]})
        app.extensions["vitrine.kiosk"].heartbeats.flush()
        page = visitor("editor").get(f"/screens/{everywhere.screen}")
        assert f'/library/{told["asset"]}">{told["title"]}</a>、<code>ffffffffffff</code>' in page

"""Review, boards, screens and the office's work for programs: the services that pages call, with the same refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue.feedback import ItemPage
from index.catalogue.items import ref
from server.feedback import pages


def test_an_asset_goes_its_way_and_onto_a_board(program: Callable[..., Any], photo: Callable[..., int], cast: Any) -> None:
    asset = f"V{photo()}"
    own, reviewer, editor = program("photographer"), program("reviewer"), program("editor")
    assert own.post(f"/assets/{asset}/submit", json={"channel": "screens"}).json == {
        "item": asset, "status": {"screens": "submitted"}}
    refused = own.post(f"/items/{asset}/approve", json={"channel": "screens"})
    assert (refused.status_code, refused.json["code"]) == (403, "own-work")
    waits = reviewer.get("/reviews").json["items"][0]
    assert (waits["item"], waits["channel"], waits["step"]) == (asset, "screens", 0)
    seen = {"channel": "screens", "step": 0, "version": waits["version"]}
    assert reviewer.post(f"/items/{asset}/approve", json=seen).json["status"] == {"screens": "reviewed"}
    assert editor.post(f"/items/{asset}/approve", json=seen).json["code"] == "overtaken"
    assert editor.put("/boards/1/items/V1").status_code == 404
    board = editor.post("/boards", json={"name": "一号宣传栏", "layout": "mosaic"})
    assert (board.status_code, board.headers["Location"]) == (201, "/api/v1/boards/1")
    early = editor.put(f"/boards/1/items/{asset}")
    assert (early.status_code, early.json["code"]) == (409, "not-approved")
    editor.post(f"/items/{asset}/approve", json={"channel": "screens"})
    for _ in range(2):
        assert editor.put(f"/boards/1/items/{asset}").status_code == 204
    told = editor.get("/boards/1").json
    assert [(one["item"], one["shown"], one["status"]) for one in told["items"]] == [(asset, True, "approved")]
    assert own.put(f"/boards/1/items/{asset}").json["code"] == "not-allowed"
    changed = editor.patch("/boards/1", json={"refresh_by": "2026-04-01", "item_seconds": 20})
    assert (changed.status_code, changed.data, "Content-Type" in changed.headers) == (204, b"", False)
    assert editor.patch("/boards/1", json={"refresh_by": None}).status_code == 204
    after = editor.get("/boards/1").json
    assert (after["refresh_by"], after["item_seconds"], after["layout"]) == (None, 20, "mosaic")

    screen = editor.patch(f"/screens/{cast.screen}", json={"boards": [1]})
    assert screen.status_code == 204
    why = editor.get(f"/screens/{cast.screen}/why/{asset}").json
    assert (why["shown"], why["reasons"][0]["code"]) == (True, "shown")
    assert asset in editor.get(f"/screens/{cast.screen}/manifest").text
    assert own.get("/screens").json["code"] == "not-allowed"
    assert editor.get("/screens").json["items"][0]["boards"] == ["一号宣传栏"]
    assert editor.delete(f"/boards/1/items/{asset}").status_code == 204
    assert editor.get("/boards").json["items"][0]["items"] == 0
    down = editor.post(f"/assets/{asset}/withdraw", json={"channel": "screens"})
    assert (down.status_code, down.json["code"]) == (422, "reason-required")
    assert own.post(f"/assets/{asset}/submit", json={"channel": "nowhere"}).status_code == 404


def test_events_are_kept_and_listed(program: Callable[..., Any]) -> None:
    one = program("photographer")
    made = one.post("/events", json={"name": "运动会", "starts_on": "2026-03-09", "ends_at": "17:30",
                                     "department": "canteen"})
    assert (made.status_code, made.json) == (201, {"event": 1, "href": "/api/v1/events/1"})
    read = one.get("/events/1")
    assert (read.json["ends_on"], read.json["ends_at"], read.json["department"]) == ("2026-03-09", "17:30", "饮食服务中心")
    assert one.post("/events", json={"name": "运动会", "starts_on": "2026-03-09"}).json["code"] == "name-taken"
    late = one.patch("/events/1", json={"ends_on": "2026-03-01"})
    assert (late.status_code, late.json["code"]) == (422, "dates-contradict")
    changed = one.patch("/events/1", json={"place": "操场"}, headers={"If-Match": read.headers["ETag"]})
    assert changed.status_code == 204
    assert one.patch("/events/1", json={"place": "礼堂"}, headers={"If-Match": read.headers["ETag"]}).status_code == 412
    for number in range(3):
        one.post("/events", json={"name": f"活动{number}", "starts_on": "2026-03-09"})
    first = one.get("/events?limit=3").json
    rest = one.get("/events", query_string={"limit": 3, "cursor": first["next"]}).json
    assert [event["id"] for event in first["items"] + rest["items"]] == [4, 3, 2, 1]
    assert rest["next"] is None


@pytest.mark.parametrize(("address", "part", "status"), [
    ("/departments", "photographer", 200), ("/channels", "photographer", 200), ("/kits", "photographer", 200),
    ("/people", "photographer", 403), ("/people", "director", 200), ("/screens", "photographer", 403),
    ("/boards", "photographer", 200), ("/topics", "photographer", 200), ("/notes", "photographer", 200),
])
def test_lists_are_for_whom_their_pages_are(program: Callable[..., Any], address: str, part: str, status: int) -> None:
    assert program(part).get(address).status_code == status


def test_work_is_asked_and_handed_in(program: Callable[..., Any], new_asset: Callable[..., int], cast: Any) -> None:
    asset, own, editor = f"V{new_asset(cast.photographer)}", program("photographer"), program("editor")
    editor.post("/events", json={"name": "运动会", "starts_on": "2026-03-09"})
    made = editor.post("/assignments", json={"event": "运动会", "to": "photographer"})
    assert made.status_code == 201, made.json
    assert own.get(made.json["href"].removeprefix("/api/v1")).json["standing"] == "ahead"
    assert program("outsider").get("/assignments/1").status_code == 404
    assert own.post("/assignments", json={"event": "运动会", "to": "photographer"}).json["code"] == "not-allowed"
    topic = {"title": "开学第一课", "due_on": "2026-03-20", "departments": [cast.departments["canteen"]]}
    assert editor.post("/topics", json=topic).json["id"] == 1
    assert program("outsider").get("/topics/1").status_code == 404
    assert own.post("/topic-tasks/1/hand-in", json={"items": [asset]}).json["code"] == "topic-draft"
    own.post(f"/assets/{asset}/submit", json={"channel": "screens"})
    assert own.post("/topic-tasks/1/hand-in", json={"items": [asset]}).status_code == 204
    assert editor.post("/topic-tasks/1/decide", json={"verdict": "accept"}).status_code == 204
    assert own.get("/topics/1").json["tasks"][0]["standing"] == "accepted"


def test_notes_are_read_and_handled(program: Callable[..., Any], everywhere: Any, home: Any, clock: Any) -> None:
    for number in range(3):
        pages.write(home.engine, ItemPage(ref(everywhere.asset), 1), pages.Wish("other", f"好 {number}"), address="-",
                    now=clock())
    editor = program("editor")
    first = editor.get("/notes?limit=2").json
    assert [one["id"] for one in first["items"]] == [3, 2]
    rest = editor.get("/notes", query_string={"limit": 2, "cursor": first["next"]}).json
    assert [one["id"] for one in rest["items"]] == [1]
    assert editor.put("/notes/1/handling", json={"state": "answered"}).json["field"] == "reply"
    assert editor.put("/notes/1/handling", json={"state": "answered", "reply": "谢谢"}).status_code == 204
    assert editor.get("/notes?state=answered").json["items"][0]["reply"] == "谢谢"
    assert program("outsider").get("/notes/1").status_code == 404

"""Placements and figures for programs: what became of an item outside the house, and what the month comes to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.catalogue import items
from index.catalogue.lifecycle import Verb
from server.placements import outlets
from server.review.service import Order, act


@pytest.fixture
def story(program: Callable[..., Any], cast: Any, home: Any, clock: Any) -> str:
    """A story of the canteen's that is approved for outside media, and an outlet that may take it."""
    program("photographer").post("/stories", json={"kind": "news", "title": "食堂开放日", "body": "三月一日。",
                                                   "authors": [{"name": "王小明"}]})
    for verb, actor in ((Verb.SUBMIT, cast.photographer), (Verb.APPROVE, cast.reviewer), (Verb.APPROVE, cast.director),
                        (Verb.APPROVE, cast.editor)):
        act(home.engine, actor, Order(verb, "media"), items.story(1), now=clock())
    wish = outlets.Wish("省日报", "province", "news")
    outlets.add(home.engine, cast.editor, wish, now=clock())
    return "S1"


def test_a_story_is_sent_claimed_proved_and_counted(program: Callable[..., Any], story: str,
                                                    made_photo: Callable[..., Path]) -> None:
    own, editor = program("photographer"), program("editor")
    assert own.get("/outlets").json["items"][0]["name"] == "省日报"
    made = own.post("/placements", json={"item": story, "outlet": "省日报"})
    assert (made.status_code, made.json) == (201, {"placement": 1, "href": "/api/v1/placements/1"})
    assert own.post("/placements", json={"item": story, "outlet": "省日报"}).json["code"] == "placement-there"
    read = own.get("/placements/1")
    assert (read.json["state"], read.json["channel"], read.json["outlet_name"]) == ("sent", "media", "省日报")
    adopted = {"outlet": "省日报", "published_on": "2026-03-01", "link": "https://example.edu/1"}
    assert own.post("/placements/1/adopt", json=adopted, headers={"If-Match": read.headers["ETag"]}).status_code == 204
    assert own.get("/placements/1").json["state"] == "claimed"
    unproved = editor.post("/placements/1/adopt", json=adopted)
    assert (unproved.status_code, unproved.json["field"]) == (422, "evidence")
    wrong = editor.put("/placements/1/evidence?name=a.txt", data=b"text", content_type="application/octet-stream")
    assert wrong.json["field"] == "evidence"
    proof = {"data": made_photo().read_bytes(), "content_type": "image/jpeg", "headers": {"Idempotency-Key": "proof"}}
    assert editor.put("/placements/1/evidence?name=shot.jpg", **proof).status_code == 204
    again = editor.put("/placements/1/evidence?name=shot.jpg", **proof)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (204, "true")
    told = own.get("/placements/1").json
    assert (told["state"], told["published_on"], told["link"], len(told["evidence"])) == (
        "adopted", "2026-03-01", "https://example.edu/1", 64)
    assert [one["id"] for one in own.get(f"/placements?state=adopted&item={story}").json["items"]] == [1]
    happened = [one["happened"] for one in own.get("/ledger").json["items"]]
    assert sorted(happened) == ["adopted", "published", "sent", "submitted"]
    assert program("outsider").get("/ledger").json["items"] == []
    line = own.get("/ranking?period=2026-03").json["lines"][0]
    assert (line["department_name"], line["adopted"], line["rank"]) == ("饮食服务中心", 1, 1)
    assert own.get("/departments/1/points?period=2026Q1").json["department_name"] == "饮食服务中心"
    assert program("outsider").get("/departments/1/points").status_code == 404
    down = editor.post("/placements/1/decline", json={})
    assert (down.status_code, down.json["code"]) == (422, "placement-reason")


def test_others_see_no_placement_of_what_they_may_not_see(program: Callable[..., Any], new_asset: Callable[..., int],
                                                          cast: Any, story: str) -> None:
    editor, stranger = program("editor"), program("outsider")
    assert editor.post("/placements", json={"item": story, "outlet": "省日报"}).status_code == 201
    editor.patch("/stories/S1", json={"title": "改过"})  # no longer as it was approved: nobody else's to read
    assert stranger.get("/placements").json["items"] == []
    assert stranger.get("/placements/1").status_code == 404
    assert stranger.post("/placements", json={"item": story}).status_code == 404


@pytest.mark.parametrize(("address", "part", "status"), [
    ("/overview", "photographer", 403), ("/overview", "editor", 200), ("/quotas?month=2026-03", "photographer", 200),
    ("/quotas?month=2026-13", "editor", 422), ("/ranking?period=x", "editor", 422), ("/ranking?group=9", "editor", 404),
    ("/newsletters", "photographer", 200), ("/bulletins", "photographer", 403), ("/bulletins", "editor", 200),
])
def test_figures_are_for_whom_their_pages_are(program: Callable[..., Any], address: str, part: str, status: int) -> None:
    assert program(part).get(address).status_code == status

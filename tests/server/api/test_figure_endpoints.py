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
    adopted = {"outlet": "省日报", "published_on": "2026-03-02", "link": "https://example.edu/1"}
    assert own.post("/placements/1/adopt", json=adopted, headers={"If-Match": read.headers["ETag"]}).status_code == 204
    assert own.get("/placements/1").json["state"] == "claimed"
    for wrong, field in (({"published_on": "1926-03-02"}, "published_on"), ({"link": "http://127.0.0.1/a"}, "link")):
        refused = own.post("/placements/1/adopt", json=adopted | wrong)
        assert (refused.status_code, refused.json["field"]) == (422, field)
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
        "adopted", "2026-03-02", "https://example.edu/1", 64)
    assert [one["id"] for one in own.get(f"/placements?state=adopted&item={story}").json["items"]] == [1]
    happened = [one["happened"] for one in own.get("/ledger").json["items"]]
    assert sorted(happened) == ["adopted", "published", "sent", "submitted"]
    assert program("outsider").get("/ledger").json["items"] == []
    line = own.get("/ranking?period=2026-03").json["lines"][0]
    assert (line["department_name"], line["adopted"], line["rank"]) == ("饮食服务中心", 1, 1)
    assert own.get("/departments/1/points?period=2026Q1").json["department_name"] == "饮食服务中心"
    assert program("outsider").get("/departments/1/points").status_code == 404
    mine = f"/people/{own.get('/records/mine').json['person']}/points"
    assert own.get(f"{mine}?period=2026Q1").json["period"] == "2026Q1"
    assert program("outsider").get(mine).status_code == 404
    down = editor.post("/placements/1/decline", json={})
    assert (down.status_code, down.json["code"]) == (422, "placement-reason")


def test_the_office_proves_and_adopts_what_was_only_sent(program: Callable[..., Any], story: str, cast: Any, home: Any,
                                                         clock: Any, made_photo: Callable[..., Path]) -> None:
    editor = program("editor")
    outlets.add(home.engine, cast.editor, outlets.Wish("摄影协会", "city", "contest"), now=clock())
    proof = {"data": made_photo().read_bytes(), "content_type": "image/jpeg"}
    paper = {"outlet": "省日报", "published_on": "2026-03-02", "link": "https://example.edu/1"}
    prize = {"outlet": "摄影协会", "published_on": "2026-03-02", "contest": "校园好新闻", "rank": "second"}
    for number, sent, outcome in ((1, {"outlet": "省日报"}, paper), (2, {"contest": "校园好新闻"}, prize)):
        assert editor.post("/placements", json={"item": story, **sent}).status_code == 201
        address = f"/placements/{number}"
        assert editor.post(f"{address}/adopt", json=outcome).json["field"] == "evidence"
        assert editor.put(f"{address}/evidence?name=shot.jpg", **proof).status_code == 204
        read = editor.get(address)
        assert (read.json["state"], len(read.json["evidence"])) == ("sent", 64)
        seen = {"If-Match": read.headers["ETag"]}
        assert editor.post(f"{address}/adopt", json=outcome, headers=seen).status_code == 204
        told = editor.get(address).json
        assert (told["state"], told["rank"]) == ("adopted", outcome.get("rank"))
        assert editor.put(f"{address}/evidence?name=b.jpg", **proof).json["code"] == "placement-reason"
        assert editor.put(f"{address}/evidence?name=b.jpg&reason=更清楚", **proof).status_code == 204
    again = {"item": story, "adopted": True, **prize, "contest": "年度好新闻", "rank": "first"}
    third = editor.post("/placements", json=again)
    assert editor.get(third.json["href"].removeprefix("/api/v1")).json["rank"] == "first"
    assert editor.put(f"/placements/{third.json['placement']}/evidence?name=shot.jpg", **proof).status_code == 204
    assert [one["rank"] for one in editor.get("/placements?state=adopted").json["items"]] == ["first", "second", None]
    assert program("outsider").put("/placements/1/evidence?name=shot.jpg", **proof).status_code == 404


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

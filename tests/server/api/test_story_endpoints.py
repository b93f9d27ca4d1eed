"""Stories for programs: begun from Markdown, changed as versions, read by those who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from index.catalogue import items
from index.catalogue.lifecycle import Verb
from index.db import reading
from server.review.service import Order, act
from server.stories import lists

STORY = {"kind": "news", "title": "食堂开放日", "format": "markdown",
         "body": "## 现场\n\n三月一日，食堂**开放**。<script>x</script>",
         "authors": [{"name": "王小明", "share": 60}, {"name": "李四", "share": 40}], "channels": ["site", "screens"]}


def test_a_story_is_begun_read_and_changed(program: Callable[..., Any], new_asset: Callable[..., int], cast: Any) -> None:
    asset, one = f"V{new_asset(cast.photographer)}", program("photographer")
    made = one.post("/stories", json=STORY | {"pictures": [{"asset": asset, "caption": "门口"}]})
    assert (made.status_code, made.json, made.headers["Location"]) == (
        201, {"story": "S1", "version": 1, "href": "/api/v1/stories/S1"}, "/api/v1/stories/S1")
    read = one.get("/stories/S1")
    told = read.json
    assert "<strong>开放</strong>" in told["body"]
    assert "<script" not in told["body"]
    assert (told["lead"], told["pictures"][0]["caption"], told["channels"]) == (asset, "门口", ["screens", "site"])
    assert told["authors"] == [{"name": "王小明", "share": 60}, {"name": "李四", "share": 40}]
    seen = {"If-Match": read.headers["ETag"]}
    changed = one.patch("/stories/S1", json={"title": "开放日侧记", "authors": []}, headers=seen)
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    late = one.patch("/stories/S1", json={"title": "x"}, headers=seen)
    assert late.status_code == 412
    after = one.get("/stories/S1").json
    assert (after["title"], after["authors"], after["body"], after["pictures"]) == (
        "开放日侧记", [], told["body"], told["pictures"])


def test_what_is_wrong_is_named(program: Callable[..., Any]) -> None:
    one = program("photographer")
    assert one.post("/stories", json=STORY | {"kind": "nothing"}).json["field"] == "kind"
    shares = one.post("/stories", json=STORY | {"authors": [{"name": "甲", "share": 30}]}).json
    assert (shares["status"], shares["field"]) == (422, "authors")
    assert one.post("/stories", json={"kind": "news"}).json["errors"] == [{"where": "/title", "detail": "is needed"}]
    assert one.post("/stories", json=STORY | {"lead": "V99", "pictures": [{"asset": "V99"}]}).status_code == 404


def test_others_read_what_is_published_and_change_nothing(program: Callable[..., Any], cast: Any, home: Any,
                                                            clock: Any) -> None:
    own, stranger = program("photographer"), program("outsider")
    own.post("/stories", json=STORY)
    for answer in (stranger.get("/stories/S1"), stranger.patch("/stories/S1", json={"title": "x"})):
        assert answer.status_code == 404
    for verb, actor in ((Verb.SUBMIT, cast.photographer), (Verb.APPROVE, cast.reviewer), (Verb.APPROVE, cast.editor)):
        act(home.engine, actor, Order(verb, "screens"), items.story(1), now=clock())
    told = stranger.get("/stories/S1").json
    assert (told["status"], told["channels"]) == ({"screens": "approved"}, [])
    assert stranger.patch("/stories/S1", json={"title": "x"}).status_code == 403
    assert [one["id"] for one in stranger.get("/stories").json["items"]] == ["S1"]


def test_the_list_goes_on_where_it_stopped(program: Callable[..., Any], clock: Any, home: Any, cast: Any) -> None:
    one = program("photographer")
    for number in range(5):
        one.post("/stories", json=STORY | {"title": f"第{number}篇"})
        clock.turn(seconds=number % 2)  # two of each moment
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        answer = one.get("/stories", query_string={"limit": 2, "text": "食堂", **({"cursor": cursor} if cursor else {})}).json
        seen += [story["id"] for story in answer["items"]]
        cursor = answer["next"]
    with reading(home.engine) as session:
        assert seen == [line.public_id for line in lists.lines(session, cast.photographer, now=clock(), limit=9)]
    assert one.get("/stories?limit=2&text=食堂&cursor=WyJ4Il0").json["field"] == "cursor"

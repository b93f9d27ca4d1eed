"""Training, bookings, grades, rules, records and webhooks for programs: the services that pages call, for the same people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import points_campus
import pytest

from server.admin import service as admin
from server.webhooks import service as webhooks


def test_a_training_is_set_and_who_came_is_noted(program: Callable[..., Any], cast: Any) -> None:
    editor, own, stranger = program("editor"), program("photographer"), program("outsider")
    wish = {"title": "摄影入门", "held_on": "2026-03-10", "starts_at": "14:30", "departments": [cast.departments["canteen"]],
            "materials": [{"title": "讲义\n二", "link": "https://example.edu/1"}]}
    assert own.post("/trainings", json=wish).json["code"] == "not-allowed"
    unknown = editor.post("/trainings", json=wish | {"departments": [999]})
    assert (unknown.status_code, unknown.json["field"]) == (422, "departments"), "it would be for everybody"
    made = editor.post("/trainings", json=wish)
    assert (made.status_code, made.json) == (201, {"id": 1, "href": "/api/v1/trainings/1"})
    noted = {"present": ["photographer"], "absent": ["reviewer"]}
    assert own.put("/trainings/1/attendance", json=noted).json["code"] == "not-allowed"
    assert editor.put("/trainings/1/attendance", json={"present": ["nobody"]}).status_code == 404
    assert editor.put("/trainings/1/attendance", json=noted).status_code == 204
    told = own.get("/trainings/1").json
    assert (told["starts_at"], told["ends_at"], told["came"]) == ("14:30", None, 1)
    assert told["materials"] == [{"title": "讲义 二", "asset": None, "address": "https://example.edu/1"}]
    assert {one["login"]: one["attended"] for one in told["people"]} == {"photographer": True, "reviewer": False}
    assert stranger.get("/trainings/1").status_code == 404
    assert stranger.get("/trainings").json["items"] == []
    assert [one["title"] for one in own.get("/trainings?year=2026").json["items"]] == ["摄影入门"]
    assert own.get("/records/mine?year=2026").json["trainings"][0]["title"] == "摄影入门"


def test_a_kit_is_booked_once_and_free_when_cancelled(program: Callable[..., Any], home: Any, cast: Any, clock: Any) -> None:
    admin.add_kit(home.engine, cast.administrator, name="一号机", department="canteen", now=clock())
    own, other, stranger = program("photographer"), program("second_photographer"), program("outsider")
    wish = {"kit": "一号机", "from_on": "2026-03-05", "until_on": "2026-03-06"}
    assert stranger.post("/bookings", json=wish).status_code == 404
    assert own.post("/bookings", json=wish | {"to": "reviewer"}).json["code"] == "not-allowed"
    made = own.post("/bookings", json=wish)
    assert (made.status_code, made.json["href"]) == (201, "/api/v1/bookings/1")
    assert other.post("/bookings", json=wish).json["code"] == "kit-booked"
    read = other.get("/bookings/1")
    assert (read.json["login"], read.json["standing"], read.json["until_on"]) == ("photographer", "ahead", "2026-03-06")
    assert other.post("/bookings/1/cancel", json={}).json["code"] == "not-allowed"
    assert stranger.get("/bookings/1").status_code == stranger.post("/bookings/1/cancel", json={}).status_code == 404
    seen = {"If-Match": read.headers["ETag"]}
    assert own.post("/bookings/1/cancel", json={"reason": "改期"}, headers=seen).status_code == 204
    assert own.post("/bookings/1/cancel", json={}).json["code"] == "booking-over"
    assert own.get("/bookings").json["items"] == []
    assert other.post("/bookings", json=wish).status_code == 201
    assert [one["id"] for one in other.get("/bookings?mine=true").json["items"]] == [2]


def test_a_grade_is_entered_and_told_to_whom_the_page_tells_it(program: Callable[..., Any], home: Any, cast: Any,
                                                               clock: Any) -> None:
    editor, own, director = program("editor"), program("photographer"), program("director")
    canteen = f"d{cast.departments['canteen']}"
    grade = {"quality": "excellent", "reason": "稿件及时"}
    assert own.put(f"/honours/grades/{canteen}/2026", json=grade).json["code"] == "not-allowed"
    assert editor.put(f"/honours/grades/{canteen}/2026", json={"quality": "good"}).json["field"] == "reason"
    for of, period, status in ((canteen, "2026", 204), (f"p{cast.photographer.person_id}", "2026-03", 204),
                               (canteen, "2026Q1", 422), (canteen, "2027", 404), ("x1", "2026", 404), ("d999", "2026", 404)):
        assert editor.put(f"/honours/grades/{of}/{period}", json=grade).status_code == status, (of, period)

    def graded(one: Any, year: int = 2026) -> list[tuple[str, str]]:
        told = one.get(f"/honours?year={year}").json
        return [(line["of"], grade["quality"]) for line in (*told["units"], *told["people"]) for grade in line["grades"]]

    assert graded(editor) == graded(director) == [(canteen, "excellent"), (f"p{cast.photographer.person_id}", "excellent")]
    assert graded(own) == [], "nothing is told before it is announced"
    points_campus.honours(home, cast.editor, cast.departments["canteen"], cast.photographer.person_id, clock())
    told = own.get("/honours?year=2025").json
    assert ([one["of"] for one in told["units"] if one["named"]], [one["of"] for one in told["people"]]) == (
        [canteen], [f"p{cast.photographer.person_id}"])
    named = {"rank", "points", "adopted", "asked", "met"}
    assert {told["people"][0][one] for one in named} == {None}, "people's figures are the office's and the directors'"
    assert None not in {director.get("/honours?year=2025").json["people"][0][one] for one in ("rank", "points", "adopted")}
    assert own.get("/honours?year=2027").status_code == 404


def test_records_are_for_whom_their_pages_are(program: Callable[..., Any], cast: Any) -> None:
    own, reviewer, stranger = program("photographer"), program("reviewer"), program("outsider")
    person = cast.photographer.person_id
    own.post("/stories", json={"kind": "news", "title": "食堂开放日", "body": "正文", "authors": [{"name": "王小明"}]})
    told = own.get(f"/records/{person}?year=2026").json
    assert (told["login"], told["points"], told["honoured"]) == ("photographer", None, False)
    assert own.get("/records/mine?year=2026").json == told
    assert [one["person"] for one in own.get("/records").json["items"]] == [person]
    assert {one["login"] for one in reviewer.get("/records").json["items"]} >= {"photographer", "reviewer"}
    assert reviewer.get(f"/records/{person}").status_code == 200
    assert stranger.get(f"/records/{person}").status_code == 404


def test_rules_kinds_and_webhooks(program: Callable[..., Any], home: Any, cast: Any, clock: Any) -> None:
    points_campus.furnish(home, cast.editor, [cast.departments["canteen"]], clock())
    secret = webhooks.add(home, cast.administrator, webhooks.Wish("官网", "https://a.invalid/", ("story.published",)),
                          now=clock())[1]
    editor, administrator = program("editor"), program("administrator")
    rule = editor.get("/rule-sets").json["items"][0]
    assert editor.get(f"/rule-sets/{rule['id']}").json == rule
    assert (rule["name"], rule["version"], "[[award]]" in rule["text"]) == ("考核办法", 1, True)
    assert editor.get("/rule-sets?replaced=true").json["items"] == []
    assert "news" in {one["code"] for one in program("photographer").get("/story-kinds").json["items"]}
    assert [one["name"] for one in administrator.get("/webhooks").json["items"]] == ["官网"]
    told = administrator.get("/webhooks/1")
    assert (told.json["deliveries"], secret in told.text) == ([], False)
    assert administrator.post("/webhooks", json={}).json["code"] == "no-method"
    assert editor.delete("/webhooks/1").json["code"] == "not-allowed"
    assert administrator.delete("/webhooks/1").status_code == 204
    assert administrator.get("/webhooks/1").status_code == 404


@pytest.mark.parametrize(("address", "part", "status"), [
    ("/rule-sets", "photographer", 403), ("/webhooks", "editor", 403), ("/webhooks/1", "editor", 403),
    ("/honours", "photographer", 200), ("/reports", "photographer", 200), ("/bookings", "photographer", 200),
])
def test_lists_are_for_whom_their_pages_are(program: Callable[..., Any], address: str, part: str, status: int) -> None:
    assert program(part).get(address).status_code == status

"""An emergency reaches the screens it is aimed at, ends, and each screen's word on it is kept and told by building."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.catalogue.emergencies import EmergencyText
from index.catalogue.notices import Kind, Notice
from index.credentials import token_hash
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, NotFound
from server.emergencies import lists, service
from server.emergencies.lists import Reach
from server.emergencies.service import Prepared, Wish
from server.notices import rounds
from server.screens import prepared, telling
from server.screens import service as screens
from server.screens.aiming import Wanted
from server.screens.spoken import Words

WORDS = Words("火警 立即疏散", "Fire. Leave now", "走最近的出口\n不乘电梯", "Use the nearest exit")
ALL = Wish(WORDS, 30, Wanted(everything=True))


@pytest.fixture
def campus(home: Any, cast: Any, clock: Any, app: Any) -> Iterator[Callable[[str], Any]]:
    """Screens in two buildings, beside the cast's own; returns a function that gives the browser of one, paired."""
    for name, building, group in (("三教大厅", "三教", ""), ("三教二楼", "三教", "走廊"), ("图书馆", "图书馆", "走廊")):
        new = screens.NewScreen(name, building=building, group=group)
        made = screens.add_screen(home.engine, cast.editor, new, now=clock())
        with writing(home.engine) as session:
            row = session.get_one(screens.Screen, made)
            row.token_hash, row.paired_at = token_hash(name), clock()

    def device(name: str) -> Any:
        client = app.test_client()
        client.set_cookie("vitrine_screen", name, path="/kiosk")
        return client

    yield device
    if desk := app.extensions.get("vitrine.kiosk"):
        desk.heartbeats.close()


def said(device: Any, body: Any) -> list[str]:
    """Say it as players do, until it is written."""
    assert not [one for one in device.post("/kiosk/painted", json=body).get_json()["accepted"] if one in {"E1", "E2"}]
    device.application.extensions["vitrine.kiosk"].heartbeats.flush()
    accepted: list[str] = device.post("/kiosk/painted", json=body).get_json()["accepted"]
    return accepted


def told(device: Any) -> list[tuple[str, bool]]:
    return [(one["title"], one["drill"]) for one in device.get("/kiosk/alerts").get_json()["alerts"]]


def report(home: Any, made: int, clock: Any) -> lists.Report:
    with reading(home.engine) as session:
        return lists.report(session, made, clock())


def test_every_screen_is_told_and_it_ends_by_itself(home: Any, cast: Any, clock: Any, campus: Any) -> None:
    device = campus("三教大厅")
    before = device.get("/kiosk/alerts").headers["ETag"]
    made = service.start(home.engine, cast.editor, ALL, now=clock())
    (alert,) = device.get("/kiosk/alerts", headers={"If-None-Match": before}).get_json()["alerts"]
    assert (alert["id"], alert["level"], alert["from"]) == (f"E{made}", "emergency", None)
    assert (alert["title_en"], alert["body"]) == ("Fire. Leave now", "走最近的出口\n不乘电梯")
    assert (alert["until"], alert["sound"]) == ("2026-03-02T01:30:00.000Z", False)
    clock.turn(minutes=29)
    assert told(device) == [("火警 立即疏散", False)]
    clock.turn(minutes=1)
    assert told(device) == []
    with pytest.raises(Conflict):
        service.end(home.engine, cast.editor, made, now=clock())
    late = screens.add_screen(home.engine, cast.editor, screens.NewScreen("新屏"), now=clock())
    assert late not in {one.id for one in report(home, made, clock).screens}


def test_some_are_meant_by_building_group_and_name_and_a_drill_stands_behind(home: Any, cast: Any, clock: Any,
                                                                             campus: Any) -> None:
    service.start(home.engine, cast.administrator, replace(ALL, targets=Wanted(buildings=("三教",))), now=clock())
    clock.turn(seconds=5)
    aimed = Wanted(groups=("走廊",), screens=("东门大屏",))
    drill = replace(ALL, words=replace(WORDS, title="地震"), drill=True, targets=aimed)
    service.start(home.engine, cast.editor, drill, now=clock())
    fire, quake = ("火警 立即疏散", False), ("地震", True)
    assert [told(campus(name)) for name in ("三教大厅", "三教二楼", "图书馆")] == [[fire], [fire, quake], [quake]]
    screens.change_screen(home.engine, cast.editor, "图书馆", screens.ScreenChange(building="三教"), now=clock())
    assert told(campus("图书馆")) == [fire, quake], "a screen that is put there later is meant as well"
    assert service.end(home.engine, cast.editor, None, now=clock()) == [1, 2]
    assert told(campus("三教二楼")) == []


def test_what_screens_say_is_kept_once_and_told_by_building(home: Any, cast: Any, clock: Any, campus: Any) -> None:
    made = service.start(home.engine, cast.editor, ALL, now=clock())
    device = campus("三教大厅")
    device.get("/kiosk/manifest")
    clock.turn(seconds=4)
    word = {"id": f"E{made}", "at": (clock() - timedelta(seconds=1)).isoformat(), "cleared": None}
    body = {"painted": [word, {"id": "E999", "at": word["at"]}, {"id": "x"}, 7, {"id": f"E{made}", "at": "soon"}]}
    assert said(device, body) == [f"E{made}", "E999", f"E{made}"]
    assert device.post("/kiosk/painted", data="nonsense").get_json() == {"accepted": []}
    clock.turn(seconds=60)
    again = {**word, "at": clock().isoformat(), "cleared": (clock() + timedelta(days=9)).isoformat()}
    said(device, {"painted": [again]})
    found = report(home, made, clock)
    by_name = {one.name: one for one in found.screens}
    mine = by_name["三教大厅"]
    assert (mine.reach, mine.seconds) == (Reach.PAINTED, 3.0), "the first word stays"
    assert mine.cleared_at == clock(), "nothing is from later"
    assert by_name["图书馆"].reach is Reach.OFFLINE
    told = [(one.name, one.painted, len(one.screens)) for one in found.buildings]
    assert told == [("三教", 1, 2), ("图书馆", 0, 1), ("", 0, 1)]
    assert [one.name for one in found.open] == ["三教二楼", "图书馆", "东门大屏"]
    assert (found.line.painted, found.line.screens) == (1, 4)
    assert campus("nobody").post("/kiosk/painted", json=body).status_code == 401


def test_prolonged_it_stands_until_a_later_end_where_that_is_known(home: Any, cast: Any, clock: Any, campus: Any) -> None:
    made, device = service.start(home.engine, cast.editor, ALL, now=clock()), campus("三教大厅")
    first = device.get("/kiosk/alerts")
    word = {"id": f"E{made}", "at": clock().isoformat(), "until": first.get_json()["alerts"][0]["until"]}
    for name in ("三教大厅", "图书馆"):
        said(campus(name), {"painted": [word]})
    clock.turn(minutes=20)
    for minutes, wrong in ((10, Invalid), (1441, Invalid), (0, Invalid)):
        with pytest.raises(wrong):
            service.prolong(home.engine, cast.editor, made, minutes, now=clock())
    until = service.prolong(home.engine, cast.administrator, made, 60, now=clock())
    (alert,) = device.get("/kiosk/alerts", headers={"If-None-Match": first.headers["ETag"]}).get_json()["alerts"]
    assert (alert["until"], until) == ("2026-03-02T02:20:00.000Z", clock() + timedelta(minutes=60))
    found = report(home, made, clock)
    assert [(one.who, one.until - one.before) for one in found.later] == [(cast.administrator.display, timedelta(minutes=50))]
    assert [one.name for one in found.behind] == ["三教大厅", "图书馆"]
    said(device, {"painted": [{**word, "until": alert["until"]}]})
    clock.turn(minutes=10)
    said(campus("图书馆"), {"painted": [{**word, "cleared": clock().isoformat()}]})
    found = report(home, made, clock)
    assert [(one.name, one.cleared_at) for one in found.behind] == [("图书馆", clock())], "cut off, it went at the former end"
    said(campus("图书馆"), {"painted": [{**word, "until": alert["until"]}]})
    found = report(home, made, clock)
    assert (found.behind, [one for one in found.screens if one.cleared_at]) == ((), []), "and shows it again"
    clock.turn(minutes=50)
    with pytest.raises(Conflict):
        service.prolong(home.engine, cast.editor, made, 10, now=clock())


def test_ended_early_it_may_linger_where_nobody_has_heard(home: Any, cast: Any, clock: Any, campus: Any) -> None:
    made = service.start(home.engine, cast.editor, ALL, now=clock())
    said(campus("三教大厅"), {"painted": [{"id": f"E{made}", "at": clock().isoformat()}]})
    clock.turn(minutes=1)
    service.end(home.engine, cast.editor, made, now=clock())
    assert [one.name for one in report(home, made, clock).lingering] == ["三教大厅"]
    gone = {"id": f"E{made}", "at": clock().isoformat(), "cleared": clock().isoformat()}
    said(campus("三教大厅"), {"painted": [gone]})
    assert report(home, made, clock).lingering == ()


def test_why(home: Any, cast: Any, clock: Any, campus: Any) -> None:
    def codes(screen: str, what: str) -> list[str]:
        return [one.code for one in telling.why(home, screen, what, clock()).reasons]

    made = service.start(home.engine, cast.editor, replace(ALL, targets=Wanted(screens=("三教大厅",))), now=clock())
    assert codes("三教大厅", f"E{made}") == ["emergency-told"]
    said(campus("三教大厅"), {"painted": [{"id": f"E{made}", "at": clock().isoformat()}]})
    assert codes("三教大厅", f"E{made}") == ["emergency-painted"]
    assert codes("图书馆", f"E{made}") == ["emergency-not-aimed"]
    second = service.start(home.engine, cast.editor, replace(ALL, drill=True), now=clock())
    assert codes("三教大厅", f"E{second}") == ["emergency-behind"]
    clock.turn(hours=1)
    assert codes("三教大厅", f"E{made}") == ["emergency-over"]
    with pytest.raises(NotFound):
        codes("三教大厅", "E99")


@pytest.mark.parametrize("wrong", [
    replace(ALL, minutes=0), replace(ALL, minutes=1441), replace(ALL, minutes=61, drill=True), replace(ALL, targets=Wanted()),
    replace(ALL, words=replace(WORDS, title=" ")), replace(ALL, words=replace(WORDS, body="长" * 161)),
    replace(ALL, words=replace(WORDS, body="行\n" * 7)), replace(ALL, words=replace(WORDS, title="两\n行"))])
def test_an_end_is_required_and_words_that_can_be_read(home: Any, cast: Any, clock: Any, campus: Any, wrong: Wish) -> None:
    with pytest.raises(Invalid):
        service.start(home.engine, cast.editor, wrong, now=clock())


def test_who_may_and_who_is_told(home: Any, cast: Any, clock: Any, campus: Any) -> None:
    prepared = Prepared("火灾", WORDS, 30)
    for part in ("photographer", "reviewer", "director", "outsider"):
        for attempt in (lambda who: service.start(home.engine, who, ALL, now=clock()),
                        lambda who: service.end(home.engine, who, None, now=clock()),
                        lambda who: service.prolong(home.engine, who, 1, 10, now=clock()),
                        lambda who: service.keep_text(home.engine, who, prepared, now=clock()),
                        lambda who: service.remove_text(home.engine, who, 1, now=clock())):
            with pytest.raises(Forbidden):
                attempt(cast.people[part])
    made = service.start(home.engine, cast.editor, replace(ALL, drill=True), now=clock())
    clock.turn(minutes=20)
    service.prolong(home.engine, cast.editor, made, 60, now=clock())
    with pytest.raises(Invalid):
        service.prolong(home.engine, cast.editor, made, 61, now=clock())
    service.end(home.engine, cast.administrator, made, now=clock())
    rounds.follow(home, clock())
    with reading(home.engine) as session:
        trail = [(one.verb, one.details["drill"]) for one in session.scalars(
            select(AuditLine).where(AuditLine.subject == f"emergency:{made}").order_by(AuditLine.id))]
        heard = {(one.kind, one.person_id) for one in session.scalars(select(Notice))}
    assert trail == [("raised", True), ("put-off", True), ("ended", True)]
    others = {cast.second_editor.person_id}
    assert heard == {(kind, one) for kind in (Kind.EMERGENCY, Kind.EMERGENCY_LATER)
                     for one in others | {cast.administrator.person_id}} | {
        (Kind.EMERGENCY_OVER, one) for one in others | {cast.editor.person_id}}


def test_texts_are_the_offices_own(home: Any, cast: Any, clock: Any) -> None:
    with reading(home.engine) as session:
        first = prepared.every(session, EmergencyText)[0]
    assert (first.name, first.title_en) == ("火灾疏散", "Fire. Leave now")
    made = service.keep_text(home.engine, cast.editor, Prepared("校门管控", WORDS, 45), now=clock())
    with pytest.raises(Conflict):
        service.keep_text(home.engine, cast.editor, Prepared("校门管控", WORDS, 45), first.id, now=clock())
    with pytest.raises(Invalid):
        service.keep_text(home.engine, cast.editor, Prepared("空", replace(WORDS, body_en=""), 45), now=clock())
    service.remove_text(home.engine, cast.editor, first.id, now=clock())
    with reading(home.engine) as session:
        assert [one.id for one in prepared.every(session, EmergencyText)][-1] == made
        assert first.id not in [one.id for one in prepared.every(session, EmergencyText)]


def test_the_pages(home: Any, clock: Any, campus: Any, visitor: Callable[[str], Any]) -> None:
    visitor("photographer").get("/emergency/", 403)
    editor = visitor("editor")
    assert "火灾疏散" in editor.get("/emergency/?text=2")
    fields = {"title": "火警", "title_en": "Fire", "body": "走", "body_en": "Go", "minutes": "30", "aim": "some",
              "building": "三教"}
    asked = editor.post("/emergency/", 200, **fields).text
    assert "Press again: on 2 screens now" in asked
    assert told(campus("三教大厅")) == [], "the first press only asks"
    assert "choose one screen" in editor.post("/emergency/", 422, **{**fields, "building": "", "sure": "1"}).text
    made = editor.post("/emergency/", **fields, sure="1").headers["Location"]
    page = editor.get(made)
    for words in ("三教二楼", "Not reached", "2 screens have not shown it", "End now"):
        assert words in page, words
    assert "On the screens: 火警" in editor.get("/screens/")
    assert "On the screens" not in visitor("photographer").get("/library")
    editor.post(f"{made}/prolong", minutes="60")
    assert "prolonged it at" in editor.get(made)
    editor.post(f"{made}/prolong", 422, minutes="1")
    editor.post(f"{made}/end")
    page = editor.get(made)
    assert ("Ended by" in page, "2 screens never showed it" in page, "telephone" in page) == (True, True, False)
    editor.post(f"{made}/end", 409)
    editor.post("/emergency/end")
    assert "Which screens have not" not in editor.get("/emergency/")
    words = {"name": "校门管控", **fields}
    editor.post("/emergency/texts/new", 422, **{**words, "body_en": ""})
    editor.post("/emergency/texts/new", **words)
    editor.post("/emergency/texts/9", **{**words, "name": "校门"})
    assert "校门" in editor.get("/emergency/texts")
    editor.post("/emergency/texts/9/remove")
    editor.get("/emergency/texts/9", 404)

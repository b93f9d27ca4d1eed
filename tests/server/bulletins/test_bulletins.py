"""A bulletin is filled in, stands on the screens that it concerns, offline too, and goes by itself or at a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.catalogue.bulletins import BulletinTemplate
from index.credentials import token_hash
from index.db import reading, writing
from index.errors import Conflict, Contradiction, Forbidden, Invalid, NotFound
from server.bulletins import filling, lists, service
from server.bulletins.filling import Filled
from server.bulletins.service import Wish
from server.screens import prepared, telling
from server.screens import service as screens
from server.screens.aiming import Wanted
from server.screens.spoken import Words

ZONE = ZoneInfo("Asia/Shanghai")
FROM, UNTIL = datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
FILLED = Filled("更换主水管", "三教全楼", FROM, UNTIL, "后勤 1234")


@pytest.fixture
def campus(home: Any, cast: Any, clock: Any, app: Any) -> Callable[[str], Any]:
    """Screens in two buildings; returns a function that gives the browser of one, paired."""
    for name, building in (("三教大厅", "三教"), ("图书馆", "图书馆")):
        made = screens.add_screen(home.engine, cast.editor, screens.NewScreen(name, building=building), now=clock())
        with writing(home.engine) as session:
            row = session.get_one(screens.Screen, made)
            row.token_hash, row.paired_at = token_hash(name), clock()

    def device(name: str) -> Any:
        client = app.test_client()
        client.set_cookie("vitrine_screen", name, path="/kiosk")
        return client

    return device


@pytest.fixture
def wish(clock: Any) -> Wish:
    return Wish(1, FILLED, Wanted(buildings=("三教",)), clock())


def told(device: Any) -> list[str]:
    return [one["key"] for one in device.get("/kiosk/manifest").get_json()["items"]]


def test_blanks_are_filled_in_both_languages_and_empty_lines_left_out() -> None:
    template = Words("停水通知", "Water off", "{what}\n地点：{where}\n{from} 至 {until}\n联系：{contact}",
                     "{what}\nWhere: {where}\n{from} to {until}\nContact: {contact}")
    words = filling.fill(template, FILLED, ZONE)
    assert words.body == "更换主水管\n地点：三教全楼\n3月2日 周一 14:00 至 18:00\n联系：后勤 1234"
    assert words.body_en == "Where: 三教全楼\nMon 2 Mar 14:00 to 18:00\nContact: 后勤 1234", "a place has its name"
    night = replace(FILLED, until=UNTIL + timedelta(days=1), contact="", site_en="Teaching 3")
    assert filling.fill(template, night, ZONE).body.endswith("3月2日 周一 14:00 至 3月3日 周二 18:00")
    assert filling.band(night, ZONE)[1] == "Teaching 3  Mon 2 Mar 14:00 to Tue 3 Mar 18:00"
    with pytest.raises(Invalid, match="there is no blank"):
        filling.checked(replace(template, body="{who}"))


def test_it_stands_on_the_screens_that_it_concerns_until_its_end(home: Any, cast: Any, clock: Any, campus: Any,
                                                                 wish: Wish) -> None:
    made = service.publish(home.engine, cast.editor, wish, ZONE, now=clock())
    assert (told(campus("三教大厅")), told(campus("图书馆"))) == ([f"N{made}"], [])
    document = campus("三教大厅").get("/kiosk/manifest").get_json()
    (item,) = document["items"]
    assert (item["kind"], item["title"], item["chunks"], item["bytes"]) == ("notice", "停水通知", [], 0)
    assert (item["from"], item["starts"]) == ("2026-03-02T01:00:00.000Z", "2026-03-02T06:00:00.000Z")
    assert item["until"] == "2026-03-02T10:00:00.000Z"
    assert [document["rounds"][one["round"]] for one in document["windows"]] == [[f"N{made}"]]
    assert [one.state for one in _current(home, clock)] == ["shown"]
    clock.turn(hours=6)
    assert [one.state for one in _current(home, clock)] == ["in-force"]
    clock.turn(hours=4)
    assert told(campus("三教大厅")) == []
    with pytest.raises(Conflict):
        service.end(home.engine, cast.editor, made, now=clock())


def test_among_pictures_it_comes_again_after_eight_and_not_in_the_dark() -> None:
    from kiosk.bulletins import Notice, woven

    notice = Notice(3, "停水", "", "", "", "", "", FROM, FROM, UNTIL)
    keys = [f"1-V{number}" for number in range(10)]
    times = {"items": [{"key": key} for key in keys], "rounds": [keys, []],
             "windows": [{"round": 0, "evergreen": 1, "off": False}, {"round": 1, "evergreen": 1, "off": True}]}
    found = woven(times, [notice], lambda moment: moment.isoformat())
    assert [found["rounds"][one["round"]] for one in found["windows"]] == [["N3", *keys[:8], "N3", *keys[8:]], []]
    assert found["rounds"][found["windows"][0]["evergreen"]] == ["N3"]
    assert [one["key"] for one in found["items"]] == ["N3", *keys]


def test_taken_off_it_leaves_at_once(home: Any, cast: Any, clock: Any, campus: Any, wish: Wish) -> None:
    made = service.publish(home.engine, cast.editor, wish, ZONE, now=clock())
    (item,) = campus("三教大厅").get("/kiosk/manifest").get_json()["items"]
    service.end(home.engine, cast.second_editor, made, now=clock())
    assert item["sha256"] in campus("三教大厅").get("/kiosk/alerts").get_json()["withdrawn"]
    assert told(campus("三教大厅")) == []
    with reading(home.engine) as session:
        trail = [one.verb for one in session.scalars(select(AuditLine).where(AuditLine.subject == f"bulletin:{made}"))]
    assert trail == ["published", "ended"]


def test_why(home: Any, cast: Any, clock: Any, campus: Any, wish: Wish) -> None:
    def codes(screen: str, what: str) -> list[str]:
        return [one.code for one in telling.why(home, screen, what, clock()).reasons]

    made = service.publish(home.engine, cast.editor, replace(wish, shown_from=FROM), ZONE, now=clock())
    assert codes("三教大厅", f"N{made}") == ["bulletin-not-yet"]
    assert codes("图书馆", f"N{made}") == ["bulletin-not-aimed"]
    clock.turn(hours=6)
    assert codes("三教大厅", f"N{made}") == ["bulletin-shown"]
    clock.turn(hours=9)
    assert codes("三教大厅", f"N{made}") == ["bulletin-over"]
    with pytest.raises(NotFound):
        codes("三教大厅", "N99")


@pytest.mark.parametrize(("wrong", "error"), [
    ({"until": FROM - timedelta(hours=9)}, Invalid), ({"starts_at": UNTIL + timedelta(hours=1)}, Contradiction),
    ({"until": UNTIL + timedelta(days=99)}, Invalid), ({"matter": "长" * 41}, Invalid)])
def test_times_and_words_are_checked(home: Any, cast: Any, clock: Any, campus: Any, wish: Wish, wrong: Any,
                                     error: type[Exception]) -> None:
    with pytest.raises(error):
        service.publish(home.engine, cast.editor, replace(wish, filled=replace(FILLED, **wrong)), ZONE, now=clock())


def test_a_countdown_reaches_an_anniversary_a_year_ahead(home: Any, cast: Any, clock: Any, campus: Any, wish: Wish) -> None:
    words = Words("距{what}还有{left}", "{left} to {what}", "{from}", "{from}")
    made = service.keep_template(home.engine, cast.editor, "校庆倒计时", words, now=clock())

    def far(days: int) -> Wish:
        begins = clock() + timedelta(days=days)
        return replace(wish, template=made, filled=replace(FILLED, starts_at=begins, until=begins + timedelta(hours=9)))

    service.publish(home.engine, cast.editor, far(365), ZONE, now=clock())
    assert [one.heading for one in _current(home, clock)] == ["距更换主水管还有…"]
    with pytest.raises(Invalid):
        service.publish(home.engine, cast.editor, far(400), ZONE, now=clock())


def test_only_the_office_publishes_and_keeps_templates(home: Any, cast: Any, clock: Any, campus: Any, wish: Wish) -> None:
    words = Words("通知", "Notice", "{what}", "{what}")
    for part in ("photographer", "reviewer", "director", "outsider"):
        for attempt in (lambda who: service.publish(home.engine, who, wish, ZONE, now=clock()),
                        lambda who: service.end(home.engine, who, 1, now=clock()),
                        lambda who: service.keep_template(home.engine, who, "新", words, now=clock()),
                        lambda who: service.remove_template(home.engine, who, 1, now=clock())):
            with pytest.raises(Forbidden):
                attempt(cast.people[part])
    made = service.keep_template(home.engine, cast.administrator, "放假通知", words, now=clock())
    with pytest.raises(Conflict):
        service.keep_template(home.engine, cast.editor, "放假通知", words, 1, now=clock())
    service.remove_template(home.engine, cast.editor, 1, now=clock())
    with reading(home.engine) as session:
        names = [one.name for one in prepared.every(session, BulletinTemplate)]
    assert (names[0], names[-1], made) == ("停电通知", "放假通知", 7)


def test_the_pages(home: Any, clock: Any, campus: Any, visitor: Callable[[str], Any]) -> None:
    visitor("photographer").get("/bulletins/", 403)
    editor = visitor("editor")
    assert "停水通知" in editor.get("/bulletins/new?template=2")
    fields = {"template": "1", "matter": "更换主水管", "site": "三教全楼", "starts_at": "2026-03-02T14:00",
              "ends_at": "2026-03-02T18:00", "aim": "some", "building": "三教"}
    said = editor.post("/bulletins/words", 200, **fields).get_json()
    assert (said["title"], said["line"]) == ("停水通知", "三教全楼　3月2日 周一 14:00 至 18:00")
    assert "is not right" in editor.post("/bulletins/words", 200, **{**fields, "ends_at": "soon"}).get_json()["why"]
    assert "must not be empty" in editor.post("/bulletins/new", 422, **{**fields, "site": " "}).text
    made = editor.post("/bulletins/new", **fields).headers["Location"]
    page = editor.get(made)
    for words in ("更换主水管", "三教大厅", "Announced", "Take off"):
        assert words in page, words
    assert "停水通知" in editor.get("/bulletins/")
    assert "停水通知" in editor.get("/screens/2")
    editor.post(f"{made}/end")
    assert "Taken off by" in editor.get("/bulletins/")
    editor.post("/bulletins/templates/new", 422, name="新", title="新", title_en="New", body="{x}", body_en="a")
    editor.post("/bulletins/templates/new", name="新", title="新", title_en="New", body="{what}", body_en="{what}")
    editor.post("/bulletins/templates/7", name="更新", title="新", title_en="New", body="{what}", body_en="{what}")
    assert "更新" in editor.get("/bulletins/templates")
    editor.post("/bulletins/templates/7/remove")
    editor.get("/bulletins/templates/7", 404)


def _current(home: Any, clock: Any) -> list[lists.Line]:
    with reading(home.engine) as session:
        return lists.current(session, clock())

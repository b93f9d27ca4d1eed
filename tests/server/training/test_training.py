"""Training is set, signed up for and noted; names that are pasted find their people. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from index.catalogue.notices import Kind, Notice
from index.catalogue.people import Person
from index.db import reading, writing
from index.errors import VitrineError
from server.notices import rounds
from server.training import attendance, lists, service
from server.training.lists import Attendance
from server.training.service import Wish

TODAY = date(2026, 3, 2)
DAY = date(2026, 3, 10)


def refused(function: Callable[[], Any]) -> str:
    with pytest.raises(VitrineError) as caught:
        function()
    return caught.value.reason.code


@pytest.fixture
def add(engine: Engine, cast: Any, clock: Any) -> Callable[..., int]:
    def one(title: str = "摄影入门", by: Any = None, **given: Any) -> int:
        return service.add(engine, by or cast.editor, Wish(title, given.pop("held_on", DAY), **given), now=clock())

    return one


@pytest.fixture
def people(engine: Engine, cast: Any) -> Callable[..., dict[str, Attendance]]:
    def one(training: int = 1, actor: Any = None) -> dict[str, Attendance]:
        with reading(engine) as session:
            return {line.login or line.name: line for line in lists.people(session, actor or cast.editor, training)}

    return one


def seen(engine: Engine, actor: Any) -> list[str]:
    with reading(engine) as session:
        return [one.title for one in lists.trainings(session, actor, TODAY)]


def test_who_is_asked_sees_it_and_nobody_else(engine: Engine, cast: Any, add: Any) -> None:
    add("给食堂", departments=(cast.departments["canteen"],))
    add("给一人", people=("outsider",))
    add("给全体")
    assert set(seen(engine, cast.editor)) == {"给食堂", "给一人", "给全体"}
    assert set(seen(engine, cast.photographer)) == {"给食堂", "给全体"}
    assert set(seen(engine, cast.outsider)) == {"给一人", "给全体"}
    assert refused(lambda: add(by=cast.reviewer)) == "not-allowed"


def test_signing_up_and_taking_it_back(engine: Engine, cast: Any, clock: Any, home: Any, add: Any, people: Any) -> None:
    made = add(departments=(cast.departments["canteen"],), sign_up=True)
    sign = lambda who, comes=True, of=made: service.sign_up(  # noqa: E731
        engine, who, of, comes=comes, now=clock(), zone=home.settings.zone)
    sign(cast.photographer)
    assert people()["photographer"].signed_up_at == clock()
    assert people(actor=cast.second_photographer).keys() == {"photographer"}, "the own department's"
    sign(cast.photographer, comes=False)
    assert people()["photographer"].signed_up_at is None
    assert refused(lambda: sign(cast.outsider)) == "not-found"
    assert refused(lambda: sign(cast.photographer, of=add("不报名"))) == "training-closed"
    service.call_off(engine, cast.editor, made, "主讲人出差", now=clock())
    assert refused(lambda: sign(cast.photographer)) == "training-closed"


def test_pasted_names_find_their_people(engine: Engine, cast: Any, clock: Any, add: Any, people: Any) -> None:
    with writing(engine) as session:
        for login, name in (("photographer", "张伟"), ("outsider", "张伟"), ("reviewer", "李娜"), ("director", "王芳"),
                            ("editor", "顾言")):
            session.get_one(Person, cast.people[login].person_id).display = name
    add()
    pasted = "序号\t姓名\t部门\n1\t张伟\t图书馆\n2\t李娜\t\n\n王芳、顾言\n张伟\n客座同学"
    noted = attendance.note_names(engine, cast.editor, 1, pasted, now=clock())
    assert (noted.people, noted.by_name, noted.several) == (4, ("客座同学",), ("张伟",))
    found = people()
    came = {name for name, line in found.items() if line.attended}
    assert came == {"outsider", "reviewer", "director", "editor", "客座同学"}
    again = attendance.note_names(engine, cast.editor, 1, "张伟,photographer\n客座同学", now=clock())
    assert (again.people, again.several) == (1, ())
    assert [line.name for line in people().values()].count("客座同学") == 1
    assert refused(lambda: attendance.note_names(engine, cast.editor, 1, "姓名\n", now=clock())) == "invalid"
    assert refused(lambda: attendance.note_names(engine, cast.reviewer, 1, "李娜", now=clock())) == "not-allowed"


def test_ticked_lines_say_who_came_and_who_did_not(engine: Engine, cast: Any, clock: Any, add: Any, people: Any) -> None:
    add(departments=(cast.departments["canteen"],), held_on=TODAY)
    assert set(people()) == {"photographer", "second_photographer", "reviewer", "director"}, "asked, without a line yet"
    ids = {name: one.person_id for name, one in people().items()}
    attendance.note(engine, cast.editor, 1, {ids["photographer"]}, {ids["reviewer"]}, now=clock())
    assert {name: one.attended for name, one in people().items()} == {
        "photographer": True, "reviewer": False, "second_photographer": None, "director": None}
    with reading(engine) as session:
        record = lists.attended(session, cast.photographer.person_id, date(2026, 1, 1), date(2026, 12, 31))
        assert [one.title for one in record] == ["摄影入门"]
        assert lists.attended(session, cast.reviewer.person_id, date(2026, 1, 1), date(2026, 12, 31)) == []


@pytest.mark.parametrize("given", [{"title": " "}, {"held_on": None}, {"starts_at": "25:00"}, {"ends_at": "10:00"},
                                   {"starts_at": "10:00", "ends_at": "09:00"}, {"materials": "只有标题"},
                                   {"materials": "V999"}, {"materials": "x javascript:alert(1)"}, {"brief": "长" * 2001}])
def test_what_is_wrong_is_told_at_its_field(add: Any, given: dict[str, Any]) -> None:
    assert refused(lambda: add(**given)) == "invalid"


def test_materials_are_links_or_assets_that_the_reader_may_see(engine: Engine, cast: Any, clock: Any, add: Any,
                                                                new_asset: Any) -> None:
    hidden = new_asset(cast.photographer, title="食堂样片")
    add(materials=f"讲义 https://www.example.edu/a.pdf\n样片 V{hidden}")
    for reader, titles in ((cast.photographer, ["讲义", "样片"]), (cast.outsider, ["讲义"])):
        with reading(engine) as session:
            assert [one.title for one in lists.materials(session, reader, 1, clock())] == titles


def test_who_is_asked_is_told_of_it_of_changes_and_when_it_is_off(home: Any, cast: Any, clock: Any, add: Any) -> None:
    asked = Wish("摄影入门", DAY, departments=(cast.departments["canteen"],))
    made = service.add(home.engine, cast.editor, asked, now=clock())

    def told() -> set[tuple[int | None, str]]:
        rounds.follow(home, clock())
        with writing(home.engine) as session:
            rows = session.query(Notice).filter(Notice.read_at.is_(None)).all()
            found = {(one.person_id, one.kind) for one in rows}
            for one in rows:
                one.read_at = clock()
            return found

    canteen = {cast.people[one].person_id for one in ("photographer", "second_photographer", "reviewer", "director")}
    assert told() == {(one, Kind.TRAINING) for one in canteen}
    wider = Wish("摄影入门", DAY, departments=(cast.departments["canteen"],), people=("outsider",))
    service.change(home.engine, cast.editor, made, wider, now=clock.turn(hours=1))
    assert told() == {(cast.outsider.person_id, Kind.TRAINING)}
    moved = Wish("摄影入门", date(2026, 3, 11), departments=(cast.departments["canteen"],))
    service.change(home.engine, cast.editor, made, moved, now=clock.turn(hours=1))
    assert told() == {(one, Kind.TRAINING_MOVED) for one in canteen}
    service.call_off(home.engine, cast.editor, made, "改期", now=clock.turn(hours=1))
    assert told() == {(one, Kind.TRAINING_OFF) for one in canteen}


def test_the_pages(cast: Any, clock: Any, browser: Any, stranger: Any) -> None:
    office, mine = browser("editor"), browser("photographer")
    canteen = str(cast.departments["canteen"])
    wrong = office.post("/training/new", {"title": "摄影入门", "held_on": "2026-03-10", "starts_at": "9", "brief": "我的字"})
    assert wrong.status_code == 422
    assert "我的字" in wrong.text
    typed = {"title": "摄影入门", "held_on": "2026-03-10", "starts_at": "14:30", "departments": canteen, "sign_up": "1",
             "materials": "讲义 https://www.example.edu/a.pdf", "people": "outsider"}
    made = office.post("/training/new", typed)
    assert made.location.endswith("/training/1")
    assert 'value="outsider"' in office.get("/training/1/change").text
    mine.post("/training/1/sign-up", {"comes": "yes"})
    assert "您已报名" in mine.get("/training/1").text
    assert "14:30" in mine.get("/agenda/?of=mine").text
    answer = office.post("/training/1/names", {"names": "photographer\n客座同学"})
    assert "已只按姓名登记" in answer.text
    sheet = office.get("/training/1/sheet").data.decode("utf-8-sig")
    assert "摄影入门,2026-03-10,,photographer 同学,photographer,饮食服务中心,是 yes,是 yes" in sheet
    assert sheet == office.get("/training/sheet?year=2026").data.decode("utf-8-sig")
    office.post("/training/1/call-off", {"reason": "改期"})
    assert "已取消" in mine.get("/training/").text
    assert "摄影入门" not in mine.get("/agenda/?of=mine").text
    assert mine.post("/training/1/call-off", {"reason": "x"}).status_code == 403

"""The agenda tells each reader what they may see, and its calendars go by secret addresses that can be closed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from index.catalogue.boards import Board
from index.db import reading, writing
from server.admin import service as admin
from server.agenda import entries
from server.agenda.entries import Kind, Of
from server.assignments import service as assignments
from server.assignments.service import NewAssignment
from server.boards.service import NewBoard, add_board
from server.kits import booking, service
from server.kits.booking import NewBooking
from server.kits.service import NewLoan
from server.topics import service as topics

TODAY = date(2026, 3, 2)  # the tests' clock stands at 2026-03-02 09:00 in Shanghai


def march(day: int) -> date:
    return date(2026, 3, day)


@pytest.fixture
def campus(home: Any, cast: Any, clock: Any) -> None:
    who, now, zone = cast.administrator, clock(), home.settings.zone
    admin.add_event(home.engine, who, name="运动会", starts_on=march(5), ends_on=march(6), place="南区;田径场", now=now)
    admin.add_event(home.engine, who, name="食堂讲座", starts_on=march(9), department="canteen", now=now)
    admin.add_event(home.engine, who, name="读书节", starts_on=march(10), department="library", now=now)
    for kit in ("一号机", "二号机"):
        admin.add_kit(home.engine, who, name=kit, department="canteen", now=now)
    assignments.add(home.engine, cast.editor, NewAssignment("运动会", "photographer", "一号机", "颁奖"), now=now)
    assignments.add(home.engine, cast.editor, NewAssignment("读书节", "outsider"), now=now)
    booking.book(home.engine, cast.photographer, "二号机", NewBooking("photographer", march(8), march(8), note="试拍"),
                 now=now, zone=zone)
    service.lend(home.engine, cast.reviewer, "二号机", NewLoan("second_photographer", march(4)), now=now, zone=zone)
    add_board(home.engine, cast.editor, NewBoard("秋日食堂", owner="editor", refresh_by=march(7)), now=now)
    topics.add(home.engine, cast.editor, topics.Wish("植树节", march(11), (cast.departments["canteen"],)), now=now)


@pytest.fixture
def read(home: Any, clock: Any, campus: None) -> Any:
    def one(actor: Any, of: Of = Of.ALL) -> dict[tuple[str, str], entries.Entry]:
        with reading(home.engine) as session:
            found = entries.entries(session, actor, of, TODAY, march(31), home.settings, clock())
        return {(one.kind.value, one.name): one for one in found}

    return one


@pytest.fixture
def address(browser: Any, campus: None) -> Any:
    """Return a function that makes the address of a calendar: (login, which) -> path."""

    def one(login: str, what: str) -> str:
        answer = browser(login).post(f"/agenda/subscribe/{what}")
        assert answer.status_code == 200, answer.text
        found = re.search(r"/agenda/feed/[\w-]+\.ics", answer.text)
        assert found, answer.text
        return found[0]

    return one


def test_events_are_everybodys_and_who_photographs_them_is_not(cast: Any, read: Any) -> None:
    names = {("event", "运动会"), ("event", "食堂讲座"), ("event", "读书节")}
    for reader, told in ((cast.editor, ["photographer 同学"]), (cast.reviewer, ["photographer 同学"]), (cast.outsider, [])):
        found = read(reader)
        assert names <= set(found)
        assert [one.person for one in found["event", "运动会"].shooters] == told
    assert found["event", "读书节"].shooters[0].mine


def test_a_departments_events_are_its_own_and_those_that_its_people_photograph(cast: Any, read: Any) -> None:
    assert {name for kind, name in read(cast.reviewer, Of.DEPARTMENT) if kind == Kind.EVENT} == {"运动会", "食堂讲座"}
    assert {name for kind, name in read(cast.outsider, Of.DEPARTMENT) if kind == Kind.EVENT} == {"读书节"}


def test_what_is_due_is_told_to_whom_it_concerns(cast: Any, read: Any) -> None:
    due = lambda who, of=Of.ALL: {one for one in read(who, of) if one[0] in entries.DUE}  # noqa: E731
    everything = {("board", "秋日食堂"), ("topic", "植树节"), ("return", "二号机")}
    assert due(cast.editor) == everything
    assert due(cast.reviewer) == {("topic", "植树节"), ("return", "二号机")}, "keeps the kits, and hands in"
    assert due(cast.second_photographer, Of.MINE) == {("topic", "植树节"), ("return", "二号机")}
    assert due(cast.outsider) == set()
    assert due(cast.photographer, Of.MINE) == {("topic", "植树节"), ("files", "运动会")}


def test_the_own_duties_with_the_kit_that_is_booked(cast: Any, read: Any) -> None:
    found = read(cast.photographer, Of.MINE)
    assert found["shoot", "运动会"].shooters[0].kit == "一号机"
    assert (found["booking", "二号机"].first, found["booking", "二号机"].note) == (march(8), "试拍")
    assert found["files", "运动会"].first == march(7), "midnight is the end of the day"


def test_the_page_as_list_and_as_month(cast: Any, clock: Any, browser: Any, campus: None) -> None:
    tab = browser("editor")
    page = tab.get("/agenda/").text
    assert "3月5日–6日" in page
    assert "未定器材" in page
    assert page.count("派人拍摄") == 1, "食堂讲座 has nobody"
    grid = tab.get("/agenda/?by=month&of=department").text
    assert '<span class="month-number" aria-hidden="true">31</span>' in grid
    clock.turn(days=4)
    assert "逾期 2 天" in tab.get("/agenda/").text
    assert tab.get("/agenda/?from=x&by=y&of=z").status_code == 200


def test_a_calendar_goes_by_its_secret_address_alone(home: Any, cast: Any, stranger: Any, address: Any, browser: Any) -> None:
    path = address("photographer", "mine")
    answer = stranger.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    text = answer.text.replace("\r\n ", "")
    assert "SUMMARY:拍摄：运动会" in text
    assert r"LOCATION:南区\;田径场" in text
    assert r"photographer 同学、一号机\n颁奖" in text
    assert "TRIGGER:-PT15H" in text
    assert "读书节" not in text
    with reading(home.engine) as session:
        assert path.removeprefix("/agenda/feed/").removesuffix(".ics") not in str(session.connection().exec_driver_sql(
            "SELECT * FROM calendar_addresses").all()), "only its hash is kept"
    again = address("photographer", "mine")
    assert [stranger.get(one).status_code for one in (path, again)] == [404, 200]
    browser("photographer").post("/agenda/subscribe/mine/close")
    assert stranger.get(again).status_code == 404


def test_it_ends_with_the_account_and_with_the_role(home: Any, cast: Any, clock: Any, stranger: Any, address: Any,
                                                     browser: Any) -> None:
    assert browser("photographer").post("/agenda/subscribe/office").status_code == 422
    everything, mine = address("second_editor", "office"), address("outsider", "mine")
    assert "食堂讲座" in stranger.get(everything).text
    change = lambda who, **what: admin.change_person(  # noqa: E731
        home.engine, cast.administrator, who, admin.PersonChange(**what), now=clock())
    change("second_editor", roles=())
    change("outsider", active=False)
    assert [stranger.get(one).status_code for one in (everything, mine)] == [404, 404]


def test_programmes_are_told_of_changes_and_of_nothing_else(home: Any, cast: Any, clock: Any, stranger: Any,
                                                              address: Any) -> None:
    path = address("photographer", "mine")
    first = stranger.get(path)
    told = {"If-None-Match": first.headers["ETag"]}
    clock.turn(hours=2)
    same = stranger.get(path, headers=told)
    assert (same.status_code, same.data) == (304, b"")
    admin.change_event(home.engine, cast.editor, "运动会", starts_on=march(6), ends_on=march(7), now=clock())
    moved = stranger.get(path, headers=told)
    assert moved.status_code == 200

    def of_shoot(text: str) -> dict[str, str]:
        part = text.replace("\r\n ", "").split("BEGIN:VEVENT")[1]
        return dict(line.split(":", 1) for line in part.split("\r\n") if ":" in line)

    before, after = of_shoot(first.text), of_shoot(moved.text)
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["LAST-MODIFIED"] == f"{clock():%Y%m%dT%H%M%SZ}"
    assert after["DTSTART;VALUE=DATE"] == "20260306"
    assignments.close(home.engine, cast.editor, 1, "取消", settings=home.settings, now=clock())
    assert of_shoot(stranger.get(path).text)["STATUS"] == "CANCELLED"


def test_a_board_that_is_off_is_not_due(home: Any, cast: Any, read: Any) -> None:
    with writing(home.engine) as session:
        session.get_one(Board, 1).active = False
    assert ("board", "秋日食堂") not in read(cast.editor)

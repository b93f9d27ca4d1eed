"""Topics: set by the office, answered by departments with what they have, accepted or sent back, put on boards, told of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from index.catalogue import items
from index.catalogue.departments import Department
from index.catalogue.lifecycle import Verb
from index.db import reading, writing
from index.errors import Conflict, Forbidden, NotFound, VitrineError
from server.boards import lists as boards
from server.boards.service import NewBoard, add_board
from server.notices import lists as notices
from server.notices import rounds
from server.notices.tongue import Tongue
from server.review.service import Order, act
from server.topics import handing, lists, service
from server.topics.service import Wish


@pytest.fixture
def topic(home: Any, cast: Any, clock: Any) -> int:
    """A topic for the canteen, whose contact is the second photographer, and the library, which names none."""
    with writing(home.engine) as session:
        session.get_one(Department, cast.departments["canteen"]).contact_id = cast.second_photographer.person_id
    both = (cast.departments["canteen"], cast.departments["library"])
    return service.add(home.engine, cast.editor, Wish("节约粮食", date(2026, 3, 9), both, "每个部门两张"), now=clock())


@pytest.fixture
def parts(home: Any, cast: Any, clock: Any) -> Callable[..., dict[str, Any]]:
    """Return a function that gives the parts that somebody sees by department: () -> {name: TaskLine}."""

    def see(actor: Any = None) -> dict[str, Any]:
        with reading(home.engine) as session:
            found = lists.topics(session, actor or cast.editor, home.settings.zone, clock())
        return {part.department: part for one in found for part in one.tasks}

    return see


def told(home: Any, actor: Any, now: Any) -> list[str]:
    rounds.follow(home, now)
    rounds.look_at_clock(home, now)
    with reading(home.engine) as session:
        days, _more = notices.days(session, actor, Tongue("zh_CN", home.settings.zone), now)
    return [line.text for day in days for line in day.lines]


@pytest.mark.usefixtures("database", "topic")
def test_a_department_hands_in_what_it_has_and_the_office_says_its_word(
        home: Any, cast: Any, clock: Any, new_asset: Any, parts: Any) -> None:
    canteen = parts()["饮食服务中心"].id
    asset = new_asset(cast.photographer)
    zone, engine, mine = home.settings.zone, home.engine, cast.second_photographer

    def hand_in(actor: Any, *refs: Any) -> None:
        handing.hand_in(engine, actor, canteen, refs, zone=zone, now=clock.turn(minutes=1))

    with pytest.raises(Conflict) as refused:
        hand_in(mine, items.ref(asset))
    assert refused.value.reason.code == "topic-draft"
    act(engine, cast.photographer, Order(Verb.SUBMIT, "screens"), asset, now=clock())
    with pytest.raises(Forbidden):
        hand_in(cast.photographer, items.ref(asset))
    with pytest.raises(NotFound):
        hand_in(cast.outsider, items.ref(asset))
    with reading(engine) as session:
        found = lists.candidates(session, mine, parts()["饮食服务中心"], "", zone, clock())
    assert [one.ref for one in found] == [items.ref(asset)]
    hand_in(mine, items.ref(asset))
    assert (parts()["饮食服务中心"].standing, parts()["饮食服务中心"].entries) == ("handed-in", 1)
    with pytest.raises(VitrineError):
        handing.decide(engine, cast.editor, canteen, accept=False, zone=zone, now=clock())
    handing.decide(engine, cast.editor, canteen, accept=False, reason="再来一张特写", zone=zone, now=clock.turn(minutes=1))
    assert (parts(mine)["饮食服务中心"].standing, parts(mine)["饮食服务中心"].reason) == ("returned", "再来一张特写")
    hand_in(mine)
    handing.decide(engine, cast.editor, canteen, accept=True, zone=zone, now=clock.turn(minutes=1))
    assert parts()["饮食服务中心"].standing == "accepted"
    with pytest.raises(Conflict) as over:
        handing.take_back(engine, mine, canteen, items.ref(asset), zone=zone, now=clock())
    assert over.value.reason.code == "topic-over"
    assert list(parts(cast.outsider)) == ["图书馆"], "others' parts are not theirs to see"


def test_each_is_told_of_what_concerns_them(home: Any, cast: Any, clock: Any, topic: int, parts: Any) -> None:
    clock.turn(hours=1)
    assert told(home, cast.second_photographer, clock()) == ["editor 同学 请您部门为「节约粮食」交稿"]
    assert told(home, cast.photographer, clock()) == [], "the contact alone"
    assert len(told(home, cast.outsider, clock())) == 1, "where there is no contact, everybody"
    near = "「节约粮食」还等您部门交稿"
    assert told(home, cast.second_photographer, clock.turn(days=4))[0] == near
    service.put_off(home.engine, cast.editor, parts()["图书馆"].id, date(2026, 3, 30), now=clock())
    assert told(home, cast.editor, clock.turn(days=4)) == ["「节约粮食 · 饮食服务中心」到期没有交稿"]
    assert told(home, cast.second_photographer, clock())[0] == "「节约粮食」到期没有交稿"
    assert parts()["饮食服务中心"].standing == "overdue"
    assert parts()["图书馆"].standing == "open"
    assert service.remind(home.engine, cast.editor, topic, None, zone=home.settings.zone, now=clock.turn(hours=1)) == 2
    assert told(home, cast.second_photographer, clock())[0] == near


def test_the_pages_lead_from_a_topic_to_a_board(home: Any, cast: Any, clock: Any, visitor: Any, topic: int, parts: Any,
                                                photo: Any) -> None:
    shown, waits = photo(), photo(cast.second_photographer)
    for asset, verbs in ((shown, (Verb.SUBMIT, Verb.APPROVE, Verb.APPROVE)), (waits, (Verb.SUBMIT,))):
        for verb, actor in zip(verbs, (cast.photographer, cast.reviewer, cast.editor), strict=False):
            act(home.engine, actor, Order(verb, "screens"), asset, now=clock.turn(seconds=1))
    part, board = parts()["饮食服务中心"].id, add_board(home.engine, cast.editor, NewBoard("光盘"), now=clock())
    contact, editor = visitor("second_photographer"), visitor("editor")
    assert "节约粮食" in contact.get("/upload")
    assert contact.get(f"/topics/{topic}", 302)
    assert f'value="V{waits}"' in contact.get(f"/topics/tasks/{part}")
    contact.post(f"/topics/tasks/{part}/hand-in", item=[f"V{shown}", f"V{waits}", "nonsense"])
    contact.post(f"/topics/tasks/{part}/decide", 403, verdict="accept")
    assert "handed in" in editor.get("/topics/")
    assert "1 department is missing" in editor.get("/office/")
    editor.post(f"/topics/tasks/{part}/decide", verdict="accept")
    editor.post(f"/topics/tasks/{part}/board", board=str(board))
    page = editor.get(f"/topics/tasks/{part}")
    assert "1 item is on the board 光盘" in page
    assert f"V{waits}：This is not approved yet" in page
    assert boards.board_line(home.engine, str(board)).items == (f"V{shown}",)
    editor.post("/topics/new", 422, title="空", due_on="2026-03-20")
    visitor("reviewer").get("/topics/new", 403)

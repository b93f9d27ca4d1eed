"""What follows a search: people are told of new finds by their own rights, and boards fill themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from index.catalogue.boards import BoardItem
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Person
from index.catalogue.searches import BoardSource
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, NotFound
from index.jobs import Job
from kiosk import manifest, reads
from server.boards import service as boards
from server.boards import sources
from server.library.describe import Edit, describe
from server.review.service import Order, act
from server.searches import following, lists, service
from server.searches.service import Wish


@pytest.fixture
def canteen(home: Any, cast: Any, photo: Callable[..., int], clock: Any, worker: Any) -> Callable[..., int]:
    """Return a function that takes in a photo called 食堂 and has it approved for the screens, if wished."""

    def make(*, approved: bool = False, title: str = "食堂", owner: Any = None) -> int:
        asset = photo(owner or cast.photographer)
        describe(home.engine, owner or cast.photographer, asset, Edit(title=title), now=clock.turn(seconds=1))
        if approved:
            for actor, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE),
                                (cast.editor, Verb.APPROVE)):
                act(home.engine, actor, Order(verb, "screens"), asset, now=clock.turn(seconds=1))
        worker.drain()
        return asset

    return make


def fresh(home: Any, actor: Any, search: int, clock: Any) -> list[int]:
    return [view.id for view in lists.fresh(home.engine, actor, search, clock())]


def on(home: Any, board: int) -> list[int]:
    with reading(home.engine) as session:
        query = select(BoardItem.asset_id).where(BoardItem.board_id == board).order_by(BoardItem.position)
        return list(session.scalars(query))


def test_new_finds_are_told_and_seen(home: Any, cast: Any, canteen: Callable[..., int], clock: Any, worker: Any) -> None:
    canteen()
    search = service.save(home, cast.reviewer, Wish("食堂", "食堂", subscribed=True), now=clock())
    assert fresh(home, cast.reviewer, search, clock) == [], "what is there already is not new"
    other = canteen(title="操场")
    new = canteen()
    assert fresh(home, cast.reviewer, search, clock) == [new]
    assert lists.news(home.engine, cast.reviewer, clock()) == 1
    describe(home.engine, cast.photographer, other, Edit(title="食堂与操场"), now=clock.turn(seconds=1))
    worker.drain()
    assert fresh(home, cast.reviewer, search, clock) == [new, other], "what comes to fit later is new as well"
    following.look(home, search, cast.reviewer.person_id, clock())
    assert lists.news(home.engine, cast.reviewer, clock()) == 0
    worker.drain()
    following.follow(home, clock())
    assert lists.news(home.engine, cast.reviewer, clock()) == 0, "running it again changes nothing"


def test_each_is_told_only_of_what_they_may_see(home: Any, cast: Any, canteen: Callable[..., int], clock: Any) -> None:
    search = service.save(home, cast.editor, Wish("食堂", "食堂", shared="everyone"), now=clock())
    for actor in (cast.editor, cast.outsider, cast.second_photographer):
        service.subscribe(home, actor, search, now=clock())
    draft, public = canteen(), canteen(approved=True)
    assert fresh(home, cast.editor, search, clock) == [public, draft]
    assert fresh(home, cast.second_photographer, search, clock) == [public, draft]
    assert fresh(home, cast.outsider, search, clock) == [public]
    assert lists.news(home.engine, cast.outsider, clock()) == 1
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "screens", "撤下"), public, now=clock.turn(seconds=1))
    assert lists.news(home.engine, cast.outsider, clock()) == 0, "at once, not when the worker comes round"
    assert fresh(home, cast.outsider, search, clock) == []


def test_who_may_no_longer_see_the_search_is_told_no_more(home: Any, cast: Any, canteen: Callable[..., int],
                                                          clock: Any) -> None:
    search = service.save(home, cast.editor, Wish("食堂", "食堂", shared="everyone"), now=clock())
    service.subscribe(home, cast.outsider, search, now=clock())
    canteen(approved=True)
    assert lists.news(home.engine, cast.outsider, clock()) == 1
    service.change(home, cast.editor, search, Wish("食堂", "食堂"), now=clock())
    assert lists.news(home.engine, cast.outsider, clock()) == 0
    with pytest.raises(NotFound):
        lists.fresh(home.engine, cast.outsider, search, clock())
    with pytest.raises(NotFound):
        service.subscribe(home, cast.outsider, search, now=clock())


def test_nothing_is_asked_for_where_nobody_follows(home: Any, cast: Any, canteen: Callable[..., int], clock: Any,
                                                   worker: Any) -> None:
    canteen()
    following.ask(home.engine, clock())
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0
    service.save(home, cast.editor, Wish("食堂", "食堂", subscribed=True), now=clock())
    with writing(home.engine) as session:
        session.get_one(Person, cast.editor.person_id).active = False
    canteen()
    worker.drain()
    assert lists.news(home.engine, cast.editor, clock()) == 0, "who has left is told nothing"


def test_the_pages_tell(browser: Any, home: Any, cast: Any, canteen: Callable[..., int], clock: Any) -> None:
    search = service.save(home, cast.reviewer, Wish("食堂", "食堂", subscribed=True), now=clock())
    new = canteen()
    one = browser("reviewer")
    assert "您的检索有 1 项新素材" in one.get("/boards/").text
    assert "1 项新素材" in one.get("/searches/").text
    assert f'href="/library/V{new}' in one.get(f"/searches/{search}/fresh").text
    assert one.post(f"/searches/{search}/seen", {}).status_code == 302
    assert "您的检索有" not in one.get("/searches/").text
    one.post(f"/searches/{search}/subscribe", {"stop": "1"})
    assert one.get(f"/searches/{search}/fresh").status_code == 404
    assert browser("outsider").post(f"/searches/{search}/seen", {}).status_code == 404


def test_a_board_follows_a_search(home: Any, cast: Any, canteen: Callable[..., int], clock: Any, worker: Any) -> None:
    first, draft = canteen(approved=True), canteen()
    board = boards.add_board(home.engine, cast.editor, boards.NewBoard("食堂"), now=clock())
    search = service.save(home, cast.editor, Wish("食堂", "食堂", "uploaded"), now=clock())
    sources.set_source(home, cast.editor, board, search, 2, now=clock())
    assert on(home, board) == [first], "a draft is on no board, whoever searches"
    second, third = canteen(approved=True), canteen(approved=True)
    assert on(home, board) == [third, second]
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "screens", "撤下"), third, now=clock.turn(seconds=1))
    with reading(home.engine) as session:
        plan = reads.plan_of_board(session, board, "landscape", clock(), home.settings.zone)
    assert [entry.ref.id for entry in plan.entries if not manifest.judge(entry, clock())] == [second], "at once"
    worker.drain()
    assert on(home, board) == [second, first]
    service.change(home, cast.editor, search, Wish("食堂", "没有这样的照片"), now=clock())
    assert on(home, board) == []
    assert draft not in on(home, board)


def test_time_alone_changes_a_board(home: Any, cast: Any, canteen: Callable[..., int], clock: Any) -> None:
    asset = canteen(approved=True)
    board = boards.add_board(home.engine, cast.editor, boards.NewBoard("本周"), now=clock())
    search = service.save(home, cast.editor, Wish("本周", "上传:本周"), now=clock())
    sources.set_source(home, cast.editor, board, search, 5, now=clock())
    assert on(home, board) == [asset]
    clock.now += timedelta(days=8)
    following.follow(home, clock())
    assert on(home, board) == []


def test_a_board_that_follows_is_not_arranged_by_hand(home: Any, cast: Any, canteen: Callable[..., int], clock: Any) -> None:
    asset = canteen(approved=True)
    board = boards.add_board(home.engine, cast.editor, boards.NewBoard("食堂"), now=clock())
    search = service.save(home, cast.editor, Wish("食堂", "食堂"), now=clock())
    sources.set_source(home, cast.editor, board, search, 5, now=clock())
    for change in (lambda: boards.add_item(home.engine, cast.editor, str(board), asset, now=clock()),
                   lambda: boards.remove_item(home.engine, cast.editor, str(board), asset, now=clock()),
                   lambda: boards.reorder(home.engine, cast.editor, str(board), [asset], now=clock())):
        with pytest.raises(Conflict) as caught:
            change()
        assert caught.value.reason.code == "board-live"
    sources.set_source(home, cast.editor, board, None, 5, now=clock())
    boards.remove_item(home.engine, cast.editor, str(board), asset, now=clock())
    assert on(home, board) == []


def test_a_board_keeps_what_it_shows_when_its_search_goes(home: Any, cast: Any, canteen: Callable[..., int],
                                                          clock: Any) -> None:
    asset = canteen(approved=True)
    board = boards.add_board(home.engine, cast.editor, boards.NewBoard("食堂"), now=clock())
    search = service.save(home, cast.editor, Wish("食堂", "食堂"), now=clock())
    sources.set_source(home, cast.editor, board, search, 5, now=clock())
    service.remove(home.engine, cast.editor, search, now=clock())
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(BoardSource)) == 0
    assert on(home, board) == [asset]


def test_who_may_set_a_source(home: Any, cast: Any, clock: Any) -> None:
    board = boards.add_board(home.engine, cast.editor, boards.NewBoard("食堂"), now=clock())
    private = service.save(home, cast.photographer, Wish("我的", "食堂"), now=clock())
    with pytest.raises(Forbidden):
        sources.set_source(home, cast.photographer, board, private, 5, now=clock())
    with pytest.raises(NotFound):
        sources.set_source(home, cast.editor, board, private, 5, now=clock())
    with pytest.raises(Invalid):
        sources.set_source(home, cast.editor, board, None, 0, now=clock())


def test_the_page_of_a_board_that_follows(browser: Any, home: Any, cast: Any, canteen: Callable[..., int],
                                          clock: Any) -> None:
    asset = canteen(approved=True)
    board = boards.add_board(home.engine, cast.editor, boards.NewBoard("食堂栏"), now=clock())
    search = service.save(home, cast.editor, Wish("食堂检索", "食堂"), now=clock())
    one = browser("editor")
    assert "用保存的检索自动填充" in one.get(f"/boards/{board}").text
    one.post(f"/boards/{board}/source", {"search": str(search), "most": "5"})
    page = one.get(f"/boards/{board}").text
    assert "由「食堂检索」自动填充" in page
    assert f'data-asset="V{asset}"' in page
    assert 'id="picker"' not in page
    seen = browser("outsider").get(f"/boards/{board}").text
    assert "食堂检索" in seen
    assert "/library?q=%E9%A3%9F%E5%A0%82" not in seen, "the text of a private search stays its owner's"
    answer = one.post(f"/boards/{board}/source", {"search": ""}, follow_redirects=True)
    assert 'id="picker"' in answer.text

"""A collection is shared with one colleague by name, to look at or to edit, and the colleague is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.notices import Kind, Notice
from index.db import reading
from index.errors import Forbidden, Invalid, NotFound
from server.collections import colleagues, lists, service, shares
from server.collections.service import Wish
from server.notices import rounds


@pytest.fixture
def private(home: Any, cast: Any, photo: Callable[..., int], clock: Any) -> int:
    """The photographer's own collection of one draft, that nobody else sees."""
    return service.make(home.engine, cast.photographer, Wish("选片"), [photo()], now=clock())


@pytest.fixture
def share(home: Any, cast: Any, clock: Any, private: int) -> Callable[..., None]:
    def let(given: str, *, edits: bool = False) -> None:
        colleagues.let_in(home.engine, cast.photographer, private, given, edits=edits, now=clock())

    return let


def seen_by(home: Any, actor: Any, clock: Any) -> list[tuple[str, bool, int, int]]:
    return [(line.name, line.edits, line.seen, line.hidden) for line in lists.lines(home.engine, actor, clock())]


@pytest.mark.usefixtures("database")
def test_who_is_let_in_sees_it_and_of_the_inside_what_is_theirs(home: Any, cast: Any, clock: Any, private: int,
                                                                share: Callable[..., None]) -> None:
    everybody = (cast.reviewer, cast.outsider, cast.editor, cast.second_photographer)
    assert [seen_by(home, one, clock) for one in everybody] == [[], [], [], []]
    share("outsider")
    share("reviewer", edits=True)
    assert [seen_by(home, one, clock) for one in everybody] == [
        [("选片", True, 1, 0)], [("选片", False, 0, 1)], [], []]
    assert lists.mine(home.engine, cast.reviewer) == [(private, "选片")]
    assert lists.mine(home.engine, cast.outsider) == []


def test_looking_is_not_editing_and_editing_is_not_keeping(home: Any, cast: Any, clock: Any, private: int,
                                                           share: Callable[..., None]) -> None:
    share("second_photographer")
    with pytest.raises(Forbidden):
        service.annotate(home.engine, cast.second_photographer, private, 1, "好", now=clock())
    share("second_photographer", edits=True)
    service.annotate(home.engine, cast.second_photographer, private, 1, "好", now=clock())
    for refused in (lambda: service.change(home.engine, cast.second_photographer, private, Wish("我的"), now=clock()),
                    lambda: colleagues.let_in(home.engine, cast.second_photographer, private, "outsider", edits=True,
                                              now=clock()),
                    lambda: colleagues.listed(home.engine, cast.second_photographer, private)):
        with pytest.raises(Forbidden):
            refused()
    person = cast.second_photographer.person_id
    colleagues.let_go(home.engine, cast.photographer, private, person, now=clock())
    with pytest.raises(NotFound):
        service.annotate(home.engine, cast.second_photographer, private, 1, "再", now=clock())


def test_a_link_never_gives_out_what_a_named_colleague_put_in(home: Any, cast: Any, clock: Any, photo: Callable[..., int],
                                                              stranger: Any) -> None:
    office = service.make(home.engine, cast.editor, Wish("候选"), [photo()], now=clock())
    token = shares.make(home.engine, cast.editor, office, clock().date() + timedelta(days=3), home.settings.zone, takes=False,
                        now=clock())
    assert stranger.get(f"/shared/{token}").text.count("<figure>") == 1, "the office may show its drafts"
    colleagues.let_in(home.engine, cast.editor, office, "photographer", edits=False, now=clock())
    assert stranger.get(f"/shared/{token}").text.count("<figure>") == 1
    colleagues.let_in(home.engine, cast.editor, office, "photographer", edits=True, now=clock())
    assert stranger.get(f"/shared/{token}").text.count("<figure>") == 0


def test_shared_to_look_at_by_name_and_edited_together_by_a_department(home: Any, cast: Any, clock: Any, private: int,
                                                                       share: Callable[..., None]) -> None:
    share("outsider")
    service.change(home.engine, cast.photographer, private, Wish("选片", shared="department", together=True), now=clock())
    assert [seen_by(home, one, clock)[0][1] for one in (cast.second_photographer, cast.outsider)] == [True, False]


@pytest.mark.parametrize(("given", "why"), [("nobody", "nobody"), ("  ", "no colleague"), ("photographer", "own")])
def test_who_cannot_be_let_in(share: Callable[..., None], given: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        share(given)


def test_the_colleague_is_told_once_unless_let_go_meanwhile(home: Any, cast: Any, clock: Any, private: int,
                                                            share: Callable[..., None],
                                                            browser: Callable[..., Any]) -> None:
    rounds.follow(home, clock())
    share("outsider")
    share("outsider")
    share("reviewer")
    colleagues.let_go(home.engine, cast.photographer, private, cast.reviewer.person_id, now=clock())
    rounds.follow(home, clock())
    with reading(home.engine) as session:
        told = session.execute(select(Notice.person_id, Notice.about).where(Notice.kind == Kind.LET_IN)).all()
        assert [tuple(one) for one in told] == [(cast.outsider.person_id, [f"collection:{private}"])]
    reader = browser("outsider", "en")
    page = reader.get("/notices/").text
    assert "shares the collection “选片” with you" in page
    opened = reader.get("/notices/1", follow_redirects=True)
    assert opened.request.path == f"/collections/{private}"


def test_the_pages(home: Any, private: int, visitor: Callable[[str], Any], cast: Any) -> None:
    mine, other = visitor("photographer"), visitor("outsider")
    address = f"/collections/{private}/people"
    assert "With nobody yet" in mine.get(address)
    other.get(address, 404)
    wrong = mine.post(address, 422, person="谁也不是", may="edit")
    assert 'value="谁也不是"' in wrong.text
    mine.post(address, person="outsider", may="edit")
    assert "May edit it" in mine.get(address)
    assert "1 colleague" in mine.get("/collections/")
    assert "Shared with me" in other.get(f"/collections/{private}")
    other.get(address, 403)
    mine.post(f"{address}/{cast.outsider.person_id}/let-go")
    other.get(f"/collections/{private}", 404)

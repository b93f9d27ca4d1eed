"""Stacks by hand: who may, what the grid shows of them, and what becomes of their look-alikes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import likenesses, stacks
from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine
from index.catalogue.lifecycle import Verb
from index.catalogue.likenesses import Alike, Decision, Likeness
from index.catalogue.stacks import Stack, StackMember
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, NotFound
from server.review.service import Order, act
from server.stacks import lists, service
from server.stacks.service import Verdict


@pytest.fixture
def three(photo: Callable[..., int]) -> list[int]:
    """Three photos of the photographer's, minutes apart."""
    return [photo(taken=f"2026:03:01 09:1{minute}:00") for minute in range(3)]


@pytest.fixture
def stacked(home: Any, cast: Any, clock: Any, three: list[int], worker: Any) -> list[int]:
    """The three in one stack, the second on top."""
    service.stack(home.engine, cast.photographer, three, now=clock(), cover=three[1])
    worker.drain()
    return three


def members(home: Any) -> dict[int, tuple[int | None, ...]]:
    """Each stack's cover, and its members."""
    with reading(home.engine) as session:
        return {one.cover_id: tuple(session.scalars(select(StackMember.asset_id).where(StackMember.stack_id == one.id)
                                                    .order_by(StackMember.asset_id)))
                for one in session.scalars(select(Stack))}


def shown(browser: Any, address: str = "/library") -> list[str]:
    return re.findall(r'name="asset" value="(V\d+)"', browser.get(address).text)


def test_stacking_by_hand_and_its_audit_line(home: Any, cast: Any, clock: Any, three: list[int]) -> None:
    assert service.stack(home.engine, cast.photographer, three[:2], now=clock()) == 2
    assert members(home) == {three[0]: tuple(three[:2])}, "the earliest is on top until somebody chooses"
    assert service.stack(home.engine, cast.photographer, three[1:], now=clock(), cover=three[2]) == 3
    assert members(home) == {three[2]: tuple(three)}, "a stack that is drawn in comes whole"
    with reading(home.engine) as session:
        told = session.scalars(select(AuditLine.details).where(AuditLine.verb == "stacked").order_by(AuditLine.id)).all()
    assert [one["assets"] for one in told] == [[f"V{one}" for one in three[:2]], [f"V{one}" for one in three]]


def test_who_may_not(home: Any, cast: Any, clock: Any, three: list[int]) -> None:
    with pytest.raises(NotFound):
        service.stack(home.engine, cast.outsider, three, now=clock())
    for actor, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
        for one in three:
            act(home.engine, actor, Order(verb, "screens"), one, now=clock())
    with pytest.raises(Forbidden):
        service.stack(home.engine, cast.outsider, three, now=clock())  # published: seen, but not theirs to arrange
    assert service.stack(home.engine, cast.editor, three, now=clock()) == 3, "the office may with all"
    for move in (service.take_out, service.take_apart, service.choose_cover):
        with pytest.raises(Forbidden):
            move(home.engine, cast.outsider, three[0], now=clock())


def test_what_is_no_stack(home: Any, cast: Any, clock: Any, three: list[int]) -> None:
    for wrong in ([], three[:1], [three[0], three[0]]):
        with pytest.raises(Invalid):
            service.stack(home.engine, cast.photographer, wrong, now=clock())
    with pytest.raises(Invalid):
        service.stack(home.engine, cast.photographer, three[:2], now=clock(), cover=three[2])
    for move in (service.take_out, service.take_apart):
        with pytest.raises(Conflict):
            move(home.engine, cast.photographer, three[0], now=clock())


def test_out_on_top_and_apart(home: Any, cast: Any, clock: Any, stacked: list[int]) -> None:
    service.choose_cover(home.engine, cast.photographer, stacked[2], now=clock())
    assert members(home) == {stacked[2]: tuple(stacked)}
    service.take_out(home.engine, cast.photographer, stacked[2], now=clock())
    assert members(home) == {stacked[0]: tuple(stacked[:2])}, "without its cover the earliest is on top"
    assert service.take_apart(home.engine, cast.photographer, stacked[0], now=clock()) == 2
    assert members(home) == {}


def test_closed_stacks_show_what_is_on_top(stacked: list[int], browser: Callable[..., Any]) -> None:
    one = browser("photographer")
    assert shown(one) == [f"V{stacked[1]}"]
    page = one.get("/library").text
    assert 'title="堆叠"' in page
    assert re.search(r"堆叠 </span>3</span>", page)
    assert set(shown(one, "/library?stacks=open")) == {f"V{number}" for number in stacked}
    assert set(shown(one, "/library?q=IMG_0001")) == {f"V{number}" for number in stacked}, "words find what lies below"


def test_what_is_published_is_seen_whatever_lies_on_it(home: Any, cast: Any, clock: Any, worker: Any, stacked: list[int],
                                                       browser: Callable[..., Any]) -> None:
    for actor, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
        act(home.engine, actor, Order(verb, "screens"), stacked[0], now=clock())
    worker.drain()
    assert shown(browser("outsider")) == [f"V{stacked[0]}"], "its cover is not theirs to see"
    assert shown(browser("editor")) == [f"V{stacked[1]}"]


def test_from_the_grid_and_an_assets_page_by_form(home: Any, three: list[int], visitor: Callable[..., Any]) -> None:
    one = visitor("photographer")
    one.post("/stacks", asset=[f"V{number}" for number in three[:2]], next="/library")
    assert "2 pictures stand in one stack" in one.get("/library")
    for verb, cover in (("cover", three[1]), ("out", None)):
        one.post(f"/stacks/V{three[1]}", verb=verb)
        assert list(members(home)) == ([cover] if cover else [])
    one.post("/stacks", asset=[f"V{three[0]}"])
    assert "choose between 2" in one.get("/library")


@pytest.fixture
def pair(home: Any, clock: Any, three: list[int]) -> list[int]:
    """Two of the three look alike, as the job says it."""
    with writing(home.engine) as session:
        session.execute(Likeness.__table__.delete())
        likenesses.suggest(session, three[0], [Alike(three[1], 3)], now=clock())
    return three[:2]


def decided(home: Any) -> list[str | None]:
    with reading(home.engine) as session:
        return list(session.scalars(select(Likeness.decided)))


def test_a_person_decides_about_look_alikes_once(home: Any, cast: Any, clock: Any, pair: list[int]) -> None:
    service.decide(home.engine, cast.photographer, Verdict(tuple(pair)), now=clock())
    assert decided(home) == [Decision.DIFFERENT]
    with pytest.raises(Conflict):
        service.decide(home.engine, cast.reviewer, Verdict(tuple(pair)), now=clock())
    with writing(home.engine) as session:
        assert likenesses.suggest(session, pair[1], [Alike(pair[0], 3)], now=clock()) == 0, "nobody is asked again"


def test_look_alikes_are_compared_and_stacked_on_the_page(home: Any, pair: list[int], visitor: Callable[..., Any]) -> None:
    one = visitor("photographer")
    page = one.get("/alike")
    assert all(f'href="/library/V{number}"' in page for number in pair)
    names = [f"V{number}" for number in pair]
    one.post("/alike", verb="stack", asset=names, together=names, cover=names[1])
    assert (members(home), decided(home)) == ({pair[1]: tuple(pair)}, [Decision.STACKED])
    assert "Nothing looks alike" in one.get("/alike")


def test_nobody_is_asked_about_what_is_not_theirs(home: Any, cast: Any, clock: Any, pair: list[int],
                                                  visitor: Callable[..., Any]) -> None:
    assert "Nothing looks alike" in visitor("outsider").get("/alike")
    with reading(home.engine) as session:
        assert lists.group(session, cast.outsider, clock()) is None
        beside = lists.beside(session, cast.photographer, session.get_one(Asset, pair[0]), clock())
    assert [view.id for view in beside.similar] == [pair[1]]
    with reading(home.engine) as session:
        assert stacks.sizes(session, [], Asset.id > 0) == {}

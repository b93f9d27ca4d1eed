"""The ledger is read from what happened: reviews and placements, in the months in which they count."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select

from index.catalogue import items
from index.catalogue.lifecycle import Verb
from index.catalogue.stories import Story
from index.db import writing
from server.admin import service as admin
from server.bin import stories as story_bin
from server.ledger import credit
from server.review.service import Order, act
from server.stories.service import Credit, Wish, save


def told(found: Any) -> list[tuple[str, str, str, bool]]:
    return [(one.item, one.happened.value, one.month, one.late) for one in found]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.usefixtures("database")
def test_an_item_is_submitted_once_and_published_once_on_each_channel(
        home: Any, cast: Any, clock: Any, story: Any, approve: Any, read: Any) -> None:
    ref = story()
    approve(ref)
    clock.turn(days=31)
    approve(ref, "screens")
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "site", "有误"), ref, now=clock())
    approve(ref)
    assert told(read()) == [("S1", "submitted", "2026-03", False), ("S1", "published", "2026-03", False),
                            ("S1", "published", "2026-04", False)]
    assert [one.channel for one in read() if one.happened == "published"] == ["site", "screens"]
    assert told(read("2026-04", "2026-04")) == [("S1", "published", "2026-04", False)]
    one = read()[0]
    assert (one.kind, one.department_id, one.single) == ("news", cast.departments["canteen"], False)


@pytest.mark.usefixtures("database")
def test_an_approval_that_is_not_the_last_publishes_nothing(
        home: Any, cast: Any, clock: Any, story: Any, read: Any) -> None:
    ref = story()
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "site"), ref, now=clock())
    act(home.engine, cast.reviewer, Order(Verb.APPROVE, "site"), ref, now=clock())
    assert told(read()) == [("S1", "submitted", "2026-03", False)]


@pytest.mark.usefixtures("database")
def test_what_was_sent_is_adopted_or_not_and_what_was_adopted_at_once_was_sent_too(
        story: Any, placed: Any, read: Any) -> None:
    ref = story()
    placed(ref, None, sent=at("2026-03-10"))
    placed(ref, "日报", sent=at("2026-03-11"), published=date(2026, 4, 2), confirmed=at("2026-04-03"), level="city")
    placed(ref, "晚报", published=date(2026, 3, 31), confirmed=at("2026-04-03"))
    placed(ref, "周报", state="claimed", claimed_at=at("2026-03-15"), published_on=date(2026, 3, 14))
    placed(ref, "月报", state="not-adopted", sent=at("2026-03-20"), confirmed_at=at("2026-03-25"))
    assert told(read()) == [
        ("S1", "sent", "2026-03", False), ("S1", "sent", "2026-03", False), ("S1", "sent", "2026-03", False),
        ("S1", "sent", "2026-03", False), ("S1", "adopted", "2026-03", False), ("S1", "adopted", "2026-04", False)]
    last = read("2026-04", "2026-04")
    assert [(one.outlet.name, one.outlet.level, one.channel) for one in last if one.outlet] == [("日报", "city", "media")]
    assert all(one.prize is None for one in read())


@pytest.mark.usefixtures("database")
def test_what_is_confirmed_after_its_month_was_closed_counts_when_it_was_confirmed(
        story: Any, placed: Any, read: Any) -> None:
    ref = story()
    placed(ref, sent=at("2026-03-10"), published=date(2026, 3, 14), confirmed=at("2026-04-20"))
    placed(ref, "晚报", published=date(2026, 3, 15), confirmed=at("2026-05-02"))
    closed = {"2026-03": at("2026-04-02")}
    assert told(read("2026-03", "2026-03", closed)) == [("S1", "sent", "2026-03", False)]
    assert told(read("2026-04", "2026-04", closed)) == [("S1", "adopted", "2026-04", True)]
    assert told(read("2026-05", "2026-05", closed)) == [("S1", "sent", "2026-05", True), ("S1", "adopted", "2026-05", True)]
    assert len(read("2026-03", "2026-03")) == 4, "while it was open they counted in it"


@pytest.mark.usefixtures("database")
def test_prizes_are_placements_of_a_kind(story: Any, placed: Any, read: Any) -> None:
    ref = story()
    placed(ref, "省教育厅", type="contest", level="province", contest="校园好新闻", sent=at("2026-03-10"), rank="second",
           published=date(2026, 3, 20))
    placed(ref, None, contest="摄影大赛", sent=at("2026-03-11"))
    assert [(one.happened.value, one.prize) for one in read()] == [("sent", "second"), ("sent", ""), ("adopted", "second")]


def test_who_moves_takes_no_part_of_a_department_along(home: Any, cast: Any, clock: Any, story: Any, read: Any) -> None:
    """A part is the department's whose its author was when they were named, also once the story is saved again."""
    both = tuple(Credit("author", one.display) for one in (cast.photographer, cast.outsider))
    ref = story(named=both)
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "site"), ref, now=clock())
    admin.change_person(home.engine, cast.administrator, "outsider", admin.PersonChange(department="office"), now=clock())
    more = Wish(kind="news", title="改过的题目", body="<p>今天。</p>", credits=(*both, Credit("author", cast.editor.display)))
    save(home.engine, cast.photographer, ref.id, more, seen_version=1, now=clock())
    assert [one.department_id for one in read()[0].shares] == [
        cast.departments["canteen"], cast.departments["library"], cast.editor.department_id]


@pytest.mark.usefixtures("database")
def test_shares_are_a_hundred_in_all(cast: Any, clock: Any, story: Any, approve: Any, read: Any, home: Any,
                                     new_asset: Any) -> None:
    pictures = (Credit("photographer", cast.outsider.display, 70), Credit("photographer", "丁", 30))
    approve(story(named=(*(Credit("author", name) for name in "甲乙丙"), *pictures)))
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), items.ref(new_asset(cast.photographer)), now=clock())
    approve(story(named=(Credit("photographer", "丁"),)))
    split, own, asset = (next(one.shares for one in read() if one.item == item) for item in ("S1", "S2", "V1"))
    assert [(one.name, one.part, one.percent) for one in split] == [
        ("甲", "author", Decimal("33.34")), ("乙", "author", Decimal("33.33")), ("丙", "author", Decimal("33.33")),
        ("outsider 同学", "photographer", Decimal(70)), ("丁", "photographer", Decimal(30))]
    assert [(one.person_id, one.part, one.percent) for one in own] == [
        (cast.photographer.person_id, "author", Decimal(100)), (None, "photographer", Decimal(100))]
    assert [(one.person_id, one.part) for one in asset] == [(cast.photographer.person_id, "photographer")]


@pytest.mark.parametrize("number", [1, 2, 3, 7, 20])
def test_equal_shares_lose_nothing(number: int) -> None:
    shares = credit.split("author", [(None, str(one), None, None) for one in range(number)])
    assert sum(one.percent for one in shares) == 100
    assert max(one.percent for one in shares) - min(one.percent for one in shares) <= Decimal("0.01")


@pytest.mark.usefixtures("database")
def test_what_lies_in_the_bin_counts_nowhere_until_it_is_restored(
        home: Any, cast: Any, clock: Any, story: Any, read: Any) -> None:
    ref = story()
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "site"), ref, now=clock())
    story_bin.put(home.engine, cast.editor, ref.id, "重复", now=clock())
    assert read() == ()
    story_bin.restore(home.engine, cast.editor, ref.id, now=clock())
    assert told(read()) == [("S1", "submitted", "2026-03", False)]


def test_a_hundred_items_ask_no_more_of_the_database_than_one(
        home: Any, cast: Any, clock: Any, story: Any, new_asset: Any, read: Any) -> None:
    asked: list[str] = []
    event.listen(home.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    several = [story() for _ in range(5)] + [items.ref(new_asset(cast.photographer)) for _ in range(5)]
    for number, ref in enumerate(several):
        act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), ref, now=clock())
        if number == 0:
            asked.clear()
            read()
            first = len(asked)
    asked.clear()
    assert len(read()) == 10
    assert len(asked) <= first + 2
    with writing(home.engine) as session:
        session.scalars(select(Story)).first().counts_double = True  # type: ignore[union-attr]
    assert [one.item for one in read() if one.double] == ["S1"]

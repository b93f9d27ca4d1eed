"""Stories: each saving is kept whole, two writers lose nothing, and who may write is a matter of the department."""

from __future__ import annotations

from typing import Any

import pytest

from index.catalogue.stories import StoryVersion, hash_of
from index.db import reading
from index.errors import Conflict, Forbidden, Invalid, NotFound
from server.stories import drafts, lists
from server.stories.service import Credit, Wish, begin, restore, save

TEXT = "<p>三月一日，第一食堂开放。</p>"


@pytest.fixture
def story(home: Any, cast: Any, clock: Any) -> int:
    return begin(home.engine, cast.photographer, Wish("news", "食堂开放日", body=TEXT), now=clock())


def page(home: Any, actor: Any, story_id: int, clock: Any) -> Any:
    with reading(home.engine) as session:
        return lists.page(session, actor, story_id, clock())


def wish(**given: Any) -> Wish:
    return Wish(**{"kind": "news", "title": "食堂开放日", "body": TEXT} | given)


def test_each_saving_is_a_version_and_the_same_again_is_none(engine: Any, cast: Any, story: int, clock: Any) -> None:
    assert save(engine, cast.photographer, story, wish(), seen_version=1, now=clock()) == 1
    assert save(engine, cast.reviewer, story, wish(title="开放日"), seen_version=1, now=clock()) == 2
    with reading(engine) as session:
        rows = [session.get_one(StoryVersion, (story, number)) for number in (1, 2)]
        assert [one.content["title"] for one in rows] == ["食堂开放日", "开放日"]
        assert [hash_of(one.content) for one in rows] == [one.sha256 for one in rows]
        who = [one.who for one in lists.savings(session, cast.photographer, story, clock())]
        assert who == ["reviewer 同学", "photographer 同学"]


def test_who_saves_over_somebody_is_told_and_keeps_the_draft(home: Any, cast: Any, story: int, clock: Any) -> None:
    typed = {"words": {"kind": "news", "title": "我的标题", "body": TEXT}, "version": 1, "revision": 0, "tab": "a"}
    assert drafts.keep(home.engine, cast.photographer, story, typed, now=clock()) is not None
    save(home.engine, cast.reviewer, story, wish(title="别人的标题"), seen_version=1, now=clock())
    with pytest.raises(Conflict, match="reviewer") as refused:
        save(home.engine, cast.photographer, story, wish(title="我的标题"), seen_version=1, now=clock())
    assert refused.value.reason.code == "story-overtaken"
    with reading(home.engine) as session:
        kept = drafts.draft(session, cast.photographer, story)
        assert kept is not None
        assert kept.words["title"] == "我的标题"
        assert [(one.name, one.now) for one in drafts.others(session, cast.reviewer, story, clock())] == [
            ("photographer 同学", True)]
        clock.turn(hours=1)
        assert not drafts.others(session, cast.reviewer, story, clock())[0].now
    save(home.engine, cast.photographer, story, wish(title="我的标题"), seen_version=2, now=clock())
    with reading(home.engine) as session:
        assert drafts.draft(session, cast.photographer, story) is None


def test_what_is_typed_as_it_is_saved_is_no_draft(home: Any, cast: Any, story: int, clock: Any) -> None:
    typed = {"words": {"kind": "news", "title": " 食堂开放日 ", "body": TEXT}, "version": 1, "revision": 0, "tab": "a"}
    assert drafts.keep(home.engine, cast.photographer, story, typed, now=clock()) is None


def test_an_earlier_version_comes_back_as_a_new_one(home: Any, cast: Any, story: int, clock: Any, new_asset: Any) -> None:
    asset = new_asset(cast.photographer)
    save(home.engine, cast.photographer, story, wish(assets=((asset, "门口"),)), seen_version=1, now=clock())
    save(home.engine, cast.photographer, story, wish(title="改坏了"), seen_version=2, now=clock())
    assert restore(home.engine, cast.photographer, story, 2, now=clock()) == 4
    again = page(home, cast.photographer, story, clock)
    assert again.line.title == "食堂开放日"
    assert [(view.id, caption) for view, caption in again.pictures] == [(asset, "门口")]
    with pytest.raises(NotFound):
        restore(home.engine, cast.photographer, story, 9, now=clock())


def test_who_may_read_and_who_may_write(home: Any, cast: Any, story: int, clock: Any) -> None:
    for reader in (cast.photographer, cast.second_photographer, cast.reviewer, cast.editor, cast.administrator):
        assert page(home, reader, story, clock).writes
    with pytest.raises(NotFound):
        page(home, cast.outsider, story, clock)
    named = wish(credits=(Credit("author", "outsider 同学"),))
    save(home.engine, cast.editor, story, named, seen_version=1, now=clock())
    assert not page(home, cast.outsider, story, clock).writes, "whom it names may read it"
    with pytest.raises(Forbidden):
        save(home.engine, cast.outsider, story, wish(), seen_version=2, now=clock())


def test_pictures_keep_their_order_and_only_what_one_sees_goes_in(home: Any, cast: Any, story: int, clock: Any,
                                                                  new_asset: Any) -> None:
    mine = [new_asset(cast.photographer) for _ in range(3)]
    foreign = new_asset(cast.outsider)
    with pytest.raises(NotFound, match=f"V{foreign}"):
        save(home.engine, cast.photographer, story, wish(assets=((foreign, ""),)), seen_version=1, now=clock())
    order = tuple((one, "") for one in reversed(mine))
    save(home.engine, cast.photographer, story, wish(assets=order, lead_id=mine[1]), seen_version=1, now=clock())
    found = page(home, cast.photographer, story, clock)
    assert [view.id for view, _ in found.pictures] == mine[::-1]
    save(home.engine, cast.editor, story, wish(assets=(*order, (foreign, "馆里"))), seen_version=2, now=clock())
    found = page(home, cast.photographer, story, clock)
    assert (found.line.pictures, len(found.pictures), found.hidden) == (4, 3, 1)
    kept = (*order, (foreign, "馆里"))
    save(home.engine, cast.photographer, story, wish(title="新", assets=kept), seen_version=3, now=clock())
    assert page(home, cast.editor, story, clock).line.pictures == 4, "what an editor put in stays where another writes on"


@pytest.mark.parametrize(("given", "field"), [
    ({"title": " "}, "title"), ({"title": "长" * 121}, "title"), ({"kind": "poem"}, "kind"), ({"event_id": 99}, "event"),
    ({"credits": (Credit("author", "甲", 60), Credit("author", "乙"))}, "authors"),
    ({"credits": (Credit("photographer", "甲", 60), Credit("photographer", "乙", 50))}, "photographers"),
    ({"credits": (Credit("author", "甲"), Credit("author", "甲"))}, "authors"),
    ({"body": "<p>" + "长" * 50_001 + "</p>"}, "body"),
])
def test_what_does_not_fit_is_named_and_nothing_is_saved(home: Any, cast: Any, story: int, clock: Any, given: dict[str, Any],
                                                         field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(home.engine, cast.photographer, story, wish(**given), seen_version=1, now=clock())
    assert refused.value.field == field
    assert page(home, cast.photographer, story, clock).line.version == 1


def test_what_changed_is_told_field_by_field() -> None:
    one = lists.difference(wish(), wish(title="食堂开放周", body="<p><strong>三月一日</strong>，第一食堂开放。</p>"))
    assert [(span.change, span.text) for span in one.title] == [("same", "食堂开放"), ("removed", "日"), ("added", "周")]
    assert (one.body, one.others) == ((), ("marks",))

"""Stories on the review routes: the rules of assets, by the same code, and what is a story's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import items
from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine
from index.catalogue.items import Ref
from index.catalogue.lifecycle import Verb
from index.catalogue.reviews import Review
from index.catalogue.stories import StoryVersion, hash_of
from index.db import reading
from index.errors import Conflict, NotFound
from server.checks import letting as checks
from server.library.describe import Edit, describe
from server.review.service import Order, Seen, act, act_on_many, status, submit_for
from server.stories import lists, service
from server.stories.service import Credit, Wish
from server.takedowns import service as takedowns

TEXT = "<p>三月一日，第一食堂开放。</p>"
WISH = Wish("news", "食堂开放日", body=TEXT, credits=(Credit("author", "photographer 同学"),))


@pytest.fixture
def story(home: Any, cast: Any, clock: Any) -> Ref:
    return items.story(service.begin(home.engine, cast.photographer, WISH, now=clock()))


@pytest.fixture
def approved(desk: Any, cast: Any, story: Ref) -> Ref:
    for actor, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
        state = desk(actor, verb, story, "site")
    assert state == "approved"
    return story


def save(home: Any, actor: Any, ref: Ref, clock: Any, **given: Any) -> int:
    with reading(home.engine) as session:
        seen = session.scalars(select(StoryVersion.version).where(StoryVersion.story_id == ref.id)
                               .order_by(StoryVersion.version.desc())).first() or 0
    return service.save(home.engine, actor, ref.id, replace(WISH, **given), seen_version=seen, now=clock.turn(seconds=1))


def test_the_whole_route_with_one_return(desk: Any, cast: Any, story: Ref) -> None:
    assert desk(cast.photographer, "submit", story, "school") == "submitted"
    assert desk.queue(cast.reviewer) == [f"{story}:school"]
    assert desk(cast.reviewer, "return", story, "school") == "returned"
    assert desk(cast.photographer, "submit", story, "school") == "submitted"
    for actor, state in ((cast.reviewer, "reviewed"), (cast.director, "reviewed"), (cast.editor, "approved")):
        assert desk.queue(actor) == [f"{story}:school"]
        assert desk(actor, "approve", story, "school") == state
        assert desk.queue(actor) == []
    shown = desk.item(cast.photographer, story, "school")
    assert [stop.place for stop in shown.stops] == ["done", "done", "done"]
    assert shown.title == "食堂开放日"


def test_nobody_reviews_what_they_submitted_wrote_or_are_named_for(desk: Any, home: Any, cast: Any, story: Ref,
                                                                   clock: Any) -> None:
    second = desk.person("second", "canteen")
    assert desk(cast.reviewer, "submit", story, "site") == "submitted"
    assert desk(cast.reviewer, "approve", story, "site") == "own-work"
    assert desk.queue(second) == [f"{story}:site"]
    save(home, cast.photographer, story, clock, credits=(Credit("author", second.display),))
    assert desk(second, "approve", story, "site") == "own-words", "named as author"
    save(home, second, story, clock, title="开放日")
    assert desk(second, "approve", story, "site") == "own-words", "edited last"
    assert desk.queue(second) == []
    save(home, cast.photographer, story, clock)
    assert desk(second, "approve", story, "site") == "reviewed"
    assert desk(cast.outsider, "approve", story, "site") == "not-found"


def test_several_channels_share_a_step_and_keep_their_own_state(desk: Any, home: Any, cast: Any, story: Ref,
                                                                clock: Any) -> None:
    refused = submit_for(home.engine, cast.photographer, ["site", "school", "nowhere"], story, now=clock())
    assert [code for code, error in refused.items() if error] == ["nowhere"]
    assert desk(cast.reviewer, "approve", story, "site") == "reviewed"
    with reading(home.engine) as session:
        assert status(session, story) == {"site": "reviewed", "school": "reviewed"}
    assert desk(cast.photographer, "withdraw", story, "school") == "withdrawn"
    assert desk(cast.editor, "approve", story, "site") == "approved"


def test_asked_handed_on_and_signed_off(desk: Any, cast: Any, story: Ref) -> None:
    desk(cast.photographer, "submit", story, "site")
    with pytest.raises(NotFound):
        desk.item(cast.outsider, story, "site")
    assert desk.aside("ask", cast.reviewer, story, "哪一天？", channel="site") is None
    assert desk.aside("answer", cast.photographer, story, "三月一日", channel="site") is None
    guest = f"person:{cast.outsider.person_id}"
    assert desk.aside("add_sign_off", cast.reviewer, story, guest, channel="site") is None
    assert desk.item(cast.outsider, story, "site").title == "食堂开放日", "whom the route names sees it"
    assert desk(cast.reviewer, "approve", story, "site") == "reviewed"
    assert desk.queue(cast.outsider) == [f"{story}:site"]
    assert desk(cast.outsider, "approve", story, "site") == "reviewed"
    assert desk(cast.editor, "approve", story, "site") == "approved"


def test_a_deputy_decides_and_sees_what_they_decide(desk: Any, cast: Any, story: Ref) -> None:
    deputy = desk.person("deputy", "library")
    desk(cast.photographer, "submit", story, "site")
    assert desk(deputy, "approve", story, "site") == "not-found"
    desk.away(cast.reviewer, deputy)
    assert desk.queue(deputy) == [f"{story}:site"]
    assert desk(deputy, "approve", story, "site") == "reviewed"


def test_a_mixed_selection_is_approved_at_once(desk: Any, home: Any, cast: Any, clock: Any, story: Ref,
                                               new_asset: Callable[..., int]) -> None:
    asset = items.ref(new_asset(cast.photographer))
    for one in (story, asset):
        desk(cast.photographer, "submit", one, "site")
    assert sorted(desk.queue(cast.reviewer)) == sorted([f"{story}:site", f"{asset}:site"])
    many = [story, asset, items.story(99)]
    outcomes = act_on_many(home.engine, cast.reviewer, Order(Verb.APPROVE, "site"), many, clock=clock)
    assert [(ref, error.reason.code if error else None) for ref, error in outcomes] == [
        (story, None), (asset, None), (items.story(99), "not-found")]


@pytest.mark.parametrize(("given", "code", "said"), [
    ({"body": ""}, "missing-fields", "正文或图片"), ({"credits": ()}, "missing-fields", "署名"),
    ({"title": "新时达"}, "wording", "新时代"), ({"body": "<p>新时达</p>"}, "wording", "新时代"),
])
def test_what_is_lacking_or_written_wrong_is_not_submitted(desk: Any, home: Any, cast: Any, clock: Any, story: Ref,
                                                           given: dict[str, Any], code: str, said: str) -> None:
    save(home, cast.photographer, story, clock, **given)
    assert desk(cast.photographer, "submit", story, "site") == code
    assert said in desk.said
    if code == "wording":
        checks.let_stand(home.engine, cast.editor, story, "wording", "新时达", "店名", now=clock())
        assert desk(cast.photographer, "submit", story, "site") == "submitted"


def test_pictures_that_may_not_go_out_stop_it(desk: Any, home: Any, cast: Any, clock: Any, story: Ref,
                                              new_asset: Callable[..., int]) -> None:
    old, down = new_asset(cast.photographer, expires_at=clock()), new_asset(cast.photographer)
    for actor, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
        desk(actor, verb, down, "site")
    save(home, cast.photographer, story, clock, assets=((old, ""), (down, "")))
    takedowns.take_down(home.engine, cast.editor, [down], "异议", now=clock())
    assert desk(cast.photographer, "submit", story, "site") == "story-pictures"
    assert f"V{old}（已到期）、V{down}（已撤下）" in desk.said
    page = desk_page(home, cast.photographer, story, clock)
    assert (page.pictures, [name for name, _ in page.withheld]) == ((), [f"V{old}", f"V{down}"]), "shown to nobody"


def desk_page(home: Any, actor: Any, ref: Ref, clock: Any) -> Any:
    with reading(home.engine) as session:
        return lists.page(session, actor, ref.id, clock())


def test_an_edit_voids_the_channels_concerned_and_the_route_starts_again(desk: Any, home: Any, cast: Any, clock: Any,
                                                                         approved: Ref) -> None:
    assert desk_page(home, cast.outsider, approved, clock).line.title == "食堂开放日", "published: everybody reads it"
    assert not desk_page(home, cast.outsider, approved, clock).whole
    version = save(home, cast.editor, approved, clock, title="开放周")
    with reading(home.engine) as session:
        assert status(session, approved) == {"site": "submitted"}
        assert [one[1] for one in lists.voided(session, approved.id, version)] == ["Division site"]
    with pytest.raises(NotFound):
        desk_page(home, cast.outsider, approved, clock)
    assert desk.item(cast.reviewer, approved, "site").voided is not None
    shown = desk.item(cast.reviewer, approved, "site").story
    assert shown.before == 1
    assert "".join(span.text for span in shown.difference.title if span.change == "added") == "周"


def test_an_edited_caption_of_its_picture_voids_it_too(desk: Any, home: Any, cast: Any, clock: Any, story: Ref,
                                                       new_asset: Callable[..., int]) -> None:
    shown, own = new_asset(cast.photographer), new_asset(cast.photographer)
    save(home, cast.photographer, story, clock, assets=((shown, ""), (own, "我的说明")))
    for actor, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
        state = desk(actor, verb, story, "site")
    assert state == "approved"
    describe(home.engine, cast.photographer, own, Edit(caption="不在稿件里"), now=clock())
    describe(home.engine, cast.photographer, shown, Edit(place="操场"), now=clock())
    with reading(home.engine) as session:
        assert status(session, story) == {"site": "approved"}, "what readers of the story do not see voids nothing"
    describe(home.engine, cast.photographer, shown, Edit(caption="换了说明"), now=clock.turn(seconds=1))
    with reading(home.engine) as session:
        assert status(session, story) == {"site": "submitted"}
        lines = select(AuditLine).where(AuditLine.subject == story.subject).order_by(AuditLine.id.desc())
        last = session.scalars(lines.limit(1)).one()
        assert (last.verb, last.details["because"], last.details["voided"]) == ("changed", f"V{shown}", ["site"])


def test_a_draft_is_pinned_as_its_pictures_are_when_it_is_submitted(desk: Any, home: Any, cast: Any, clock: Any, story: Ref,
                                                                    new_asset: Callable[..., int]) -> None:
    asset = new_asset(cast.photographer)
    save(home, cast.photographer, story, clock, assets=((asset, ""),))
    describe(home.engine, cast.photographer, asset, Edit(caption="后来写的"), now=clock())
    desk(cast.photographer, "submit", story, "site")
    with reading(home.engine) as session:
        content = session.get_one(StoryVersion, (story.id, 3)).content
        sha256 = session.get_one(Asset, asset).sha256
        assert content["assets"] == [{"asset": asset, "caption": "", "sha256": sha256, "said": hash_of(["后来写的", ""])}]
        assert session.scalars(select(Review.version).where(Review.verb == Verb.SUBMIT)).one() == 3


def test_taken_back_by_its_author_and_taken_down_by_the_office(desk: Any, home: Any, cast: Any, clock: Any,
                                                               approved: Ref) -> None:
    assert desk(cast.photographer, "withdraw", approved, "site") == "not-allowed", "what is published its author does not"
    desk(cast.photographer, "submit", approved, "wechat")
    outcome = takedowns.take_down(home.engine, cast.editor, [approved], "事实有误", now=clock())
    assert (outcome.done, outcome.refused) == ((approved,), ())
    with reading(home.engine) as session:
        assert status(session, approved) == {"site": "withdrawn", "wechat": "withdrawn"}
    with pytest.raises(NotFound):
        desk_page(home, cast.outsider, approved, clock)
    again = takedowns.take_down(home.engine, cast.editor, [approved], "事实有误", now=clock())
    assert [error.reason.code for _, error in again.refused] == ["not-published"]


def test_what_the_reviewer_did_not_see_is_not_approved(desk: Any, home: Any, cast: Any, clock: Any, story: Ref) -> None:
    desk(cast.photographer, "submit", story, "site")
    seen = Seen(0, 1)
    save(home, cast.photographer, story, clock, title="换了")
    with pytest.raises(Conflict) as refused:
        act(home.engine, cast.reviewer, Order(Verb.APPROVE, "site", seen=seen), story, now=clock())
    assert refused.value.reason.code == "overtaken"

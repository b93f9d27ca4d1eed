"""Choices are shared, the later one stands, and nobody chooses among what is not theirs to describe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from index.catalogue import visibility
from index.catalogue.assets import Asset, FormerAsset, public_id
from index.catalogue.audit import AuditLine
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.choices import Choice, Chosen, Field
from index.catalogue.lifecycle import State
from index.catalogue.people import OWNER
from index.db import reading, writing
from index.errors import Forbidden, Invalid, NotFound
from index.search import drift, keeping, search
from index.search.results import Sort
from server.choices import service
from server.choices.service import Made, Saved


@pytest.fixture
def choose(engine: Any, clock: Any) -> Callable[..., Saved]:
    """Choose for one asset, on both databases: actor, asset, field=value, how many seconds ago."""

    def one(actor: Any, asset_id: int, *, ago: float = 0, **given: Any) -> Saved:
        at = clock() - timedelta(seconds=ago)
        return service.choose_many(engine, actor, [Made(asset_id, Field(name), value, at) for name, value in given.items()],
                                   now=clock())

    return one


@pytest.fixture
def publish(home: Any, clock: Any) -> Callable[[int], None]:
    """Approve an asset for the screens, as it is."""

    def approve(asset_id: int) -> None:
        with writing(home.engine) as session:
            channel = session.scalars(select(Channel.id).where(Channel.code == SCREENS)).one()
            session.add(Aim(asset_id=asset_id, channel_id=channel, state=State.APPROVED, changed_at=clock(),
                            pinned_sha256=session.get_one(Asset, asset_id).sha256, pinned_version=1))

    return approve


def test_a_choice_is_the_departments(choose: Callable[..., Saved], cast: Any, new_asset: Callable[..., int], home: Any,
                                     clock: Any) -> None:
    asset = new_asset(cast.photographer)
    choose(cast.photographer, asset, rating=4, flag="pick")
    clock.turn(seconds=1)
    saved = choose(cast.second_photographer, asset, colour="red")
    assert saved.standing == {asset: Chosen(4, "pick", "red")}
    assert choose(cast.editor, asset, ago=-1, rating=None).standing[asset].rating is None


@pytest.mark.parametrize("part", ["outsider", "director", "administrator"])
def test_who_may_describe_may_choose(choose: Callable[..., Saved], cast: Any, new_asset: Callable[..., int],
                                     part: str) -> None:
    asset = new_asset(cast.photographer)
    saved = choose(cast.people[part], asset, flag="reject")
    if part == "outsider":
        assert [(one, type(error)) for one, error in saved.refused] == [(asset, NotFound)]
        assert saved.standing == {}
    else:
        assert saved.standing[asset].flag == "reject"


def test_what_is_published_is_seen_and_not_chosen_by_others(choose: Callable[..., Saved], cast: Any,
                                                            publish: Callable[[int], None],
                                                            new_asset: Callable[..., int]) -> None:
    asset = new_asset(cast.photographer)
    publish(asset)
    choose(cast.photographer, asset, rating=5)
    saved = choose(cast.outsider, asset, rating=1)
    assert [type(error) for _, error in saved.refused] == [Forbidden]
    assert saved.standing == {asset: Chosen(5)}


def test_the_later_choice_stands_whichever_comes_first(choose: Callable[..., Saved], cast: Any, clock: Any,
                                                       new_asset: Callable[..., int]) -> None:
    asset = new_asset(cast.photographer)
    clock.turn(hours=1)
    choose(cast.photographer, asset, rating=5)
    saved = choose(cast.second_photographer, asset, ago=600, rating=1, flag="reject")
    assert saved.standing == {asset: Chosen(5, "reject")}, "made before, sent after: only where nobody chose since"
    clock.turn(seconds=1)
    assert choose(cast.photographer, asset, ago=-3600, rating=2).standing[asset].rating == 2
    clock.turn(seconds=1)
    assert choose(cast.photographer, asset, rating=3).standing[asset].rating == 3, "no clock of a sender is ahead of ours"


def test_the_trail_tells_where_a_choice_of_another_gave_way(choose: Callable[..., Saved], cast: Any, clock: Any, home: Any,
                                                            new_asset: Callable[..., int]) -> None:
    asset = new_asset(cast.photographer)
    for stars in (1, 2, 3):
        clock.turn(seconds=1)
        choose(cast.photographer, asset, rating=stars)
    clock.turn(seconds=1)
    choose(cast.second_photographer, asset, rating=5, flag="pick")
    with reading(home.engine) as session:
        lines = list(session.scalars(select(AuditLine).where(AuditLine.verb == "chose")))
        row = session.get_one(Choice, asset)
    assert [(one.actor_id, one.details) for one in lines] == [
        (cast.second_photographer.person_id, {"before": {"rating": 3}, "after": {"rating": 5}, "of": "photographer 同学"})]
    assert (row.rating_by, row.flag_by) == (cast.second_photographer.person_id,) * 2
    assert row.rating_at == clock()


def test_a_choice_follows_its_asset_where_that_was_joined_into_another(choose: Callable[..., Saved], cast: Any, home: Any,
                                                                       clock: Any, new_asset: Callable[..., int]) -> None:
    asset = new_asset(cast.photographer)
    with writing(home.engine) as session:
        session.add(FormerAsset(id=900, asset_id=asset, joined_at=clock()))
    assert choose(cast.photographer, 900, flag="pick").standing == {900: Chosen(None, "pick")}
    with reading(home.engine) as session:
        assert session.get_one(Choice, asset).flag == "pick"


def test_too_many_and_none_at_all(home: Any, cast: Any, clock: Any) -> None:
    with pytest.raises(Invalid):
        service.choose_many(home.engine, cast.editor, [Made(1, Field.FLAG, None, clock())] * 5001, now=clock())
    assert service.choose_many(home.engine, cast.editor, [], now=clock()) == Saved({}, ())


def test_a_thousand_are_chosen_at_once_and_found(cast: Any, home: Any, clock: Any, new_asset: Callable[..., int],
                                                 worker: Any) -> None:
    assets = [new_asset(cast.photographer) for _ in range(1000)]
    worker.drain()
    made = [Made(one, Field.RATING, 4, clock()) for one in assets]
    statements: list[str] = []
    event.listen(home.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    saved = service.choose_many(home.engine, cast.photographer, made, now=clock())
    assert len(saved.standing) == 1000
    assert len(statements) < 20, "no statement for each picture"
    worker.drain()
    viewer = visibility.search_filter(cast.photographer)
    assert search.search(home.index, "rating:>=4", limit=1, now=clock(), viewer_filter=viewer).total == 1000


def test_choices_are_searched_sorted_and_counted(choose: Callable[..., Saved], cast: Any, home: Any, clock: Any, worker: Any,
                                                 new_asset: Callable[..., int]) -> None:
    best, worst, plain = (new_asset(cast.photographer) for _ in range(3))
    choose(cast.photographer, best, rating=5, flag="pick", colour="green")
    choose(cast.photographer, worst, rating=1, flag="reject")
    keeping.ask_for_rebuild(home.engine, clock())
    worker.drain()

    def found(text: str, actor: Any = cast.photographer, sort: Sort = Sort.NEWEST) -> list[int]:
        results = search.search(home.index, text, limit=9, now=clock(), sort=sort,
                                viewer_filter=visibility.search_filter(actor))
        return [hit.asset_id for hit in results.hits if not hit.near]

    assert found("rating:>=4") == found("评分:5") == found("flag:pick") == found("旗标:选中") == found("颜色:绿") == [best]
    assert found("flag:reject") == found("旗标:排除") == [worst]
    assert found("flag:none") == found("旗标:无") == found("rating:0") == found("-has:rating") == [plain]
    assert set(found("有:评分")) == {best, worst}
    assert set(found("颜色:无")) == {worst, plain}
    assert found("", sort=Sort.RATING) == [best, worst, plain]
    assert found("flag:pick", cast.outsider) == []
    counted = search.search(home.index, "", limit=1, now=clock(), viewer_filter=visibility.EVERYTHING).facets
    assert counted["flag"] == {"pick": 1, "reject": 1, "none": 1}
    assert counted["rating"] == {"5": 1, "1": 1}


def test_approvals_stand(choose: Callable[..., Saved], cast: Any, home: Any, clock: Any, new_asset: Callable[..., int],
                         publish: Callable[[int], None]) -> None:
    asset = new_asset(cast.photographer)
    publish(asset)
    choose(cast.photographer, asset, rating=2)
    with reading(home.engine) as session:
        assert visibility.asset_for(session, cast.outsider, asset, clock()).id == asset


def test_the_index_is_as_the_catalogue(choose: Callable[..., Saved], cast: Any, home: Any, worker: Any, clock: Any,
                                       new_asset: Callable[..., int]) -> None:
    asset = new_asset(cast.photographer)
    keeping.ask_for_rebuild(home.engine, clock())
    worker.drain()
    choose(OWNER, asset, rating=3)
    assert [one.what for one in drift.differences(home.engine, home.index)] == ["old"]
    worker.drain()
    assert list(drift.differences(home.engine, home.index)) == []


def test_over_http_each_is_told_by_its_age(visitor: Callable[[str], Any], cast: Any, clock: Any,
                                           new_asset: Callable[..., int]) -> None:
    asset = public_id(new_asset(cast.photographer))
    clock.turn(hours=1)
    one = visitor("photographer")
    one.get("/library")

    def send(body: Any) -> Any:
        return one.client.post("/choices", json=body,
                               headers={"Accept": "application/json", "X-CSRFToken": one.browser.token})

    answer = send({"sent": 5_000_000, "choices": [
        [asset, "rating", 4, 4_990_000], [asset, "flag", "pick", 4_990_000], [asset, "flag", "maybe", 4_990_000],
        ["V99", "flag", "pick", 4_990_000], ["x", "flag", None, 1], 7]})
    assert answer.status_code == 200, answer.text
    told = answer.get_json()
    assert told["standing"] == {asset: [4, "pick", None]}
    assert sorted(line["code"] for line in told["refused"]) == ["invalid", "invalid", "not-found", "not-found"]
    late = send({"sent": 100, "choices": [[asset, "rating", 1, -50_000]]})
    assert late.get_json()["standing"] == {asset: [4, "pick", None]}
    for body in ({}, {"sent": "x", "choices": []}, [1], {"sent": 1}):
        assert send(body).status_code == 422
    assert one.client.post("/choices", json={"sent": 1, "choices": []}).status_code == 400, "without a token"

"""What nobody outside knew of: an embargo is waited for, however long, and tells neither too much nor twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from index.catalogue.lifecycle import Verb
from index.db import writing
from server.library.describe import Edit, describe
from server.review.service import Order, act
from server.takedowns import service as takedowns
from server.webhooks import queueing

Moved = Callable[..., None]
Told = Callable[[], list[tuple[str, list[str]]]]


@pytest.fixture
def told(hook: Any, http: Any) -> Told:
    """Return a function that gives what the receiver heard of so far."""
    return lambda: [(one.json["type"], one.json["data"]["channels"]) for one in http.asked]


@pytest.fixture
def embargoed(new_asset: Callable[..., int], published: Moved, cast: Any, clock: Any, hook: Any) -> int:
    """A picture that is approved and under embargo for two hours."""
    asset = new_asset(cast.photographer, embargo_until=clock() + timedelta(hours=2))
    published(asset)
    return asset


def test_an_embargo_of_weeks_is_told_when_it_ends(
        hook: Any, new_asset: Callable[..., int], published: Moved, tell: Callable[..., int], inside: Any, cast: Any,
        clock: Any, deliveries: Callable[[], list[Any]], told: Told) -> None:
    published(new_asset(cast.photographer, embargo_until=clock() + timedelta(days=45)))
    assert tell() == 0
    queueing.sweep(inside, clock.turn(days=31))
    assert tell(days=15) == 1
    queueing.sweep(inside, clock())
    assert [one[:2] for one in deliveries()] == [("asset.published", "sent")], "it is kept for a month from now"
    queueing.sweep(inside, clock.turn(days=31))
    assert deliveries() == []


@pytest.mark.parametrize(("hours", "told_after"), [(0, 0), (1, 1), (4, 4)])
def test_an_embargo_that_is_moved_is_told_at_its_new_end(
        embargoed: int, tell: Callable[..., int], home: Any, cast: Any, clock: Any, told: Told, hours: int,
        told_after: int) -> None:
    """The office lets it out at once, earlier, or later: whom it was promised for two hours hear of it then."""
    assert tell() == 0
    ends = (clock() + timedelta(hours=hours)).isoformat() if hours else ""
    describe(home.engine, cast.editor, embargoed, Edit(embargo_until=ends), now=clock())
    heard = [tell(), *(tell(hours=1) for _ in range(4))]
    assert [place for place, count in enumerate(heard) if count] == [told_after]
    assert told() == [("asset.published", ["site"])]


def test_what_is_withdrawn_under_embargo_is_told_of_at_no_time(
        embargoed: int, tell: Callable[..., int], home: Any, cast: Any, clock: Any, told: Told) -> None:
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "site", "有误"), embargoed, now=clock.turn(minutes=1))
    assert (tell(), tell(hours=3), told()) == (0, 0, [])


def test_what_is_taken_down_everywhere_under_embargo_is_told_of_at_no_time(
        embargoed: int, tell: Callable[..., int], home: Any, cast: Any, clock: Any, told: Told) -> None:
    takedowns.take_down(home.engine, cast.editor, [embargoed], "有误", now=clock.turn(minutes=1))
    assert (tell(), tell(hours=3), told()) == (0, 0, [])


@pytest.mark.parametrize("edit", [Edit(title="另一个标题"), Edit(embargo_until="")])
def test_what_is_edited_and_approved_again_is_told_once(
        embargoed: int, tell: Callable[..., int], home: Any, cast: Any, clock: Any, told: Told, edit: Edit,
        deliveries: Callable[[], list[Any]]) -> None:
    assert tell() == 0
    describe(home.engine, cast.photographer, embargoed, edit, now=clock.turn(minutes=1))
    assert (tell(), told()) == (0, []), "that it was approved is nobody's business"
    for who in (cast.reviewer, cast.editor):
        act(home.engine, who, Order(Verb.APPROVE, "site"), embargoed, now=clock.turn(minutes=1))
    tell()
    tell(hours=3)
    assert told() == [("asset.published", ["site"])]
    assert [one[:2] for one in deliveries()] == [("asset.published", "dropped"), ("asset.published", "sent")]


def test_an_embargo_that_comes_after_the_publication_hides_no_taking_down(
        hook: Any, new_asset: Callable[..., int], published: Moved, tell: Callable[..., int], home: Any, cast: Any,
        clock: Any, told: Told) -> None:
    asset = new_asset(cast.photographer)
    published(asset)
    assert tell() == 1
    later = (clock.turn(minutes=1) + timedelta(days=1)).isoformat()
    describe(home.engine, cast.editor, asset, Edit(embargo_until=later), now=clock())
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "site", "有误"), asset, now=clock.turn(minutes=1))
    tell()
    assert told() == [("asset.published", ["site"]), ("asset.taken_down", ["site"])]


def test_a_draft_that_a_take_down_carries_along_is_not_told_of(
        hook: Any, new_asset: Callable[..., int], published: Moved, tell: Callable[..., int], home: Any, cast: Any,
        clock: Any, told: Told) -> None:
    out, draft = new_asset(cast.photographer), new_asset(cast.photographer)
    published(out)
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "site"), draft, now=clock.turn(minutes=1))
    tell()
    with writing(home.engine) as session:  # as a withdrawn consent does
        takedowns.carry_out(session, cast.editor, [out, draft], "授权撤回", now=clock.turn(minutes=1))
    tell()
    assert told() == [("asset.published", ["site"]), ("asset.taken_down", ["site"])]

"""The queue holds exactly what its reader may decide, whoever they are, and says how long it has waited."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select

from index.catalogue import items
from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine, broken_links
from index.catalogue.channels import Aim
from index.catalogue.lifecycle import Verb
from index.db import reading
from index.errors import VitrineError
from server.library.describe import Edit, describe
from server.review import desks, mine, queue
from server.review.item import item
from server.review.service import Order, Seen, act, act_on_many

New = Callable[..., int]
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def move(home: Any, clock: Any) -> Callable[..., None]:
    """Return a function that makes one move a minute later: (actor, verb, asset, channel)."""

    def one(actor: Any, verb: str, asset_id: int, channel: str = "screens", reason: str = "请补充地点") -> None:
        act(home.engine, actor, Order(Verb(verb), channel, reason), asset_id, now=clock.turn(minutes=1))

    return one


def keys(home: Any, actor: Any, now: datetime = START) -> list[str]:
    with reading(home.engine) as session:
        found = [entry.key for entry in queue.waiting(session, actor, now, ZONE)]
        assert queue.count_waiting(session, actor, now) == len(found)
    return found


def test_the_queue_is_what_the_rules_say_for_everybody(home: Any, cast: Any, new_asset: New, move: Any) -> None:
    """Whatever the route and whoever submitted: an item is in the queue of its deciders and of nobody else."""
    owners = [cast.photographer, cast.reviewer, cast.director, cast.outsider, cast.editor, cast.second_editor]
    for owner in owners:
        for channel in ("screens", "school"):
            move(owner, "submit", new_asset(owner), channel)
    passed = new_asset(cast.photographer)
    move(cast.photographer, "submit", passed, "school")
    move(cast.reviewer, "approve", passed, "school")
    move(cast.director, "approve", passed, "school")
    with reading(home.engine) as session:
        rows = session.execute(select(Aim, Asset).join(Asset, Asset.id == Aim.asset_id).where(
            Aim.state.in_(["submitted", "reviewed"]))).all()
        able = {aim.id: desks.deciders(session, aim, items.of_asset(session, asset), START) for aim, asset in rows}
        expected = {person.login: {aim_id for aim_id, people in able.items() if person.person_id in people}
                    for person in cast.people.values()}
        by_key = {(aim.asset_id, aim.channel_id): aim.id for aim, _ in rows}
        channels = {"screens": 1, "school": 4}
        codes = dict(session.execute(select(Aim.id, Aim.channel_id)).all())
        assert set(codes.values()) == set(channels.values())
        for person in cast.people.values():
            found = {by_key[one.ref.id, channels[one.channel]] for one in queue.waiting(session, person, START, ZONE)}
            assert found == expected[person.login], person.login


def test_what_has_waited_longest_comes_first_and_leaves_when_decided(home: Any, cast: Any, new_asset: New, move: Any) -> None:
    first, second = new_asset(cast.photographer), new_asset(cast.photographer)
    move(cast.photographer, "submit", second)
    move(cast.photographer, "submit", first)
    assert keys(home, cast.reviewer) == [f"V{second}:screens", f"V{first}:screens"]
    move(cast.reviewer, "approve", second)
    assert keys(home, cast.reviewer) == [f"V{first}:screens"]
    assert keys(home, cast.editor) == [f"V{second}:screens"]


def test_nobody_sees_their_own_work_in_their_queue(home: Any, cast: Any, new_asset: New, move: Any) -> None:
    own = new_asset(cast.reviewer)
    move(cast.reviewer, "submit", own)
    assert keys(home, cast.reviewer) == []
    assert keys(home, cast.director) == [f"V{own}:screens"], "the step passes to the director"


def test_a_text_that_changed_since_it_was_seen_is_not_approved(home: Any, cast: Any, new_asset: New, move: Any,
                                                               clock: Any) -> None:
    asset = new_asset(cast.photographer)
    move(cast.photographer, "submit", asset)
    with reading(home.engine) as session:
        seen = item(session, cast.reviewer, asset, "screens", clock(), ZONE)
    describe(home.engine, cast.photographer, asset, Edit(caption="换了说明"), now=clock.turn(minutes=1))
    order = Order(Verb.APPROVE, "screens", seen=Seen(seen.step, seen.version))
    with pytest.raises(VitrineError, match="moved on") as caught:
        act(home.engine, cast.reviewer, order, asset, now=clock())
    assert caught.value.reason.code == "overtaken"
    with reading(home.engine) as session:
        now = item(session, cast.reviewer, asset, "screens", clock(), ZONE)
    assert (now.state, now.mine) == ("submitted", True)


def test_the_route_tells_who_has_done_what_and_who_is_next(home: Any, cast: Any, new_asset: New, move: Any,
                                                           clock: Any) -> None:
    asset = new_asset(cast.photographer)
    move(cast.photographer, "submit", asset, "school")
    move(cast.reviewer, "approve", asset, "school")
    with reading(home.engine) as session:
        stops = item(session, cast.director, asset, "school", clock(), ZONE).stops
    assert [(stop.step.desk, stop.place) for stop in stops] == [
        ("department", "done"), ("director", "now"), ("office", "later")]
    assert len(stops[0].by) == 1
    assert stops[0].by[0].who == cast.reviewer.display
    assert stops[1].people == (cast.director.display,)


def test_hints_name_what_is_missing(home: Any, cast: Any, new_asset: New, move: Any, clock: Any) -> None:
    asset = new_asset(cast.photographer, title="")
    move(cast.photographer, "submit", asset)
    with reading(home.engine) as session:
        found = item(session, cast.reviewer, asset, "screens", clock(), ZONE)
    assert found.hints == ("title", "caption", "place", "credit")


def test_mine_shows_what_came_back_first_with_its_reason(home: Any, cast: Any, new_asset: New, move: Any) -> None:
    back, waits, draft = (new_asset(cast.photographer) for _ in range(3))
    move(cast.photographer, "submit", back)
    move(cast.reviewer, "return", back, reason="请补充人物姓名")
    move(cast.photographer, "submit", waits)
    with reading(home.engine) as session:
        found = mine.submissions(session, cast.photographer, START, ZONE, limit=10)
    assert [one.asset.id for one in found] == [back, waits]
    assert draft not in {one.asset.id for one in found}
    standing = found[0].standings[0]
    assert standing.returned is not None
    assert (standing.state, standing.returned.reason, standing.returned.who) == (
        "returned", "请补充人物姓名", cast.reviewer.display)


def test_the_number_of_reads_does_not_grow_with_the_queue(home: Any, cast: Any, new_asset: New, clock: Any) -> None:
    reads: list[str] = []
    event.listen(home.engine, "before_cursor_execute", lambda *given: reads.append(given[2]))
    counts = []
    for more in (5, 60):
        ids = [new_asset(cast.photographer) for _ in range(more)]
        act_on_many(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), ids, clock=clock)
        reads.clear()
        assert len(keys(home, cast.reviewer)) >= more
        counts.append(len(reads))
    assert counts[0] == counts[1] <= 10


def test_many_at_once_each_with_its_line_and_none_stopped_by_another(database: str, home: Any, cast: Any, new_asset: New,
                                                                     clock: Any) -> None:
    """500 of them; how long that takes is printed, for whoever reads the log."""
    ids = [new_asset(cast.photographer) for _ in range(500)]
    act_on_many(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), ids, clock=clock)
    own = new_asset(cast.reviewer)
    act(home.engine, cast.reviewer, Order(Verb.SUBMIT, "screens"), own, now=clock())
    begin = time.perf_counter()
    mixed = [*ids[:250], own, *ids[250:]]
    outcomes = act_on_many(home.engine, cast.reviewer, Order(Verb.APPROVE, "screens"), mixed, clock=clock)
    print(f"\n500 approvals, {database}: {time.perf_counter() - begin:.2f} s")
    assert [(i, error.reason.code) for i, error in outcomes if error] == [(own, "own-work")]
    with reading(home.engine) as session:
        approved = session.scalars(select(AuditLine.subject).where(AuditLine.verb == "approve")).all()
        assert sorted(approved) == sorted(f"asset:V{i}" for i in ids)
        assert list(broken_links(session)) == []

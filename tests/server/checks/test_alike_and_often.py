"""Warnings about what is out already: pictures that look like a published one, and pictures that were used often lately."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from index.catalogue import items, stacks
from index.catalogue.assets import Asset, Description, Rendition
from index.catalogue.bins import Binned
from index.catalogue.boards import Board, BoardItem
from index.catalogue.channels import Aim, Channel
from index.catalogue.lifecycle import State
from index.catalogue.likenesses import Decision, Likeness
from index.catalogue.people import OWNER
from index.catalogue.screens import Play
from index.db import reading, writing
from server.checks import every
from server.checks.findings import Limits
from server.review.fetching import fetch_many
from server.stories import service
from server.stories.service import Wish

CHANNELS = ("screens", "wechat")


@pytest.fixture
def looked(home: Any, cast: Any, clock: Any) -> Callable[..., Any]:
    """Return a function that gives what one check finds in these assets, for somebody: {asset: findings}."""

    def look(check: str, *assets: int, actor: Any = None, limits: Limits = every.DELIVERED) -> dict[int, list[Any]]:
        refs = [one if isinstance(one, items.Ref) else items.ref(one) for one in assets]
        with reading(home.engine) as session:
            held = fetch_many(session, actor or cast.photographer, refs, clock())
            found = every.findings(session, actor or cast.photographer, [held[ref] for ref in refs], CHANNELS, clock(),
                                   [one for one in every.CHECKS if one.name == check], limits=limits)
        assert all(by["screens"] == by["wechat"] for by in found.values())
        return {ref.id: list(by["screens"]) for ref, by in found.items()}

    return look


@pytest.fixture
def publish(home: Any, clock: Any) -> Callable[..., None]:
    """Return a function that enters an asset, or a story, as approved on a channel, some days ago."""

    def on(asset: int, channel: str = "screens", *, days: float = 1, story: bool = False) -> None:
        with writing(home.engine) as session:
            number = session.scalar(select(Channel.id).where(Channel.code == channel))
            pinned = "0" * 64 if story else session.get_one(Asset, asset).sha256
            column = {"story_id": asset} if story else {"asset_id": asset}
            session.add(Aim(**column, channel_id=number, state=State.APPROVED, pinned_sha256=pinned, pinned_version=1,
                            changed_at=clock() - timedelta(days=days)))

    return on


@pytest.fixture
def alike(home: Any, clock: Any) -> Callable[..., None]:
    def pair(one: int, other: int, distance: int = 3, decided: str | None = None) -> None:
        with writing(home.engine) as session:
            session.add(Likeness(asset_id=min(one, other), other_id=max(one, other), distance=distance, found_at=clock(),
                                 decided=decided))

    return pair


# What looks like something published

def test_what_looks_like_something_published_is_told_with_where_and_when(engine: Any, cast: Any, clock: Any, new_asset: Any,
                                                                        looked: Any, publish: Any, alike: Any) -> None:
    assert engine
    mine, near, far, draft = (new_asset(cast.photographer) for _ in range(4))
    for other, distance in ((near, 2), (far, 9), (draft, 1)):
        alike(mine, other, distance)
    publish(near, "screens", days=3)
    publish(near, "wechat", days=1)
    publish(far, "screens", days=2)
    publish(mine, "wechat")
    [one] = looked("alike", mine)[mine]
    assert (one.severity, one.reason.code) == ("warns", "alike-published")
    assert f"V{near}、V{far}" in one.reason.zh
    assert [(each.asset, each.where[0], each.when) for each in one.mentions] == [
        (f"V{near}", "电子屏", clock() - timedelta(days=3)), (f"V{near}", "微信公众号", clock() - timedelta(days=1)),
        (f"V{far}", "电子屏", clock() - timedelta(days=2))]
    assert {asset: len(found) for asset, found in looked("alike", near, far, draft).items()} == {near: 1, far: 1, draft: 1}


def test_shots_of_one_stack_count_and_what_was_told_apart_does_not(home: Any, cast: Any, clock: Any, new_asset: Any,
                                                                  looked: Any, publish: Any, alike: Any) -> None:
    one, mate, different, stacked = (new_asset(cast.photographer) for _ in range(4))
    with writing(home.engine) as session:
        stacks.put_together(session, OWNER, [one, mate], now=clock())
    alike(one, different, decided=Decision.DIFFERENT)
    for asset in (mate, different):
        publish(asset)
    assert [each.asset for each in looked("alike", one)[one][0].mentions] == [f"V{mate}"]
    alike(one, stacked, decided=Decision.STACKED)
    publish(stacked)
    assert [each.asset for each in looked("alike", one)[one][0].mentions] == [f"V{stacked}", f"V{mate}"]


@pytest.mark.parametrize("hidden", [{"expires_at": -1}, {"embargo_until": 1}, "binned", "edited"])
def test_what_is_not_published_now_is_told_nobody(home: Any, cast: Any, clock: Any, new_asset: Any, looked: Any, publish: Any,
                                                  alike: Any, hidden: Any) -> None:
    """The other department's approved picture under embargo, expired, in the bin, or edited since."""
    mine, theirs = new_asset(cast.photographer), new_asset(cast.outsider)
    alike(mine, theirs)
    publish(theirs)
    assert [each.asset for each in looked("alike", mine)[mine][0].mentions] == [f"V{theirs}"]
    with writing(home.engine) as session:
        if isinstance(hidden, dict):
            session.execute(update(Asset).where(Asset.id == theirs).values(
                {name: clock() + timedelta(days=days) for name, days in hidden.items()}))
        elif hidden == "binned":
            session.add(Binned(asset_id=theirs, at=clock(), who="x", reason="", act="1", proposer="", proposal=""))
        else:
            session.execute(update(Aim).where(Aim.asset_id == theirs).values(pinned_version=7))
    assert looked("alike", mine)[mine] == []
    assert looked("alike", mine, actor=cast.editor)[mine] == []


# What was used often lately

@pytest.fixture
def board(home: Any, clock: Any) -> Callable[..., None]:
    def put(asset: int, name: str, *, days: float = 1) -> None:
        with writing(home.engine) as session:
            row = Board(name=name, theme="", changed_at=clock())
            session.add(row)
            session.flush()
            session.add(BoardItem(board_id=row.id, asset_id=asset, position=1, added_at=clock() - timedelta(days=days)))

    return put


@pytest.fixture
def played(home: Any, cast: Any, clock: Any) -> Callable[..., None]:
    def play(asset: int, *, days: float = 1) -> None:
        at = clock() - timedelta(days=days)
        with writing(home.engine) as session:
            shown = session.get_one(Asset, asset).sha256
            session.add(Rendition(original_sha256=shown, preset="screen", sha256=f"{asset:064x}", media_type="image/jpeg",
                                  width=1, height=1, bytes=1))
            session.execute(insert(Play), [
                {"id": f"{asset}-{n}", "screen_id": cast.screen, "sha256": f"{asset:064x}", "revision": "r",
                 "started_at": at - timedelta(hours=n), "duration_ms": 9000, "outcome": "played", "received_at": at}
                for n in range(3)])

    return play


@pytest.fixture
def story(home: Any, cast: Any, clock: Any) -> Callable[..., int]:
    def write(title: str, *assets: int) -> int:
        wish = Wish("news", title, body="正文", assets=tuple((one, "") for one in assets))
        return service.begin(home.engine, cast.photographer, wish, now=clock())

    return write


def where(found: list[Any]) -> list[str]:
    return [each.where[0] for one in found for each in one.mentions]


def test_three_uses_within_thirty_days_are_often(engine: Any, cast: Any, new_asset: Any, looked: Any, publish: Any,
                                                 board: Any, story: Any) -> None:
    assert engine
    often, old = new_asset(cast.photographer), new_asset(cast.photographer)
    publish(often, days=2)
    board(often, "东门", days=1)
    assert looked("often", often)[often] == [], "two uses are not many"
    publish(story("在文中", often), days=3, story=True)
    story("草稿不算", often)
    [one] = looked("often", often)[often]
    assert (one.severity, one.reason.code, where([one])) == ("warns", "used-often", ["东门", "电子屏", "在文中"])
    assert "30 天里已经用了 3 次" in one.reason.zh
    publish(old, days=40)
    publish(old, "wechat", days=1)
    board(old, "西门", days=40)
    board(old, "北门", days=1)
    assert looked("often", old)[old] == [], "what was long ago does not count"
    assert sorted(where(looked("often", old, limits=Limits(4, 60))[old])) == ["北门", "微信公众号", "电子屏", "西门"]
    assert looked("often", old, limits=Limits(5, 60))[old] == []


def test_what_is_still_played_counts_however_long_it_stands_on_the_board(cast: Any, new_asset: Any, looked: Any, board: Any,
                                                                         played: Any) -> None:
    standing, gone, silent = (new_asset(cast.photographer) for _ in range(3))
    board(standing, "东门", days=90)
    board(silent, "西门", days=90)
    played(standing, days=2)
    played(gone, days=3)
    played(silent, days=31)
    found = looked("often", standing, gone, silent, limits=Limits(1, 30))
    assert {asset: where(several) for asset, several in found.items()} == {
        standing: ["东门"], gone: ["电子屏"], silent: []}


def test_of_a_story_each_picture_is_looked_at_and_the_story_itself_is_no_use(cast: Any, new_asset: Any, looked: Any,
                                                                            board: Any, publish: Any, story: Any) -> None:
    one, calm = new_asset(cast.photographer), new_asset(cast.photographer)
    mine = story("这一篇", one, calm)
    publish(mine, story=True)
    board(one, "东门")
    board(one, "西门")
    found = looked("often", items.story(mine), limits=Limits(2, 30))[mine]
    assert [f"V{one}" in each.reason.en for each in found] == [True]
    assert sorted(where(found)) == ["东门", "西门"]


def test_the_page_leads_to_what_is_meant(visitor: Any, cast: Any, new_asset: Any, publish: Any, alike: Any,
                                         board: Any) -> None:
    mine, other = new_asset(cast.photographer), new_asset(cast.outsider)
    alike(mine, other)
    publish(other)
    for name in ("东门", "西门", "北门"):
        board(mine, name)
    page = visitor("photographer").get(f"/library/V{mine}")
    assert f'<a href="/library/V{other}">V{other}</a><span>Campus screens</span>' in page
    assert "This was used 3 times in the last 30 days." in page


def test_five_hundred_are_looked_at_within_two_seconds_of_a_core(home: Any, cast: Any, clock: Any, new_asset: Any) -> None:
    """Each looks like twelve others, which are published on three channels each."""
    first, mine, theirs = new_asset(cast.photographer), range(1000, 1500), range(1500, 2000)
    with writing(home.engine) as session:
        pattern = session.get_one(Asset, first)
        columns = {"kind": "photo", "owner_id": pattern.owner_id, "department_id": pattern.department_id, "facts": {},
                   "created_at": clock(), "recompressed": False, "clock_photo": False}
        session.execute(insert(Asset), [{**columns, "id": n, "sha256": f"{n:064x}"} for n in (*mine, *theirs)])
        session.execute(insert(Description), [{"asset_id": n, "version": 1, "updated_at": clock()} for n in (*mine, *theirs)])
        channels = list(session.scalars(select(Channel.id)))
        session.execute(insert(Aim), [
            {"asset_id": n, "channel_id": channel, "state": State.APPROVED, "pinned_sha256": f"{n:064x}", "pinned_version": 1,
             "changed_at": clock()} for n in theirs for channel in channels[:3]])
        session.execute(insert(Likeness), [{"asset_id": n, "other_id": m, "distance": n % 10, "found_at": clock()}
                                           for n in mine for m in range(1500 + n % 400, 1512 + n % 400)])
    checks = [one for one in every.CHECKS if one.name in {"alike", "often", "flashes"}]
    with reading(home.engine) as session:
        held = list(fetch_many(session, cast.photographer, [items.ref(n) for n in mine], clock()).values())
        began = time.thread_time()
        found = every.findings(session, cast.photographer, held, CHANNELS, clock(), checks)
        took = time.thread_time() - began
    assert [len(by["screens"]) for by in found.values()] == [1] * 500
    assert took < 2, took

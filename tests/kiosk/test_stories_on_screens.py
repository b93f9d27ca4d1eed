"""A story on a board: what a screen is told of it, what it may fetch, and that it leaves when its approval does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from index.catalogue import audit, items, stories
from index.catalogue.channels import Aim, Channel
from index.catalogue.people import OWNER
from index.catalogue.screens import item_parts
from index.catalogue.stories import Story, StoryAsset, StoryVersion
from index.db import writing
from index.errors import Conflict
from kiosk.gather import keep_plays
from kiosk.told import MOST_CHARACTERS, opening
from server.boards import service as boards
from server.plays import lists as plays
from server.plays.counting import Only, Span

LONG = "。".join(["食堂的早餐从六点半开始供应"] * 60) + "。"


def story(campus, title: str, body: str, *pictures: int, state: str = "approved") -> int:
    with writing(campus.home.engine) as session:
        made = Story(kind="news", title=title, summary="三句话说完", body=body, lead_id=pictures[-1] if pictures else None,
                     version=1, created_at=campus.clock.at, changed_at=campus.clock.at)
        session.add(made)
        session.flush()
        session.add_all(StoryAsset(story_id=made.id, asset_id=one, position=place, caption=f"图{place}")
                        for place, one in enumerate(pictures, 1))
        content = stories.content_of(session, made)
        sha = stories.hash_of(content)
        session.add(StoryVersion(story_id=made.id, version=1, content=content, sha256=sha, saved_at=campus.clock.at))
        channel = session.scalars(select(Channel.id).where(Channel.code == "screens")).one()
        session.add(Aim(story_id=made.id, channel_id=channel, state=state, route=(), pinned_sha256=sha, pinned_version=1,
                        changed_at=campus.clock.at))
        return made.id


@pytest.fixture
def hung(campus):
    """A board with a story of two pictures between two photos."""
    first, second, third = (campus.picture(name) for name in ("早餐", "午餐", "晚餐"))
    campus.board("食堂风采", first)
    made = story(campus, "食堂新增窗口", f"<p>第一段</p><p>{LONG}</p>", second, third)
    boards.add_item(campus.home.engine, OWNER, "食堂风采", items.story(made), now=campus.clock.at)
    boards.add_item(campus.home.engine, OWNER, "食堂风采", second, now=campus.clock.at)
    campus.screen("一食堂", "食堂风采")
    return made


def test_a_story_is_told_with_its_words_and_its_pictures_the_lead_first(campus, hung, paired):
    screen = paired("一食堂")
    told = screen.get("/kiosk/manifest").get_json()
    item = told["items"][1]
    assert [one["kind"] for one in told["items"]] == ["photo", "story", "photo"]
    assert (item["key"], item["title"], item["caption"], item["bytes"]) == (f"1-S{hung}", "食堂新增窗口", "三句话说完", 0)
    assert item["text"].startswith("第一段\n食堂")
    assert item["more"]
    assert len(item["text"]) <= MOST_CHARACTERS
    assert [one["alt"] for one in item["pictures"]] == ["图2", "图1"]
    assert item["duration_ms"] == item["head_ms"] + round(len(item["text"]) / 6 * 1000)
    for one in item["pictures"]:
        assert screen.get(f"/kiosk/media/{one['sha256']}").status_code == 200
    boards.remove_item(campus.home.engine, OWNER, "食堂风采", items.story(hung), now=campus.clock.at)
    lead = item["pictures"][0]["sha256"]
    assert screen.get(f"/kiosk/media/{lead}").status_code == 404, "its picture hung there with it alone"


def test_a_story_leaves_with_its_approval_and_a_picture_with_its_own(campus, hung, paired):
    screen = paired("一食堂")
    words = screen.get("/kiosk/manifest").get_json()["items"][1]["sha256"]
    with writing(campus.home.engine) as session:
        lead = session.get_one(Story, hung).lead_id
        session.scalars(select(Aim).where(Aim.asset_id == lead)).one().state = "withdrawn"
        audit.record(session, OWNER, "withdrawn", f"asset:V{lead}", at=campus.clock.at)
    assert [one["alt"] for one in screen.get("/kiosk/manifest").get_json()["items"][1]["pictures"]] == ["图1"]
    campus.clock.at += timedelta(seconds=1)
    with writing(campus.home.engine) as session:
        aim = session.scalars(select(Aim).where(Aim.story_id == hung)).one()
        aim.state, aim.changed_at = "withdrawn", campus.clock.at
        audit.record(session, OWNER, "withdrawn", f"story:S{hung}", at=campus.clock.at)
    told = screen.get("/kiosk/manifest").get_json()
    assert [one["kind"] for one in told["items"]] == ["photo", "photo"]
    assert words in told["withdrawn"]
    assert words in screen.get("/kiosk/alerts").get_json()["withdrawn"]


def test_what_was_played_of_a_story_counts_by_its_name(campus, hung):
    assert [item_parts(key) for key in (f"1-S{hung}", "-V7", "N3", "1-X9", None)] == [
        (1, items.story(hung)), (None, items.ref(7)), (None, None), (None, None), (None, None)]
    with writing(campus.home.engine) as session:
        play = {"id": "a" * 8, "sha256": "0" * 64, "item": f"1-S{hung}", "revision": "r", "outcome": "completed"}
        keep_plays(session, 1, [{**play, "started_at": campus.clock.at, "duration_ms": 30_000}], campus.clock.at)
        day = campus.clock.at.date()
        found = plays.report(session, OWNER, Span(day, day, campus.home.settings.zone), Only(item=items.story(hung)),
                             campus.clock.at)
    assert [(line.key, line.name, line.times) for line in found.item] == [(f"S{hung}", "食堂新增窗口", 1)]


def test_only_what_is_approved_goes_on(campus):
    campus.board("食堂风采")
    draft = story(campus, "未审", "<p>未审</p>", state="submitted")
    with pytest.raises(Conflict, match="not approved yet"):
        boards.add_item(campus.home.engine, OWNER, "食堂风采", items.story(draft), now=campus.clock.at)


def test_a_long_text_ends_with_a_sentence():
    assert opening("短。") == "短。"
    assert opening(LONG).endswith("。")
    assert len(opening(LONG)) <= MOST_CHARACTERS
    assert opening("字" * 900) == "字" * (MOST_CHARACTERS - 1) + "…"

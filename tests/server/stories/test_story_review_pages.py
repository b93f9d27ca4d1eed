"""The pages of a story under review: submitted, decided on the desk, read by all, taken back, taken down."""

from __future__ import annotations

import re
from typing import Any

import pytest

from index.catalogue import items
from index.catalogue.lifecycle import Verb
from server.library.describe import Edit, describe
from server.review.service import Order, act
from server.stories import service
from server.stories.service import Credit, Wish

ROUTE = (("photographer", Verb.SUBMIT), ("reviewer", Verb.APPROVE), ("editor", Verb.APPROVE))


@pytest.fixture
def story(home: Any, cast: Any, clock: Any, photo: Any) -> str:
    asset = photo()
    describe(home.engine, cast.photographer, asset, Edit(title="窗口", caption="排队"), now=clock())
    wish = Wish("news", "食堂开放日", body="<p>三月一日</p>", assets=((asset, "门口"),), credits=(Credit("author", "甲"),))
    service.begin(home.engine, cast.photographer, wish, now=clock())
    return "S1"


@pytest.fixture
def approved(home: Any, cast: Any, clock: Any, story: str) -> str:
    for part, verb in ROUTE:
        act(home.engine, getattr(cast, part), Order(verb, "site"), items.story(1), now=clock.turn(seconds=1))
    return story


def test_it_is_submitted_for_several_and_decided_on_the_desk(story: str, visitor: Any) -> None:
    author = visitor("photographer")
    author.post(f"/stories/{story}/move", verb="submit")
    assert "Choose first where it is to appear" in author.get(f"/stories/{story}")
    author.post(f"/stories/{story}/move", verb="submit", channel=["site", "school"])
    page = author.get(f"/stories/{story}")
    assert "Submitted for Division site, School site" in page
    assert "submitted it for School site" in page
    assert "Take it back" in page
    reviewer = visitor("reviewer")
    desk = reviewer.get(f"/review/{story}/site")
    assert re.search(r'class="entry-kind">News</span> 食堂开放日', desk)
    assert "It is not approved for this channel" in desk
    ticket = re.search(r'name="ticket" value="([^"]+)"', desk)
    assert ticket
    done = reviewer.post(f"/review/{story}/site", 200, accept="application/json", verb="approve", ticket=ticket[1])
    assert done.json["also"] == [f"{story}:school"]
    many = visitor("editor").post("/review/many", 200, accept="application/json", item=[f"{story}:site:1:1"])
    assert many.json["refused"] == []


def test_the_second_of_two_reviewers_of_a_story_is_told_what_happened(story: str, home: Any, cast: Any, clock: Any,
                                                                      visitor: Any) -> None:
    for part, verb in ROUTE[:2]:
        act(home.engine, getattr(cast, part), Order(verb, "site"), items.story(1), now=clock.turn(seconds=1))
    one, other = visitor("editor"), visitor("second_editor")
    asked = re.search(r'name="ticket" value="([^"]+)"', other.get(f"/review/{story}/site"))
    assert asked
    one.post(f"/review/{story}/site", verb="return", reason="缺少时间", ticket=asked[1])
    clock.turn(minutes=7)
    happened = "editor 同学 returned it, 7 minutes ago. Reason: 缺少时间"
    late = other.post(f"/review/{story}/site", 409, accept="application/json", verb="approve", ticket=asked[1])
    assert late.json["told"].startswith(happened)
    assert "submit (Canteens and the office)" in late.json["told"]
    other.post(f"/review/{story}/site", verb="approve", ticket=asked[1])
    assert happened in other.get(f"/review/{story}/site")
    many = other.post("/review/many", 200, accept="application/json", item=[asked[1]])
    assert many.json["refused"][0]["why"].startswith(happened)
    other.post(f"/stories/{story}/move", verb="withdraw", channel="site", reason="不用")
    assert happened in other.get(f"/stories/{story}")


def test_what_is_lacking_leads_to_where_it_is_written(story: str, home: Any, cast: Any, clock: Any, visitor: Any) -> None:
    service.save(home.engine, cast.photographer, 1, Wish("news", "只有标题"), seen_version=1, now=clock())
    author = visitor("photographer")
    answer = author.post(f"/stories/{story}/move", verb="submit", channel="site")
    assert answer.location == f"/stories/{story}/edit#f-body"
    assert "Still missing: text or pictures, a credit" in author.get(answer.location)


def test_what_is_published_all_read_and_nothing_behind_it(approved: str, visitor: Any) -> None:
    reader = visitor("outsider")
    page = reader.get(f"/stories/{approved}")
    assert "<p>三月一日</p>" in page
    assert "1 picture in it is not yours to see" in page, "an approved story publishes none of its pictures"
    for hidden in ("submitted it for", "Where it stands", f"/stories/{approved}/versions"):
        assert hidden not in page
    assert "食堂开放日" in reader.get("/stories/")
    for address in ("versions", "edit"):
        reader.get(f"/stories/{approved}/{address}", 404 if address == "versions" else 403)
    reader.get(f"/review/{approved}/site", 404)
    assert "1 story" in reader.get("/library?q=三月一日")


def test_an_edit_says_what_it_voided(approved: str, visitor: Any) -> None:
    author = visitor("photographer")
    author.post(f"/stories/{approved}/edit", version="1", kind="news", title="开放周", body="<p>三月一日</p>", authors="甲",
                event="0", pictures="V1 门口")
    page = author.get(f"/stories/{approved}")
    assert "The approval for Division site was for what it said before" in page
    assert "The earlier approval is void" in page
    visitor("outsider").get(f"/stories/{approved}", 404)


def test_taken_back_and_taken_down(approved: str, home: Any, cast: Any, clock: Any, visitor: Any) -> None:
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "wechat"), items.story(1), now=clock())
    author, office = visitor("photographer"), visitor("editor")
    author.post(f"/stories/{approved}/move", verb="withdraw", channel="wechat")
    assert "Taken back" in author.get(f"/stories/{approved}")
    report = office.post("/take-downs/", asset=approved, reason="事实有误").location
    page = office.get(report)
    assert "食堂开放日" in page
    assert "Was on: Division site" in page
    assert "took it down everywhere" in office.get(f"/stories/{approved}")
    visitor("outsider").get(f"/stories/{approved}", 404)


def test_a_picture_that_is_taken_down_is_shown_in_no_story_and_the_report_names_them(
        approved: str, home: Any, cast: Any, clock: Any, visitor: Any) -> None:
    for part, verb in ROUTE:
        act(home.engine, getattr(cast, part), Order(verb, "site"), 1, now=clock.turn(seconds=1))
    reader, office = visitor("outsider"), visitor("editor")
    assert "门口" in reader.get(f"/stories/{approved}")
    page = office.get("/library/V1")
    assert "In a story" in page
    assert "食堂开放日" in office.get("/library/V1/uses.csv")
    assert "These stories use it" in office.post("/take-downs/new", 200, asset="V1").text
    report = office.post("/take-downs/", asset="V1", reason="有人提出异议").location
    page = office.get(report)
    assert "Stories that used it" in page
    assert 'href="/stories/S1"' in page
    assert "门口" not in reader.get(f"/stories/{approved}")
    for one in (office, visitor("photographer")):
        page = one.get(f"/stories/{approved}")
        assert "V1 is not shown here: it was taken down." in page
        assert "<figcaption>门口" not in page


def test_one_approved_for_the_screens_goes_on_a_board_from_its_page(story: str, home: Any, cast: Any, clock: Any,
                                                                    visitor: Any) -> None:
    editor = visitor("editor")
    editor.post("/boards/new", name="食堂风采", item_seconds="12")
    assert "Add to board" not in editor.get(f"/stories/{story}"), "it is not approved yet"
    for part, verb in ROUTE:
        act(home.engine, getattr(cast, part), Order(verb, "screens"), items.story(1), now=clock.turn(seconds=1))
    assert "Approved stories" in editor.get("/boards/1")
    assert "Add to board" in editor.get(f"/stories/{story}")
    editor.post("/boards/add", board="1", asset=story)
    assert '<a href="/boards/1">食堂风采</a>' in editor.get(f"/stories/{story}")
    board = editor.get("/boards/1")
    assert f'data-asset="{story}"' in board
    assert "Approved stories" not in board, "it hangs there"
    editor.post(f"/boards/1/items/{story}", weight="3", seconds="20", pin="0")
    assert "3 times a round" in editor.get("/boards/1")
    assert "Add to board" not in visitor("photographer").get(f"/stories/{story}")

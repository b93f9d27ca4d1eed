"""The desk over HTTP: one item after the other, by form or by script, and what a second reviewer is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from index.catalogue.lifecycle import Verb
from server.library.describe import Edit, describe
from server.review.service import Order, act

Browser = Callable[..., Any]


@pytest.fixture
def waiting(home: Any, cast: Any, clock: Any, photo: Any) -> Callable[..., int]:
    """Return a function that makes a real photo wait for the canteen's reviewer: title -> asset id."""

    def one(title: str = "食堂开放日") -> int:
        asset: int = photo()
        describe(home.engine, cast.photographer, asset, Edit(title=title), now=clock())
        act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), asset, now=clock.turn(minutes=5))
        return asset

    return one


def ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_desk_shows_the_oldest_with_its_picture_route_and_hints(waiting: Any, browser: Browser) -> None:
    asset = waiting("两位师傅在揉面")
    waiting("窗口排队")
    page = browser("reviewer").get("/review").text
    assert re.search(rf'<article class="item"[^>]*data-key="V{asset}:screens"', page)
    assert "两位师傅在揉面" in page
    assert "没有填写地点" in page
    assert "所在部门审稿" in page
    assert re.search(r'id="count">2<', page)
    assert "审核通过" in page
    assert "退回修改" in page


def test_an_approval_by_form_goes_on_to_the_next(waiting: Any, browser: Browser) -> None:
    first, second = waiting("第一张"), waiting("第二张")
    tab = browser("reviewer")
    page = tab.get("/review").text
    answer = tab.post(f"/review/V{first}/screens", {"verb": "approve", "ticket": ticket(page)})
    after = tab.get(answer.headers["Location"]).text
    assert "进入下一步「办公室审稿发布」" in after
    assert f'data-key="V{second}:screens" data-mine="yes"' in after


def test_scripts_get_the_item_alone_and_json_for_a_decision(waiting: Any, browser: Browser) -> None:
    asset = waiting()
    tab = browser("reviewer", "en")
    page = tab.get("/review").text
    part = tab.get(f"/review/V{asset}/screens", headers={"X-Part": "item"}).text
    assert part.lstrip().startswith("<article")
    assert "<html" not in part
    answer = tab.post(f"/review/V{asset}/screens", {"verb": "approve", "ticket": ticket(page)},
                      headers={"Accept": "application/json"})
    assert answer.json["left"] == 0
    assert "goes on to the next step" in answer.json["told"]


def test_a_return_wants_a_reason_and_brings_it_to_the_author(waiting: Any, browser: Browser) -> None:
    asset = waiting()
    tab = browser("reviewer")
    given = {"verb": "return", "ticket": ticket(tab.get("/review").text)}
    refused = tab.post(f"/review/V{asset}/screens", given, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json["reason"]["code"]) == (422, "reason-required")
    given["reason"] = "请补充<b>人物</b>姓名"
    done = tab.post(f"/review/V{asset}/screens", given, headers={"Accept": "application/json"})
    assert "photographer 同学" in done.json["told"]
    page = browser("photographer").get("/review/mine").text
    assert "请补充&lt;b&gt;人物&lt;/b&gt;姓名" in page
    assert "去修改" in page


def test_the_second_of_two_reviewers_is_told_what_happened(waiting: Any, browser: Browser, home: Any, cast: Any,
                                                           clock: Any) -> None:
    asset = waiting()
    act(home.engine, cast.reviewer, Order(Verb.APPROVE, "screens"), asset, now=clock())
    one, other = browser("editor"), browser("second_editor")
    seen = ticket(one.get("/review").text)
    assert ticket(other.get("/review").text) == seen
    assert one.post(f"/review/V{asset}/screens", {"verb": "approve", "ticket": seen}).status_code == 302
    late = other.post(f"/review/V{asset}/screens", {"verb": "return", "reason": "不清楚", "ticket": seen},
                      headers={"Accept": "application/json"})
    assert late.status_code == 409
    assert "editor 同学 已审核通过" in late.json["told"]
    page = other.get(f"/review/V{asset}/screens").text
    assert "目前没有需要您处理的步骤" in page
    assert 'id="verdict"' not in page


def test_of_two_who_decide_many_at_once_or_on_the_items_own_page_the_second_is_told_too(
        waiting: Any, browser: Browser, home: Any, cast: Any, clock: Any) -> None:
    first, second = waiting("第一张"), waiting("第二张")
    for asset in (first, second):
        act(home.engine, cast.reviewer, Order(Verb.APPROVE, "screens"), asset, now=clock())
    one, other = browser("editor"), browser("second_editor", "en")
    seen = [re.findall(r'name="item" value="([^":]+:[^"]+)"', tab.get("/review").text) for tab in (one, other)]
    assert seen[0] == seen[1]
    assert len(seen[0]) == 2
    done = one.post("/review/many", {"item": [key for key in seen[0] if key.startswith(f"V{first}:")]})
    assert done.status_code == 302
    clock.turn(minutes=7)
    late = other.post("/review/many", {"item": seen[1]}, headers={"Accept": "application/json"}).json
    assert [line["key"] for line in late["refused"]] == [f"V{first}:screens"], "what nobody had decided yet is decided"
    assert late["refused"][0]["why"].startswith("editor 同学 approved it, 7 minutes ago. This is approved;")
    assert "1 was not: editor 同学 approved it" in late["told"]
    assert "take down (editor 同学, second_editor 同学)" in late["told"], "and what is possible now"

    other.post(f"/library/V{first}/move", {"verb": "return", "channel": "screens", "reason": "不清楚"})
    assert "editor 同学 approved it, 7 minutes ago. This is approved;" in other.get(f"/library/V{first}").text


def test_many_are_approved_as_they_were_seen(waiting: Any, browser: Browser, home: Any, cast: Any, clock: Any) -> None:
    assets = [waiting(f"第{number}张") for number in range(3)]
    tab = browser("reviewer")
    tickets = re.findall(r'name="item" value="([^":]+:[^"]+)"', tab.get("/review").text)
    assert len(tickets) == 3
    describe(home.engine, cast.photographer, assets[1], Edit(title="改过了"), now=clock.turn(minutes=1))
    answer = tab.post("/review/many", {"item": tickets}, headers={"Accept": "application/json"})
    assert answer.json["left"] == 1
    assert [one["key"] for one in answer.json["refused"]] == [f"V{assets[1]}:screens"]
    assert "已审核通过 2 项" in answer.json["told"]


def test_whoever_reviews_nothing_sees_their_own(browser: Browser, cast: Any) -> None:
    answer = browser("photographer").get("/review")
    assert answer.headers["Location"] == "/review/mine"
    assert "您还没有提交过素材" in browser("photographer").get("/review/mine").text
    assert "没有等您审的素材" in browser("reviewer").get("/review").text


def test_an_item_of_another_department_cannot_be_opened_or_decided(waiting: Any, browser: Browser) -> None:
    asset = waiting()
    tab = browser("outsider")
    assert tab.get(f"/review/V{asset}/screens").status_code == 404
    assert tab.post(f"/review/V{asset}/screens", {"verb": "approve"}).status_code == 404
    assert browser("reviewer").get(f"/review/V{asset}/nowhere").status_code == 404


@pytest.mark.parametrize("given", [{"verb": "withdraw"}, {"verb": "approve", "ticket": "V1:screens:x:y"}, {}])
def test_a_wrong_form_is_refused_in_words(waiting: Any, browser: Browser, given: dict[str, str]) -> None:
    asset = waiting()
    answer = browser("reviewer").post(f"/review/V{asset}/screens", given, headers={"Accept": "application/json"})
    assert answer.status_code == 422


def test_the_badge_counts_what_the_desk_shows(waiting: Any, browser: Browser) -> None:
    waiting()
    waiting()
    page = browser("reviewer").get("/library").text
    assert re.search(r'class="count"[^>]*>2<', page)


JSON = {"Accept": "application/json"}


def test_a_question_goes_to_the_author_and_its_answer_comes_back(waiting: Any, browser: Browser) -> None:
    asset = waiting()
    tab, author = browser("reviewer"), browser("photographer")
    assert tab.post(f"/review/V{asset}/screens/ask", {"text": " "}, headers=JSON).status_code == 422
    asked = tab.post(f"/review/V{asset}/screens/ask", {"text": "哪一天<b>拍</b>的？"}, headers=JSON)
    assert asked.json["left"] == 1, "it stays on the desk"
    page = author.get("/review/mine").text
    assert "哪一天&lt;b&gt;拍&lt;/b&gt;的？" in page
    assert re.search(r'class="count"[^>]*>1<', page), "the badge counts the question"
    assert author.get("/review").headers["Location"] == "/review/mine", "but the desk is not theirs"
    assert 'id="answer"' in author.get(f"/review/V{asset}/screens").text
    assert author.post(f"/review/V{asset}/screens/answer", {"text": "三月一日"}).status_code == 302
    late = author.post(f"/review/V{asset}/screens/answer", {"text": "再答"}, headers=JSON)
    assert (late.status_code, late.json["reason"]["code"]) == (409, "no-question")
    assert "三月一日" in tab.get(f"/review/V{asset}/screens").text
    assert 'class="count" aria-hidden="true">' not in author.get("/review/mine").text, "the bell's is hidden"


def test_a_step_is_handed_on_and_a_sign_off_added_by_form(waiting: Any, browser: Browser, cast: Any) -> None:
    asset = waiting()
    tab = browser("reviewer")
    page = tab.get(f"/review/V{asset}/screens").text
    assert f'<option value="{cast.director.person_id}">director 同学' in page
    nobody = tab.post(f"/review/V{asset}/screens/sign-off", {"whom": "查无此人"}, headers=JSON)
    assert (nobody.status_code, "查无此人" in nobody.json["told"]) == (422, True)
    tab.post(f"/review/V{asset}/screens/sign-off", {"whom": "outsider", "note": "画面主体"})
    assert "Outsider 同学审稿" in tab.get(f"/review/V{asset}/screens").text
    refused = tab.post(f"/review/V{asset}/screens/pass-on", {"to": str(cast.outsider.person_id)}, headers=JSON)
    assert (refused.status_code, "director 同学" in refused.json["told"]) == (409, True)
    handed = tab.post(f"/review/V{asset}/screens/pass-on", {"to": str(cast.director.person_id)}, headers=JSON)
    assert handed.json["left"] == 0
    assert "已转交给：director 同学" in tab.get(f"/review/V{asset}/screens").text
    history = browser("photographer").get(f"/library/V{asset}").text
    for told in ("reviewer 同学 转交给 director 同学", "请 outsider 同学 会签", "画面主体",
                 "等待所在部门审稿 · director 同学"):
        assert told in history, told


def test_an_approval_counts_for_the_channels_that_share_the_step(waiting: Any, browser: Browser, home: Any, cast: Any,
                                                                 clock: Any) -> None:
    asset, other = waiting(), waiting()
    for one in (asset, other):
        act(home.engine, cast.photographer, Order(Verb.SUBMIT, "wechat"), one, now=clock())
    tab = browser("reviewer")
    page = tab.get(f"/review/V{asset}/screens").text
    assert "通过后同时计入：微信公众号" in page
    done = tab.post(f"/review/V{asset}/screens", {"verb": "approve", "ticket": ticket(page), "choose": "1", "also": "on"},
                    headers=JSON)
    assert (done.json["also"], done.json["left"]) == ([f"V{asset}:wechat"], 2)
    page = tab.get(f"/review/V{other}/screens").text
    alone = tab.post(f"/review/V{other}/screens", {"verb": "approve", "ticket": ticket(page), "choose": "1"}, headers=JSON)
    assert (alone.json["also"], alone.json["left"]) == ([], 1)
    act(home.engine, cast.reviewer, Order(Verb.APPROVE, "wechat"), other, now=clock.turn(seconds=1))
    office = browser("editor")
    tickets = re.findall(r'name="item" value="([^":]+:[^"]+)"', office.get("/review").text)
    assert len(tickets) == 4
    many = office.post("/review/many", {"item": tickets}, headers=JSON)
    assert (many.json["refused"], many.json["left"]) == ([], 0), "what another ticket has decided is done, not refused"


def test_one_submission_for_several_channels(photo: Any, browser: Browser) -> None:
    asset, tab = photo(), browser("photographer")
    assert 'name="channel" value="wechat"' in tab.get(f"/library/V{asset}").text
    answer = tab.post(f"/library/V{asset}/move", {"verb": "submit", "channel": ["screens", "wechat"]})
    assert "投向电子屏、微信公众号" in tab.get(answer.headers["Location"]).text
    answer = tab.post("/library/submit", {"asset": [f"V{asset}"], "channel": ["school", "screens"]})
    page = tab.get(answer.headers["Location"]).text
    assert "已提交" in page
    assert f"V{asset} · 目前为「待部门审」" in page


def test_the_office_keeps_the_reasons(browser: Browser, waiting: Any) -> None:
    waiting()
    office, other = browser("editor"), browser("second_editor")
    before = unescape(re.findall(r'name="before"[^>]*>([^<]*)<', office.get("/review/reasons").text)[0])
    assert "请补充拍摄地点。" in before
    given = {"text": "请写明活动 | Please name the event\n\n  只有中文  ", "before": before}
    assert office.post("/review/reasons", given).status_code == 302
    late = other.post("/review/reasons", {"text": "别的", "before": before})
    assert (late.status_code, "只有中文" in late.text) == (409, True)
    assert office.post("/review/reasons", {"text": "字" * 201, "before": given["text"]}).status_code == 422
    page = browser("reviewer", "en").get("/review").text
    assert 'data-reason="Please name the event"' in page
    assert 'data-reason="只有中文"' in page
    assert browser("reviewer").get("/review/reasons").status_code == 403

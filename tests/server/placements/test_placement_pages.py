"""Pages of placements: the desk, sending and recording from an item's page, evidence, outlets, and who is told."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from index.catalogue.lifecycle import Verb
from index.catalogue.placements import PlacementState
from index.db import reading
from server.notices import lists as notices
from server.notices import rounds
from server.notices.tongue import Tongue
from server.placements import lists, outlets, service
from server.placements.lists import Only
from server.placements.outlets import Wish as OutletWish
from server.placements.service import Wish
from server.review.service import Order, act

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def approved(home: Any, cast: Any, clock: Any, story: Any) -> Any:
    """A story of the canteen that is approved for outside media; the city's daily is an outlet."""
    outlets.add(home.engine, cast.editor, OutletWish("日报", "city", "news"), now=clock())
    ref = story(title="食堂上新")
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "media"), ref, now=clock.turn(minutes=1))
    for who in (cast.reviewer, cast.director, cast.editor):
        act(home.engine, who, Order(Verb.APPROVE, "media"), ref, now=clock.turn(minutes=1))
    clock.turn(days=4)
    return ref


def told(home: Any, actor: Any, now: Any) -> list[str]:
    rounds.follow(home, now)
    with reading(home.engine) as session:
        days, _more = notices.days(session, actor, Tongue("zh_CN", home.settings.zone), now)
    return [line.text for day in days for line in day.lines]


def proof(name: str = "剪报.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(PDF), name


def test_from_the_story_s_page_to_a_confirmed_adoption(
        home: Any, cast: Any, clock: Any, approved: Any, browser: Any) -> None:
    mine, office = browser("photographer"), browser("editor")
    page = mine.get(f"/stories/{approved}").text
    assert f"/placements/new?item={approved}&amp;what=sent" in page
    sent = mine.post(f"/placements/new?item={approved}&what=sent", {"item": str(approved), "what": "sent", "channel": "media",
                                                                    "outlet": "日报"})
    where = sent.headers["Location"]
    assert "已报送" in mine.get(where).text
    assert "确认采用" not in mine.get(where).text
    claim = {"outlet": "日报", "published_on": "2026-03-05", "link": "https://www.example.cn/1", "evidence": proof()}
    assert mine.post(f"{where}/adopted", claim, content_type="multipart/form-data").status_code == 302
    assert any("登记" in one and "食堂上新 · 日报" in one for one in told(home, cast.editor, clock.turn(minutes=5)))
    desk = office.get("/placements/?state=claimed").text
    assert "食堂上新" in desk
    assert "缺凭证" not in desk
    assert "确认采用" in office.get(where).text
    assert office.post(f"{where}/adopted", {**claim, "evidence": (io.BytesIO(), "")},
                       content_type="multipart/form-data").status_code == 302
    shown = office.get(where).text
    assert "已采用" in shown
    assert "剪报.pdf" in shown
    assert any("食堂上新 · 日报" in one and "已被采用" in one for one in told(home, cast.photographer, clock.turn(minutes=5)))
    assert "日报" in browser("outsider").get(f"/stories/{approved}").text, "who may read it sees what became of it"


def test_evidence_is_given_as_a_file_to_keep_to_whoever_sees_the_item(
        home: Any, cast: Any, clock: Any, approved: Any, browser: Any) -> None:
    made = service.adopt(home, cast.editor, approved, Wish("media", "日报", published_on=date(2026, 3, 5)),
                         service.Evidence("剪报.pdf", io.BytesIO(PDF)), now=clock())
    answer = browser("outsider").get(f"/placements/{made}/evidence")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "media", "有误"), approved, now=clock())
    for path in (f"/placements/{made}/evidence", f"/placements/{made}"):
        assert browser("outsider").get(path).status_code == 404
    assert "食堂上新" not in browser("outsider").get("/placements/").text
    assert browser("photographer").get(f"/placements/{made}/evidence").status_code == 200


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(approved: Any, browser: Any) -> None:
    given = {"item": str(approved), "what": "adopted", "channel": "media", "outlet": "日报", "published_on": "2026-03-05",
             "link": "见附件", "note": "头版"}
    answer = browser("editor").post("/placements/new", given)
    assert answer.status_code == 422
    assert "应以 http:// 或 https:// 开头" in answer.text
    assert "头版" in answer.text
    given["link"] = ""
    where = browser("editor").post("/placements/new", given).headers["Location"]
    page = browser("editor").get(where).text
    assert "待确认" in page, "without evidence it stays unconfirmed"
    refused = browser("editor").post(f"{where}/adopted", {"outlet": "日报", "published_on": "2026-03-05"})
    assert refused.status_code == 422
    assert "没有凭证" in refused.text


def test_the_desk_tells_what_waits_and_what_nobody_answered(
        home: Any, cast: Any, clock: Any, approved: Any, browser: Any, placed: Any) -> None:
    placed(approved, "校报", sent=clock())
    placed(approved, "晚报", state="claimed", claimed_at=clock())
    clock.turn(days=31)
    placed(approved, "周报", sent=clock())
    with reading(home.engine) as session:
        counts = lists.counts(session, cast.editor, Only(), home.settings.zone, clock())
        assert counts == {"": 3, "claimed": 1, "sent": 2, "silent": 1, "adopted": 0, "not-adopted": 0}
        for state in PlacementState:
            found = lists.lines(session, cast.editor, Only(state=state), home.settings.zone, clock(), limit=9)
            assert len(found) == counts[state]
        silent = lists.lines(session, cast.editor, Only(state="silent"), home.settings.zone, clock(), limit=9)
        assert [one.outlet for one in silent] == ["校报"]
        april = lists.lines(session, cast.editor, Only(month="2026-04"), home.settings.zone, clock(), limit=9)
        assert [one.outlet for one in april] == ["周报"]
    page = browser("editor").get("/placements/?state=silent").text
    assert "校报" in page
    assert "周报" not in page.split("<tbody>")[1]
    assert "周报" in browser("editor").get("/placements/?q=周报").text
    sheet = browser("editor").get("/placements/placements.xlsx?state=sent")
    rows = list(load_workbook(io.BytesIO(sheet.data)).active.values)
    assert [row[5] for row in rows[1:]] == ["周报", "校报"]
    assert "校报" in browser("editor").get("/placements/placements.csv").data.decode("utf-8-sig")


def test_the_office_keeps_the_list_of_outlets(browser: Any) -> None:
    office = browser("editor")
    given = {"name": "省教育网", "level": "province", "type": "site", "address": "www.example.cn", "channel": "media"}
    refused = office.post("/outlets/new", given)
    assert refused.status_code == 422
    assert "应以 http:// 或 https:// 开头" in refused.text
    given["address"] = "https://www.example.cn/"
    assert office.post("/outlets/new", given).status_code == 302
    assert office.post("/outlets/new", given).status_code == 409, "the name is taken"
    assert "省级 · 网站" in office.get("/outlets/").text
    changed = {**given, "level": "nation", "known": "1"}
    assert office.post("/outlets/1", changed).status_code == 302
    page = office.get("/outlets/").text
    assert "知名媒体" in page
    assert "已停用" in page or "停用" in page
    assert browser("photographer").get("/outlets/").status_code == 403


def test_an_item_counts_double_by_the_office_s_word(approved: Any, browser: Any) -> None:
    office = browser("editor")
    assert office.post("/placements/double", {"item": str(approved), "on": "1"}).status_code == 302
    assert "取消一岗双责" in office.get(f"/stories/{approved}").text
    assert browser("photographer").post("/placements/double", {"item": str(approved)}).status_code == 403

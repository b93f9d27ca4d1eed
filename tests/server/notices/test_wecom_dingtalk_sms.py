"""WeCom, DingTalk and SMS against a server that answers as theirs do."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from typing import Any

import pytest

from index.errors import Invalid
from server.notices.outside import sms, wecom
from server.notices.outside.robots import signature
from server.notices.outside.wire import Answer, Undelivered, call, cut

TAKEN = {"errcode": 0, "errmsg": "ok"}
TOKEN = {"errcode": 0, "errmsg": "ok", "access_token": "T1", "expires_in": 7200}


@pytest.fixture
def home(home: Any) -> Any:
    return replace(home, settings=replace(home.settings, public_url="https://vitrine.example.edu"))


@pytest.fixture(autouse=True)
def _no_token() -> None:
    wecom._TOKENS.clear()


def wecom_way(way: Any, http: Any) -> int:
    return int(way("wecom", {"address": http.address, "corpid": "ww1", "agentid": "1000002"}, {"secret": "S"}))


def test_a_card_to_a_person_with_a_token_that_is_kept(cast: Any, new_asset: Any, move: Any, http: Any, way: Any, reach: Any,
                                                      sent: Any) -> None:
    http.answers = {"/cgi-bin/gettoken": [TOKEN], "/cgi-bin/message/send": [TAKEN]}
    wecom_way(way, http)
    reach(cast.reviewer, {"wecom"})
    for _ in range(2):
        move(cast.photographer, "submit", new_asset(cast.photographer, title="运动会"))
        assert sent() == 1
    assert [one.query for one in http.to("/cgi-bin/gettoken")] == [{"corpid": "ww1", "corpsecret": "S"}]
    first = http.to("/cgi-bin/message/send")[0]
    assert first.query == {"access_token": "T1"}
    card = first.json["textcard"]
    assert (first.json["touser"], first.json["agentid"], first.json["msgtype"]) == ("li.lei", 1000002, "textcard")
    assert card["url"] == "https://vitrine.example.edu/notices/1"
    assert "「运动会」等您审核" in card["description"]


def test_a_token_that_is_no_longer_good_is_renewed_once(cast: Any, new_asset: Any, move: Any, http: Any, way: Any, reach: Any,
                                                        sent: Any, deliveries: Any) -> None:
    http.answers = {"/cgi-bin/gettoken": [TOKEN, {**TOKEN, "access_token": "T2"}],
                    "/cgi-bin/message/send": [{"errcode": 42001, "errmsg": "access_token expired"}, TAKEN]}
    wecom_way(way, http)
    reach(cast.reviewer, {"wecom"})
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert sent() == 1
    assert [one.query["access_token"] for one in http.to("/cgi-bin/message/send")] == ["T1", "T2"]
    assert deliveries() == [("sent", 1, None)]


def test_an_account_that_wecom_does_not_know_is_left(cast: Any, new_asset: Any, move: Any, http: Any, way: Any, reach: Any,
                                                     sent: Any, deliveries: Any) -> None:
    http.answers = {"/cgi-bin/gettoken": [TOKEN], "/cgi-bin/message/send": [{**TAKEN, "invaliduser": "li.lei"}]}
    wecom_way(way, http)
    reach(cast.reviewer, {"wecom"})
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert sent() == 0
    assert deliveries()[0][:2] == ("failed", 1)


def test_a_group_hears_numbers_and_no_titles(cast: Any, new_asset: Any, move: Any, http: Any, way: Any, sent: Any) -> None:
    http.answers = {"/robot": [TAKEN]}
    way("wecom-robot", {"kinds": ["desk"], "office": True}, {"address": f"{http.address}/robot?key=K"})
    asset = new_asset(cast.photographer, title="不可外传")
    move(cast.photographer, "submit", asset)
    assert sent() == 0, "the department's desk is not the office's"
    move(cast.reviewer, "approve", asset)
    assert sent() == 1
    [one] = http.asked
    assert one.query == {"key": "K"}
    assert one.json["msgtype"] == "markdown"
    assert "1 项等待审核（电子屏）" in one.json["markdown"]["content"]
    assert "不可外传" not in one.body


def test_dingtalk_is_signed_and_what_it_says_is_shown(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any, http: Any,
                                                      way: Any, sent: Any, deliveries: Any, visitor: Any) -> None:
    http.answers = {"/robot/send": [{"errcode": 310000, "errmsg": "sign not match"}, TAKEN]}
    secrets = {"address": f"{http.address}/robot/send?access_token=A", "secret": "SECabc"}
    way("dingtalk-robot", {"kinds": ["desk", "deadline-over", "taken-down"]}, secrets)
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert sent() == 0
    asked = http.asked[0].query
    expected = base64.b64encode(hmac.digest(b"SECabc", f"{asked['timestamp']}\nSECabc".encode(), hashlib.sha256)).decode()
    assert asked["sign"] == expected == signature("SECabc", asked["timestamp"])
    assert int(asked["timestamp"]) == clock().timestamp() * 1000
    page = visitor("administrator").get("/admin/ways/")
    assert "310000 sign not match" in page
    assert "SECabc" not in page
    assert sent() == 1
    assert deliveries() == [("sent", 2, None)]


def test_a_robot_speaks_at_most_every_four_seconds(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any, http: Any,
                                                   way: Any, sent: Any) -> None:
    from server.notices import sending

    http.answers = {"/robot": [TAKEN]}
    way("wecom-robot", {"kinds": ["desk", "taken-down"], "office": False}, {"address": f"{http.address}/robot"})
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert sent() == 1
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert sent(minutes=2) == 1
    move(cast.photographer, "submit", new_asset(cast.photographer))
    sent(minutes=2, seconds=1)
    assert sending.send_due(home, clock) == 0
    assert len(http.asked) == 3


def sms_options(http: Any, **more: str) -> dict[str, str]:
    return {"method": "POST", "address": f"{http.address}/sms", "encoding": "json", "headers": "Authorization: Bearer {key}",
            "body": '{"to": "{phone}", "text": "{sign}{text}"}', "success": "data.0.code = OK",
            "sign": "【校园宣传】", **more}


def test_an_sms_is_short_and_names_no_item(cast: Any, new_asset: Any, move: Any, http: Any, way: Any, reach: Any,
                                           sent: Any) -> None:
    http.answers = {"/sms": [{"data": [{"code": "OK"}]}]}
    way("sms", sms_options(http), {"key": "K1"})
    reach(cast.reviewer, {"sms"})
    move(cast.photographer, "submit", new_asset(cast.photographer, title="不可外传"))
    assert sent() == 1
    [one] = http.asked
    assert one.headers["Authorization"] == "Bearer K1"
    assert one.json == {"to": "13800000000", "text": "【校园宣传】有内容待审核 https://vitrine.example.edu/notices/1"}


def test_no_sms_in_the_quiet_hours(cast: Any, clock: Any, new_asset: Any, move: Any, http: Any, way: Any, reach: Any,
                                   sent: Any) -> None:
    http.answers = {"/sms": [{"data": [{"code": "OK"}]}]}
    way("sms", sms_options(http))
    reach(cast.reviewer, {"sms"})
    clock.turn(hours=13)  # 22:00
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert sent(hours=8, minutes=59) == 0
    assert sent(minutes=2) == 1


def test_a_gateway_that_says_no_is_tried_again(cast: Any, new_asset: Any, move: Any, http: Any, way: Any, reach: Any,
                                               sent: Any, deliveries: Any) -> None:
    http.answers = {"/sms": [{"data": [{"code": "isv.BALANCE"}]}, (302, "", {"Location": "http://elsewhere.example/"})]}
    way("sms", sms_options(http))
    reach(cast.reviewer, {"sms"})
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert sent() == 0
    assert "isv.BALANCE" in deliveries()[0][2]
    assert sent() == 0
    assert "a redirect, which is not followed" in deliveries()[0][2]


def test_what_is_put_in_is_written_as_its_place_wants(http: Any) -> None:
    from server.notices.outside.message import Message

    http.answers = {"/get": [{"ok": True}], "/form": [(200, "fine", {})], "/json": [{"code": 0}]}
    message = Message("", (), 'a "b" & c')
    sms.send({"method": "GET", "address": http.address + "/get?m={phone}&c={text}", "success": "ok = true"}, {}, "1", message)
    sms.send({"method": "POST", "encoding": "form", "address": http.address + "/form", "body": "c={text}&k={key}"},
             {"key": "x&y"}, "1", message)
    sms.send({"method": "POST", "encoding": "json", "address": http.address + "/json", "body": '{"c": "{text}"}',
              "success": "code = 0"}, {}, "1", message)
    assert http.asked[0].query == {"m": "1", "c": 'a "b" & c'}
    assert http.asked[1].body == "c=a%20%22b%22%20%26%20c&k=x%26y"
    assert http.asked[2].json == {"c": 'a "b" & c'}


@pytest.mark.parametrize(("text", "success"), [
    ("not json", "code = 0"), ('{"code": 1}', "code = 0"), ('{"data": []}', "data.0.code = OK"), ("[]", "code = 0")])
def test_an_answer_that_is_not_what_was_agreed(text: str, success: str) -> None:
    with pytest.raises(Undelivered):
        sms.require_taken(Answer(200, text), success)


@pytest.mark.parametrize(("means", "options", "secrets", "field"), [
    ("mail", {"host": "x", "port": "abc", "sender": "a@b"}, {}, "port"), ("mail", {"host": "x", "port": "25"}, {}, "sender"),
    ("wecom", {"corpid": "x", "agentid": "1"}, {}, "secret"), ("sms", {"address": "ftp://x"}, {}, "address"),
    ("sms", {"address": "http://x", "success": "fine"}, {}, "success"),
    ("dingtalk-robot", {}, {"address": "robot"}, "address"),
])
def test_what_cannot_be_right_is_refused_at_its_field(way: Any, means: str, options: Any, secrets: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        way(means, options, secrets)
    assert refused.value.field == field


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://", "http://127.0.0.1:1/"])
def test_where_nobody_answers(address: str) -> None:
    with pytest.raises(Undelivered):
        call("GET", address)


def test_a_text_is_cut_by_bytes_and_not_within_a_character() -> None:
    assert cut("运动会", 9) == "运动会"
    assert cut("运动会开幕", 11) == "运动…"

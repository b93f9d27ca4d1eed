"""The bell, the page and the settings; and that a notice says nothing of what its reader may not see any more."""

from __future__ import annotations

from typing import Any

from index.catalogue.notices import Kind
from index.db import writing
from server.notices import choices, rounds, telling
from server.notices.heard import Telling


def tell(home: Any, person: Any, subject: str, clock: Any, kind: Kind = Kind.DESK, **details: Any) -> None:
    with writing(home.engine) as session:
        telling.keep(session, [Telling(person.person_id, kind, subject, clock(), {"channel": "screens", **details})],
                     home.settings.zone, clock())


def test_the_bell_counts_and_is_answered_briefly_while_nothing_changes(home: Any, cast: Any, clock: Any, new_asset: Any,
                                                                       browser: Any) -> None:
    reader = browser("reviewer")
    first = reader.get("/notices/count", headers={"Accept": "application/json"})
    assert first.get_json() == {"unread": 0}
    same = reader.get("/notices/count", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.text) == (304, "")
    tell(home, cast.reviewer, f"asset:V{new_asset(cast.photographer)}", clock)
    assert reader.get("/notices/count", headers={"If-None-Match": first.headers["ETag"]}).get_json() == {"unread": 1}
    assert "1 条未读消息" in reader.get("/library").text


def test_the_page_leads_on_and_notes_what_was_read(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any,
                                                   visitor: Any) -> None:
    asset = new_asset(cast.photographer)
    move(cast.photographer, "submit", asset)
    rounds.follow(home, clock())
    reader = visitor("reviewer")
    page = reader.get("/notices/")
    assert "waits for your decision" in page
    assert "Unread" in page
    answer = reader.browser.get("/notices/1")
    assert answer.headers["Location"] == f"/review/V{asset}/screens"
    assert "notice-unread" not in reader.get("/notices/")
    assert "waits for your decision" not in reader.get("/notices/?unread=1")
    assert "waits for your decision" not in reader.get("/notices/?group=mine")
    assert visitor("editor").get("/notices/1", 404)


def test_all_are_read_at_once(home: Any, cast: Any, clock: Any, new_asset: Any, visitor: Any) -> None:
    for kind in (Kind.DESK, Kind.NEAR, Kind.OVER):
        tell(home, cast.reviewer, f"asset:V{new_asset(cast.photographer)}", clock, kind)
    tell(home, cast.editor, f"asset:V{new_asset(cast.photographer)}", clock)
    reader = visitor("reviewer")
    reader.get("/notices/")
    reader.post("/notices/read", notice=["1", "4"])
    assert reader.browser.get("/notices/count").get_json() == {"unread": 2}
    reader.post("/notices/read", all="1")
    assert reader.browser.get("/notices/count").get_json() == {"unread": 0}
    assert visitor("editor").browser.get("/notices/count").get_json() == {"unread": 1}, "another's stay as they are"


def test_a_notice_says_nothing_of_what_its_reader_may_not_see_any_more(home: Any, cast: Any, clock: Any, new_asset: Any,
                                                                       visitor: Any) -> None:
    asset = new_asset(cast.photographer, title="不可外传")
    tell(home, cast.outsider, f"asset:V{asset}", clock, Kind.RETURNED, who="某某", reason="内部原因")
    reader = visitor("outsider")
    page = reader.get("/notices/")
    assert "can no longer be seen" in page
    for word in ("不可外传", "某某", "内部原因", f"/V{asset}"):
        assert word not in page
    assert reader.browser.get("/notices/1").headers["Location"] == "/notices/"


def test_of_several_things_only_those_that_may_be_seen_are_told(home: Any, cast: Any, clock: Any, new_asset: Any,
                                                                visitor: Any) -> None:
    hidden, own = new_asset(cast.photographer, title="不可外传"), new_asset(cast.outsider, title="自己的")
    for asset in (hidden, own):
        tell(home, cast.outsider, f"asset:V{asset}", clock)
    page = visitor("outsider").get("/notices/")
    assert "自己的” waits" in page
    assert "不可外传" not in page


def test_each_chooses_and_gets_what_was_chosen(home: Any, cast: Any, clock: Any, new_asset: Any, visitor: Any) -> None:
    reader = visitor("reviewer")
    assert "What I am told" in reader.get("/account/notices")
    reader.post("/account/notices", mail="r@example.edu", digest_hour="9", quiet_from="22", quiet_until="6",
                **{"desk.mail": "mail", "desk.sms": "on", "returned.page": "on", "returned.mail": "digest"})
    chosen = choices.mine(home.engine, cast.reviewer)
    assert chosen.wanted["desk"] == {"mail", "sms"}
    assert chosen.wanted["returned"] == {"page", "digest"}
    assert chosen.wanted["approved"] == frozenset()
    assert (chosen.reach.mail, chosen.reach.digest_hour, chosen.reach.digest_weekdays) == ("r@example.edu", 9, False)
    tell(home, cast.reviewer, f"asset:V{new_asset(cast.photographer)}", clock)
    assert "waits for your decision" not in reader.get("/notices/"), "not wanted on the page"


def test_an_address_that_is_none_is_refused_and_nothing_typed_is_lost(visitor: Any) -> None:
    page = visitor("reviewer").post("/account/notices", 422, mail="a@b", phone="not a number", wecom="li.lei").text
    assert "is no phone number" in page
    assert 'value="li.lei"' in page


def test_somebody_who_has_left_is_told_nothing(home: Any, cast: Any, clock: Any) -> None:
    from index.catalogue.people import Person

    with writing(home.engine) as session:
        session.get_one(Person, cast.reviewer.person_id).active = False
        told = [Telling(cast.reviewer.person_id, Kind.DESK, "asset:V1", clock())]
        assert telling.keep(session, told, home.settings.zone, clock()) == 0

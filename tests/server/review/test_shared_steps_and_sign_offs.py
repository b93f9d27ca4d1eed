"""Sign-offs, steps that channels share, questions, handing on, given desks and deadlines, played through by role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from index.catalogue.audit import AuditLine, broken_links
from index.catalogue.steps import Step
from index.db import reading
from server.library.describe import Edit, describe
from server.review import service

New = Callable[..., int]


# Sign-offs

def test_a_persons_sign_off_is_asked_for_before_the_last_step(desk: Any, cast: Any, new_asset: New, database: str) -> None:
    shown = desk.person("shown", "library", role="")
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    assert desk.aside("add_sign_off", cast.second_photographer, asset, f"person:{shown.person_id}") == "not-allowed"
    assert desk.aside("add_sign_off", cast.photographer, asset, f"person:{shown.person_id}", note="画面主体") is None
    assert desk.aside("add_sign_off", cast.reviewer, asset, f"person:{shown.person_id}") == "on-route"
    assert desk(cast.reviewer, "approve", asset) == "reviewed"
    assert desk(cast.editor, "approve", asset) == "not-your-desk"
    assert desk.queue(shown) == [f"V{asset}:screens"]
    assert desk(shown, "approve", asset) == "reviewed"
    assert desk(cast.editor, "approve", asset) == "approved"
    assert desk(shown, "approve", asset) == "wrong-state"
    with reading(desk.home.engine) as session:
        line = session.scalars(select(AuditLine).where(AuditLine.verb == "sign-off")).one()
        assert (line.details["to"], line.details["reason"]) == (shown.display, "画面主体")
        assert list(broken_links(session)) == []


def test_a_department_signs_off_even_at_the_last_step(desk: Any, cast: Any, new_asset: New) -> None:
    other = desk.person("library-reviewer", "library")
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    desk(cast.reviewer, "approve", asset)
    assert desk.aside("add_sign_off", cast.editor, asset, f"department:{cast.departments['library']}", hours=24) is None
    assert desk(cast.editor, "approve", asset) == "not-your-desk"
    assert "图书馆" in desk.said
    assert desk(other, "approve", asset) == "reviewed"
    assert desk(cast.editor, "approve", asset) == "approved"


def test_a_sign_off_stays_through_returns_and_edits(desk: Any, cast: Any, new_asset: New) -> None:
    shown = desk.person("shown", "library", role="")
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    desk.aside("add_sign_off", cast.photographer, asset, f"person:{shown.person_id}")
    desk(cast.reviewer, "return", asset)
    desk(cast.photographer, "submit", asset)
    desk(cast.reviewer, "approve", asset)
    describe(desk.home.engine, cast.photographer, asset, Edit(title="再改"), now=desk.clock.turn(seconds=1))
    wanted = ["department", f"person:{shown.person_id}", "office"]
    assert [step.desk for step in desk.aim(asset).route] == wanted
    assert desk.aim(asset).step == 0


def test_nobody_signs_off_their_own_and_not_after_the_end(desk: Any, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    mine = f"person:{cast.photographer.person_id}"
    assert desk.aside("add_sign_off", cast.reviewer, asset, mine) == "sign-off-own"
    assert desk.aside("add_sign_off", cast.reviewer, asset, "person:x") == "invalid"
    desk(cast.reviewer, "approve", asset)
    desk(cast.editor, "approve", asset)
    assert desk.aside("add_sign_off", cast.editor, asset, f"person:{cast.outsider.person_id}") == "wrong-state"
    assert "撤下" in desk.said


# Shared steps

def test_a_step_that_routes_share_is_done_once(desk: Any, cast: Any, new_asset: New, database: str) -> None:
    asset = new_asset(cast.photographer)
    wanted = ["screens", "wechat", "school"]
    refused = service.submit_for(desk.home.engine, cast.photographer, wanted, asset, now=desk.clock())
    assert refused == {"screens": None, "wechat": None, "school": None}
    assert [code for code, _ in desk.item(cast.reviewer, asset).sitting.also] == ["wechat", "school"]
    desk(cast.reviewer, "approve", asset)
    with reading(desk.home.engine) as session:
        assert service.status(session, asset) == {"screens": "reviewed", "wechat": "reviewed", "school": "reviewed"}
        shared = session.scalars(select(AuditLine).where(AuditLine.verb == "approve")).all()
        assert [line.details.get("shared_with") for line in shared] == [None, "screens", "screens"]
    assert [code for code, _ in desk.item(cast.editor, asset).sitting.also] == ["wechat"], "the school's waits elsewhere"
    desk(cast.editor, "approve", asset)
    desk(cast.director, "approve", asset, "school")
    with reading(desk.home.engine) as session:
        assert service.status(session, asset) == {"screens": "approved", "wechat": "approved", "school": "reviewed"}


def test_but_only_for_the_same_text_and_only_if_wanted(desk: Any, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    desk(cast.photographer, "submit", asset, "wechat")
    assert desk(cast.reviewer, "approve", asset, alone=True) == "reviewed"
    assert desk.aim(asset, "wechat").state == "submitted"
    other = new_asset(cast.photographer)
    desk(cast.photographer, "submit", other)
    desk(cast.reviewer, "submit", other, "wechat")
    desk(cast.reviewer, "approve", other)
    assert desk.aim(other, "wechat").state == "submitted", "nobody approves what they submitted, there either"


def test_each_channel_keeps_its_own_state(desk: Any, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.photographer)
    service.submit_for(desk.home.engine, cast.photographer, ["screens", "media"], asset, now=desk.clock())
    desk(cast.reviewer, "return", asset, "media")
    with reading(desk.home.engine) as session:
        assert service.status(session, asset) == {"screens": "submitted", "media": "returned"}
    again = service.submit_for(desk.home.engine, cast.photographer, ["screens", "media"], asset, now=desk.clock())
    assert again["screens"] is not None
    assert again["media"] is None


# Asking, handing on, what is possible

def test_a_question_is_answered_on_the_same_item(desk: Any, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    assert desk.aside("ask", cast.editor, asset, "哪一天？") == "not-your-desk"
    assert desk.aside("ask", cast.reviewer, asset, " ") == "invalid"
    assert desk.aside("answer", cast.photographer, asset, "还没有问") == "no-question"
    assert desk.aside("ask", cast.reviewer, asset, "哪一天拍的？") is None
    assert desk.aim(asset).state == "submitted"
    assert desk.item(cast.photographer, asset).sitting.answers
    assert desk.aside("answer", cast.second_photographer, asset, "我猜") == "not-allowed"
    assert desk.aside("answer", cast.photographer, asset, "三月二日") is None
    assert [move.reason for move in desk.item(cast.reviewer, asset).talk] == ["哪一天拍的？", "三月二日"]
    assert desk.item(cast.reviewer, asset).question is None
    assert desk(cast.reviewer, "approve", asset) == "reviewed"


def test_a_step_is_handed_to_one_who_could_decide_it(desk: Any, cast: Any, new_asset: New) -> None:
    second = desk.person("reviewer2", "canteen")
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    since = desk.aim(asset).changed_at
    assert desk.aside("pass_on", cast.reviewer, asset, cast.outsider.person_id) == "pass-on-whom"
    assert second.display in desk.said
    assert desk.aside("pass_on", cast.reviewer, asset, cast.director.person_id, "请您定") is None
    assert (desk.queue(cast.reviewer), desk.queue(second)) == ([], [])
    assert desk.queue(cast.director) == [f"V{asset}:screens"]
    assert desk.aim(asset).changed_at == since, "handing on gives no new time"
    desk.away(cast.director)
    assert desk.queue(second) == [f"V{asset}:screens"], "handed to somebody away, it comes back to its desk"


def test_an_illegal_move_says_what_is_possible_and_by_whom(desk: Any, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.photographer)
    assert desk(cast.reviewer, "approve", asset) == "wrong-state"
    assert "提交审稿（饮食服务中心和办公室）" in desk.said
    desk(cast.photographer, "submit", asset)
    assert desk(cast.photographer, "submit", asset) == "wrong-state"
    assert f"审核通过（{cast.reviewer.display}）" in desk.said
    assert f"撤回（{cast.photographer.display}）" in desk.said
    assert desk(cast.editor, "approve", asset) == "not-your-desk"
    assert cast.reviewer.display in desk.said
    desk(cast.reviewer, "approve", asset)
    desk(cast.editor, "approve", asset)
    assert desk(cast.photographer, "withdraw", asset) == "not-allowed"
    assert cast.second_editor.display in desk.said


# Given desks, deadlines

def test_a_given_department_and_a_named_person_have_their_step(desk: Any, cast: Any, new_asset: New) -> None:
    other = desk.person("library-reviewer", "library")
    desk.steps("screens", Step("department"), Step(f"department:{cast.departments['library']}"),
               Step(f"person:{cast.administrator.person_id}"), Step("office"))
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    states = [desk(who, "approve", asset) for who in (cast.reviewer, other, cast.administrator, cast.editor)]
    assert states == ["reviewed", "reviewed", "reviewed", "approved"]
    own = new_asset(cast.outsider)
    desk(cast.outsider, "submit", own)
    assert [step.desk for step in desk.aim(own).route] == ["department", f"person:{cast.administrator.person_id}", "office"]


def test_what_is_due_first_comes_first_and_weekends_do_not_count(desk: Any, cast: Any, new_asset: New) -> None:
    late, soon = new_asset(cast.photographer), new_asset(cast.photographer)
    desk.steps("site", Step("department", hours=14), Step("office"))
    desk(cast.photographer, "submit", late)
    desk.clock.turn(days=4)  # Friday morning
    desk(cast.photographer, "submit", soon, "site")
    assert desk.queue(cast.reviewer) == [f"V{soon}:site", f"V{late}:screens"]
    due = desk.item(cast.reviewer, soon, "site").due
    assert due - desk.aim(soon, "site").changed_at == timedelta(days=4), "two working days, Friday to Tuesday"

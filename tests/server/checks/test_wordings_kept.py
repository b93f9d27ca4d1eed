"""新时达 for 新时代 never passes: not on submission, not on approval, not hidden, unless the office says why it may."""

from __future__ import annotations

from typing import Any

import pytest

from index.catalogue.lifecycle import Verb
from index.catalogue.wordings import WordingKind
from index.db import reading
from index.errors import Conflict, Forbidden, Invalid, VitrineError
from server.checks import letting, lists, words
from server.library.describe import Edit, describe
from server.review.service import Order, act, act_on_many


def submit(home: Any, cast: Any, asset: int, clock: Any) -> Any:
    return act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), asset, now=clock())


def approve(home: Any, actor: Any, asset: int, clock: Any) -> Any:
    return act(home.engine, actor, Order(Verb.APPROVE, "screens"), asset, now=clock())


def test_it_cannot_be_submitted_until_it_is_right(home: Any, cast: Any, new_asset: Any, clock: Any) -> None:
    asset = new_asset(cast.photographer, title="迈进新 时达")
    with pytest.raises(Conflict, match="新时代") as refused:
        submit(home, cast, asset, clock)
    assert refused.value.reason.code == "wording"
    describe(home.engine, cast.photographer, asset, Edit(title="迈进新时代"), now=clock())
    assert submit(home, cast, asset, clock)["screens"] == "submitted"


def test_an_edit_under_review_is_caught_at_the_next_desk(home: Any, cast: Any, new_asset: Any, clock: Any) -> None:
    asset = new_asset(cast.photographer)
    submit(home, cast, asset, clock)
    describe(home.engine, cast.photographer, asset, Edit(caption="新时达的食堂"), now=clock())
    with pytest.raises(Conflict, match="新时达"):
        approve(home, cast.reviewer, asset, clock)
    outcome = act_on_many(home.engine, cast.reviewer, Order(Verb.APPROVE, "screens"), [asset], clock=clock)
    assert [error.reason.code for _, error in outcome if error] == ["wording"]


def test_the_office_lets_one_stand_and_says_why(home: Any, cast: Any, new_asset: Any, clock: Any) -> None:
    asset, other = (new_asset(cast.photographer, title="新时达电梯捐赠仪式") for _ in range(2))
    with pytest.raises(Forbidden):
        letting.let_stand(home.engine, cast.reviewer, asset, "wording", "新时达", "企业名", now=clock())
    with pytest.raises(VitrineError) as refused:
        letting.let_stand(home.engine, cast.editor, asset, "wording", "新时达", " ", now=clock())
    assert refused.value.reason.code == "reason-required"
    letting.let_stand(home.engine, cast.editor, asset, "wording", "新时达", "企业名", now=clock())
    assert submit(home, cast, asset, clock)["screens"] == "submitted"
    with pytest.raises(Conflict):
        submit(home, cast, other, clock)


def test_the_lists_are_written_as_a_whole_and_nobody_s_change_is_lost(home: Any, cast: Any, clock: Any) -> None:
    with reading(home.engine) as session:
        before = lists.texts(session)
    new = before | {"leader": "王建国 = 党委书记", "forbidden": "内部资料"}
    assert lists.write(home.engine, cast.editor, new, before=before, now=clock()) > 10
    with reading(home.engine) as session:
        assert lists.texts(session) == new
        found = words.findings(session, {"caption": "书记王建果看了内部资料"})
        assert [one.key for one in found] == ["王建果", "内部资料"]
    with pytest.raises(Conflict):
        lists.write(home.engine, cast.editor, before, before=before, now=clock())
    with pytest.raises(Forbidden):
        lists.write(home.engine, cast.reviewer, before, before=new, now=clock())


@pytest.mark.parametrize(("kind", "text"), [
    ("wrong", "甲乙 = 丙 = 丁"), ("fixed", "立德树人 = 别的"), ("forbidden", "字"), ("wrong", " = 空"),
    ("wrong", "布署 = 新时达"), ("forbidden", "立德"),
])
def test_a_line_that_means_nothing_or_quarrels_is_named(home: Any, cast: Any, clock: Any, kind: str, text: str) -> None:
    with reading(home.engine) as session:
        before = lists.texts(session)
    new = before | {kind: before[kind] + "\n" + text}
    with pytest.raises(Invalid) as refused:
        lists.write(home.engine, cast.editor, new, before=before, now=clock())
    assert refused.value.field in set(WordingKind)


def test_the_pages(visitor: Any, new_asset: Any, cast: Any) -> None:
    asset = new_asset(cast.photographer, title="迈进新时达")
    office, author = visitor("editor"), visitor("photographer")
    assert "新时达 = 新时代" in office.get("/checks/wordings")
    author.get("/checks/wordings", 403)
    assert "write “新时代”" in author.post("/checks/try", 200, text="新时达").text
    page = author.get(f"/library/V{asset}")
    assert "“新时达” (should be “新时代”)" in page
    assert "Let it stand" not in page
    assert "Let it stand" in office.get(f"/library/V{asset}")
    office.post("/checks/pass", item=f"V{asset}", check="wording", key="新时达", reason="企业名", next=f"/library/V{asset}")
    page = author.get(f"/library/V{asset}")
    assert "May stand: 企业名" in page
    assert "let “新时达” stand" in page


def test_a_story_is_told_too(visitor: Any) -> None:
    author = visitor("photographer")
    author.post("/stories/new", kind="news", title="好", body="<p>新<strong>时达</strong></p>", event="0")
    assert "“新时达” (should be “新时代”)" in author.get("/stories/S1")

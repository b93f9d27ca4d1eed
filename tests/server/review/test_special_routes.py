"""The special cases of whose desk it is, played through by role: all of a desk, deputies, authors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import visibility
from index.catalogue.audit import AuditLine
from index.catalogue.people import Person
from index.catalogue.reviews import Review
from index.catalogue.steps import Step
from index.db import reading, writing
from server.library.describe import Edit, describe

New = Callable[..., int]


# All of a desk

def test_everybody_of_a_desk_decides_in_any_order(desk: Any, cast: Any, new_asset: New, database: str) -> None:
    second = desk.person("reviewer2", "canteen")
    desk.steps("screens", Step("department", all_of=True), Step("office"))
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    assert desk(second, "approve", asset) == "submitted", "one of two has decided"
    assert desk(second, "approve", asset) == "not-your-desk"
    assert desk.queue(second) == []
    assert desk.queue(cast.reviewer) == [f"V{asset}:screens"]
    assert desk.item(cast.reviewer, asset).now.people == (cast.reviewer.display,)
    assert desk(cast.reviewer, "approve", asset) == "reviewed"
    assert desk(cast.editor, "approve", asset) == "approved"


def test_an_edit_asks_everybody_again_and_one_return_is_enough(desk: Any, cast: Any, new_asset: New) -> None:
    second = desk.person("reviewer2", "canteen")
    desk.steps("screens", Step("department", all_of=True), Step("office"))
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    desk(second, "approve", asset)
    describe(desk.home.engine, cast.photographer, asset, Edit(caption="改了"), now=desk.clock.turn(seconds=1))
    assert desk(cast.reviewer, "approve", asset) == "submitted"
    assert desk(second, "return", asset) == "returned"


# Deputies

def test_a_deputy_decides_for_whoever_is_away_and_it_is_told(desk: Any, cast: Any, new_asset: New, database: str) -> None:
    deputy = desk.person("stand-in", "canteen", role="")
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    assert desk(deputy, "approve", asset) == "not-allowed"
    desk.away(cast.reviewer, deputy)
    assert desk.queue(deputy) == [f"V{asset}:screens"]
    assert desk.item(deputy, asset).sitting.place_of == cast.reviewer.display
    assert desk(deputy, "approve", asset) == "reviewed"
    with reading(desk.home.engine) as session:
        assert session.scalars(select(Review.other_id).where(Review.verb == "approve")).one() == cast.reviewer.person_id
        line = session.scalars(select(AuditLine).where(AuditLine.verb == "approve")).one()
        assert line.details["place_of"] == cast.reviewer.display


def test_nothing_waits_for_somebody_away_without_a_deputy(desk: Any, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    desk.away(cast.reviewer)
    assert desk(cast.reviewer, "approve", asset) == "not-your-desk"
    assert cast.director.display in desk.said
    assert desk(cast.director, "approve", asset) == "reviewed", "it passes on by the rule"


def test_an_absence_and_a_term_begin_and_end(desk: Any, cast: Any, new_asset: New) -> None:
    deputy = desk.person("stand-in", "canteen", role="")
    day = timedelta(days=1)
    start = desk.clock()
    desk.away(cast.reviewer, deputy, away_from=start + day, away_until=start + 5 * day, until_at=start + 3 * day)
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    who = []
    for _ in range(6):
        who.append(desk.item(cast.editor, asset).now.people)
        desk.clock.turn(days=1)
    mine, theirs, passed = (cast.reviewer.display,), (deputy.display,), (cast.director.display,)
    assert who == [mine, theirs, theirs, passed, passed, mine]


def test_a_deputy_never_decides_what_they_submitted_or_wrote(desk: Any, cast: Any, new_asset: New) -> None:
    desk.away(cast.reviewer, cast.photographer)
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    assert desk(cast.photographer, "approve", asset) == "own-work"
    assert desk.item(cast.director, asset).now.people == (cast.director.display,)
    desk.away(cast.reviewer, cast.second_photographer)
    other = new_asset(cast.photographer)
    describe(desk.home.engine, cast.second_photographer, other, Edit(title="她写的"), now=desk.clock())
    desk(cast.photographer, "submit", other)
    assert desk(cast.second_photographer, "approve", other) == "not-allowed"
    assert desk(cast.director, "approve", other) == "reviewed"


def test_a_deputy_of_another_department_sees_what_waits_and_nothing_else(desk: Any, cast: Any, new_asset: New,
                                                                        database: str) -> None:
    asset, draft = new_asset(cast.photographer), new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    desk.away(cast.reviewer, cast.outsider)
    with reading(desk.home.engine) as session:
        assert visibility.asset_for(session, cast.outsider, asset, desk.clock()).id == asset
    assert desk(cast.outsider, "approve", draft) == "not-found"
    assert desk(cast.outsider, "approve", asset) == "reviewed"


def test_who_is_away_counts_for_one_deputy_where_all_decide(desk: Any, cast: Any, new_asset: New) -> None:
    second = desk.person("reviewer2", "canteen")
    desk.steps("screens", Step("department", all_of=True), Step("office"))
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    desk.away(cast.reviewer, second)
    assert desk(second, "approve", asset) == "reviewed", "in the own name and the absent one's"


def test_where_all_are_away_it_waits_with_them(desk: Any, cast: Any, new_asset: New) -> None:
    for one in (cast.reviewer, cast.director, cast.editor, cast.second_editor):
        desk.away(one)
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    assert desk(cast.reviewer, "approve", asset) == "reviewed"


# Who wrote does not proof-read

@pytest.mark.parametrize("how", ["uploaded", "wrote"])
def test_who_made_or_wrote_it_stands_back_whoever_submits(desk: Any, cast: Any, new_asset: New, how: str) -> None:
    asset = new_asset(cast.reviewer if how == "uploaded" else cast.photographer)
    if how == "wrote":
        describe(desk.home.engine, cast.reviewer, asset, Edit(title="审稿人写的"), now=desk.clock())
    desk(cast.photographer, "submit", asset)
    assert desk(cast.reviewer, "approve", asset) == "own-words"
    assert cast.director.display in desk.said
    assert desk(cast.director, "approve", asset) == "reviewed"


def test_the_offices_own_is_done_by_another_than_its_author(desk: Any, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.editor)
    desk(cast.administrator, "submit", asset, "school")
    assert [step.desk for step in desk.aim(asset, "school").route] == ["director", "office"]
    asset = new_asset(cast.editor)
    desk(cast.administrator, "submit", asset)
    assert desk(cast.editor, "approve", asset) == "own-words"
    assert desk(cast.second_editor, "approve", asset) == "approved"


def test_a_single_editor_may_in_the_end_release_what_they_corrected(desk: Any, cast: Any, new_asset: New) -> None:
    with writing(desk.home.engine) as session:
        for one in (cast.second_editor, cast.director):
            session.get_one(Person, one.person_id).active = False
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    describe(desk.home.engine, cast.editor, asset, Edit(title="编辑改的"), now=desk.clock.turn(seconds=1))
    assert desk(cast.reviewer, "approve", asset) == "reviewed"
    assert desk(cast.editor, "approve", asset) == "approved"

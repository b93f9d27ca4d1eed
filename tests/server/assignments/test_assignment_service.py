"""Assignments are made, told when late, and end by the files that arrive. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from index.catalogue.assets import Arrival, Outcome
from index.db import reading, writing
from index.errors import VitrineError
from server.admin import service as admin
from server.assignments import lists, service
from server.assignments.lists import AssignmentLine
from server.assignments.service import NewAssignment
from server.assignments.standing import Standing


@pytest.fixture
def campus(engine: Engine, cast: Any, clock: Any) -> dict[str, int]:
    """The tests' clock stands at 2026-03-02 09:00 in Shanghai: 运动会 begins tomorrow and lasts two days."""
    who, made = cast.administrator, {}
    for name, first, last in (("运动会", 3, 4), ("开放日", 4, 4), ("讲座", 9, 9)):
        made[name] = admin.add_event(engine, who, name=name, starts_on=date(2026, 3, first), ends_on=date(2026, 3, last),
                                     now=clock())
    made["一号机"] = admin.add_kit(engine, who, name="一号机", department="canteen", now=clock())
    return made


@pytest.fixture
def add(engine: Engine, cast: Any, clock: Any, campus: Any) -> Callable[..., int]:
    def one(event: str = "运动会", to: str = "photographer", by: Any = None, **given: Any) -> int:
        return service.add(engine, by or cast.editor, NewAssignment(event, to, **given), now=clock())

    return one


@pytest.fixture
def read(engine: Engine, cast: Any, clock: Any, home: Any) -> Callable[..., list[AssignmentLine]]:
    def one(actor: Any = None, *, mine: bool = False) -> list[AssignmentLine]:
        with reading(engine) as session:
            return lists.assignments(session, actor or cast.editor, home.settings, clock(), mine=mine)

    return one


@pytest.fixture
def arrive(engine: Engine, new_asset: Any, clock: Any) -> Callable[..., None]:
    """Return a function that lets an asset arrive now: (owner, **columns)."""

    def one(owner: Any, **columns: Any) -> None:
        asset = new_asset(owner, **columns)
        with writing(engine) as session:
            session.add(Arrival(asset_id=asset, batch="b1", door="card", name="A.JPG", path="A.JPG",
                                person_id=owner.person_id if owner else None, outcome=Outcome.ADDED, received_at=clock()))

    return one


def refused(function: Callable[[], Any]) -> str:
    with pytest.raises(VitrineError) as caught:
        function()
    return caught.value.reason.code


def test_it_is_late_a_day_after_the_event_and_ends_when_files_come(cast: Any, clock: Any, campus: Any, add: Any, read: Any,
                                                                   arrive: Any) -> None:
    add()
    seen = []
    for _ in range(6):
        seen.append(read()[0].standing)
        clock.turn(days=1)
    assert seen == ["ahead", "now", "now", "due", "late", "late"]
    arrive(cast.photographer, event_id=campus["运动会"])
    line = read()[0]
    assert (line.standing, line.files, line.arrived_at) == (Standing.DONE_LATE, 1, clock())


def test_only_files_of_the_event_by_this_photographer_or_kit_count(cast: Any, clock: Any, campus: Any, add: Any, read: Any,
                                                                   arrive: Any) -> None:
    add(kit="一号机")
    event = campus["运动会"]
    arrive(cast.photographer, event_id=event)  # the day before it begins: of the rehearsal
    clock.turn(days=1)
    arrive(cast.photographer, event_id=campus["讲座"])
    arrive(cast.second_photographer, event_id=event)
    assert read()[0].standing is Standing.NOW
    arrive(None, event_id=event, kit_id=campus["一号机"])
    assert (read()[0].standing, read()[0].files) == (Standing.DONE, 1)


def test_a_kit_that_is_booked_is_refused(campus: Any, add: Any, read: Any) -> None:
    add(kit="一号机")
    with pytest.raises(VitrineError) as caught:
        add("开放日", "second_photographer", kit="一号机")
    assert caught.value.reason.code == "kit-booked"
    assert "运动会" in caught.value.reason.zh
    add("讲座", "second_photographer", kit="一号机")
    assert len(read()) == 2


def test_the_same_person_twice_is_refused_until_it_was_closed(engine: Engine, cast: Any, clock: Any, home: Any, add: Any,
                                                              read: Any) -> None:
    first = add()
    assert refused(add) == "assigned-already"
    shut = {"settings": home.settings, "now": clock()}
    assert refused(lambda: service.close(engine, cast.editor, first, " ", **shut)) == "close-reason"
    assert refused(lambda: service.close(engine, cast.photographer, first, "改期", **shut)) == "not-allowed"
    service.close(engine, cast.editor, first, "改期", **shut)
    assert refused(lambda: service.close(engine, cast.editor, first, "改期", **shut)) == "assignment-over"
    assert refused(lambda: service.close(engine, cast.editor, 99, "改期", **shut)) == "not-found"
    line = read()[0]
    assert (line.standing, line.closed_reason, line.closed_by) == (Standing.CLOSED, "改期", "editor 同学")
    add()


def test_who_makes_them_and_who_sees_them(cast: Any, add: Any, read: Any) -> None:
    add()
    assert refused(lambda: add("讲座", by=cast.reviewer)) == "not-allowed"
    assert len(read(cast.photographer)) == len(read(cast.second_photographer)) == len(read(cast.administrator)) == 1
    assert read(cast.outsider) == []
    assert read(cast.second_photographer, mine=True) == []
    assert len(read(cast.photographer, mine=True)) == 1


def test_late_ones_lead_and_the_office_is_told(engine: Engine, cast: Any, clock: Any, home: Any, add: Any, read: Any) -> None:
    add("讲座")
    add("运动会", "second_photographer")
    assert [one.event for one in read()] == ["运动会", "讲座"]
    clock.turn(days=4)
    assert [(one.event, one.late) for one in read()] == [("运动会", True), ("讲座", False)]
    with reading(engine) as session:
        found = lists.late(session, cast.editor, home.settings, clock())
    assert [one.login for one in found] == ["second_photographer"]


def test_what_was_not_chosen_is_told_at_its_field(cast: Any, add: Any, engine: Engine, clock: Any) -> None:
    for given in ({"event": ""}, {"to": ""}):
        assert refused(lambda: add(**given)) == "invalid"  # noqa: B023
    assert refused(lambda: add(to="nobody")) == "not-found"
    admin.change_person(engine, cast.administrator, "outsider", admin.PersonChange(active=False), now=clock())
    assert refused(lambda: add(to="outsider")) == "invalid"

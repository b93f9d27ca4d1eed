"""Describing: what changes is told, what is too long is refused, who saved meanwhile is not written over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from index.catalogue.assets import Asset, Description
from index.catalogue.audit import AuditLine
from index.catalogue.events import Event
from index.db import reading, writing
from index.errors import Invalid, VitrineError
from index.jobs import Job
from server.library.describe import LIMITS, MANY, Edit, describe

New = Callable[..., int]


def test_words_are_saved_cleaned_and_told(engine: Engine, cast: Any, new_asset: New, clock: Any) -> None:
    asset = new_asset(cast.photographer)
    edit = Edit(title="  第二食堂开放日 ", keywords=("食堂", " 食堂 ", "", "开放日"))
    saved = describe(engine, cast.photographer, asset, edit,
                     now=clock())
    assert (saved.words.title, saved.words.keywords, saved.words.version) == ("第二食堂开放日", ("食堂", "开放日"), 2)
    with reading(engine) as session:
        line = session.scalars(select(AuditLine)).one()
        assert (line.verb, line.subject) == ("described", f"asset:V{asset}")
        assert line.details["before"] == {"title": "食堂开放日", "keywords": []}
        assert line.details["after"] == {"title": "第二食堂开放日", "keywords": ["食堂", "开放日"]}
        assert session.scalars(select(Job.kind)).all() == ["index"]
        row = session.get_one(Description, asset)
        assert (row.touched, row.updated_by, row.updated_at) == (True, cast.photographer.person_id, clock())


def test_what_is_not_given_stays(engine: Engine, cast: Any, new_asset: New, clock: Any) -> None:
    asset = new_asset(cast.photographer)
    assert describe(engine, cast.photographer, asset, Edit(place="东操场"), now=clock()).words.title == "食堂开放日"
    again = describe(engine, cast.photographer, asset, Edit(place="东操场"), now=clock())
    assert again.words.version == 2, "nothing changed, nothing is counted"


def test_who_saved_meanwhile_is_not_written_over(engine: Engine, cast: Any, new_asset: New, clock: Any) -> None:
    asset = new_asset(cast.photographer)
    describe(engine, cast.second_photographer, asset, Edit(title="甲"), now=clock(), seen_version=1)
    with pytest.raises(VitrineError) as caught:
        describe(engine, cast.photographer, asset, Edit(title="乙"), now=clock(), seen_version=1)
    assert caught.value.reason.code == "conflict-edit"
    with reading(engine) as session:
        assert session.get_one(Description, asset).title == "甲"


@pytest.mark.parametrize("edit", [*(Edit(**{name: "字" * (limit + 1)}) for name, limit in LIMITS.items()),
                                  Edit(keywords=tuple(map(str, range(MANY + 1)))), Edit(event_id=99)])
def test_a_field_that_cannot_be_is_named(home: Any, cast: Any, new_asset: New, clock: Any, edit: Edit) -> None:
    asset = new_asset(cast.photographer)
    with pytest.raises(Invalid) as caught:
        describe(home.engine, cast.photographer, asset, edit, now=clock())
    assert caught.value.field in {*LIMITS, "keywords", "event"}
    with reading(home.engine) as session:
        assert session.get_one(Description, asset).version == 1


@pytest.mark.parametrize("name", list(LIMITS))
def test_the_longest_that_fits(home: Any, cast: Any, new_asset: New, clock: Any, name: str) -> None:
    words = "字" * LIMITS[name]
    saved = describe(home.engine, cast.photographer, new_asset(cast.photographer), Edit(**{name: f" {words} "}), now=clock())
    assert getattr(saved.words, name) == words


def test_an_event_is_set_and_taken_away(engine: Engine, cast: Any, new_asset: New, clock: Any) -> None:
    with writing(engine) as session:
        event = Event(name="春季运动会", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 2))
        session.add(event)
        session.flush()
        event_id = event.id
    asset = new_asset(cast.photographer)
    for given, stored in ((event_id, event_id), (0, None)):
        describe(engine, cast.photographer, asset, Edit(event_id=given), now=clock())
        with reading(engine) as session:
            assert session.get_one(Asset, asset).event_id == stored
    with reading(engine) as session:
        told = [line.details["after"] for line in session.scalars(select(AuditLine).order_by(AuditLine.id))]
    assert told == [{"event": "春季运动会"}, {"event": None}]


def test_who_may_describe(home: Any, cast: Any, new_asset: New, clock: Any) -> None:
    for part, actor in cast.people.items():
        asset = new_asset(cast.photographer)
        try:
            describe(home.engine, actor, asset, Edit(title="新标题"), now=clock())
            outcome = "done"
        except VitrineError as error:
            outcome = error.reason.code
        assert outcome == ("not-found" if part == "outsider" else "done"), part

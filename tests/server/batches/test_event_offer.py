"""A batch is offered its event, gets it when somebody says so, and never by itself. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from index.catalogue.assets import Arrival, Asset, Outcome
from index.catalogue.assignments import Assignment
from index.catalogue.audit import AuditLine
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.lifecycle import State
from index.db import reading, writing
from index.errors import NotFound
from index.jobs import Job
from server.admin import service as admin
from server.uploads.offering import Offering, accept, decline, offering

BATCH = "20260302-card-1"


@pytest.fixture
def came(engine: Engine, new_asset: Callable[..., int], clock: Any) -> Callable[..., int]:
    """Return a function that enters an asset of the batch: (owner, taken=, path=, **columns) -> id."""

    def one(owner: Any, taken: str | None = "2026-03-01T09:15", path: str = "DCIM/100CANON/IMG_1.JPG", **columns: Any) -> int:
        asset = new_asset(owner, captured_local=datetime.fromisoformat(taken) if taken else None,
                          **({"extracted_at": clock()} | columns))
        with writing(engine) as session:
            session.add(Arrival(asset_id=asset, batch=BATCH, door="card", name="IMG_1.JPG", path=path,
                                person_id=owner.person_id, department_id=owner.department_id, outcome=Outcome.ADDED,
                                received_at=clock()))
        return asset

    return one


@pytest.fixture
def events(engine: Engine, cast: Any, clock: Any) -> dict[str, int]:
    made = {}
    for name, first, last, department in (("食堂开放日", 1, 2, "canteen"), ("食堂技能赛", 1, 1, "canteen"),
                                          ("图书馆讲座", 1, 1, "library"), ("旧活动", 20, 20, "canteen")):
        month = 2 if first == 20 else 3
        made[name] = admin.add_event(engine, cast.administrator, name=name, starts_on=date(2026, month, first),
                                     ends_on=date(2026, month, last), department=department, now=clock())
    return made


@pytest.fixture
def ask(engine: Engine, clock: Any, home: Any) -> Callable[[Any], Offering]:
    def one(actor: Any) -> Offering:
        with reading(engine) as session:
            return offering(session, actor, BATCH, clock(), zone=home.settings.zone)

    return one


def names(found: Offering) -> list[str]:
    return [one.event.name for one in found.offers]


def test_it_is_offered_what_fits_and_the_rest_as_a_list(cast: Any, came: Any, events: Any, ask: Any) -> None:
    came(cast.photographer)
    came(cast.photographer, "2026-03-02T10:00")
    found = ask(cast.photographer)
    assert names(found) == ["食堂开放日", "食堂技能赛"]
    assert found.likely is not None
    assert found.likely.event.name == "食堂开放日"
    assert {one.name for one in found.others} == {"图书馆讲座", "旧活动"}
    assert found.items == 2


def test_words_and_assignments_decide(engine: Engine, cast: Any, came: Any, events: Any, ask: Any, clock: Any) -> None:
    came(cast.photographer, path="技能赛 0301/IMG_1.JPG", title="")
    assert names(ask(cast.photographer))[0] == "食堂技能赛"
    with writing(engine) as session:
        session.add(Assignment(event_id=events["图书馆讲座"], person_id=cast.photographer.person_id, made_at=clock()))
    found = ask(cast.photographer)
    assert names(found)[0] == "图书馆讲座"
    assert found.offers[0].assigned


def test_the_corrected_time_counts(engine: Engine, cast: Any, came: Any, events: Any, ask: Any) -> None:
    asset = came(cast.photographer, "2025-01-01T00:00")
    assert ask(cast.photographer).likely is None
    with writing(engine) as session:
        session.get_one(Asset, asset).captured_local = datetime.fromisoformat("2026-03-02T09:00")
    assert ask(cast.photographer).likely is not None


def test_without_times_the_day_of_arrival_is_taken(cast: Any, came: Any, events: Any, ask: Any) -> None:
    came(cast.photographer, None, extracted_at=None)
    assert names(ask(cast.photographer)) == [], "nothing is known before the file has been read"
    came(cast.photographer, None)
    assert names(ask(cast.photographer))[0] == "食堂开放日"


def test_accepting_files_what_has_none(engine: Engine, cast: Any, came: Any, events: Any, ask: Any, clock: Any) -> None:
    open_ones = [came(cast.photographer), came(cast.photographer)]
    settled = came(cast.photographer, event_id=events["旧活动"])
    submitted = came(cast.photographer)
    with writing(engine) as session:
        screens = select(Channel.id).where(Channel.code == SCREENS).scalar_subquery()
        session.add(Aim(asset_id=submitted, channel_id=screens, state=State.SUBMITTED, changed_at=clock()))
    assert ask(cast.photographer).items == 2
    assert accept(engine, cast.photographer, BATCH, "食堂开放日", now=clock()) == 2
    with reading(engine) as session:
        by_id = dict(session.execute(select(Asset.id, Asset.event_id)).all())
        assert [by_id[one] for one in open_ones] == [events["食堂开放日"]] * 2
        assert by_id[settled] == events["旧活动"]
        assert by_id[submitted] is None, "another event would be another text than the one that is reviewed"
        assert {job.key for job in session.scalars(select(Job).where(Job.kind == "index"))} >= {str(one) for one in open_ones}
        line = session.scalars(select(AuditLine).where(AuditLine.subject == f"batch:{BATCH}")).one()
        assert (line.verb, line.details["event"], line.details["assets"]) == ("filed", "食堂开放日", 2)
    assert not ask(cast.photographer).asked
    assert accept(engine, cast.photographer, BATCH, "食堂技能赛", now=clock()) == 0


def test_nothing_of_others_is_filed(engine: Engine, cast: Any, came: Any, events: Any, ask: Any, clock: Any) -> None:
    came(cast.outsider)
    assert not ask(cast.photographer).asked
    with pytest.raises(NotFound):
        accept(engine, cast.photographer, BATCH, "食堂开放日", now=clock())
    assert ask(cast.editor).items == 1
    assert accept(engine, cast.editor, BATCH, "图书馆讲座", now=clock()) == 1


def test_no_event_is_asked_once(engine: Engine, cast: Any, came: Any, events: Any, ask: Any, clock: Any) -> None:
    came(cast.photographer)
    decline(engine, cast.photographer, BATCH, now=clock())
    found = ask(cast.second_photographer)
    assert (found.declined, found.asked, found.likely) == (True, False, None)
    with pytest.raises(NotFound):
        decline(engine, cast.outsider, BATCH, now=clock())

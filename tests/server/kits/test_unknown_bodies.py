"""Cameras that no kit knows are offered to the department of their files, once, and then known. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from index.catalogue.assets import Asset
from index.catalogue.kits import CameraBody, Kit
from index.db import reading, writing
from index.errors import VitrineError
from index.jobs import Job
from server.admin import service as admin
from server.kits import bodies

SERIAL = "3012345"


@pytest.fixture
def shot(engine: Engine, new_asset: Callable[..., int]) -> Callable[..., int]:
    """Return a function that enters an asset of a NIKON Z 6_2: (owner, serial=) -> id."""

    def one(owner: Any, serial: str = SERIAL, **columns: Any) -> int:
        asset = new_asset(owner, **columns)
        with writing(engine) as session:
            session.execute(update(Asset).where(Asset.id == asset).values(
                body_serial=serial, facts={"make": "NIKON CORPORATION", "model": "NIKON Z 6_2", "body_serial": serial}))
        return asset

    return one


@pytest.fixture
def kit(engine: Engine, cast: Any, clock: Any) -> int:
    return admin.add_kit(engine, cast.administrator, name="一号机", department="canteen", now=clock())


def asked(engine: Engine, actor: Any) -> list[tuple[str, int]]:
    with reading(engine) as session:
        return [(one.serial, one.assets) for one in bodies.unknown_bodies(session, actor)]


def refused(function: Callable[[], Any]) -> str:
    with pytest.raises(VitrineError) as caught:
        function()
    return caught.value.reason.code


def test_the_department_of_the_files_is_asked_and_the_office(engine: Engine, cast: Any, shot: Any) -> None:
    shot(cast.photographer)
    shot(cast.second_photographer)
    shot(cast.outsider, "77")
    assert asked(engine, cast.photographer) == [(SERIAL, 2)]
    assert asked(engine, cast.outsider) == [("77", 1)]
    assert asked(engine, cast.editor) == [(SERIAL, 2), ("77", 1)]
    with reading(engine) as session:
        one = bodies.unknown_bodies(session, cast.reviewer)[0]
        assert (one.make, one.model, one.may_answer) == ("NIKON CORPORATION", "NIKON Z 6_2", True)
        assert not bodies.unknown_bodies(session, cast.photographer)[0].may_answer


def test_a_file_of_no_department_asks_its_owners(engine: Engine, cast: Any, shot: Any) -> None:
    shot(cast.photographer, department_id=None)
    assert asked(engine, cast.reviewer) == [(SERIAL, 1)]


def test_an_answer_ties_what_came_before(engine: Engine, cast: Any, clock: Any, kit: int, shot: Any) -> None:
    ids = [shot(cast.photographer), shot(cast.photographer, department_id=None), shot(cast.photographer, event_id=None)]
    others = shot(cast.photographer, "77")
    assert bodies.claim(engine, cast.reviewer, SERIAL, str(kit), now=clock()) == 3
    assert asked(engine, cast.reviewer) == [("77", 1)]
    with reading(engine) as session:
        rows = {row.id: row for row in session.scalars(select(Asset))}
        assert {rows[one].kit_id for one in ids} == {kit}
        assert {rows[one].department_id for one in ids} == {cast.departments["canteen"]}
        assert rows[others].kit_id is None
        body = session.scalars(select(CameraBody)).one()
        assert (body.serial, body.model, body.kit_id) == (SERIAL, "NIKON Z 6_2", kit)
        due = session.execute(select(Job.kind, func.count()).where(Job.key.in_([str(one) for one in ids]))
                              .group_by(Job.kind)).all()
        assert dict(due) == {"index": 3}, "the camera keeps the campus's time: nothing is read again"
    assert refused(lambda: bodies.claim(engine, cast.reviewer, SERIAL, str(kit), now=clock())) == "body-known"


def test_times_are_resolved_again_by_the_kits_own_clock(engine: Engine, cast: Any, clock: Any, kit: int, shot: Any) -> None:
    asset = shot(cast.photographer)
    admin.change_kit(engine, cast.administrator, str(kit), utc_offset=540, now=clock())
    bodies.claim(engine, cast.reviewer, SERIAL, str(kit), now=clock())
    with reading(engine) as session:
        assert set(session.scalars(select(Job.kind).where(Job.key == str(asset)))) == {"index", "extract"}


def test_a_new_kit_for_it(engine: Engine, cast: Any, clock: Any, shot: Any) -> None:
    shot(cast.photographer)
    canteen = cast.departments["canteen"]
    bodies.claim_for_new_kit(engine, cast.reviewer, SERIAL, "二号机", department_id=canteen, now=clock())
    with reading(engine) as session:
        made = session.scalars(select(Kit)).one()
        assert (made.name, made.department_id) == ("二号机", canteen)
    shot(cast.photographer, "78")
    again = {"department_id": canteen, "now": clock()}
    assert refused(lambda: bodies.claim_for_new_kit(engine, cast.reviewer, "78", "二号机", **again)) == "name-taken"
    assert refused(lambda: bodies.claim_for_new_kit(engine, cast.reviewer, "78", " ", **again)) == "invalid"


def test_not_ours_is_asked_once_and_of_each_department_apart(engine: Engine, cast: Any, clock: Any, shot: Any) -> None:
    shot(cast.photographer)
    shot(cast.outsider)
    bodies.not_ours(engine, cast.reviewer, SERIAL, department_id=cast.departments["canteen"], now=clock())
    assert asked(engine, cast.photographer) == []
    assert asked(engine, cast.outsider) == [(SERIAL, 1)]
    shot(cast.photographer)
    assert asked(engine, cast.photographer) == []
    assert refused(lambda: bodies.not_ours(engine, cast.reviewer, SERIAL, department_id=cast.departments["canteen"],
                                           now=clock())) == "not-found"


def test_nobody_claims_what_is_of_others(engine: Engine, cast: Any, clock: Any, kit: int, shot: Any) -> None:
    shot(cast.outsider)
    assert refused(lambda: bodies.claim(engine, cast.reviewer, SERIAL, str(kit), now=clock())) == "not-found"
    shot(cast.photographer, "78")
    assert refused(lambda: bodies.claim(engine, cast.photographer, "78", str(kit), now=clock())) == "not-allowed"
    foreign = admin.add_kit(engine, cast.administrator, name="图书馆机", department="library", now=clock())
    assert refused(lambda: bodies.claim(engine, cast.reviewer, "78", str(foreign), now=clock())) == "not-allowed"


def test_files_that_nobody_owns_are_asked_of_the_office(engine: Engine, cast: Any, clock: Any, shot: Any) -> None:
    shot(None, department_id=None)
    assert asked(engine, cast.photographer) == []
    assert asked(engine, cast.editor) == [(SERIAL, 1)]
    bodies.not_ours(engine, cast.editor, SERIAL, department_id=None, now=clock())
    assert asked(engine, cast.editor) == []


def test_a_serial_that_the_administrator_enters_ties_too(engine: Engine, cast: Any, clock: Any, kit: int, shot: Any) -> None:
    asset = shot(cast.photographer)
    admin.add_body(engine, cast.administrator, str(kit), serial=SERIAL, now=clock())
    with reading(engine) as session:
        assert session.get_one(Asset, asset).kit_id == kit
    assert asked(engine, cast.editor) == []

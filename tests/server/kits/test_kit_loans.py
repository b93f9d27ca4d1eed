"""Kits are handed out and come back: one open loan at most, a history, and who may do it. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from index.catalogue.audit import AuditLine
from index.catalogue.departments import Department
from index.catalogue.loans import KitLoan
from index.db import reading, writing
from index.errors import VitrineError
from server.admin import service as admin
from server.kits import lists, service
from server.kits.service import NewLoan

DUE = date(2026, 3, 4)  # the tests' clock stands at 2026-03-02 09:00 in Shanghai


@pytest.fixture
def lend(engine: Engine, cast: Any, clock: Any, home: Any) -> Callable[..., int]:
    """Return a function that hands out 一号机 of the canteen: (by, to=, due=) -> loan."""
    admin.add_kit(engine, cast.administrator, name="一号机", department="canteen", now=clock())

    def one(by: Any, to: str = "photographer", due: date = DUE, note: str = "") -> int:
        return service.lend(engine, by, "一号机", NewLoan(to, due, note), now=clock(), zone=home.settings.zone)

    return one


def refused(function: Callable[[], Any]) -> str:
    with pytest.raises(VitrineError) as caught:
        function()
    return caught.value.reason.code


def test_a_kit_goes_out_and_comes_back(engine: Engine, cast: Any, clock: Any, lend: Any) -> None:
    lend(cast.reviewer, note="运动会")
    with reading(engine) as session:
        kit = lists.kits(session, cast.photographer)[0]
        assert kit.loan is not None
        assert (kit.loan.holder, kit.loan.by, kit.loan.due_on, kit.loan.note) == (
            "photographer 同学", "reviewer 同学", DUE, "运动会")
        assert not kit.overdue(DUE), "on its day it is in time still"
        assert kit.overdue(date(2026, 3, 5))
    service.take_back(engine, cast.reviewer, "一号机", note="缺镜头盖", now=clock.turn(days=3))
    with reading(engine) as session:
        assert lists.kits(session, cast.photographer)[0].loan is None
        line = lists.history(session, kit.id)[0]
        assert (line.returned_at, line.return_note) == (clock(), "缺镜头盖")
        verbs = session.scalars(select(AuditLine.verb).where(AuditLine.subject == f"kit:{kit.id}").order_by(AuditLine.id))
        assert list(verbs) == ["added", "lent", "took-back"]


def test_what_is_out_cannot_go_out_again(engine: Engine, cast: Any, clock: Any, lend: Any) -> None:
    lend(cast.reviewer)
    assert refused(lambda: lend(cast.editor, "second_photographer")) == "kit-lent"
    service.take_back(engine, cast.editor, "一号机", now=clock())
    assert refused(lambda: service.take_back(engine, cast.editor, "一号机", now=clock())) == "kit-not-lent"
    lend(cast.reviewer, "second_photographer")
    with reading(engine) as session:
        assert [one.login for one in lists.history(session, 1)] == ["second_photographer", "photographer"]


def test_the_catalogue_itself_holds_one_open_loan(engine: Engine, cast: Any, clock: Any, lend: Any) -> None:
    from sqlalchemy.exc import IntegrityError

    lend(cast.reviewer)
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(KitLoan(kit_id=1, person_id=cast.editor.person_id, lent_at=clock(), due_on=DUE))


@pytest.mark.parametrize(("who", "may"), [("photographer", False), ("outsider", False), ("director", False),
                                          ("reviewer", True), ("editor", True), ("administrator", True)])
def test_who_hands_out(cast: Any, lend: Any, who: str, may: bool) -> None:
    if may:
        assert lend(cast.people[who])
    else:
        assert refused(lambda: lend(cast.people[who])) == "not-allowed"


def test_the_contact_looks_after_the_kits_of_their_department(engine: Engine, cast: Any, clock: Any, lend: Any) -> None:
    with writing(engine) as session:
        for code in ("canteen", "library"):
            session.get_one(Department, cast.departments[code]).contact_id = cast.photographer.person_id
    admin.add_kit(engine, cast.administrator, name="图书馆机", department="library", now=clock())
    assert lend(cast.photographer)
    with reading(engine) as session:
        assert [one.name for one in lists.kits(session, cast.photographer)] == ["一号机"]
        assert {one.name for one in lists.kits(session, cast.editor)} == {"一号机", "图书馆机"}


def test_days_and_people_must_make_sense(engine: Engine, cast: Any, clock: Any, home: Any, lend: Any) -> None:
    assert refused(lambda: lend(cast.reviewer, due=date(2026, 3, 1))) == "dates-contradict"
    assert refused(lambda: lend(cast.reviewer, to="")) == "invalid"
    assert refused(lambda: lend(cast.reviewer, to="nobody")) == "not-found"
    admin.change_person(engine, cast.administrator, "outsider", admin.PersonChange(active=False), now=clock())
    assert refused(lambda: lend(cast.reviewer, to="outsider")) == "invalid"
    admin.change_kit(engine, cast.administrator, "一号机", active=False, now=clock())
    assert refused(lambda: lend(cast.reviewer)) == "kit-retired"


def test_another_day_of_return(engine: Engine, cast: Any, clock: Any, home: Any, lend: Any) -> None:
    lend(cast.reviewer)
    zone = home.settings.zone
    service.prolong(engine, cast.reviewer, "一号机", date(2026, 3, 9), now=clock.turn(days=5), zone=zone)
    with reading(engine) as session:
        kit = lists.kits(session, cast.reviewer)[0]
        assert kit.loan is not None
        assert kit.loan.due_on == date(2026, 3, 9)
    for who, day, code in ((cast.reviewer, 6, "dates-contradict"), (cast.photographer, 20, "not-allowed")):
        assert refused(lambda: service.prolong(engine, who, "一号机", date(2026, 3, day), now=clock(), zone=zone)) == code  # noqa: B023

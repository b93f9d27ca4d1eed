"""The first administrator, and one's own password."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from index.catalogue.departments import Department
from index.catalogue.people import Person, Role, SignIn
from index.credentials import check_password
from index.db import reading
from server.home import new_setup_token

FOUNDER = {"login": "chief", "display": "办公室主任", "password": "a-good-password", "office": "新闻办公室"}


def test_the_set_up_link_makes_the_office_and_its_administrator(stranger: Any, home: Any, clock: Any) -> None:
    token = new_setup_token(home, clock())
    assert "初次设置" in stranger.get(f"/setup/{token}").text
    answer = stranger.post(f"/setup/{token}", FOUNDER)
    assert answer.location == "/library"
    assert stranger.get("/library").status_code == 200
    with reading(home.engine) as session:
        person = session.scalars(select(Person)).one()
        office = session.scalars(select(Department)).one()
        assert Role.ADMINISTRATOR in {one.role for one in person.roles}
        assert (office.name, office.is_office, office.contact_id) == ("新闻办公室", True, person.id)


def test_the_set_up_link_works_once(stranger: Any, home: Any, clock: Any) -> None:
    token = new_setup_token(home, clock())
    stranger.get(f"/setup/{token}")
    stranger.post(f"/setup/{token}", FOUNDER)
    assert stranger.get(f"/setup/{token}").status_code == 404
    assert "已经用过" in stranger.get("/setup/made-up").text
    assert stranger.get("/setup/made-up").status_code == 404


def test_a_short_password_is_refused_and_nothing_typed_is_lost(stranger: Any, home: Any, clock: Any) -> None:
    token = new_setup_token(home, clock())
    stranger.get(f"/setup/{token}")
    answer = stranger.post(f"/setup/{token}", {**FOUNDER, "password": "short"})
    assert answer.status_code == 422
    assert "至少 8 位" in answer.text
    assert 'value="新闻办公室"' in answer.text


def test_changing_the_password_signs_other_browsers_out(browser: Any, cast: Any, home: Any) -> None:
    here, there = browser("photographer"), browser("photographer")
    here.get("/account")
    answer = here.post("/account", {"old": cast.password, "new": "another-password"})
    assert answer.status_code == 302
    assert here.get("/library").status_code == 200
    assert there.get("/library").status_code == 302
    with reading(home.engine) as session:
        stored = session.scalar(select(Person.password_hash).where(Person.id == cast.photographer.person_id))
        assert len(session.scalars(select(SignIn)).all()) == 1
    assert check_password(stored, "another-password")


def test_the_old_password_has_to_be_right(browser: Any) -> None:
    one = browser("photographer")
    one.get("/account")
    assert one.post("/account", {"old": "not-this-one", "new": "another-password"}).status_code == 401

"""The administrator keeps people, departments, kits and events in order, through forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from server.admin import lists


@pytest.fixture
def boss(visitor: Callable[[str], Any]) -> Any:
    return visitor("administrator")


@pytest.mark.parametrize("subject", ["people", "departments", "kits", "events"])
def test_each_list_and_form_opens(boss: Any, subject: str) -> None:
    boss.get(f"/admin/{subject}/")
    boss.get(f"/admin/{subject}/new")
    boss.get(f"/admin/{subject}/999", 404)


def test_only_administrators_come_in_but_events_are_everybodys(visitor: Callable[[str], Any], home: Any) -> None:
    who = visitor("photographer")
    for subject in ("people", "departments", "kits"):
        who.get(f"/admin/{subject}/", 403)
        who.post(f"/admin/{subject}/new", 403, name="x")
    page = who.get("/admin/events/")
    assert "/admin/people" not in page
    who.get("/admin/events/new")
    who.post("/admin/events/new", name="开放日", starts_on="2026-03-05", ends_on="", place="二食堂", department="")
    assert [line.name for line in lists.events(home.engine)] == ["开放日"]
    who.get("/admin/nothing/", 403)


def test_a_new_account_shows_its_password_once_and_works(boss: Any, stranger: Any, home: Any) -> None:
    boss.get("/admin/people/new")
    page = boss.post("/admin/people/new", 200, login="newcomer", display="新同学", roles=["reviewer"],
                     department="图书馆").text
    password = re.search(r"<code>([^<]+)</code>", page)
    assert password
    assert password[1] not in boss.get("/admin/people/")
    line = next(one for one in lists.users(home.engine) if one.name == "newcomer")
    assert (line.roles, line.department) == (("reviewer",), "图书馆")
    assert stranger.sign_in("newcomer", password[1]).status_code == 302
    assert stranger.get("/library").status_code == 200


def test_what_was_typed_stays_when_it_is_refused(boss: Any) -> None:
    boss.get("/admin/people/new")
    page = boss.post("/admin/people/new", 422, login="大写", display="新同学", roles=["editor"]).text
    assert 'value="新同学"' in page
    assert 'value="editor" checked' in page
    assert "f-login-error" in page


def test_nobody_shuts_themselves_out(boss: Any, home: Any) -> None:
    me = next(one for one in lists.users(home.engine) if one.name == "administrator")
    boss.get(f"/admin/people/{me.id}")
    boss.post(f"/admin/people/{me.id}", 422, display="管理员", roles=["administrator"], department="")
    boss.post(f"/admin/people/{me.id}", 422, display="管理员", roles=["editor"], department="", active="on")
    boss.post(f"/admin/people/{me.id}", display="系统管理员", roles=["administrator"], department="", active="on")
    assert next(one for one in lists.users(home.engine) if one.name == "administrator").display == "系统管理员"


def test_kits_get_their_cameras(boss: Any, home: Any) -> None:
    boss.get("/admin/kits/new")
    boss.post("/admin/kits/new", name="一号机", department="图书馆")
    kit = lists.kits(home.engine)[0]
    boss.post(f"/admin/kits/{kit.id}/bodies", serial="A1", make="Canon", model="Canon EOS R6")
    assert "Canon EOS R6" in boss.get("/admin/kits/")
    assert "Canon Canon" not in boss.get("/admin/kits/")
    assert "belongs to “一号机” already" in boss.post(f"/admin/kits/{kit.id}/bodies", 409, serial="A1").text
    boss.post(f"/admin/kits/{kit.id}", name="一号机", utc_offset="480", active="on")
    assert lists.kits(home.engine)[0].utc_offset == 480
    assert "is no whole number" in boss.post(f"/admin/kits/{kit.id}", 422, name="一号机", utc_offset="八小时").text


def test_departments_have_a_contact(boss: Any, home: Any) -> None:
    line = next(one for one in lists.departments(home.engine) if one.code == "library")
    boss.get(f"/admin/departments/{line.id}")
    boss.post(f"/admin/departments/{line.id}", name="图书馆", name_en="The Library", contact="outsider", active="on")
    changed = next(one for one in lists.departments(home.engine) if one.code == "library")
    assert (changed.name_en, changed.contact) == ("The Library", "outsider")

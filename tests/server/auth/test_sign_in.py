"""Signing in: who gets in, what the cookie is, how wrong passwords are slowed down."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from sqlalchemy import func, select

from index.catalogue.people import Person, SignIn, SignInFailure
from index.db import reading, writing


def count(home: Any, model: Any) -> int:
    with reading(home.engine) as session:
        return int(session.scalar(select(func.count()).select_from(model)))


def test_a_stranger_is_led_to_the_sign_in_and_back_again(stranger: Any, cast: Any) -> None:
    answer = stranger.get("/library?q=食堂")
    assert answer.status_code == 302
    asked = stranger.get(answer.location)
    assert "登录" in asked.text
    let_in = stranger.post("/sign-in", {"login": "photographer", "password": cast.password, "next": "/library?q=食堂"})
    assert unquote(let_in.location) == "/library?q=食堂"


def test_the_way_back_never_leads_elsewhere(stranger: Any, cast: Any) -> None:
    for given in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"):
        answer = stranger.post("/sign-in", {"login": "photographer", "password": cast.password, "next": given})
        assert answer.location == "/library"
        stranger.client.delete_cookie("vitrine_session")
        stranger.token = ""


def test_the_cookie_cannot_be_read_by_scripts_and_is_not_what_is_stored(stranger: Any, cast: Any, home: Any) -> None:
    answer = stranger.sign_in("photographer", cast.password)
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("vitrine_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    with reading(home.engine) as session:
        stored = session.scalars(select(SignIn.token_hash)).one()
    assert stored not in cookie


def test_each_sign_in_has_a_token_of_its_own(stranger: Any, cast: Any) -> None:
    stranger.sign_in("photographer", cast.password)
    first = stranger.client.get_cookie("vitrine_session").value
    stranger.post("/sign-out")
    stranger.token = ""
    stranger.sign_in("photographer", cast.password)
    assert stranger.client.get_cookie("vitrine_session").value != first


def test_signing_out_ends_it_even_for_a_kept_cookie(browser: Any, home: Any) -> None:
    one = browser("photographer")
    kept = one.client.get_cookie("vitrine_session").value
    one.get("/account")
    one.post("/sign-out")
    assert count(home, SignIn) == 0
    one.client.set_cookie("vitrine_session", kept)
    assert one.get("/library").status_code == 302


def test_a_sign_in_ends_after_its_days(browser: Any, clock: Any) -> None:
    one = browser("photographer")
    clock.turn(days=13)
    assert one.get("/library").status_code == 200
    clock.turn(days=2)
    assert one.get("/library").status_code == 302


def test_somebody_shut_out_is_out_at_once(browser: Any, cast: Any, home: Any) -> None:
    one = browser("photographer")
    with writing(home.engine) as session:
        session.get_one(Person, cast.photographer.person_id).active = False
    assert one.get("/library").status_code == 302


def test_a_wrong_password_says_no_more_than_that(stranger: Any, cast: Any) -> None:
    wrong = stranger.sign_in("photographer", "not-the-password")
    unknown = stranger.sign_in("nobody-here", "not-the-password")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert "账号或密码不对" in wrong.text
    assert "账号或密码不对" in unknown.text
    assert 'value="photographer"' in wrong.text


def test_five_wrong_ones_close_an_account_for_ten_minutes(stranger: Any, cast: Any, clock: Any) -> None:
    for _ in range(5):
        assert stranger.sign_in("photographer", "wrong-password").status_code == 401
    closed = stranger.sign_in("photographer", cast.password)
    assert closed.status_code == 429
    assert closed.headers["Retry-After"] == "600"
    assert "10 分钟" in closed.text
    assert stranger.sign_in("reviewer", cast.password).status_code == 302
    stranger.post("/sign-out")
    clock.turn(minutes=11)
    stranger.token = ""
    assert stranger.sign_in("photographer", cast.password).status_code == 302


def test_twenty_wrong_ones_from_one_address_close_it_for_every_account(stranger: Any, cast: Any) -> None:
    for number in range(20):
        assert stranger.sign_in(f"account{number}", "wrong-password").status_code == 401
    assert stranger.sign_in("photographer", cast.password).status_code == 429


def test_the_count_survives_a_restart(stranger: Any, cast: Any, home: Any, clock: Any) -> None:
    from server.app import create_app

    for _ in range(5):
        stranger.sign_in("photographer", "wrong-password")
    again = create_app(home.settings, clock)
    after = type(stranger)(again)
    assert after.sign_in("photographer", cast.password).status_code == 429
    again.extensions["vitrine"].home.engine.dispose()


def test_a_right_password_clears_what_was_wrong_before(stranger: Any, cast: Any, home: Any) -> None:
    for _ in range(4):
        stranger.sign_in("photographer", "wrong-password")
    stranger.sign_in("photographer", cast.password)
    with reading(home.engine) as session:
        assert session.scalars(select(SignInFailure.id).where(SignInFailure.subject == "account:photographer")).all() == []

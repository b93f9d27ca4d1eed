"""A device becomes a screen by a code that is short-lived, used once, and not to be guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.catalogue.people import OWNER
from index.catalogue.screens import Screen
from index.db import reading
from index.errors import Conflict, NotFound, VitrineError
from kiosk.pairing import GUESSES
from server.screens import service as screens

pytestmark = pytest.mark.usefixtures("database")  # on SQLite and on PostgreSQL


def bind(campus: Any, code: str, screen: str = "二食堂") -> None:
    screens.pair(campus.home.engine, OWNER, screen, code, now=campus.clock.at)


def offer(device: FlaskClient) -> dict[str, str]:
    answer = device.post("/kiosk/pair", json={})
    assert answer.status_code == 201
    given: dict[str, str] = answer.get_json()
    assert set(given) == {"code", "secret", "expires"}
    assert len(given["code"]) == 8
    return given


def claim(device: FlaskClient, secret: str) -> int:
    return device.post("/kiosk/pair/claim", json={"secret": secret}).status_code


def test_a_bound_code_gives_the_cookie_once(campus: Any, device: FlaskClient) -> None:
    campus.screen("二食堂")
    given = offer(device)
    assert claim(device, given["secret"]) == 202
    bind(campus, given["code"])
    answer = device.post("/kiosk/pair/claim", json={"secret": given["secret"]})
    assert answer.status_code == 204
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/kiosk" in cookie
    assert device.get("/kiosk/manifest").status_code == 200
    assert claim(device, given["secret"]) == 409


def test_what_depends_on_a_devices_token_is_told_with_its_claim(
        app: Any, campus: Any, paired: Callable[[str], FlaskClient]) -> None:
    campus.screen("二食堂")

    def told() -> str | None:
        held: str | None = app.extensions["vitrine.kiosk"].telling.round_at(campus.clock.at).fleet.places[1][0].token_hash
        return held

    paired("二食堂").get("/kiosk/manifest")
    first = told()
    paired("二食堂")
    with reading(campus.home.engine) as session:
        assert told() == session.get_one(Screen, 1).token_hash != first
        lines = session.scalars(select(AuditLine.verb).where(AuditLine.subject == "screen:1").order_by(AuditLine.id)).all()
    assert lines == ["added", "paired", "connected", "paired", "connected"]


def test_a_code_may_be_typed_in_small_letters_with_gaps(campus: Any, device: FlaskClient) -> None:
    campus.screen("二食堂")
    code = offer(device)["code"].lower()
    bind(campus, f" {code[:4]}-{code[4:]} ")


def test_an_expired_code_fails_for_both_sides(campus: Any, device: FlaskClient) -> None:
    campus.screen("二食堂")
    given = offer(device)
    campus.clock.wind(minutes=10)
    with pytest.raises(Conflict, match="pairing code") as refused:
        bind(campus, given["code"])
    assert refused.value.reason.code == "pairing-code"
    assert claim(device, given["secret"]) == 410


def test_a_code_bound_in_the_last_second_can_still_be_claimed(campus: Any, device: FlaskClient) -> None:
    campus.screen("二食堂")
    given = offer(device)
    campus.clock.wind(minutes=9, seconds=59)
    bind(campus, given["code"])
    campus.clock.wind(seconds=5)
    assert claim(device, given["secret"]) == 204


def test_a_used_code_fails(campus: Any, device: FlaskClient) -> None:
    campus.screen("二食堂")
    campus.screen("三食堂")
    given = offer(device)
    bind(campus, given["code"])
    with pytest.raises(Conflict):
        bind(campus, given["code"], "三食堂")


def test_guesses_are_counted_and_then_refused(campus: Any, device: FlaskClient) -> None:
    campus.screen("二食堂")
    given = offer(device)
    for _ in range(GUESSES):
        with pytest.raises(Conflict):
            bind(campus, "AAAAAAAA")
    with pytest.raises(VitrineError) as refused:
        bind(campus, given["code"])
    assert refused.value.reason.code == "too-many-tries"
    campus.clock.wind(minutes=10, seconds=1)
    bind(campus, offer(device)["code"])


def test_an_unknown_secret_and_an_unknown_screen_are_not_found(campus: Any, device: FlaskClient) -> None:
    assert claim(device, "nonsense") == 404
    with pytest.raises(NotFound):
        bind(campus, offer(device)["code"], "没有的屏")


def test_revoking_shuts_the_device_out_at_once(campus: Any, paired: Callable[[str], FlaskClient]) -> None:
    campus.screen("二食堂")
    client = paired("二食堂")
    welcome = client.get("/kiosk/alerts")
    assert welcome.status_code == 200
    screens.revoke(campus.home.engine, OWNER, "二食堂", now=campus.clock.at)
    for address in ("manifest", "alerts", f"media/{'0' * 64}"):
        answer = client.get(f"/kiosk/{address}")
        assert answer.status_code == 401
        assert answer.headers["X-Vitrine-Home"] == welcome.headers["X-Vitrine-Home"], "its player obeys no other home"
        assert answer.get_json()["reason"]["code"] == "not-a-screen"


def test_pairing_another_device_replaces_the_first(campus: Any, paired: Callable[[str], FlaskClient]) -> None:
    campus.screen("二食堂")
    first, second = paired("二食堂"), paired("二食堂")
    assert first.get("/kiosk/manifest").status_code == 401
    assert second.get("/kiosk/manifest").status_code == 200


def test_endless_asking_for_codes_is_slowed(campus: Any, device: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.pairing.STARTS", 3)
    for _ in range(3):
        offer(device)
    answer = device.post("/kiosk/pair", json={})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 600

"""The door of the API: tokens and nothing else, their scopes, their term, their rate; and how it says no."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.catalogue.tokens import ApiToken
from index.db import reading, writing
from index.settings import Settings
from server.admin import service as admin
from server.api.access import RATES, Rates
from server.tokens import lists, service

MIME = "application/problem+json"


def test_only_a_token_lets_in_and_only_here(program: Callable[..., Any], browser: Callable[..., Any], app: Any) -> None:
    one = program("photographer", "read:assets")
    assert one.get("/token").json["scopes"] == ["read:assets"]
    signed_in = browser("administrator").client
    for client in (signed_in, app.test_client()):
        answer = client.get("/api/v1/token")
        assert (answer.status_code, answer.mimetype, answer.json["code"]) == (401, MIME, "token")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="vitrine"'
        assert "Set-Cookie" not in answer.headers
    for odd in ("", "Bearer", "Bearer vt_nothing", f"Basic {one.token}", f"bearer  {one.token}x"):
        assert app.test_client().get("/api/v1/token", headers={"Authorization": odd}).status_code == 401
    elsewhere = one.client.get("/library", headers={"Authorization": f"Bearer {one.token}", "Accept": "application/json"})
    assert elsewhere.status_code == 401


def test_scopes_narrow_what_the_person_may(program: Callable[..., Any], new_asset: Callable[..., int], cast: Any) -> None:
    asset = f"/assets/V{new_asset(cast.photographer)}"
    reader = program("photographer", "read:assets")
    assert reader.get(asset).status_code == 200
    refused = reader.patch(asset, json={"title": "新"})
    assert (refused.status_code, refused.json["code"]) == (403, "token-scope")
    assert 'error="insufficient_scope", scope="write:assets"' in refused.headers["WWW-Authenticate"]
    assert program("photographer", "write:assets").patch(asset, json={"title": "新"}).status_code == 200
    stranger = program("outsider")  # all scopes, and still somebody of another department
    assert stranger.get(asset).status_code == stranger.patch(asset, json={"title": "x"}).status_code == 404


def test_a_token_ends_with_its_day_is_revoked_and_goes_with_its_person(program: Callable[..., Any], home: Any, cast: Any,
                                                                       clock: Any) -> None:
    today, long = program("photographer", days=0), program("photographer")
    clock.turn(hours=14)  # 23:00 on the campus
    assert today.get("/token").status_code == 200
    clock.turn(hours=1)
    assert (today.get("/token").status_code, long.get("/token").status_code) == (401, 200)
    number = next(one.id for one in lists.tokens(home.engine, cast.photographer, clock()) if one.state == "active")
    service.revoke(home.engine, cast.administrator, number, now=clock())
    assert long.get("/token").status_code == 401
    again = program("photographer")
    admin.change_person(home.engine, cast.administrator, "photographer", admin.PersonChange(active=False), now=clock())
    assert again.get("/token").status_code == 401


def test_what_is_kept_of_a_token_is_a_hash_and_when_it_was_used(program: Callable[..., Any], home: Any, cast: Any,
                                                                clock: Any) -> None:
    one = program("photographer")
    one.get("/token")
    clock.turn(seconds=90)
    one.get("/token")
    with reading(home.engine) as session:
        row = session.scalars(select(ApiToken)).one()
        assert one.token not in json.dumps([row.token_hash, row.hint])
        assert one.token.startswith(row.hint)
        assert row.used_at == clock()


def test_what_a_program_does_is_signed_with_its_name(program: Callable[..., Any], new_asset: Callable[..., int], home: Any,
                                                     cast: Any) -> None:
    asset = new_asset(cast.photographer)
    assert program("photographer").patch(f"/assets/V{asset}", json={"title": "新"}).status_code == 200
    with reading(home.engine) as session:
        line = session.scalars(select(AuditLine).where(AuditLine.verb == "described")).one()
        assert (line.actor, line.actor_id) == ("photographer 同学 · 处网发布", cast.photographer.person_id)


def test_too_many_requests_are_told_when_to_go_on(program: Callable[..., Any], app: Any, clock: Any) -> None:
    app.extensions[RATES] = Rates(2)
    one, other = program("photographer"), program("editor")
    assert [one.get("/token").status_code for _ in range(3)] == [200, 200, 429]
    clock.turn(seconds=20)
    told = one.get("/token")
    assert (told.json["code"], told.headers["Retry-After"]) == ("token-rate", "40")
    assert other.get("/token").status_code == 200
    clock.turn(seconds=40)
    assert one.get("/token").status_code == 200


@pytest.mark.parametrize(("method", "address", "given", "status", "code"), [
    ("GET", "/nothing", {}, 404, "no-page"),
    ("DELETE", "/assets", {}, 405, "no-method"),
    ("GET", "/assets", {"headers": {"Accept": "text/html"}}, 406, "not-acceptable"),
    ("PATCH", "/assets/V1", {"data": "title=x", "content_type": "text/plain"}, 415, "not-json"),
    ("PATCH", "/assets/V1", {"data": "{", "content_type": "application/json"}, 400, "bad-json"),
    ("PATCH", "/assets/V1", {"data": "NaN", "content_type": "application/json"}, 400, "bad-json"),
    ("PATCH", "/assets/V1", {"data": "[" * 100_000, "content_type": "application/json"}, 422, "invalid"),
    ("PATCH", "/assets/V1", {"json": {"title": "a\x00b"}}, 422, "invalid"),
    ("PATCH", "/assets/V1", {"data": b" " * (9 << 20), "content_type": "application/json"}, 413, "too-large"),
    ("GET", "/assets?limit=0", {}, 422, "invalid"),
    ("GET", "/assets?cursor=abc", {}, 422, "invalid"),
    ("GET", "/assets?limitt=5", {}, 422, "invalid"),
    ("GET", "/assets/V99", {}, 404, "not-found"),
    ("GET", "/assets/V²", {}, 404, "not-found"),
])
def test_each_refusal_is_a_problem(program: Callable[..., Any], method: str, address: str, given: dict[str, Any], status: int,
                                   code: str) -> None:
    answer = program("photographer").ask(method, address, **given)
    told = answer.json
    assert (answer.status_code, answer.mimetype) == (status, MIME), told
    assert (told["status"], told["code"], told["type"]) == (status, code, f"/api/v1/problems#{code}")
    assert all(told[name] for name in ("title", "detail"))
    if status == 405:
        assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_all_faults_of_a_body_are_told_at_once_in_the_programs_language(program: Callable[..., Any]) -> None:
    one = program("photographer")
    body = {"title": 5, "keywords": ["a", 7], "embargo_until": "2026-13-01T00:00:00Z", "tilte": "x"}
    told = one.patch("/assets/V1", json=body).json
    assert [fault["where"] for fault in told["errors"]] == ["/tilte", "/title", "/keywords/1", "/embargo_until"]
    assert (told["field"], told["errors"][1]["detail"]) == ("tilte", "must be a text")
    one.language = "zh-CN,zh;q=0.9"
    answer = one.patch("/assets/V1", json=body)
    assert (answer.json["title"], answer.json["errors"][1]["detail"]) == ("内容有误", "应为文字")
    assert answer.headers["Content-Language"] == "zh-CN"


def test_the_language_of_a_cookie_is_nothing_to_a_program(program: Callable[..., Any]) -> None:
    one = program("photographer")
    answer = one.get("/assets/V9", headers={"Cookie": "vitrine_language=en", "Accept-Language": "zh"})
    assert answer.json["title"] == "没有找到"


def test_the_setting_is_the_rate(settings: Settings) -> None:
    assert settings.api_per_minute == 300


def test_expired_answers_are_gone_with_the_next_write(program: Callable[..., Any], home: Any, cast: Any, clock: Any,
                                                      new_asset: Callable[..., int]) -> None:
    from index.catalogue.tokens import ApiAnswer

    asset = new_asset(cast.photographer)
    one = program("photographer")
    for key, title in (("a", "一"), ("b", "二")):
        one.patch(f"/assets/V{asset}", json={"title": title}, headers={"Idempotency-Key": key})
        clock.turn(hours=25)
    with writing(home.engine) as session:
        assert [row.key for row in session.scalars(select(ApiAnswer))] == ["b"]

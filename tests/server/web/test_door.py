"""Who is let in where: every address is closed unless it is named as open."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter

from server.web.actor import OPEN_BLUEPRINTS, OPEN_ENDPOINTS


def ways(rule: Any) -> set[str]:
    """The methods of its own that a rule has; HEAD and OPTIONS count where it has no others."""
    return set(rule.methods) - {"HEAD", "OPTIONS"} or set(rule.methods)


def nothing_for(converter: BaseConverter) -> int | str:
    """Return what exists nowhere; of a choice the first."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 999 if isinstance(converter, IntegerConverter) else "V999"


def addresses(app: Any) -> list[tuple[str, str, str]]:
    """Return (endpoint, method, path) of every rule, placeholders filled with what exists nowhere."""
    found = []
    for rule in app.url_map.iter_rules():
        filled = {name: nothing_for(converter) for name, converter in rule._converters.items()}
        path = app.url_map.bind("localhost").build(rule.endpoint, filled, method=min(ways(rule)))
        found += [(rule.endpoint, method, path) for method in sorted(ways(rule))]
    return found


def test_every_other_address_is_closed_to_strangers(app: Any, stranger: Any) -> None:
    stranger.get("/sign-in")
    open_to_all = []
    for endpoint, method, path in addresses(app):
        if endpoint in OPEN_ENDPOINTS or endpoint.split(".")[0] in OPEN_BLUEPRINTS:
            continue
        answer = stranger.get(path) if method == "GET" else stranger.client.open(
            path, method=method, headers={"X-CSRFToken": stranger.token, "Accept": "text/html"})
        led_to_sign_in = answer.status_code == 302 and answer.location.startswith("/sign-in")
        if not led_to_sign_in and answer.status_code != 401:  # a program's door tells programs so
            open_to_all.append((method, path, answer.status_code))
    assert open_to_all == []


def test_programs_are_told_in_json(app: Any) -> None:
    answer = app.test_client().get("/library", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["reason"]["code"] == "sign-in"


def test_whose_session_ran_out_comes_back_to_the_form(stranger: Any) -> None:
    stranger.get("/sign-in")
    for came, onward in (("http://localhost/library/V1?at=0", "/sign-in?next=/library/V1?at%3D0"),
                         ("http://elsewhere.example/library/V1", "/sign-in"), ("", "/sign-in")):
        answer = stranger.post("/library/V1/description", headers={"Referer": came})
        assert answer.status_code == 302
        assert answer.location == onward


def test_health_and_readiness_need_nobody(stranger: Any) -> None:
    assert stranger.get("/healthz").status_code == 200
    assert stranger.get("/readyz").json == {"ready": True, "reasons": []}


def test_a_home_without_its_shelves_is_not_ready(stranger: Any, home: Any) -> None:
    (home.settings.home / "renditions").rmdir()
    answer = stranger.get("/readyz")
    assert answer.status_code == 503
    assert "renditions" in answer.json["reasons"][0]


def test_a_page_that_is_not_there_is_404_for_everybody(stranger: Any, browser: Any) -> None:
    assert stranger.get("/there-is-no-such-page").status_code == 404
    page = browser("photographer").get("/there-is-no-such-page")
    assert page.status_code == 404
    assert "没有这个页面" in page.text
    assert "There is no such page" not in page.text  # whose language is known is told in that one


def test_a_form_without_its_token_is_refused(browser: Any) -> None:
    one = browser("photographer")
    answer = one.client.post("/account", data={"old": "x", "new": "y"}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "页面放置太久" in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/library", "/healthz", "/no-such-page"])
def test_every_answer_says_what_it_may_load(stranger: Any, path: str) -> None:
    headers = stranger.get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_no_page_asks_another_host_or_holds_styles_or_scripts_of_its_own(browser: Any, app: Any) -> None:
    import re

    one = browser("administrator")
    for endpoint in [rule.endpoint for rule in app.url_map.iter_rules()
                     if rule.endpoint.endswith(".index") and not rule.arguments]:
        html = one.get(app.url_map.bind("localhost").build(endpoint)).text
        assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", html) == []
        assert re.findall(r"<style|<script(?![^>]+src=)|\sstyle=|\son[a-z]+=", html) == []

"""Two languages: which one a reader gets, and how dates and sizes read in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from index import contrast
from index.catalogue.people import Person
from index.db import reading
from server.web import colours, i18n


def test_the_browser_chooses_and_silence_means_chinese(app: Any) -> None:
    for asked, word in [("en-GB,en;q=0.8", "Sign in"), ("zh-TW,zh;q=0.9,en;q=0.5", "登录"), ("fr", "登录"), ("", "登录")]:
        page = app.test_client().get("/sign-in", headers={"Accept-Language": asked} if asked else {})
        assert f"<h1>{word}</h1>" in page.text, asked


def test_a_choice_stays_with_the_browser_and_with_the_person(browser: Any, cast: Any, home: Any) -> None:
    one = browser("photographer")
    one.get("/library")
    answer = one.post("/language", {"language": "en", "next": "/account"})
    assert answer.location == "/account"
    assert "Sign out" in one.get("/account").text
    with reading(home.engine) as session:
        assert session.get_one(Person, cast.photographer.person_id).locale == "en"
    assert "Sign out" in browser("photographer", "zh-CN").get("/account").text


def test_an_unknown_language_changes_nothing(stranger: Any) -> None:
    stranger.get("/sign-in")
    stranger.post("/language", {"language": "xx", "next": "/sign-in"})
    assert "登录" in stranger.get("/sign-in").text


@pytest.mark.parametrize(("language", "told"), [
    ("zh-CN", ["2026年3月1日 周日 09:15", "2026年3月", "4 小时前", "刚刚", "2.0 MB", "1:02:05"]),
    ("en", ["Sun 1 Mar 2026 09:15", "March 2026", "4 hours ago", "just now", "2.0 MB", "1:02:05"]),
])
def test_dates_and_sizes(app: Any, clock: Any, language: str, told: list[str]) -> None:
    clock.now = datetime(2026, 3, 1, 5, 15, tzinfo=UTC)
    with app.test_request_context(headers={"Accept-Language": language}):
        assert [i18n.when(datetime(2026, 3, 1, 1, 15, tzinfo=UTC)), i18n.month("2026-03"),
                i18n.ago(datetime(2026, 3, 1, 1, 15, tzinfo=UTC)), i18n.ago(clock.now), i18n.size(2 << 20),
                i18n.length(3725)] == told


@pytest.mark.parametrize("accent", ["#1f6f5c", "#ffcc00", "#000000", "#ffffff", "#8a1538"])
def test_any_accent_can_be_read_in_light_and_dark(accent: str) -> None:
    sheet = dict(line.strip().rstrip(";").split(": ") for line in colours.sheet(accent).splitlines() if "--" in line)
    assert contrast.ratio(contrast.parse(sheet["--accent-light"]), colours.LIGHT_GROUND) >= 4.5
    assert contrast.ratio(contrast.parse(sheet["--accent-dark"]), colours.DARK_GROUND) >= 4.5

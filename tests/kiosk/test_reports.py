"""Screens tell how they are and what they played; the catalogue keeps it without a commit for each word."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from index.catalogue.people import OWNER
from index.catalogue.screens import Play, ScreenHealth
from index.db import reading
from kiosk.gather import Heartbeats
from server.screens import lists
from server.screens import service as screens

pytestmark = pytest.mark.usefixtures("database")  # on SQLite and on PostgreSQL


@pytest.fixture
def screen(campus: Any, paired: Callable[[str], FlaskClient]) -> FlaskClient:
    campus.screen("二食堂")
    return paired("二食堂")


def flush(app: Flask) -> int:
    beats: Heartbeats = app.extensions["vitrine.kiosk"].heartbeats
    return beats.flush()


def line(campus: Any, name: str = "二食堂") -> lists.ScreenLine:
    return lists.screen(campus.home.engine, name, campus.clock.at)


def play(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "key": "1-V1", "sha256": "a" * 64, "revision": "r", "started_at": "2026-03-01T01:00:00.000Z",
            "duration_ms": 12_000, "outcome": "completed", **changes}


def test_a_screen_is_live_then_stale_then_offline(app: Flask, campus: Any, screen: FlaskClient) -> None:
    assert line(campus).state == "never-seen"
    assert screen.post("/kiosk/heartbeat", json={"item": "3-V17", "playing": True, "errors": []}).status_code == 204
    flush(app)
    assert (line(campus).state, line(campus).showing_asset) == ("live", 17)
    campus.clock.wind(seconds=90)
    assert line(campus).state == "stale"
    campus.clock.wind(hours=1)
    assert line(campus).state == "offline"
    screens.revoke(campus.home.engine, OWNER, "二食堂", now=campus.clock.at)
    assert (line(campus).state, line(campus).showing) == ("unpaired", None)


def test_asking_for_the_manifest_is_a_sign_of_life(app: Flask, campus: Any, screen: FlaskClient) -> None:
    screen.post("/kiosk/heartbeat", json={"version": "1"})
    flush(app)
    campus.clock.wind(seconds=70)
    screen.get("/kiosk/manifest")
    flush(app)
    campus.clock.wind(seconds=30)
    assert (line(campus).state, line(campus).report["version"]) == ("live", "1")


def test_heartbeats_are_written_by_themselves_within_seconds(campus: Any, paired: Callable[[str], FlaskClient]) -> None:
    screen_id = campus.screen("自动")
    paired("自动")
    beats = Heartbeats(campus.home.engine, every_s=0.05)
    beats.hear(screen_id, {"version": "2"}, campus.clock.at)
    for _ in range(100):
        time.sleep(0.05)
        with reading(campus.home.engine) as session:
            if session.scalar(select(ScreenHealth.seen_at)) is not None:
                break
    beats.close()
    assert line(campus, "自动").report == {"version": "2"}


def test_what_a_screen_says_is_cut_to_size(app: Flask, campus: Any, screen: FlaskClient) -> None:
    screen.post("/kiosk/heartbeat", json={"item": "x" * 9_999, "evil": 1, "errors": [{"code": "y" * 999}] * 99,
                                           "quarantined": ["a" * 999] * 99})
    flush(app)
    report = line(campus).report
    assert len(report["item"]) == 200
    assert "evil" not in report
    assert len(report["errors"]) == 20
    assert report["quarantined"] == ["a" * 64] * 20


def test_a_play_counts_once_however_often_it_is_told(campus: Any, screen: FlaskClient) -> None:
    told = [play(), play(outcome="skipped")]
    for _ in range(3):
        assert screen.post("/kiosk/plays", json={"plays": told}).get_json() == {"accepted": [one["id"] for one in told]}
    with reading(campus.home.engine) as session:
        assert session.scalars(select(Play.item)).all() == ["1-V1", "1-V1"], "of which board is known"


def test_a_play_that_is_none_is_acknowledged_and_forgotten(campus: Any, screen: FlaskClient) -> None:
    bad = [play(outcome="eaten"), play(duration_ms=-1), play(started_at="2026-03-01 no zone"), play(sha256="short")]
    assert len(screen.post("/kiosk/plays", json={"plays": bad}).get_json()["accepted"]) == 4
    assert screen.post("/kiosk/plays", json={"plays": "nonsense"}).get_json() == {"accepted": []}
    assert screen.post("/kiosk/plays", data=b"\xff", content_type="application/json").get_json() == {"accepted": []}
    with reading(campus.home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Play)) == 0


def test_the_shell_is_given_to_anybody_and_locked_down(device: FlaskClient) -> None:
    page = device.get("/kiosk/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    worker = device.get("/kiosk/sw.js")
    assert worker.headers["Service-Worker-Allowed"] == "/kiosk/"
    assert "no-cache" in worker.headers["Cache-Control"]
    assert worker.mimetype == "text/javascript"
    assert device.get("/kiosk/player/main.js").status_code == 200
    assert device.get("/kiosk/player/../routes.py").status_code == 404

"""The fleet at the desk: what is asked of screens and answered, their own small pictures, and who only seems alive."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select, update

from index.catalogue import items
from index.catalogue.audit import AuditLine
from index.catalogue.fleet import ScreenPicture
from index.catalogue.people import OWNER
from index.db import reading, writing
from index.errors import Invalid
from index.jobs import Job
from server.screens import commands, lists, pictures
from server.screens import service as screens
from server.worker import Worker

pytestmark = pytest.mark.usefixtures("database")  # on SQLite and on PostgreSQL


@pytest.fixture
def screen(campus: Any, paired: Callable[[str], FlaskClient]) -> FlaskClient:
    campus.screen("二食堂")
    return paired("二食堂")


def line(campus: Any) -> lists.ScreenLine:
    return lists.screen(campus.home.engine, "二食堂", campus.clock.at)


def beat(app: Flask, screen: FlaskClient, **report: Any) -> None:
    screen.post("/kiosk/heartbeat", json={"item": "1-V1", "playing": True, **report})
    app.extensions["vitrine.kiosk"].heartbeats.flush()


def jpeg(size: tuple[int, int] = (320, 180), comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(buffer, "JPEG", comment=comment)
    return buffer.getvalue()


def send(screen: FlaskClient, image: bytes, item: str = "1-V1") -> bool:
    answer = screen.post("/kiosk/picture", json={"item": item, "image": base64.b64encode(image).decode()})
    return bool(answer.get_json()["accepted"])


def test_one_whose_frames_stand_still_is_frozen_though_it_polls(app: Flask, campus: Any, screen: FlaskClient) -> None:
    states = []
    for frames, after in ((100, 30), (130, 30), (130, 30), (131, 5), (131, 5)):
        beat(app, screen, frames=frames)
        states.append(line(campus).state)
        campus.clock.wind(seconds=after)
        screen.get("/kiosk/manifest")
    assert states == ["live", "live", "frozen", "live", "live"], "two words within five seconds prove nothing"
    beat(app, screen, frames=131, off=True)
    assert line(campus).state == "off", "a panel without power draws nothing"
    campus.clock.wind(hours=1)
    assert line(campus).state == "offline"


def test_what_is_asked_is_told_until_it_is_done_or_over(campus: Any, screen: FlaskClient) -> None:
    engine = campus.home.engine
    campus.screen("没有设备")
    assert commands.ask(engine, OWNER, ["二食堂", "没有设备", "1"], "identify", now=campus.clock.at) == 1
    [told] = screen.get("/kiosk/alerts").get_json()["commands"]
    assert (told["deed"], told["until"]) == ("identify", "2026-03-01T01:16:00.000Z")
    assert screen.post("/kiosk/commands", json={"done": [{"id": told["id"], "outcome": "done"}, {"id": "x"}, 3]}
                       ).get_json() == {"accepted": [told["id"]]}
    campus.clock.wind(seconds=10)
    assert screen.get("/kiosk/alerts").get_json()["commands"] == []
    for _ in range(2):
        commands.ask(engine, OWNER, ["二食堂"], "reload", now=campus.clock.at)
    assert [one["deed"] for one in screen.get("/kiosk/alerts").get_json()["commands"]] == ["reload"], "once, however often"
    campus.clock.wind(minutes=6)
    assert screen.get("/kiosk/alerts").get_json()["commands"] == []
    assert [(one.deed, one.state) for one in commands.asked(engine, 1, campus.clock.at)] == [
        ("reload", "expired"), ("identify", "done")]
    with pytest.raises(Invalid):
        commands.ask(engine, OWNER, ["二食堂"], "explode", now=campus.clock.at)
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(AuditLine).where(AuditLine.verb == "commanded")) == 3


def test_the_answer_of_another_screen_counts_for_nothing(campus: Any, screen: FlaskClient,
                                                         paired: Callable[[str], FlaskClient]) -> None:
    campus.screen("别处")
    other = paired("别处")
    commands.ask(campus.home.engine, OWNER, ["二食堂"], "identify", now=campus.clock.at)
    [told] = screen.get("/kiosk/alerts").get_json()["commands"]
    other.post("/kiosk/commands", json={"done": [{"id": told["id"], "outcome": "failed"}]})
    assert commands.asked(campus.home.engine, 1, campus.clock.at)[0].state == "waiting"


def test_a_picture_is_written_anew_before_anybody_sees_it(campus: Any, screen: FlaskClient, decoder: Any) -> None:
    engine = campus.home.engine
    asset = campus.picture("早餐")
    worker = Worker(campus.home, decoder, campus.clock)

    def seen() -> bytes | None:
        worker.drain()
        with reading(engine) as session:
            found = pictures.picture(session, 1)
        return found[1] if found else None

    assert send(screen, jpeg(comment=b"<script>secret"), f"1-V{asset}")
    with reading(engine) as session:
        assert pictures.pictures(session, [1]) == {}, "not before the worker has made one of it"
    first = seen()
    assert first is not None
    assert b"secret" not in first
    with Image.open(io.BytesIO(first)) as image:
        assert (image.format, image.size) == ("JPEG", (320, 180))
    assert not send(screen, jpeg()), "too soon"
    commands.ask(engine, OWNER, ["二食堂"], "picture", now=campus.clock.at)
    assert send(screen, jpeg()[:-400], f"1-V{asset}"), "asked for, but broken"
    assert seen() == first
    campus.clock.wind(minutes=5)
    assert send(screen, jpeg((3000, 20)))
    assert seen() == first, "no screen sends pictures of that size"
    for nonsense in (b"GIF89a", b"\xff\xd8\xff" + bytes(100_000)):
        assert not send(screen, nonsense)
    with reading(engine) as session:
        assert pictures.pictures(session, [1])[1].item == items.ref(asset)
        assert session.scalars(select(Job.id)).all() == []
    screens.revoke(engine, OWNER, "二食堂", now=campus.clock.at)
    assert seen() is None, "it is not of the device that will be paired next"


def test_a_picture_of_what_was_deleted_is_not_shown(campus: Any, screen: FlaskClient) -> None:
    del screen
    at = campus.clock.at + timedelta(seconds=1)
    with writing(campus.home.engine) as session:
        session.add(ScreenPicture(screen_id=1, heard_at=at, sent_at=at, sent_item="", item="", taken_at=at, picture=jpeg()))
    with reading(campus.home.engine) as session:
        assert pictures.picture(session, 1) is not None, "the campus's own page"
    with writing(campus.home.engine) as session:
        session.execute(update(ScreenPicture).values(item="1-V999"))
    with reading(campus.home.engine) as session:
        assert pictures.picture(session, 1) is None

"""A screen on a bad line: whatever comes in place of an answer, it plays on with what it has verified, and mends by itself.

One browser and one server for everything; the way between them goes wrong as told. Polls are fast, nothing else differs.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import faulty
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.serving import make_server

from index.catalogue.assets import Asset, Rendition
from index.catalogue.emergencies import EmergencyScreen
from index.catalogue.fleet import ScreenPicture
from index.catalogue.people import OWNER
from index.db import reading
from kiosk import manifest
from kiosk.routes import blueprint
from server.boards import service as boards
from server.bulletins import service as bulletins
from server.bulletins.filling import Filled
from server.emergencies import service as emergencies
from server.emergencies.service import Wish
from server.screens import commands, telling
from server.screens import service as screens
from server.screens.aiming import Wanted
from server.screens.spoken import Words

ZONE = ZoneInfo("Asia/Shanghai")
FLAGS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
DOCUMENTS = r"/kiosk/(manifest|alerts)$"
REFUSAL = b'{"reason": {"code": "not-a-screen", "details": {}}}'
WATCH = """(() => { const seen = (window.modes = []);
  setInterval(() => seen.at(-1) !== document.body?.dataset.mode && seen.push(document.body.dataset.mode), 20); })();"""
HELD = """async () => { const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("vitrine-media");
  const hex = async (file) => Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())),
    (byte) => byte.toString(16).padStart(2, "0")).join("");
  const held = []; for await (const [name, one] of folder)
    if (name.length === 64) held.push([name, await hex(await one.getFile())]);
  return held.sort(); }"""
"""[name, hash of the bytes] of every file in the screen's store."""


@pytest.fixture
def settings(settings: Any) -> Any:
    return replace(settings, poll_s=0.2)


@pytest.fixture
def way(campus: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[faulty.Way]:
    """The kiosk over HTTP, by the machine's clock, at the end of a way that can go wrong."""
    monkeypatch.setattr(manifest, "MANIFEST_POLL_S", 0.4)
    app = Flask("kiosk-on-a-bad-line")
    app.extensions["vitrine"] = type("Services", (), {"home": campus.home, "clock": staticmethod(lambda: datetime.now(UTC))})
    app.register_blueprint(blueprint)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    with faulty.way_to(server.port) as one:
        yield one
    server.shutdown()
    if "vitrine.kiosk" in app.extensions:
        app.extensions["vitrine.kiosk"].heartbeats.close()


class Display:
    """A screen's browser with a profile that outlives it."""

    def __init__(self, playwright: Any, program: str, profile: Path, port: int) -> None:
        self.playwright, self.program, self.profile, self.address = playwright, program, profile, f"http://localhost:{port}/kiosk/"
        self.page: Any = None

    @contextmanager
    def on(self) -> Iterator[Any]:
        context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=self.program, headless=True, args=FLAGS,
            viewport={"width": 640, "height": 360}, reduced_motion="reduce")  # gentle motion is half a core's work
        try:
            self.page = context.pages[0]
            self.page.add_init_script(WATCH)
            self.page.goto(self.address)
            yield self.page
        finally:
            context.close()

    @property
    def state(self) -> dict[str, Any]:
        told: dict[str, Any] = self.page.evaluate("() => window.vitrine.state")
        return told

    def plays(self, revision: str, *, within_s: float = 15) -> None:
        self.page.wait_for_selector(f"body[data-mode=playing][data-revision='{revision}']", timeout=within_s * 1000)


@pytest.fixture
def display(playwright: Any, chromium_path: str, tmp_path: Path, way: faulty.Way) -> Display:
    return Display(playwright, chromium_path, tmp_path / "profile", way.port)


@pytest.fixture
def film(made_film: Callable[..., Path]) -> Callable[[int], bytes]:
    """Return a function that gives the bytes of a film of two chunks, another for each number."""
    short = made_film(seconds=1).read_bytes()
    padding = 4_600_000 - len(short)

    def make(number: int) -> bytes:
        return short + padding.to_bytes(4, "big") + b"free" + bytes([number]) * (padding - 8)

    return make


def until(holds: Callable[[], bool], what: str, within_s: float = 15) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def revision(campus: Any) -> str:
    """Return the name of what the server tells the screen now."""
    return str(telling.manifest(campus.home, "二食堂", datetime.now(UTC))["revision"])


def unmarked(_: faulty.Answer) -> faulty.Answer:
    """The very words of a refusal, from somebody who is not our server."""
    return faulty.Answer(401, (("Content-Type", "application/json"),), REFUSAL)


def another(answer: faulty.Answer) -> faulty.Answer:
    """A server over another home answers at our address."""
    return faulty.document(REFUSAL, 401)(answer.stating("X-Vitrine-Home", "f" * 32))


WRONG_DOCUMENTS: dict[str, faulty.Fault] = {
    "a proxy wants a password": faulty.page(401), "a gateway": faulty.page(502), "a portal": faulty.page(200),
    "a portal elsewhere": faulty.redirected, "nothing in it": faulty.document(b"{}"),
    "empty": faulty.document(b'{"items": [], "withdrawn": []}'), "half of it": faulty.cut("close"),
    "a refusal without the mark": unmarked, "another home": another, "tomorrow": faulty.lying(days=1),
    "last year": faulty.lying(days=-365), "nobody": faulty.dead,
}


def test_a_screen_on_a_bad_line_plays_on_and_mends(campus: Any, way: faulty.Way, display: Display,
                                                   film: Callable[[int], bytes]) -> None:
    campus.board("食堂风采", *[campus.picture(title) for title in ("早餐", "午餐")])
    campus.screen("二食堂", "食堂风采")
    with display.on() as page:
        page.wait_for_selector("#pairing[data-code]:not([data-code=''])", timeout=60_000)
        screens.pair(campus.home.engine, OWNER, "二食堂", page.get_attribute("#pairing", "data-code"), now=datetime.now(UTC))
        display.plays(revision(campus))
        _desk(campus, display)
        page.evaluate("() => { window.modes.length = 0; }")
        _documents(campus, way, display)
        _files(campus, way, display, film)
        assert set(page.evaluate("() => window.modes")) == {"playing"}, "not for a moment anything else"
        _alerted(campus, way, display)
        _killed(campus, way, display)
    _damaged(campus, way, display)


def _desk(campus: Any, display: Display) -> None:
    """What the desk asks is done once and answered: the screen shows its name, sends its own pixels, loads anew."""
    def states() -> list[str]:
        return [one.state for one in commands.asked(campus.home.engine, 1, datetime.now(UTC))]

    for number, deed in enumerate(("identify", "picture"), 1):
        commands.ask(campus.home.engine, OWNER, ["1"], deed, now=datetime.now(UTC))
        until(lambda: states() == ["done"] * number, deed)  # noqa: B023 - called at once
        if deed == "identify":
            assert display.page.inner_text("#identify-name") == "二食堂"
            display.page.evaluate("() => { document.getElementById('identify').hidden = true; }")
    with display.page.expect_event("load", timeout=60_000):
        commands.ask(campus.home.engine, OWNER, ["1"], "reload", now=datetime.now(UTC))
    assert states() == ["done"] * 3
    display.plays(revision(campus))
    with reading(campus.home.engine) as session:
        row = session.get_one(ScreenPicture, 1)
        assert row.sent_item.startswith("1-V")
        with Image.open(io.BytesIO(row.sent or b"")) as image:
            assert image.size == (320, 180)
            red, green, blue = image.convert("RGB").getpixel((160, 40))
    assert (abs(green - 90) < 12, abs(blue - 120) < 12, red < 60) == (True, True, True), "the picture that is on"


def _documents(campus: Any, way: faulty.Way, display: Display) -> None:
    calm = revision(campus)
    for what, fault in WRONG_DOCUMENTS.items():
        with way.going_wrong({DOCUMENTS: fault}):
            until(lambda: min(way.spoilt[f"/kiosk/{one}"] for one in ("manifest", "alerts")) >= 2, what)
        assert (display.state["mode"], display.state["revision"]) == ("playing", calm), what
        way.passed.clear()
        until(lambda: all(way.passed[f"/kiosk/{one}"] for one in ("manifest", "alerts")), f"the line after {what}")


def _files(campus: Any, way: faulty.Way, display: Display, film: Callable[[int], bytes]) -> None:
    """Each file of a new set arrives damaged in a way of its own: the old set plays, nothing false is kept, then all is
    well.
    """
    calm, held = revision(campus), {name for name, _ in display.page.evaluate(HELD)}
    faults = [faulty.cut("length"), faulty.cut("chunked"), faulty.cut("close"), faulty.flipped, faulty.slow(3 << 20),
              faulty.page(200), faulty.page(404), faulty.redirected, faulty.dead]
    assets = [campus.picture(f"新{number}", film=film(number) if number < 5 else None) for number in range(len(faults))]
    files = [_file(campus, asset) for asset in assets]
    with way.going_wrong({f"/kiosk/media/{sha}": fault for sha, fault in zip(files, faults, strict=True)}):
        for asset in assets:
            boards.add_item(campus.home.engine, OWNER, "食堂风采", asset, now=datetime.now(UTC))
        until(lambda: all(way.spoilt[f"/kiosk/media/{sha}"] for sha in files), "each file is asked for", within_s=30)
        assert (display.state["mode"], display.state["revision"]) == ("playing", calm)
        assert {name for name, _ in display.page.evaluate(HELD)} <= held | set(files)
    display.plays(revision(campus), within_s=30)
    kept = display.page.evaluate(HELD)
    assert {name for name, _ in kept} == held | set(files)
    assert all(name == hashed for name, hashed in kept)


def _alerted(campus: Any, way: faulty.Way, display: Display) -> None:
    """An emergency covers all, is confirmed once painted, goes at a word; another outlives the server and ends by itself."""
    page, engine = display.page, campus.home.engine
    wish = Wish(Words("火警", "Fire", "走最近的出口", "Use the nearest exit"), 1, Wanted(everything=True))
    made = emergencies.start(engine, OWNER, wish, now=datetime.now(UTC))
    page.wait_for_selector(f"body[data-mode=alert] #emergency[data-id=E{made}]", timeout=5_000)
    assert page.inner_text("#emergency .words-title:lang(zh-CN)") == "火警"
    until(lambda: _said(campus, made).painted_at is not None, "the screen says that it has painted it")
    page.evaluate("() => { window.words = document.querySelector('#emergency .words-title') }")
    before = page.inner_text(".alert-when")
    emergencies.prolong(engine, OWNER, made, 120, now=datetime.now(UTC))
    until(lambda: page.inner_text(".alert-when") != before, "it stands longer", within_s=5)
    assert page.evaluate("() => window.words.isConnected"), "nothing of it is painted anew"
    emergencies.end(engine, OWNER, made, now=datetime.now(UTC))
    display.plays(revision(campus))
    until(lambda: _said(campus, made).cleared_at is not None, "and that it is gone")

    now = datetime.now(UTC)
    cut = Filled("更换水管", "二食堂", now, now + timedelta(hours=1))
    told = bulletins.publish(engine, OWNER, bulletins.Wish(1, cut, Wanted(everything=True), now), ZONE, now=now)
    page.wait_for_selector(f"#band[data-id=N{told}]", timeout=60_000)
    assert "二食堂" in page.inner_text("#band")

    made = emergencies.start(engine, OWNER, wish, now=datetime.now(UTC) - timedelta(seconds=45))
    until(lambda: _said(campus, made).painted_at is not None, "painted again")
    with way.going_wrong({"": faulty.dead}):
        page.reload()
        display.plays(revision(campus), within_s=30)
        assert "alert" in page.evaluate("() => window.modes"), "kept over a restart, and over by the screen's own clock"
        until(lambda: page.is_visible("#band") or display.state["item"] == f"N{told}", "a bulletin stays offline too")
    until(lambda: _said(campus, made).cleared_at is not None, "said as soon as somebody hears it")
    bulletins.end(engine, OWNER, told, now=datetime.now(UTC))
    display.plays(revision(campus))
    page.wait_for_selector("#band", state="hidden")


def _said(campus: Any, made: int) -> EmergencyScreen:
    with reading(campus.home.engine) as session:
        return session.scalars(select(EmergencyScreen).where(EmergencyScreen.emergency_id == made)).one()


def _killed(campus: Any, way: faulty.Way, display: Display) -> None:
    with way.going_wrong({"": faulty.dead}):
        started = time.monotonic()
        display.page.reload()
        display.plays(revision(campus), within_s=10)
        assert time.monotonic() - started < 10


def _damaged(campus: Any, way: faulty.Way, display: Display) -> None:
    """A power cut spoilt the screen's database: it is made anew, and what the store holds is not fetched again."""
    for path in display.profile.rglob("IndexedDB/*/*"):
        path.write_bytes(b"\x00damaged" * 40)
    way.counts.clear()
    with display.on() as page:
        display.plays(revision(campus))
        assert [path for path in way.counts if "/media/" in path] == []
        screens.revoke(campus.home.engine, OWNER, "二食堂", now=datetime.now(UTC))
        page.wait_for_selector("#pairing[data-code]:not([data-code=''])", timeout=60_000)
        assert page.evaluate(HELD) == []


def _file(campus: Any, asset: int) -> str:
    with reading(campus.home.engine) as session:
        return session.scalars(select(Rendition.sha256).join(Asset, Asset.sha256 == Rendition.original_sha256)
                               .where(Asset.id == asset)).one()

"""The supervisor of a screen's browser, with a real browser: it hears a page that lives, and knows one that does not."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.install import supervise

PAGES = {
    "/kiosk/": "<script>window.vitrine = {state: {mode: 'playing'}}</script>",
    "/other": "<p>Not the player</p>",
}


@pytest.fixture
def site() -> Iterator[str]:
    """A page that says what the player says; the address."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGES.get(self.path, "").encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/kiosk/"
        server.shutdown()


@pytest.fixture
def started(site: str, chromium_path: str, tmp_path: Path) -> Iterator[Callable[[], supervise.Browser]]:
    """Return a function that starts the browser as on a screen, but without a display."""
    browsers = []

    def start() -> supervise.Browser:
        browsers.append(supervise.Browser({
            "ADDRESS": site, "BROWSER": chromium_path, "PROFILE": str(tmp_path / "profile"),
            "FLAGS": "--headless=new --no-sandbox --disable-gpu --disable-background-networking"}))
        return browsers[-1]

    yield start
    for one in browsers:
        one.end()


def test_it_hears_a_page_that_lives_and_restarts_one_that_hangs_or_dies(
        started: Callable[[], supervise.Browser], site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = started()
    assert _until(browser, "playing")
    permission = browser.ask("Runtime.evaluate", {"expression": "navigator.storage.persist()", "awaitPromise": True})
    assert permission["result"]["value"] is True
    settings, panel = {"RESTART": "04:00"}, supervise.Panel("")

    monkeypatch.setattr(supervise, "LOOK_S", 0.3)
    monkeypatch.setattr(supervise, "PATIENCE_S", 1.0)
    monkeypatch.setattr(supervise, "LOST_S", 0.3)
    browser.ask("Page.navigate", {"url": site.replace("/kiosk/", "/other")})
    asked = []
    monkeypatch.setattr(browser, "go_home", lambda: (asked.append(1), type(browser).go_home(browser), hang(browser)))
    assert supervise.watch(browser, settings, panel) == "the page has been silent for 1 s"
    assert asked  # another page stood there, and it went back to the player before that

    os.kill(browser.pid, signal.SIGKILL)
    assert supervise.watch(browser, settings, panel) in {"the browser has ended", "the page has crashed"}


def hang(browser: supervise.Browser) -> None:
    """Have the page go round in a loop for ever, as soon as it is the player."""
    browser.ask("Runtime.evaluate", {"expression": "setTimeout(() => { for (;;); }, 500)"})


def test_the_panel_is_off_between_the_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    def at(hours: str, *times: str) -> list[bool]:
        return [supervise.is_between(hours, datetime.strptime(one, "%H:%M")) for one in times]  # noqa: DTZ007 - a wall's clock

    assert at("23:00-06:30", "22:59", "23:00", "00:00", "06:29", "06:30") == [False, True, True, True, False]
    assert at("12:00-13:30", "11:59", "12:00", "13:29", "13:30") == [False, True, True, False]
    assert at("", "00:00") + at("06:00-06:00", "06:00") == [False, False]
    switched: list[bool] = []
    monkeypatch.setattr(supervise, "switch", lambda *, off: switched.append(off))
    panel = supervise.Panel("23:00-06:30")
    for one in ("22:00", "23:00", "23:01", "06:30", "07:00"):
        panel.follow(datetime.strptime(one, "%H:%M"))  # noqa: DTZ007 - a wall's clock
    assert switched == [True, False]


def test_every_way_to_switch_a_panel_that_is_there_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    for name, said in (("wlr-randr", "HDMI-A-1 \"Maker\"\\n  Enabled: yes\\nDP-1 \"Other\"\\n"), ("vcgencmd", "")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {name} \"$@\" >> {log}\n[ $# -gt 0 ] || printf '{said}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    supervise.switch(off=True)
    assert log.read_text().splitlines() == ["wlr-randr", "wlr-randr --output HDMI-A-1 --off", "wlr-randr --output DP-1 --off",
                                            "vcgencmd display_power 0"]


def test_a_cut_is_no_crash_to_ask_about(tmp_path: Path) -> None:
    path = tmp_path / "Default" / "Preferences"
    path.parent.mkdir()
    supervise.forget_the_crash(tmp_path)  # a new profile
    path.write_text('{"profile": {"exit_type": "Crashed", "exited_cleanly": false}, "other": 1}')
    supervise.forget_the_crash(tmp_path)
    assert json.loads(path.read_text()) == {"profile": {"exit_type": "Normal", "exited_cleanly": True}, "other": 1}
    path.write_text("half a fi")
    supervise.forget_the_crash(tmp_path)
    assert path.read_text() == "half a fi"


def _until(browser: supervise.Browser, mode: str) -> bool:
    for _ in range(50):
        try:
            if browser.mode(painted=True) == mode:
                return True
        except supervise.Silent:
            continue
    return False

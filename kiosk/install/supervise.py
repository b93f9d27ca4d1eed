"""Starts the browser of a screen, asks its page every few seconds whether it lives, and restarts it when it does not answer.

It needs nothing but Python's own library. It speaks with the browser through a pipe that nobody else can open (DevTools,
``--remote-debugging-pipe``). Its settings are KEY=VALUE lines of the file that it is given:

ADDRESS   the player's address            BROWSER   the browser's path          PROFILE   where the browser keeps its store
OFF       23:00-06:30, panel off then     RESTART   04:00, a fresh browser      FLAGS     more of the browser's options
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LOOK_S = 10.0
PATIENCE_S = 60.0
"""How long a page may stay silent."""
FIRST_S = 120.0
"""How long a fresh browser may take: a small board after a cut, with a check of its file system."""
LOST_S = 30.0
"""How long another page than the player may stand there, such as the browser's own about a server that was not there."""
CALM_S = 600.0
LONGEST_REST_S = 60.0
FLAGS = ("--kiosk", "--no-first-run", "--noerrdialogs", "--disable-infobars", "--hide-crash-restore-bubble",
         "--disable-session-crashed-bubble", "--disable-pinch", "--overscroll-history-navigation=0", "--password-store=basic",
         "--autoplay-policy=no-user-gesture-required", "--disable-features=Translate", "--check-for-update-interval=31536000")
PAINTED = """new Promise(done => requestAnimationFrame(() => done(window.vitrine?.state.mode ?? null)))"""
THERE = "window.vitrine?.state.mode ?? null"


class Silent(Exception):
    """The browser gave no answer in time, or is gone."""


class Crashed(Silent):
    """The page is gone, and will not answer any more."""


class Browser:
    """One running browser, asked through its pipe."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.address = settings["ADDRESS"]
        profile = Path(settings["PROFILE"])
        forget_the_crash(profile)
        command = [settings["BROWSER"], *FLAGS, *settings.get("FLAGS", "").split(), f"--user-data-dir={profile}",
                   "--remote-debugging-pipe", self.address]
        their_in, self._out = _pipe()
        self._in, their_out = _pipe()
        self.pid = os.posix_spawn(command[0], command, os.environ, setpgroup=0, file_actions=[
            (os.POSIX_SPAWN_DUP2, their_in, 3), (os.POSIX_SPAWN_DUP2, their_out, 4)])
        os.close(their_in)
        os.close(their_out)
        self._number, self._session, self._kept = 0, "", b""

    def has_ended(self) -> bool:
        """Say whether the process is gone."""
        return os.waitpid(self.pid, os.WNOHANG)[0] != 0

    def mode(self, *, painted: bool) -> str | None:
        """Return the player's mode once the page has answered; None for any other page. ``painted``: once it has drawn.

        Raises Silent.
        """
        if not self._session:
            self._attach()
        asked = {"expression": PAINTED if painted else THERE, "awaitPromise": painted, "returnByValue": True}
        answer = self.ask("Runtime.evaluate", asked)
        said: str | None = answer.get("result", {}).get("value")
        return said

    def go_home(self) -> None:
        """Open the player's address. Raises Silent."""
        self.ask("Page.navigate", {"url": self.address})

    def ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to one request. Raises Silent."""
        self._number += 1
        request = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            request["sessionId"] = self._session
        try:
            os.write(self._out, json.dumps(request).encode() + b"\0")
        except OSError as error:
            raise Silent from error
        end = time.monotonic() + LOOK_S
        while True:
            said = self._next(end)
            if said.get("method") in {"Inspector.targetCrashed", "Target.targetCrashed", "Inspector.detached"}:
                raise Crashed
            if said.get("id") == self._number:
                if "error" in said:
                    raise Silent(said["error"].get("message"))
                found: dict[str, Any] = said.get("result", {})
                return found

    def end(self) -> None:
        """End the browser and all that it started."""
        for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)
            end = time.monotonic() + patience
            while time.monotonic() < end:
                with contextlib.suppress(ChildProcessError):
                    if os.waitpid(self.pid, os.WNOHANG)[0] == 0:
                        time.sleep(0.05)
                        continue
                break
        os.close(self._in)
        os.close(self._out)

    def _attach(self) -> None:
        pages = self.ask("Target.getTargets", {}).get("targetInfos", [])
        page = next((one for one in pages if one.get("type") == "page"), None)
        if page is None:
            raise Silent
        self.ask("Browser.setPermission", {"permission": {"name": "persistent-storage"}, "setting": "granted",
                                           "origin": origin(self.address)})
        session = self.ask("Target.attachToTarget", {"targetId": page["targetId"], "flatten": True})["sessionId"]
        self._session = str(session)

    def _next(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._kept:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                raise Silent
            some = os.read(self._in, 1 << 16)
            if not some:
                raise Crashed
            self._kept += some
        one, _, self._kept = self._kept.partition(b"\0")
        found: dict[str, Any] = json.loads(one)
        return found


class Panel:
    """The panel: off in the hours that the settings name. What this machine has is tried: Wayland, HDMI-CEC, the Pi's own."""

    def __init__(self, hours: str) -> None:
        self._hours = hours
        self._off: bool | None = None

    def follow(self, now: datetime) -> bool:
        """Switch the panel as the hour asks; say whether it is off."""
        off = is_between(self._hours, now)
        if off != self._off and not (self._off is None and not off):
            switch(off=off)
        self._off = off
        return off


def switch(*, off: bool) -> None:
    """Switch every output off or on, by each way that this machine has."""
    if shutil.which("wlr-randr"):
        lines = _run("wlr-randr").splitlines()
        for name in (line.split()[0] for line in lines if line and not line[0].isspace()):
            _run("wlr-randr", "--output", name, "--off" if off else "--on")
    if shutil.which("cec-ctl") and Path("/dev/cec0").exists():
        _run("cec-ctl", "--playback")
        _run("cec-ctl", "--to", "0", "--standby" if off else "--image-view-on")
    if shutil.which("vcgencmd"):
        _run("vcgencmd", "display_power", "0" if off else "1")


def is_between(hours: str, now: datetime) -> bool:
    """Say whether it is between the two times of 23:00-06:30; the second may lie on the next day. Empty: never."""
    first, _, last = hours.partition("-")
    moment = f"{now:%H:%M}"
    if not last or first == last:
        return False
    return first <= moment < last if first < last else moment >= first or moment < last


def forget_the_crash(profile: Path) -> None:
    """Take away the mark by which a browser that was cut off would ask people what to do."""
    path = profile / "Default" / "Preferences"
    try:
        kept = json.loads(path.read_text("utf-8"))
        kept["profile"].update(exit_type="Normal", exited_cleanly=True)
    except (OSError, ValueError, KeyError, AttributeError):
        return
    begun = path.with_suffix(".new")
    begun.write_text(json.dumps(kept), "utf-8")
    begun.rename(path)


def origin(address: str) -> str:
    """Return scheme and host of an address."""
    return "/".join(address.split("/")[:3])


def read_settings(path: Path) -> dict[str, str]:
    """Return the KEY=VALUE lines of a file."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    parts = (line.partition("=") for line in lines if not line.startswith("#"))
    return {key.strip(): value.strip() for key, sign, value in parts if sign}


def watch(browser: Browser, settings: dict[str, str], panel: Panel) -> str:
    """Watch a browser for as long as it does well; return why it has to go."""
    began = heard = at_home = time.monotonic()
    patience, answered = FIRST_S, False
    day = here().date()
    while True:
        _alive()
        off = panel.follow(here())
        try:
            mode = browser.mode(painted=not off)
            heard, answered, patience = time.monotonic(), True, PATIENCE_S
            if mode is not None:
                at_home = heard
            elif heard - at_home > LOST_S:
                say("another page stands there; going back to the player")
                browser.go_home()
                at_home = heard
        except Crashed:
            return "the page has crashed"
        except Silent:
            if answered:
                say("no answer")
        if browser.has_ended():
            return "the browser has ended"
        if time.monotonic() - heard > patience:
            return f"the page has been silent for {patience:.0f} s"
        now = here()
        if now.date() != day and f"{now:%H:%M}" >= settings.get("RESTART", "04:00") and time.monotonic() - began > CALM_S:
            return "its day is over"
        time.sleep(LOOK_S)


def main(path: Path) -> None:
    """Keep a browser going for ever; SIGTERM ends both."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    failures = 0
    while True:
        settings = read_settings(path)
        began = time.monotonic()
        browser = Browser(settings)
        try:
            why = watch(browser, settings, Panel(settings.get("OFF", "")))
        finally:
            browser.end()
        failures = 0 if time.monotonic() - began > CALM_S else failures + 1
        rest = min(LONGEST_REST_S, 2.0 ** failures)
        say(f"{why}; starting it again in {rest:.0f} s")
        _alive()
        time.sleep(rest)


def here() -> datetime:
    """Return the time by the clock on this machine's wall."""
    return datetime.now(UTC).astimezone()


def say(what: str) -> None:
    """Tell the journal."""
    print(what, file=sys.stderr, flush=True)


def _alive() -> None:
    """Tell systemd, if it asks (WatchdogSec), that we go on ourselves."""
    where = os.environ.get("NOTIFY_SOCKET", "")
    if where:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.sendto(b"WATCHDOG=1", "\0" + where[1:] if where[0] == "@" else where)


def _pipe() -> tuple[int, int]:
    """Return a pipe that nobody inherits, above the two numbers that the browser expects its own at."""
    low = os.pipe()
    high = tuple(fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 10) for one in low)
    for one in low:
        os.close(one)
    return high[0], high[1]


def _run(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        say(f"{command[0]}: {error}")
        return ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))

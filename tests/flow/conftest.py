"""A real installation in a folder of its own: the real command, real processes, a real browser.

The home is made, the card taken in and the server run by the command as it is installed. The two dozen small commands after
that are processes of their own as well, but do not import everything anew.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from preloaded import Preloaded

VITRINE = Path(sys.executable).parent / "vitrine"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"]


AS_INSTALLED = {"init", "ingest"}


class Installation:
    """One home, its command line and its server."""

    def __init__(self, home: Path, preloaded: Preloaded) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home = home
        self._preloaded = preloaded
        self.base = f"http://localhost:{self.port}"
        self.environment = {**os.environ, "VITRINE_HOME": str(home), "VITRINE_BIND": f"127.0.0.1:{self.port}",
                            "VITRINE_WEB_PROCESSES": "1"}

    def run(self, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
        """Run a command; return the JSON objects of its standard output."""
        ran, out, err = self._as_installed(arguments) if arguments[0] in AS_INSTALLED else self._preloaded_run(arguments)
        assert ran == code, f"{arguments}: {ran}\n{out}\n{err}"
        return [json.loads(line) for line in out.splitlines() if line.startswith("{")]

    def _as_installed(self, arguments: tuple[str, ...]) -> tuple[int, str, str]:
        done = subprocess.run([VITRINE, *arguments], env=self.environment, capture_output=True, text=True, timeout=240,
                              check=False)
        return done.returncode, done.stdout, done.stderr

    def _preloaded_run(self, arguments: tuple[str, ...]) -> tuple[int, str, str]:
        streams = [self.home.with_name(name) for name in ("in", "out", "err")]
        for path in streams:
            path.write_bytes(b"")
        ran = self._preloaded.run(arguments, self.environment, Path.cwd(), streams)
        return ran, streams[1].read_text("utf-8"), streams[2].read_text("utf-8")

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run web and worker together; leave nothing behind."""
        process = subprocess.Popen([VITRINE, "up"], env=self.environment, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        try:
            self.wait_ready()
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(40)

    def wait_ready(self, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.base}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        raise AssertionError("the server did not become ready")


@pytest.fixture
def installation(tmp_path: Path, preloaded: Preloaded) -> Installation:
    return Installation(tmp_path / "home", preloaded)


@pytest.fixture
def screen(playwright: Any, chromium_path: str, tmp_path: Path) -> Callable[[], AbstractContextManager[Any]]:
    """Return a function that starts the screen's browser, with a profile that outlives it, and gives its page."""

    @contextmanager
    def started() -> Iterator[Any]:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=chromium_path, headless=True, args=CHROMIUM_FLAGS,
            viewport={"width": 1280, "height": 720})
        try:
            yield context.new_page()
        finally:
            context.close()

    return started


@pytest.fixture
def card(tmp_path: Path, shared_media: Path | None) -> Path:
    """A camera card: real camera files where they lie beside the checkout, otherwise our own; one is no picture."""
    folder = tmp_path / "card" / "DCIM" / "100TEST"
    folder.mkdir(parents=True)
    for number, source in enumerate(_real_photos(shared_media) or _own_photos(tmp_path)):
        (folder / f"IMG_{number:04d}.JPG").write_bytes(source.read_bytes())
    (folder / "NOTES.JPG").write_text("not a picture")
    (folder / "MVI_0001.THM").write_bytes(b"thumb")
    return tmp_path / "card"


def _real_photos(shared_media: Path | None) -> list[Path]:
    if shared_media is None:
        return []
    from PIL import Image

    found = []
    for path in sorted((shared_media / "photos").rglob("*.jpg")):
        try:
            with Image.open(path) as picture:
                picture.load()
        except OSError:
            continue  # the set holds broken files too; they have tests of their own
        if picture.format == "JPEG" and min(picture.size) >= 480 and picture.width > picture.height:
            found.append(path)
        if len(found) == 3:
            break
    return found


def _own_photos(folder: Path) -> list[Path]:
    from PIL import Image

    made = []
    for number, colour in enumerate(("#b04a3a", "#3a7ab0", "#7ab03a")):
        path = folder / f"own-{number}.jpg"
        Image.radial_gradient("L").resize((1200, 800)).convert("RGB").point(lambda v, n=number: (v + 40 * n) % 256).save(path)
        Image.blend(Image.open(path).convert("RGB"), Image.new("RGB", (1200, 800), colour), 0.6).save(path, quality=90)
        made.append(path)
    return made

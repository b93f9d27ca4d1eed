"""Two clients that others wrote, tuspy and tus-js-client, on a real server: stopped again and again, on either side."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from cutting import CuttingRelay
from sqlalchemy import select

from index.catalogue.assets import Arrival, Asset, Original
from index.db import reading
from server.cli.running import gunicorn

ROOT = Path(__file__).resolve().parents[3]
PUSH_JS = ROOT / "tests" / "js" / "tus_push.mjs"
SIZE = 24 << 20
STOPS = 2

# tuspy: remembers the address of its upload in a file, as its own storage does.
PUSH_PY = """
import sys
from pathlib import Path
from tusclient.client import TusClient
endpoint, path, state, cookie, chunk, name = sys.argv[1:]
state = Path(state)
known = state.read_text() if state.exists() else None
client = TusClient(endpoint, headers={"Cookie": cookie})
uploader = client.uploader(path, url=known, chunk_size=int(chunk) or (1 << 30), retries=8, retry_delay=0.5,
                           metadata={"filename": name, "batch": "20260302-tuspy"}, upload_checksum=True)
if known is None:
    uploader.set_url(uploader.create_url())
    uploader.offset = 0
    state.write_text(uploader.url)
print("resumed" if known else "fresh", file=sys.stderr)
uploader.upload()
print(uploader.url)
"""


class Server:
    """gunicorn over a home, on one port however often it is killed."""

    def __init__(self, settings: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.bind = f"127.0.0.1:{free.getsockname()[1]}"
        self.command = gunicorn(settings, self.bind)
        self.environment = {**os.environ, "VITRINE_HOME": str(settings.home), "VITRINE_RESERVE_MB": "0"}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://{self.bind}"

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL,
                                        start_new_session=True)
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/readyz", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        pytest.fail("the server does not answer")

    def kill(self) -> None:
        """Stop it as a power cut would: master and workers at once, with no chance to tidy up."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None


@pytest.fixture
def server(home: Any, cast: Any) -> Iterator[Server]:
    one = Server(home.settings)
    one.start()
    yield one
    one.kill()


@pytest.fixture
def cookie(server: Server, cast: Any) -> str:
    with requests.Session() as tab:
        page = tab.get(f"{server.url}/sign-in", timeout=10).text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found
        tab.post(f"{server.url}/sign-in", timeout=10,
                 data={"csrf_token": found[1], "login": "photographer", "password": cast.password})
        return "; ".join(f"{name}={value}" for name, value in tab.cookies.items())


@pytest.fixture
def film(made_photo: Callable[..., Path]) -> Path:
    """A file of many chunks that begins as a picture does."""
    path = made_photo("DSC_0001.JPG")
    with path.open("ab") as handle:
        handle.write(random.Random(7).randbytes(SIZE - path.stat().st_size))
    return path


def commands(kind: str) -> list[str]:
    if kind == "tuspy":
        return [sys.executable, "-c", PUSH_PY]
    node = shutil.which("node")
    assert node, "node is missing: make test installs it"
    return [node, str(PUSH_JS)]


def staged_bytes(home: Any) -> int:
    with suppress(FileNotFoundError):  # the last byte has come, and the file goes into the store while it is looked at
        return max((one.stat().st_size for one in (home.settings.home / "staging").glob("tus-*")), default=0)
    return 0


def settled(home: Any) -> int:
    """Wait until the server has done with what was on the line when a client went away; return the bytes staged then."""
    while True:
        before = staged_bytes(home)
        time.sleep(0.3)
        if staged_bytes(home) == before:
            return before


def run_until(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reached() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)


@pytest.mark.parametrize("chunk", [384 << 10, 0], ids=["in-chunks", "at-once"])
@pytest.mark.parametrize("kind", ["tuspy", "tus-js-client"])
def test_stopped_again_and_again_it_goes_on_from_the_last_byte(
        kind: str, chunk: int, home: Any, server: Server, cookie: str, film: Path, tmp_path: Path) -> None:
    chance = random.Random(f"{kind} {chunk}")
    if kind == "tuspy" and not chunk:
        chunk = 3 << 20  # tuspy reads a chunk into memory and always sends it whole
    command = [*commands(kind), f"{server.url}/upload/tus", str(film), str(tmp_path / "state"), cookie, str(chunk),
               "运动会 0001.JPG"]
    stops = 0
    while stops < STOPS:
        start = staged_bytes(home)
        goal = start + (SIZE - start) * chance.uniform(0.1, 0.3)
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        run_until(process, lambda goal=goal: staged_bytes(home) > goal)  # type: ignore[misc]  # the goal of this round
        if stops % 2:
            server.kill()
        process.kill()
        _, said = process.communicate()
        if stops % 2:
            server.start()
        assert said.split()[:1] == (["resumed"] if stops else ["fresh"]), said
        here = settled(home)
        if here in {0, SIZE}:  # a busy machine looked too late: it was whole before it could be stopped once more
            break
        # A killed server may have had one save's bytes in hand that it had not made durable; never more are sent again.
        assert start - (8 << 20) <= here < SIZE
        stops += 1
    assert stops > 0
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    told = requests.get(done.stdout.strip(), headers={"Cookie": cookie}, timeout=30).json()
    wanted = hashlib.sha256(film.read_bytes()).hexdigest()
    assert (told["offset"], told["outcome"], told["sha256"]) == (SIZE, "added", wanted)
    assert hashlib.sha256(home.store.path("originals", wanted).read_bytes()).hexdigest() == wanted
    with reading(home.engine) as session:
        assert session.scalars(select(Asset.sha256)).all() == [wanted]
        assert session.scalars(select(Original.name)).all() == ["运动会 0001.JPG"]
        assert session.scalars(select(Arrival.outcome)).all() == ["added"]
    assert list((home.settings.home / "staging").iterdir()) == []


def test_a_server_killed_while_the_client_runs_is_waited_for(home: Any, server: Server, cookie: str, film: Path,
                                                             tmp_path: Path) -> None:
    """The client stays; the server goes and comes back: the client's own retries finish the file."""
    command = [*commands("tus-js-client"), f"{server.url}/upload/tus", str(film), str(tmp_path / "state"), cookie,
               str(256 << 10), "DSC_0002.JPG"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    run_until(process, lambda: staged_bytes(home) > SIZE // 3)
    server.kill()
    server.start()
    out, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert requests.get(out.strip(), headers={"Cookie": cookie}, timeout=30).json()["outcome"] == "added"
    with reading(home.engine) as session:
        assert len(session.scalars(select(Asset.sha256)).all()) == 1


@pytest.mark.parametrize("kind", ["tuspy", "tus-js-client"])
def test_a_line_cut_twenty_times_brings_the_exact_bytes_once(kind: str, home: Any, server: Server, cookie: str, film: Path,
                                                             tmp_path: Path) -> None:
    chance = random.Random(kind)
    relay = CuttingRelay(server.bind, [chance.randrange(2 << 10, 2 << 20) for _ in range(20)])
    command = [*commands(kind), f"http://{relay.bind}/upload/tus", str(film), str(tmp_path / "state"), cookie, str(3 << 20),
               "DSC_0003.JPG"]
    for _ in range(30):  # a client that gives up is started again, as a person would
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        if done.returncode == 0:
            break
    relay.close()
    assert (done.returncode, relay.cuts) == (0, 20), done.stderr
    wanted = hashlib.sha256(film.read_bytes()).hexdigest()
    assert hashlib.sha256(home.store.path("originals", wanted).read_bytes()).hexdigest() == wanted
    with reading(home.engine) as session:
        assert session.scalars(select(Asset.sha256)).all() == [wanted]
        assert session.scalars(select(Arrival.outcome)).all() == ["added"]

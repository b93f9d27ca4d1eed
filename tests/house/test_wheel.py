"""What a stranger installs: the wheel alone, in an environment of its own, used from a folder that is not the checkout."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with the wheel in it, and an empty folder to work from."""

    wheel: Path
    bin: Path
    folder: Path

    def run(self, *command: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / command[0], *command[1:]],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("VITRINE_", "PYTHON", "VIRTUAL_ENV"))}
        return kept | {"VITRINE_HOME": str(self.folder / "home")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    base = tmp_path_factory.mktemp("stranger")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", base / "dist"]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (base / "dist").glob("*.whl")
    venv.create(base / "env", with_pip=False, symlinks=True)
    python = base / "env" / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel],
        check=True,
        capture_output=True,
    )
    # The dependencies come from the tests' own environment. Python reads no .pth of a folder that a .pth names, so the
    # editable installation of the checkout stays out of sight.
    (site,) = (base / "env").glob("lib/python3*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    folder = base / "elsewhere"
    folder.mkdir()
    return Installed(wheel, base / "env" / "bin", folder)


@pytest.fixture(scope="module")
def campus(installed: Installed) -> Installed:
    for command in (["init"], ["demo", "--scale", "0.1"]):
        answer = installed.run("vitrine", *command, timeout=300)
        assert answer.returncode == 0, answer.stderr
    return installed


@pytest.fixture(scope="module")
def address(campus: Installed) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    with (campus.folder / "serve.log").open("wb") as log:
        web = subprocess.Popen(
            [campus.bin / "vitrine", "serve", "--bind", bind],
            cwd=campus.folder,
            env=campus.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(f"http://{bind}/healthz", web)
            yield f"http://{bind}"
        finally:
            web.send_signal(signal.SIGTERM)
            web.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{url} does not answer; exit code {process.poll()}")


def committed(*folders: str) -> set[str]:
    listing = ["git", "ls-files", "-z", "--", *folders]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {name for name in names.split("\0") if name}


def test_the_wheel_holds_all_that_is_committed(installed: Installed) -> None:
    """hatchling leaves out silently what .gitignore names."""
    with zipfile.ZipFile(installed.wheel) as archive:
        held = set(archive.namelist())
    assert sorted(committed("server", "kiosk", "ingest", "index") - held) == []


def test_the_wheel_is_what_runs_and_not_the_checkout(installed: Installed) -> None:
    answer = installed.run("python", "-c", "import index, server; print(index.__file__, server.__file__)")
    assert answer.returncode == 0, answer.stderr
    assert str(ROOT) not in answer.stdout
    assert answer.stdout.count("site-packages") == 2


def test_it_tells_its_version(installed: Installed) -> None:
    answer = installed.run("vitrine", "--version")
    assert (answer.returncode, "0.1.0" in answer.stdout) == (0, True), answer.stderr


def test_a_demo_campus_can_be_searched(campus: Installed) -> None:
    answer = campus.run("vitrine", "search", "运动会 OR 图书馆 OR 校园", "--json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["hits"] != []


def test_a_demo_campus_shows_the_whole_product(campus: Installed) -> None:
    with closing(sqlite3.connect(campus.folder / "home" / "vitrine.db")) as catalogue:
        def rows(query: str) -> set[tuple[Any, ...]]:
            return set(catalogue.execute(query))

        assert rows("SELECT a.state FROM stories s LEFT JOIN aims a ON a.story_id = s.id") == {
            (None,), ("submitted",), ("reviewed",), ("approved",), ("returned",)}
        assert rows("SELECT state FROM consents") == {("given",), ("withdrawn",)}
        assert rows("SELECT count(*) > 1 FROM take_downs") == {(1,)}
        assert rows("SELECT proposed_at IS NULL FROM binned") == {(0,), (1,)}
        assert rows("SELECT json_array_length(points) FROM plans") == {(4,)}
        for table in ("deputies", "namesakes", "collection_people", "saved_searches", "assignments"):
            assert rows(f"SELECT count(*) > 0 FROM {table}") == {(1,)}, table
        unread = "SELECT p.login FROM notices n JOIN people p ON p.id = n.person_id WHERE n.read_at IS NULL"
        assert {("gu",), ("lin",), ("he",)} <= rows(unread)
    report = campus.run("vitrine", "doctor")
    assert report.returncode == 0, report.stdout


def test_a_page_comes_with_its_styles_and_scripts(address: str) -> None:
    with urllib.request.urlopen(address + "/", timeout=30) as page:
        html = page.read().decode("utf-8")
        assert page.status == 200
    parts = re.findall(r"""(?:src|href)=["'](/static/[^"'#]+\.(?:css|js)[^"'#]*)""", html)
    assert parts != []
    for part in parts:
        with urllib.request.urlopen(address + part, timeout=30) as answer:
            assert answer.status == 200, part


def test_a_page_that_is_not_there_says_so(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address + "/there-is-no-such-page", timeout=30)
    assert refused.value.code == 404

"""Alerts as files for the reverse proxy: right within a second, gone with the token, and the tag changes with the content."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.catalogue.people import OWNER
from index.settings import secret
from kiosk.alert_files import AlertFiles, Names
from kiosk.chunks import ChunkHashes
from kiosk.telling import Telling, campus_of
from server.screens import service as screens
from server.takedowns import service as takedowns


@pytest.fixture
def writers() -> Iterator[list[AlertFiles]]:
    made: list[AlertFiles] = []
    yield made
    for one in made:
        one.close()


@pytest.fixture
def writer(campus: Any, tmp_path: Path, writers: list[AlertFiles]) -> Callable[[], AlertFiles]:
    """Return a function that makes what a web process has to write a folder's files with."""
    def make() -> AlertFiles:
        names, home = Names(secret(campus.home.settings)), campus.home
        telling = Telling(home.engine, campus_of(home.settings), ChunkHashes(home.store), names.url)
        writers.append(AlertFiles(tmp_path / "told", names, telling, campus.clock))
        return writers[-1]

    (tmp_path / "told").mkdir()
    return make


@pytest.fixture
def files(tmp_path: Path) -> Callable[[], dict[str, bytes]]:
    return lambda: {path.name: path.read_bytes() for path in (tmp_path / "told").glob("[0-9a-f]*")}


@pytest.fixture
def hall(campus: Any, paired: Callable[[str], FlaskClient]) -> dict[str, FlaskClient]:
    campus.board("食堂", campus.picture("早餐"), campus.picture("午餐"))
    campus.screen("没有设备", "食堂")
    for name in ("一楼", "二楼"):
        campus.screen(name, "食堂")
    return {name: paired(name) for name in ("一楼", "二楼")}


def test_each_screen_finds_in_its_file_what_it_would_be_told(
        app: Flask, campus: Any, hall: dict[str, FlaskClient], writer: Callable[[], AlertFiles],
        files: Callable[[], dict[str, bytes]], tmp_path: Path) -> None:
    keeper = writer()
    assert (keeper.turn(), keeper.turn()) == (2, 0)
    desk, told = app.extensions.pop("vitrine.kiosk"), {}
    desk.heartbeats.close()
    app.extensions["vitrine.kiosk"] = replace(desk, telling=keeper._telling)
    for name, client in hall.items():
        answer = client.get("/kiosk/manifest")
        told[name] = answer.get_json()["alerts_url"].removeprefix("told/")
        assert files()[told[name]] == client.get("/kiosk/alerts").data
        assert answer.headers["X-Vitrine-Alerts"] in files()[told[name]].decode()
    path = tmp_path / "told" / told["一楼"]
    before = path.stat()
    takedowns.take_down(campus.home.engine, OWNER, [campus.made[0]], "有人反对", now=campus.clock())
    assert keeper.turn() == 2
    assert files()[told["一楼"]] == hall["一楼"].get("/kiosk/alerts").data
    assert (int(path.stat().st_mtime), path.stat().st_mode & 0o777) >= (int(before.st_mtime) + 1, 0o644)
    screens.revoke(campus.home.engine, OWNER, "二楼", now=campus.clock())
    assert keeper.turn() == 1
    assert set(files()) == {told["一楼"]}, "who is cut off finds none"


def test_who_takes_over_writes_only_what_is_otherwise_and_leaves_strange_files(
        hall: dict[str, FlaskClient], writer: Callable[[], AlertFiles], files: Callable[[], dict[str, bytes]],
        tmp_path: Path) -> None:
    writer().turn()
    first, *_ = files()
    (tmp_path / "told" / first).write_bytes(b"{}")
    (tmp_path / "told" / ("0" * 32 + ".json")).write_bytes(b"{}")
    (tmp_path / "told" / "package.json").write_bytes(b"{}")
    after = writer()
    after.take_over()
    assert after.turn() == 2, "one was old, and one nobody's any more"
    assert (tmp_path / "told" / "package.json").exists()
    assert len(files()) == len(hall)


def test_one_of_several_processes_writes_and_another_goes_on(
        hall: dict[str, FlaskClient], writer: Callable[[], AlertFiles], files: Callable[[], dict[str, bytes]]) -> None:
    one, other, waiting = writer(), writer(), Event()
    held = one._lock()
    with pytest.raises(BlockingIOError):
        other._lock()
    other.start()
    waiting.wait(0.8)
    assert files() == {}
    os.close(held)
    for _ in range(100):
        if len(files()) == len(hall):
            break
        waiting.wait(0.1)
    assert len(files()) == len(hall)

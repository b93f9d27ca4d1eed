"""``vitrine watch`` as a process on a real folder: what settles comes in, once, and nothing is taken away."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from index.catalogue.assets import Arrival, Asset
from index.catalogue.sidecars import Sidecar
from index.db import reading


class Watching:
    """A running ``vitrine watch`` and the lines that it has told."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def wait_for(self, count: int, seconds: float = 30) -> list[tuple[str, str]]:
        """Wait until so many lines have been told and return (name, outcome) of all."""
        until = time.monotonic() + seconds
        while len(self.lines) < count and time.monotonic() < until:
            time.sleep(0.05)
        assert len(self.lines) >= count, self.lines
        return [(Path(line["path"]).name, line["outcome"]) for line in self.lines]

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self._reader.join()
        return code


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def watching(inbox: Path, command: list[str], command_environment: dict[str, str]) -> Iterator[Callable[..., Watching]]:
    """Return a function that starts a watch of the inbox: (*options) -> Watching."""
    running: list[Watching] = []

    def start(*options: str) -> Watching:
        environment = command_environment | {"VITRINE_WATCH_SETTLE_S": "1", "VITRINE_WATCH_RESCAN_S": "3"}
        running.append(Watching([*command, "watch", str(inbox), "--json", *options], environment))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def count(home: Any) -> int:
    with reading(home.engine) as session:
        return session.scalar(select(func.count()).select_from(Asset)) or 0


@pytest.mark.parametrize("options", [(), ("--poll",)])
def test_what_comes_is_taken_in_once_and_a_deletion_deletes_nothing(watching: Callable[..., Watching], made_photo: Any,
                                                                    inbox: Path, home: Any, options: tuple[str, ...]) -> None:
    made_photo("before.jpg", folder=inbox)
    one = watching(*options)
    assert one.wait_for(1) == [("before.jpg", "added")]
    made_photo("day/later.jpg", folder=inbox)
    (inbox / "notes.txt").write_text("x", "utf-8")
    assert sorted(one.wait_for(3)[1:]) == [("later.jpg", "added"), ("notes.txt", "refused")]
    (inbox / "before.jpg").unlink()
    time.sleep(4)  # a full look at everything passes
    assert len(one.lines) == 3
    assert one.stop() == 0
    assert count(home) == 2
    with reading(home.engine) as session:
        assert set(session.scalars(select(Arrival.door))) == {"watched"}

    again = watching(*options)
    made_photo("newest.jpg", folder=inbox)
    assert again.wait_for(1) == [("newest.jpg", "added")]  # nothing else is told, or read, again
    assert again.stop() == 0


def test_a_file_that_is_still_growing_is_left_alone(watching: Callable[..., Watching], made_photo: Any, inbox: Path,
                                                    tmp_path: Path, home: Any) -> None:
    content = made_photo("whole.jpg", size=(2400, 1600)).read_bytes()
    one = watching()
    step = len(content) // 8
    with (inbox / "slow.jpg").open("wb") as out:
        for at in range(0, len(content), step):
            out.write(content[at:at + step])
            out.flush()
            time.sleep(0.4)
    assert one.wait_for(1) == [("slow.jpg", "added")]
    assert one.stop() == 0
    with reading(home.engine) as session:
        [sha256] = session.scalars(select(Asset.sha256))
    assert home.store.path("originals", sha256).read_bytes() == content


def test_once_takes_what_has_settled_and_ends(vitrine: Callable[..., Any], made_photo: Any, inbox: Path, home: Any,
                                              tmp_path: Path) -> None:
    made_photo("a.jpg", folder=inbox)
    made_photo("b.jpg", folder=inbox)
    (inbox / "link.jpg").symlink_to(inbox / "a.jpg")
    (inbox / "._a.jpg").write_bytes(b"x")
    settings = {"VITRINE_WATCH_SETTLE_S": "1"}
    ran = vitrine("watch", inbox, "--once", "--json", **settings)
    assert {Path(line["path"]).name: line["outcome"] for line in ran.lines} == {
        "a.jpg": "added", "b.jpg": "added", "link.jpg": "refused"}
    assert ran.code == 1
    again = vitrine("watch", inbox, "--once", "--json", **settings)
    assert (again.code, again.lines) == (0, [])
    assert vitrine("watch", tmp_path / "none", "--once").code == 2


def test_a_folder_made_anew_is_watched_again(watching: Callable[..., Watching], made_photo: Any, inbox: Path) -> None:
    one = watching()
    made_photo("a.jpg", folder=inbox)
    one.wait_for(1)
    inbox.rename(inbox.with_name("away"))
    time.sleep(1.5)
    assert one.process.poll() is None
    inbox.mkdir()
    made_photo("b.jpg", folder=inbox)
    assert one.wait_for(2)[1] == ("b.jpg", "added")
    assert one.stop() == 0


def test_a_full_disk_is_told_once_and_tried_again(watching: Callable[..., Watching], made_photo: Any, inbox: Path, home: Any,
                                                  command_environment: dict[str, str]) -> None:
    command_environment["VITRINE_RESERVE_MB"] = str(1 << 40)
    made_photo("a.jpg", folder=inbox)
    one = watching()
    assert one.wait_for(1) == [("a.jpg", "refused")]
    time.sleep(4)
    assert len(one.lines) == 1
    assert one.stop() == 0
    command_environment["VITRINE_RESERVE_MB"] = "0"
    assert watching().wait_for(1) == [("a.jpg", "added")]
    assert list(inbox.iterdir()) == [inbox / "a.jpg"]


PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>运动会</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize("order", [("a.jpg", "a.xmp"), ("a.jpg.xmp", "a.jpg")])
def test_a_sidecar_finds_its_file_over_a_restart(watching: Callable[..., Watching], made_photo: Any, inbox: Path, home: Any,
                                                 order: tuple[str, str]) -> None:
    photo = made_photo("a.jpg")
    for name in order:
        (inbox / name).write_bytes(PACKET.encode() if name.endswith(".xmp") else photo.read_bytes())
        one = watching("--once")
        assert one.wait_for(1) == [(name, "added")]
        assert one.process.wait(30) == 0
    with reading(home.engine) as session:
        ties = session.scalars(select(Sidecar.asset_id).where(Sidecar.asset_id.is_not(None))).all()
        assert list(ties) == [session.scalars(select(Asset.id)).one()]

"""The installation that is soaked: a home in a folder of its own, its processes, and how they are ended."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
OURS = [sys.executable, "-m", "server.cli.main"]
PASSWORD = "a-long-password"
READY_S = 60.0


class Broken(Exception):
    """Something that must not happen did."""


class Service:
    """One program of the house, started again as often as it is ended."""

    def __init__(self, house: House, name: str, command: list[str], ready: Callable[[], bool] = lambda: True) -> None:
        self.house, self.name, self.command, self.ready = house, name, command, ready
        self.out, self.log = house.folder / f"{name}.out", house.folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return when it answers."""
        self.launch()
        last = time.monotonic() + READY_S
        while not self.ready():
            if self.process is None or self.process.poll() is not None:
                raise Broken(f"{self.name} ended by itself: {self.last_words()}")
            if time.monotonic() > last:
                raise Broken(f"{self.name} does not answer: {self.last_words()}")
            time.sleep(0.05)

    def launch(self) -> subprocess.Popen[bytes]:
        with self.out.open("ab") as out, self.log.open("ab") as log:
            process = subprocess.Popen(self.command, cwd=ROOT, env=self.house.environment(self.name), stdout=out, stderr=log,
                                       stdin=subprocess.DEVNULL, start_new_session=True)
        self.process = process
        return process

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def family(self) -> list[psutil.Process]:
        """The process and all that it started, the fork server and its decoders too."""
        process = self.process
        if process is None:
            return []
        try:
            first = psutil.Process(process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """End all of it at once, with no chance to tidy up."""
        process, family = self.process, self.family()
        end(family)
        if process is not None:
            process.wait(20)
        self.process = None

    def kill_one(self, place: float) -> None:
        """End one of its processes but not the first: a fork server, a decoder, a gunicorn worker. ``place`` is 0 to 1."""
        below = self.family()[1:]
        if below:
            end([below[int(place * len(below))]])

    def stop(self) -> None:
        """Ask it to end, and wait."""
        process = self.process
        if process is not None:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired as error:
                self.kill()
                raise Broken(f"{self.name} does not stop when asked: {self.last_words()}") from error
        self.process = None

    def last_words(self) -> str:
        return self.log.read_text("utf-8", "replace")[-1500:] if self.log.exists() else ""


@dataclass
class House:
    """A home in ``folder``, people and kits in it, and the programs that were started on it."""

    folder: Path
    web_port: int = 0
    ftp_port: int = 0
    sftp_port: int = 0
    kit_password: str = ""
    services: dict[str, Service] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def fuse(self) -> Path:
        return self.folder / "fuse"

    def make(self) -> None:
        """Make the home, a department with a photographer, and a kit that pushes."""
        from index.catalogue.departments import Department
        from index.catalogue.people import OWNER, Person
        from index.credentials import hash_password
        from index.db import writing
        from index.settings import Settings
        from server import home as homes
        from server.admin import service
        from server.admin.kit_logins import PushChange, change_push

        now = datetime.now(UTC)
        settings = Settings(home=self.home, reserve_mb=0)
        homes.make(settings, now)
        home = homes.open_home(settings)
        with writing(home.engine) as session:
            department = Department(code="canteen", name="饮食服务中心", name_en="Canteens")
            session.add(department)
            session.flush()
            session.add(Person(login="photographer", display="摄影 同学", password_hash=hash_password(PASSWORD),
                               created_at=now, department_id=department.id))
        kit = service.add_kit(home.engine, OWNER, name="推送相机", department="canteen", now=now)
        self.kit_password = change_push(home.engine, OWNER, str(kit), PushChange("canteen-1", None, True), now=now) or ""
        home.engine.dispose()
        self.web_port, self.ftp_port, self.sftp_port = (_free_port() for _ in range(3))

    def environment(self, name: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_")}
        first = 20_000 + self.ftp_port % 400 * 50
        return kept | {
            "VITRINE_HOME": str(self.home), "VITRINE_RESERVE_MB": "0", "VITRINE_FTP_PORT": str(self.ftp_port),
            "VITRINE_SFTP_PORT": str(self.sftp_port), "VITRINE_FTP_PASSIVE_PORTS": f"{first}-{first + 49}",
            "VITRINE_WATCH_SETTLE_S": "1", "VITRINE_WATCH_RESCAN_S": "2", "VITRINE_WEB_THREADS": "4",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "soak" / "fuse")]),
            "SOAK_FUSE": str(self.fuse), "SOAK_NAME": name, "SOAK_HOME": str(self.home)}

    def service(self, name: str, command: list[str], ready: Callable[[], bool] = lambda: True) -> Service:
        """Return the program of this name; the same one to all who ask."""
        return self.services.setdefault(name, Service(self, name, command, ready))

    def run(self, *arguments: str, within: float = 300.0) -> subprocess.CompletedProcess[str]:
        """Run a command of the product to its end."""
        return subprocess.run([*OURS, *arguments], cwd=ROOT, env=self.environment("command"), capture_output=True, text=True,
                              timeout=within, stdin=subprocess.DEVNULL, check=False)

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the catalogue by SQLite itself, past all of the product's code."""
        with sqlite3.connect(f"file:{self.home / 'vitrine.db'}?mode=ro", uri=True, timeout=20) as connection:
            return connection.execute(query, values).fetchall()

    def turn(self, statement: str, *values: Any) -> None:
        """Change a time in the catalogue: there is no waiting for a week to pass."""
        with sqlite3.connect(self.home / "vitrine.db", timeout=20) as connection:
            connection.execute(statement, values)

    def kill_all(self) -> None:
        for one in self.services.values():
            one.kill()


def end(processes: list[psutil.Process]) -> None:
    for one in processes:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

"""``vitrine receive`` as a process of its own on the test's home, two kits that push to it, and real clients."""

from __future__ import annotations

import ftplib
import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

ROOT = Path(__file__).resolve().parents[3]
LOGINS = {"canteen-1": "canteen", "library-1": "library"}


@dataclass(frozen=True, slots=True)
class Pusher:
    """A kit that may push: its login and password, and what its files are to be tied to."""

    login: str
    password: str
    kit_id: int
    department_id: int
    event_id: int


@pytest.fixture
def pushers(home: Any, cast: Any, clock: Any) -> dict[str, Pusher]:
    """Two kits of two departments, each at an event of its own, with logins made as an administrator makes them."""
    from server.admin import service
    from server.admin.kit_logins import PushChange, change_push

    made = {}
    for login, department in LOGINS.items():
        kit = service.add_kit(home.engine, cast.administrator, name=f"器材 {login}", department=department, now=clock())
        event = service.add_event(home.engine, cast.administrator, name=f"活动 {login}", starts_on=clock().date(),
                                  now=clock())
        password = change_push(home.engine, cast.administrator, str(kit), PushChange(login, str(event), True), now=clock())
        assert password
        made[login] = Pusher(login, password, kit, cast.departments[department], event)
    return made


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(slots=True)
class Receiver:
    """The running service. ``settings`` are those of its environment."""

    folder: Path
    settings: dict[str, str]
    log: Path
    command: str = "receive"
    process: Any = None
    ftp_port: int = field(default_factory=free_port)
    sftp_port: int = field(default_factory=free_port)

    def start(self) -> None:
        first = random.randrange(20000, 30000, 50)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
        environment = kept | {
            "VITRINE_HOME": str(self.folder), "VITRINE_RESERVE_MB": "0", "VITRINE_FTP_PORT": str(self.ftp_port),
            "VITRINE_SFTP_PORT": str(self.sftp_port), "VITRINE_FTP_PASSIVE_PORTS": f"{first}-{first + 49}",
            "VITRINE_BIND": f"127.0.0.1:{free_port()}", "PYTHONPATH": str(ROOT)} | self.settings
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "server.cli.main", self.command], env=environment,
                                            stderr=log, stdout=log, cwd=self.folder)
        for port in (self.ftp_port, self.sftp_port):
            self._wait_for(port)

    def _wait_for(self, port: int) -> None:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 5).close()
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
            else:
                return
        pytest.fail(self.log.read_text())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return int(self.process.wait(60))

    def ftp(self, who: Pusher, *, password: str = "") -> ftplib.FTP_TLS:
        """Log in over TLS, with protected data."""
        context = ssl.create_default_context(cafile=str(self.folder / "receive" / "certificate.pem"))
        client = ftplib.FTP_TLS(context=context, timeout=20)
        client.connect("localhost", self.ftp_port)
        client.login(who.login, password or who.password)
        client.prot_p()
        client.voidcmd("TYPE I")
        return client


@pytest.fixture
def receiver(home: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Receiver]:
    """The service, listening. ``@pytest.mark.parametrize("receiver", [{...}], indirect=True)`` gives it settings, and
    under "command" another command that starts it.
    """
    given = dict(getattr(request, "param", {}))
    command = given.pop("command", "receive")
    one = Receiver(home.settings.home, given, tmp_path / "receive.log", command)
    one.start()
    yield one
    if one.process.poll() is None:
        one.stop()


@pytest.fixture
def arrivals(home: Any) -> Callable[[], list[Any]]:
    """Return a function that gives all arrivals, oldest first."""
    from index.catalogue.assets import Arrival
    from index.db import reading

    def all_of_them() -> list[Any]:
        with reading(home.engine) as session:
            return list(session.scalars(select(Arrival).order_by(Arrival.id)))

    return all_of_them


@pytest.fixture
def kept(home: Any) -> Callable[[str], bytes]:
    """Return a function that reads an original: sha256 -> bytes."""
    return lambda sha256: Path(home.store.path("originals", sha256)).read_bytes()


@pytest.fixture
def picture(made_photo: Callable[..., Path]) -> Callable[[], bytes]:
    """Return a function that gives a new JPEG's bytes, a few hundred KiB, whose end is filled up behind its picture."""
    return lambda: made_photo().read_bytes() + os.urandom(300_000)


def until(true: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Wait until something holds, and return it."""
    last = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < last:
        time.sleep(0.05)
    assert found, true
    return found


@pytest.fixture(name="until")
def _until() -> Callable[..., Any]:
    return until

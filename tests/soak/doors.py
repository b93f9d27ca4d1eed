"""One way in each: the programs that it needs, a sender for its files, and which process may be ended."""

from __future__ import annotations

import json
import random
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.soak.clients import PATIENCE_S, Answer, Browser, Ftp, Sftp, Tus, until_answered
from tests.soak.house import OURS, Broken, House, Service, answers
from tests.soak.material import File, Maker

SENDERS = 3


class Door(ABC):
    """Hands files in through one door. ``feed`` returns when each of them has come to an answer."""

    reach_s = 1.5
    """Within how many seconds of a round's begin a process is ended."""

    def __init__(self, house: House, chance: random.Random, maker: Maker | None = None) -> None:
        self.house, self.chance = house, chance
        self.worker = house.service("work", [*OURS, "work"])
        self.maker = maker or Maker(house.folder, chance)
        self.sent: dict[str, File] = {}
        self.answers: list[Answer] = []

    def some(self, count: int) -> list[File]:
        """Return files to hand in, and remember them."""
        files = self.maker.some(count)
        self.sent.update({file.name: file for file in files})
        return files

    def open(self) -> None:
        """Start what stays open."""
        self.worker.start()

    @abstractmethod
    def feed(self, files: list[File]) -> None:
        """Hand these files in and come back when each has its answer."""

    def close(self) -> None:
        """End in order: senders are done, programs are asked to stop."""
        self.end_of_senders()
        for one in self.house.services.values():
            one.stop()
        self.listen_back()

    def end_of_senders(self) -> None:  # noqa: B027 - most have nothing to do here
        """What is to be done while the programs still run."""

    def listen_back(self) -> None:  # noqa: B027 - most have nothing to do here
        """Hear what was told while nobody listened."""

    def victims(self) -> list[Service]:
        return list(self.house.services.values())

    def revive(self) -> None:
        """Start again what was ended. Raises Broken for what ended by itself."""
        for one in self.house.services.values():
            revive(one)


class Served(Door):
    """A door at which a program listens and senders knock."""

    def __init__(self, house: House, chance: random.Random, maker: Maker | None = None) -> None:
        super().__init__(house, chance, maker)
        self.server = self.listen()

    @abstractmethod
    def listen(self) -> Service:
        """Return the program that listens, not started yet."""

    @abstractmethod
    def sender(self) -> Callable[[File], Answer]:
        """Return somebody who hands in one file after the other."""

    def open(self) -> None:
        super().open()
        self.server.start()

    def feed(self, files: list[File]) -> None:
        send = self.sender()
        with ThreadPoolExecutor(SENDERS) as pool:
            self.answers += pool.map(lambda file: until_answered(send, file), files)


class _Web(Served):
    def listen(self) -> Service:
        bind = f"127.0.0.1:{self.house.web_port}"
        return self.house.service("web", [*OURS, "serve", "--bind", bind], lambda: answers(self.house.web_port))


class Raw(_Web):
    """The browser's plain request: a file is its body."""

    def __init__(self, house: House, chance: random.Random, maker: Maker | None = None) -> None:
        super().__init__(house, chance, maker)
        self.browser = Browser(house)

    def open(self) -> None:
        super().open()
        self.sign_in()

    def sign_in(self) -> None:
        self.browser.sign_in()

    def sender(self) -> Callable[[File], Answer]:
        return self.browser.post


class TusDoor(_Web):
    """The browser's resumable protocol."""

    def __init__(self, house: House, chance: random.Random, maker: Maker | None = None) -> None:
        super().__init__(house, chance, maker)
        self.tus = Tus(house)

    def open(self) -> None:
        super().open()
        self.sign_in()

    def sign_in(self) -> None:
        self.tus.sign_in()

    def sender(self) -> Callable[[File], Answer]:
        return self.tus.send

    def end_of_senders(self) -> None:
        """A sender whose first answer was lost began twice; what it began first ends with its term, at the next upload."""
        self.house.turn("UPDATE uploads SET expires_at = '2020-01-01 00:00:00.000000' WHERE outcome IS NULL")
        self.feed(self.some(1))


class _Push(Served):
    def listen(self) -> Service:
        return self.house.service("receive", [*OURS, "receive"],
                                  lambda: answers(self.house.ftp_port) and answers(self.house.sftp_port))

    def resumes(self) -> bool:
        return random.random() < 0.7  # in the senders' threads: no part of what the seed gives again


class FtpDoor(_Push):
    """A camera's push by FTP with TLS."""

    def sender(self) -> Callable[[File], Answer]:
        return Ftp(self.house, self.resumes).send


class SftpDoor(_Push):
    """A camera's push by SFTP."""

    def sender(self) -> Callable[[File], Answer]:
        return Sftp(self.house, self.resumes).send


class Folder(Door):
    """``vitrine ingest`` on a folder, run again until it ends by itself; with and without a worker beside it."""

    reach_s = 3.5

    with_worker: bool | None = None
    """Whether a worker runs beside it; None: in every other round."""

    def __init__(self, house: House, chance: random.Random, maker: Maker | None = None) -> None:
        super().__init__(house, chance, maker)
        self.rounds = 0
        self.ingest = house.service(f"ingest-{type(self).__name__.lower()}", OURS)

    def open(self) -> None:
        """Only the worker stays open, and not in every round."""

    def revive(self) -> None:
        """``feed`` starts the command again; the worker comes and goes with the rounds."""

    def lay_out(self, files: list[File]) -> Path:
        folder = self.house.folder / "in" / f"{self.rounds:04}"
        for file in files:
            put(folder / file.name, file.content)
        return folder

    def options(self) -> list[str]:
        return ["--wait"]

    def feed(self, files: list[File]) -> None:
        self.rounds += 1
        if self.with_worker is None and self.rounds % 2:
            self.worker.start()
        folder = self.lay_out(files)
        last = time.monotonic() + PATIENCE_S
        options = self.options()
        while True:
            self.ingest.command = [*OURS, "ingest", str(folder), "--department", "canteen", "--json", *options]
            self.ingest.out.unlink(missing_ok=True)
            code = self.ingest.launch().wait(PATIENCE_S)
            self._hear()
            if code in {0, 1}:
                break
            if time.monotonic() > last:
                raise Broken(f"ingest never ended: {self.ingest.last_words()}")
        if self.with_worker is None:
            self.worker.stop()
        shutil.rmtree(folder)

    def _hear(self) -> None:
        for line in told(self.ingest.out):
            self.answers.append(Answer(self.sent[Path(line["path"]).name], line["outcome"], line["sha256"]))


class Card(Folder):
    """The same from a camera's card, with a second copy and a receipt."""

    @property
    def disk(self) -> Path:
        return self.house.folder / "second"

    def lay_out(self, files: list[File]) -> Path:
        self.disk.mkdir(exist_ok=True)
        folder = self.house.folder / "cards" / f"{self.rounds:04}"
        for file in files:
            put(folder / "DCIM" / "100CANON" / file.name, file.content)
        return folder

    def options(self) -> list[str]:
        return ["--also-to", str(self.disk)]


class Watched(Door):
    """``vitrine watch``: files are written into its folder, some of them slowly."""

    reach_s = 4.0

    def __init__(self, house: House, chance: random.Random, maker: Maker | None = None) -> None:
        super().__init__(house, chance, maker)
        self.place = house.folder / "watched"
        self.place.mkdir(parents=True, exist_ok=True)
        self.watch = house.service("watch", [*OURS, "watch", str(self.place), "--department", "canteen", "--json"])

    def open(self) -> None:
        super().open()
        self.watch.start()

    def feed(self, files: list[File]) -> None:
        for file in files:
            half = len(file.content) // 2
            with (self.place / file.name).open("wb") as out:
                out.write(file.content[:half])
                out.flush()
                time.sleep(0.02 if len(files) > 1 else 0.2)
                out.write(file.content[half:])
        last = time.monotonic() + PATIENCE_S
        while not all(self._arrived(file) for file in files):
            if time.monotonic() > last:
                raise Broken(f"not taken in: {[file.name for file in files if not self._arrived(file)]}")
            time.sleep(0.1)

    def listen_back(self) -> None:
        for line in told(self.watch.out):
            self.answers.append(Answer(self.sent[Path(line["path"]).name], line["outcome"], line["sha256"]))
        self.watch.out.unlink(missing_ok=True)

    def _arrived(self, file: File) -> bool:
        return bool(self.house.ask("SELECT 1 FROM arrivals WHERE name = ? LIMIT 1", file.name))


def revive(service: Service) -> None:
    if service.process is None:
        service.start()
    elif not service.running:
        raise Broken(f"{service.name} ended by itself: {service.last_words()}")


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def told(out: Path) -> list[dict[str, str]]:
    """Return the lines of JSON that a command wrote; the last may be cut where it was killed."""
    if not out.exists():
        return []
    return [json.loads(line) for line in out.read_bytes().split(b"\n")[:-1] if line.startswith(b"{")]


DOORS: dict[str, type[Door]] = {"folder": Folder, "card": Card, "watch": Watched, "tus": TusDoor, "raw": Raw, "ftp": FtpDoor,
                                "sftp": SftpDoor}

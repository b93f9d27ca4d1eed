"""The web server: gunicorn with the real application over HTTP on loopback, a person's pages and a screen's requests."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import material
from tests.bench.measure import Row, interleaved, rows

BOARD = 60
TOKEN, SCREEN_TOKEN = "bench-person", "bench-screen"


def fill(folder: Path, count: int) -> Any:
    """Make a home with ``count`` approved assets (rows and index, no bytes), a person, a board and a paired screen."""
    from index.catalogue.boards import Board, BoardItem
    from index.catalogue.departments import Department
    from index.catalogue.people import Person, PersonRole, SignIn
    from index.catalogue.screens import Screen, ScreenBoard
    from index.credentials import token_hash
    from index.db import writing
    from index.search import gather
    from index.search import rebuild as rebuilding
    from index.settings import Settings
    from server import home as homes

    now = datetime.now(UTC)
    settings = Settings(home=folder)
    homes.make(settings, now)
    home = homes.open_home(settings)
    with writing(home.engine) as session:
        department = Department(code="canteen", name="饮食服务中心")
        session.add(department)
        session.flush()
        person = Person(login="bench", display="bench", password_hash=None, department_id=department.id, created_at=now,
                        roles=[PersonRole(role="editor")])
        board = Board(name="校园一周", changed_at=now)
        screen = Screen(name="东门大屏", token_hash=token_hash(SCREEN_TOKEN), paired_at=now, created_at=now)
        session.add_all([person, board, screen])
        session.flush()
        session.add_all([SignIn(token_hash=token_hash(TOKEN), person_id=person.id, created_at=now,
                                expires_at=now + timedelta(days=1)),
                         ScreenBoard(screen_id=screen.id, board_id=board.id)])
        _enter_assets(session, count, person.id, department.id, now)
        session.add_all(BoardItem(board_id=board.id, asset_id=number, position=number, added_at=now)
                        for number in range(1, min(BOARD, count) + 1))
    rebuilding.rebuild(home.index, gather.all_documents(home.engine))
    home.engine.dispose()
    return settings


def _enter_assets(session: Any, count: int, owner: int, department: int, now: datetime) -> None:
    from hashlib import sha256

    from sqlalchemy import insert, select

    from index.catalogue.assets import Asset, Description, Original, Rendition
    from index.catalogue.channels import Aim, Channel
    from index.catalogue.steps import Step

    channel = session.scalars(select(Channel.id).where(Channel.code == "screens")).one()
    chance = random.Random(1)
    for number in range(1, count + 1):
        digest = sha256(f"o{number}".encode()).hexdigest()
        title, caption, keywords = material.words(chance)
        taken = material.START + timedelta(minutes=37 * number)
        session.execute(insert(Asset).values(
            id=number, kind="photo", sha256=digest, owner_id=owner, department_id=department, created_at=taken,
            extracted_at=taken, rendered_at=taken, captured_local=taken.replace(tzinfo=None), captured_utc=taken, width=6000,
            height=4000, color="#556677", facts={"make": "Canon", "model": material.CAMERAS[number % 5]}))
        session.execute(insert(Original).values(sha256=digest, asset_id=number, name=f"IMG_{number:05d}.JPG",
                                                bytes=9_000_000, media_type="image/jpeg"))
        session.execute(insert(Description).values(asset_id=number, version=1, title=title, caption=caption, people=[],
                                                   keywords=list(keywords), place=keywords[0], credit="", touched=True,
                                                   updated_at=now))
        session.execute(insert(Aim).values(asset_id=number, channel_id=channel, state="approved", step=0,
                                           route=(Step("office"),), pinned_sha256=digest, pinned_version=1, changed_at=now))
        session.execute(insert(Rendition), [
            {"original_sha256": digest, "preset": preset, "sha256": sha256(f"{preset}{number}".encode()).hexdigest(),
             "media_type": "image/jpeg", "width": width, "height": width * 2 // 3, "bytes": width * 200}
            for preset, width in (("grid", 400), ("screen", 1920), ("large", 2560))])


class Client:
    """One connection that is kept open; every answer is read to its end (``body``) and its status checked."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.body = b""

    def get(self, path: str, status: int = 200, **headers: str) -> http.client.HTTPResponse:
        cookie = f"vitrine_session={TOKEN}; vitrine_screen={SCREEN_TOKEN}"
        self.connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "zh-CN", **headers})
        answer = self.connection.getresponse()
        self.body = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{path}: {answer.status} instead of {status}")
        return answer

    def timed(self, path: str, status: int = 200, **headers: str) -> float:
        started = time.perf_counter()
        self.get(path, status, **headers)
        return time.perf_counter() - started


def measure(folder: Path, count: int, *, rounds: int, seconds: float) -> list[Row]:
    """Return the time of each kind of request alone, and how many a second eight clients get together."""
    from server.cli.running import gunicorn

    settings = fill(folder, count)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(gunicorn(settings, f"127.0.0.1:{port}"), env={**os.environ, "VITRINE_HOME": str(folder)})
    try:
        wait(port)
        return _measure(port, f"web {count:,}", rounds, seconds)
    finally:
        server.terminate()
        server.wait(30)


def wait(port: int) -> None:
    """Return when the server answers."""
    end = time.monotonic() + 60
    while True:
        try:
            Client(port).get("/healthz")
            return
        except (OSError, RuntimeError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _measure(port: int, part: str, rounds: int, seconds: float) -> list[Row]:
    client = Client(port)
    tag = client.get("/kiosk/manifest").headers["ETag"]
    requests = {
        "healthz (the floor)": partial(client.timed, "/healthz"),
        "grid page": partial(client.timed, "/library"),
        "grid page of a search": partial(client.timed, "/library?q=%E9%A3%9F%E5%A0%82"),
        "asset page": partial(client.timed, "/library/V1"),
        "manifest, 200": partial(client.timed, "/kiosk/manifest"),
        "manifest, 304": partial(client.timed, "/kiosk/manifest", 304, **{"If-None-Match": tag}),
        "alerts": partial(client.timed, "/kiosk/alerts"),
    }
    for request in requests.values():  # each process answers its first requests slowly
        for _ in range(4):
            request()
    samples = interleaved(requests, rounds=rounds, seconds=seconds)
    told = rows(part, samples, unit="ms", scale=1000, against="healthz (the floor)")
    share = min(3.0, seconds / 10)
    for name, path, status, headers in (("grid page", "/library", 200, {}), ("manifest, 304", "/kiosk/manifest", 304,
                                                                            {"If-None-Match": tag})):
        told.append(Row(part, f"{name}, eight clients", "requests/s", _together(port, path, status, headers, share)))
    return told


def _together(port: int, path: str, status: int, headers: dict[str, str], seconds: float) -> float:
    counts: list[int] = []
    end = time.perf_counter() + seconds

    def work() -> None:
        client, done = Client(port), 0
        while time.perf_counter() < end:
            client.get(path, status, **headers)
            done += 1
        counts.append(done)

    threads = [threading.Thread(target=work) for _ in range(8)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(counts) < len(threads):
        raise RuntimeError(f"{path} failed while eight clients asked")
    return sum(counts) / (time.perf_counter() - started)

"""An emergency on many screens at once: simulated players poll a real server every three seconds, and say what they paint.

What a player does between hearing and having painted (some ten milliseconds, measured by ``tests/kiosk``) is left out: these
say so at once. The jitter of their polls is the player's own, and each asks for its manifest every fifteen seconds as well.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import filling, serving
from tests.bench.measure import Row, percentile

POLL_S, MANIFEST_S = 3.0, 15.0
SETTLE_S = 8.0
LONGEST_S = 60.0


class Player(threading.Thread):
    """One screen's requests: alerts every three seconds, the manifest every fifteen, its word on what it painted."""

    def __init__(self, port: int, token: str, chance: random.Random, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._token, self._chance, self._stop_all = token, chance, stop
        self._tags: dict[str, str] = {}
        self.painted: dict[str, float] = {}
        self.said: dict[str, float] = {}
        self.failed: Exception | None = None

    def run(self) -> None:
        self._stop_all.wait(self._chance.random() * POLL_S)
        manifest_at = time.monotonic() + self._chance.random() * MANIFEST_S
        while not self._stop_all.is_set():
            try:
                self._poll()
                if time.monotonic() > manifest_at:
                    self._ask("GET", "/kiosk/manifest")
                    manifest_at = time.monotonic() + MANIFEST_S
            except (OSError, http.client.HTTPException) as error:
                self.failed = error
                self._line.close()
            self._stop_all.wait(POLL_S * (0.8 + 0.4 * self._chance.random()))

    def _poll(self) -> None:
        body = self._ask("GET", "/kiosk/alerts")
        told = [one["id"] for one in json.loads(body)["alerts"]] if body else []
        for name in (one for one in told if one not in self.painted):
            self.painted[name] = time.perf_counter()
            at = datetime.now(UTC).isoformat()
            self._ask("POST", "/kiosk/painted", json.dumps({"painted": [{"id": name, "at": at, "cleared": None}]}))
            self.said[name] = time.perf_counter()

    def _ask(self, method: str, path: str, body: str | None = None) -> bytes:
        tag = {"If-None-Match": self._tags[path]} if path in self._tags else {}
        try:
            answer = self._sent(method, path, body, tag)
        except (http.client.RemoteDisconnected, ConnectionError):  # idle for too long: a browser asks again at once, too
            self._line.close()
            answer = self._sent(method, path, body, tag)
        found = answer.read()
        if answer.status not in {200, 304}:
            raise OSError(f"{path}: {answer.status}")
        if method == "GET" and answer.status == 200:
            self._tags[path] = answer.headers["ETag"]
        return found if answer.status == 200 else b""

    def _sent(self, method: str, path: str, body: str | None, tag: dict[str, str]) -> http.client.HTTPResponse:
        self._line.request(method, path, body, {"Cookie": f"vitrine_screen={self._token}", **tag})
        return self._line.getresponse()


def measure(folder: Path, *, screens: int, rounds: int) -> list[Row]:
    """Return seconds from the commit of an emergency until each of so many screens has painted and said it."""
    from server import home as homes
    from server.emergencies import service
    from server.screens.aiming import Wanted
    from server.screens.spoken import Words

    settings = filling.fill(folder / "home", 60)
    home = homes.open_home(settings)
    tokens = _hang(home, screens)
    wish = service.Wish(Words("火警", "Fire", "走最近的出口", "Use the nearest exit"), 5, Wanted(everything=True))
    painted: list[float] = []
    said: list[float] = []
    last: list[float] = []
    stop = threading.Event()
    with serving.running(settings) as port:
        players = [Player(port, token, random.Random(number), stop) for number, token in enumerate(tokens)]
        for one in players:
            one.start()
        for _ in range(rounds):
            time.sleep(SETTLE_S)
            made = f"E{service.start(home.engine, _office(), wish, now=datetime.now(UTC))}"
            began = time.perf_counter()
            while time.perf_counter() - began < LONGEST_S and any(made not in one.said for one in players):
                time.sleep(0.05)
            painted += [one.painted.get(made, began + LONGEST_S) - began for one in players]
            said += [one.said.get(made, began + LONGEST_S) - began for one in players]
            last.append(max(said[-screens:]))
            service.end(home.engine, _office(), None, now=datetime.now(UTC))
        stop.set()
        for one in players:
            one.join(10)
    home.engine.dispose()
    what = f"an emergency on {screens} screens"
    return [Row("alerts", f"{what}: heard and painted", "s", percentile(painted, 50), percentile(painted, 95), len(painted)),
            Row("alerts", f"{what}: and said so", "s", percentile(said, 50), percentile(said, 95), len(said)),
            Row("alerts", f"{what}: all have, the last one", "s", percentile(last, 50), max(last), rounds, asked="< 5")]


def _office() -> Any:
    from index.catalogue.people import OWNER

    return OWNER


def _hang(home: Any, count: int) -> list[str]:
    """Make so many paired screens, each with the board, in buildings of ten; return their tokens."""
    from sqlalchemy import select

    from index.catalogue.boards import Board
    from index.catalogue.screens import Screen, ScreenBoard
    from index.credentials import token_hash
    from index.db import writing

    now, tokens = datetime.now(UTC), [f"bench-screen-{number}" for number in range(count)]
    with writing(home.engine) as session:
        board = session.scalars(select(Board.id)).one()
        for number, token in enumerate(tokens):
            screen = Screen(name=f"屏{number}", building=f"{number // 10}号楼", token_hash=token_hash(token), paired_at=now,
                            created_at=now)
            session.add(screen)
            session.flush()
            session.add(ScreenBoard(screen_id=screen.id, board_id=board))
    return tokens

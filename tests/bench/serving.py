"""The web server: gunicorn with the real application over HTTP on loopback, a person's pages and a screen's requests."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.filling import SCREEN_TOKEN, TOKEN, fill
from tests.bench.measure import Row, interleaved, rows


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
    with running(fill(folder, count)) as port:
        return _measure(port, f"web {count:,}", rounds, seconds)


@contextmanager
def running(settings: Any) -> Iterator[int]:
    """Serve a home as an installation does; yields the port on loopback."""
    from server.cli.running import gunicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(gunicorn(settings, f"127.0.0.1:{port}"),
                              env={**os.environ, "VITRINE_HOME": str(settings.home),
                                   "VITRINE_ALERTS_FOLDER": settings.alerts_folder})
    try:
        wait(port)
        yield port
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

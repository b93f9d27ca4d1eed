"""A card of photos into a running installation: when each is seen, and how the pages fare meanwhile."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Engine, func, select

from tests.bench import filling, serving
from tests.bench.measure import Row, percentile
from tests.bench.memory import tree_memory

PATIENCE_S = 1200.0
EVERY_S = 0.1


@dataclass(slots=True)
class _Seen:
    """Seconds from the start of the command to each moment, what pages took, and the worker's memory at its most."""

    first: float | None = None
    acknowledged: float | None = None
    all: float | None = None
    decoded: float | None = None
    pages: list[float] = field(default_factory=list)
    peak: int = 0


def measure(card: Path, folder: Path, count: int) -> list[Row]:
    """Return what a card of ``count`` photos took, in a home of its own."""
    settings = filling.fill(folder, 0)
    seen = _run(settings, card, count)
    part = f"card of {count}"

    def row(what: str, value: float | None, unit: str = "s", asked: str | None = None, samples: int = 1) -> Row:
        return Row(part, what, unit, float("nan") if value is None else value, samples=samples, asked=asked)

    pages = [one * 1000 for one in seen.pages]
    return [row("the first is in the grid", seen.first, asked="< 5"), row("all are acknowledged", seen.acknowledged),
            row("all are in the grid", seen.all), row("all are decoded", seen.decoded),
            row("grid page meanwhile, 95 %", percentile(pages, 95), "ms", "< 200", len(pages)),
            row("worker and its decoders at their most", seen.peak / 2**20, "MiB", "< 400")]


def _run(settings: Any, card: Path, count: int) -> _Seen:
    from server import home as homes
    from server.cli.running import gunicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "VITRINE_HOME": str(settings.home)}
    vitrine = [sys.executable, "-m", "server.cli.main"]
    web = subprocess.Popen(gunicorn(settings, f"127.0.0.1:{port}"), env=environment)
    worker = subprocess.Popen([*vitrine, "work"], env=environment, stderr=subprocess.DEVNULL)
    home = homes.open_home(settings)
    try:
        serving.wait(port)
        client = serving.Client(port)
        for _ in range(8):
            client.get("/library")
        return _watch(client, home.engine, psutil.Process(worker.pid), count,
                      lambda: subprocess.Popen([*vitrine, "ingest", str(card)], env=environment, stdout=subprocess.DEVNULL,
                                               stderr=subprocess.DEVNULL))
    finally:
        home.engine.dispose()
        for process in (worker, web):
            process.terminate()
        for process in (worker, web):
            process.wait(60)


def _watch(client: serving.Client, engine: Engine, worker: psutil.Process, count: int,
           start: Callable[[], subprocess.Popen[bytes]]) -> _Seen:
    seen, started = _Seen(), time.perf_counter()
    command = start()
    # A small card may be done between two pages: one more is asked for then.
    while None in {seen.first, seen.decoded} and time.perf_counter() - started < PATIENCE_S:
        seen.pages.append(client.timed("/library"))
        now = time.perf_counter() - started
        if seen.first is None and b'<img src="/media/' in client.body:
            seen.first = now
        if seen.acknowledged is None and command.poll() is not None:
            seen.acknowledged = now
        small, decoded = _counts(engine)
        if seen.all is None and small >= count and f">{count:,} ".encode() in client.body.replace(b"</", b" </"):
            seen.all = now
        if seen.decoded is None and decoded >= count:
            seen.decoded = now
            seen.all = seen.all or now
        seen.peak = max(seen.peak, tree_memory(worker))
        time.sleep(EVERY_S)
    command.wait(60)
    return seen


def _counts(engine: Engine) -> tuple[int, int]:
    from index.catalogue.assets import Asset, Rendition
    from index.db import reading

    with reading(engine) as session:
        small = select(func.count()).select_from(Rendition).where(Rendition.preset == "grid")
        return session.scalar(small) or 0, session.scalar(select(func.count(Asset.rendered_at))) or 0

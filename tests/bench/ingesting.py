"""Ingest: the real door, worker and decoders, against bare loops that only read, hash, decode and write."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.bench import loops
from tests.bench.measure import Row, compared, interleaved, rows

Loop = Callable[[str, str], float]


class Whole:
    """One batch through the product: kept, facts, renditions, index, in a home of its own each time.

    ``cores`` is how many of the machine's it may use; the worker's threads stay the same.
    """

    def __init__(self, files: list[Path], folder: Path, threads: int, cores: int | None = None) -> None:
        self.files, self.folder, self.threads = files, folder, threads
        self.allowed = os.sched_getaffinity(0)
        self.cores = set(sorted(self.allowed)[:cores])
        self.cpu: list[float] = []
        self.working: list[float] = []
        """Seconds from the worker's start to its end: a door takes one file after the other, whatever the threads."""

    def __call__(self) -> float:
        os.sched_setaffinity(0, self.cores)
        try:
            return self._run()
        finally:
            os.sched_setaffinity(0, self.allowed)

    def _run(self) -> float:
        from datetime import UTC, datetime

        from index.catalogue.people import OWNER
        from index.settings import Settings
        from ingest.intake import Origin, take_in
        from ingest.sandbox import Decoder
        from server import home as homes
        from server.worker import Worker

        def clock() -> datetime:
            return datetime.now(UTC)

        settings = Settings(home=self.folder, worker_threads=self.threads)
        homes.make(settings, clock())
        home = homes.open_home(settings)
        used = _cpu()
        with Decoder() as decoder:
            decoder.layers()
            started = time.perf_counter()
            for path in self.files:
                with path.open("rb") as stream:
                    take_in(home.engine, home.store, stream, Origin(OWNER, "bench", "b", path.name, path.name),
                            limit=1 << 30, now=clock())
            taken = time.perf_counter()
            Worker(home, decoder, clock).drain()
            self.working.append(time.perf_counter() - taken)
            seconds = time.perf_counter() - started
        self.cpu.append(_cpu() - used)
        made = len(list(home.store.addresses("renditions")))
        home.engine.dispose()
        shutil.rmtree(self.folder)
        if self.files and not made:
            raise RuntimeError("the photos were not rendered")
        return seconds


class Bare:
    """The same photos by a bare loop, in as many processes as the worker has threads."""

    def __init__(self, loop: Loop, files: list[Path], folder: Path, pool: ProcessPoolExecutor) -> None:
        self.loop, self.files, self.folder, self.pool = loop, files, folder, pool
        self.cpu: list[float] = []

    def __call__(self) -> float:
        self.folder.mkdir()
        names = [str(path) for path in self.files]
        started = time.perf_counter()
        used = list(self.pool.map(self.loop, names, [str(self.folder)] * len(names)))
        seconds = time.perf_counter() - started
        self.cpu.append(sum(used))
        shutil.rmtree(self.folder)
        return seconds


def measure(files: list[Path], folder: Path, *, rounds: int, seconds: float, threads: int = 2) -> list[Row]:
    """Return seconds and processor seconds a photo for the product and the loops, the ratios asked for, and what two
    cores give against one.
    """
    empty = Whole([], folder / "empty", threads)
    empty()
    with ProcessPoolExecutor(threads, mp_context=multiprocessing.get_context("spawn")) as pool:
        whole, alone = Whole(files, folder / "whole", threads), Whole(files, folder / "alone", threads, cores=1)
        named = {"bare loop": Bare(loops.bare, files, folder / "bare", pool),
                 "bare loop, our raster": Bare(loops.native, files, folder / "native", pool),
                 "obvious program": Bare(loops.obvious, files, folder / "obvious", pool)}
        for loop in named.values():
            loop()  # the processes start and load their libraries
            loop.cpu.clear()
        samples = interleaved({"vitrine": whole, "vitrine, one core": alone, **named}, rounds=rounds, seconds=seconds)
    count = len(files)
    wall = {name: [value / count for value in values] for name, values in samples.items()}
    cpu = {"vitrine": [max(0.0, value - empty.cpu[0]) / count for value in whole.cpu],
           "vitrine, one core": [max(0.0, value - empty.cpu[0]) / count for value in alone.cpu],
           **{name: [value / count for value in loop.cpu] for name, loop in named.items()}}
    told = []
    for what, figures in (("wall", wall), ("processor", cpu)):
        lines = {f"{name}: {what}": values for name, values in figures.items()}
        told += rows("ingest", lines, unit="ms/photo", scale=1000, against=f"bare loop: {what}")
    return [*told, *_asked([[count / value for value in one.working] for one in (whole, alone)], cpu)]


def _asked(rates: list[list[float]], cpu: dict[str, list[float]]) -> list[Row]:
    """What the ratios are to be: of processor time, because other work on the machine makes all walls longer."""
    told = [compared("ingest asked", "whole ingest: processor", cpu["vitrine"], cpu[name], unit="ms/photo", scale=1000,
                     against=name, asked=asked)
            for name, asked in (("bare loop", "<= 1.25"), ("bare loop, our raster", "<= 1.25, tried"),
                                ("obvious program", "<= 0.28, tried 0.20"))]
    return [*told, compared("ingest asked", "worker on two cores", rates[0], rates[1], unit="photos/s",
                            against="one core", asked=">= 1.80 where both cores are free")]


def _cpu() -> float:
    return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
               for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

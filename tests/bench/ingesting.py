"""Ingest: the real door, worker and decoders, against a bare loop that only reads, hashes, decodes and writes."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import resource
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.bench.measure import Row, interleaved, rows

Loop = Callable[[str, str], float]


def bare(path: str, out: str) -> float:
    """Read, hash, decode and write one photo by the product's own step, and nothing else; return the processor seconds."""
    from ingest.steps.image import render_photo

    started = time.process_time()
    folder = Path(out) / hashlib.sha256(Path(path).read_bytes()).hexdigest()
    folder.mkdir()
    render_photo(Path(path), folder)
    return time.process_time() - started


def pillow(path: str, out: str) -> float:
    """The same by Pillow alone, as a short script would do it: draft decode, one chain from large to small."""
    from PIL import Image

    from ingest.steps.image import fitted
    from ingest.steps.presets import PHOTO

    started = time.process_time()
    data = Path(path).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        picture.draft("RGB", fitted(picture.size, PHOTO[0].long_edge))
        picture.load()
        shown: Any = picture
        for preset in PHOTO:
            size = fitted(shown.size, preset.long_edge)
            shown = shown.resize(size, Image.Resampling.LANCZOS) if size != shown.size else shown
            shown.save(Path(out) / f"{digest}-{preset.name}.jpg", "JPEG", quality=preset.quality, subsampling="4:2:0")
    return time.process_time() - started


class Whole:
    """One batch through the product: kept, facts, renditions, index, in a home of its own each time."""

    def __init__(self, files: list[Path], folder: Path, threads: int) -> None:
        self.files, self.folder, self.threads = files, folder, threads
        self.cpu: list[float] = []

    def __call__(self) -> float:
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
            Worker(home, decoder, clock).drain()
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
    """Return seconds and processor seconds a photo, photos a second and a core, for each, and the ratios."""
    empty = Whole([], folder / "empty", threads)
    empty()
    with ProcessPoolExecutor(threads, mp_context=multiprocessing.get_context("spawn")) as pool:
        whole = Whole(files, folder / "whole", threads)
        loops = {"bare loop": Bare(bare, files, folder / "bare", pool),
                 "bare loop, Pillow": Bare(pillow, files, folder / "pillow", pool)}
        for loop in loops.values():
            loop()  # the processes start and load their libraries
            loop.cpu.clear()
        samples = interleaved({"vitrine": whole, **loops}, rounds=rounds, seconds=seconds)
    count = len(files)
    per_photo = {name: [value / count for value in values] for name, values in samples.items()}
    cpu = {"vitrine": [max(0.0, value - empty.cpu[0]) / count for value in whole.cpu],
           **{name: [value / count for value in loop.cpu] for name, loop in loops.items()}}
    rate = {name: [1 / value for value in values] for name, values in per_photo.items()}
    core = {name: [1 / max(value, 1e-9) for value in values] for name, values in cpu.items()}
    told = []
    for what, unit, figures in (("wall", "ms/photo", per_photo), ("processor", "ms/photo", cpu),
                                ("rate", "photos/s", rate), ("rate per core", "photos/s", core)):
        named = {f"{name}: {what}": values for name, values in figures.items()}
        is_time = unit.startswith("ms")
        told += rows("ingest", named, unit=unit, scale=1000 if is_time else 1, against=f"bare loop: {what}", worst=is_time)
    return told


def _cpu() -> float:
    return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
               for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

"""Ingest as the library grows: the same photos into a small library and into a large one, turn by turn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psutil

from tests.bench import filling, photographs
from tests.bench.measure import Row, compared, interleaved, rows

FEW = 12


class Library:
    """One home of a size, whose worker stands ready; each call takes in a few new photos, to the last index entry."""

    def __init__(self, folder: Path, size: int, photos: Iterator[Path], decoder: Any) -> None:
        from server import home as homes
        from server.worker import Worker

        self.home = homes.open_home(filling.fill(folder, size))
        self.photos, self.worker = photos, Worker(self.home, decoder, lambda: datetime.now(UTC))
        self.cpu: list[float] = []

    def __call__(self) -> float:
        from index.catalogue.people import OWNER
        from ingest.intake import Origin, take_in

        files = [next(self.photos) for _ in range(FEW)]
        used, started = _cpu(), time.perf_counter()
        for path in files:
            with path.open("rb") as stream:
                take_in(self.home.engine, self.home.store, stream, Origin(OWNER, "bench", "b", path.name, path.name),
                        limit=1 << 30, now=datetime.now(UTC))
        self.worker.drain()
        self.cpu.append((_cpu() - used) / FEW)
        for path in files:
            path.unlink()
        return (time.perf_counter() - started) / FEW


def measure(folder: Path, sizes: tuple[int, int], *, shape: tuple[int, int], rounds: int, seconds: float) -> list[Row]:
    """Return what a photo costs in a library of each size; the first of a home's rounds, which opens all, counts as well."""
    from ingest.sandbox import Decoder

    with Decoder() as decoder:
        decoder.layers()
        photos = _photos(folder / "card", shape)
        libraries = {f"at {size:,}": Library(folder / str(size), size, photos, decoder) for size in sizes}
        samples = interleaved(libraries, rounds=rounds, seconds=seconds)
    (small, one), (large, other) = libraries.items()
    told = rows("growth", {f"{name}: wall": values for name, values in samples.items()}, unit="ms/photo", scale=1000,
                against=f"{small}: wall")
    return [*told, compared("growth asked", f"{large}: processor", other.cpu, one.cpu, unit="ms/photo", scale=1000,
                            against=small, asked="<= 1.15")]


def _photos(folder: Path, shape: tuple[int, int]) -> Iterator[Path]:
    """Yield photos without end, each with bytes of its own."""
    bases = [path.read_bytes() for path in photographs.photos(folder, 3, shape)]
    for number in count(3):
        path = folder / f"IMG_{number:05d}.JPG"
        path.write_bytes(photographs.copy(bases[number % 3], number + 1_000_000))
        yield path


def _cpu() -> float:
    """Processor seconds of this process and of the decoders, which stand all the time, with those that they have ended."""
    me = psutil.Process()
    return sum(sum(one.cpu_times()[:4]) for one in [me, *me.children(recursive=True)])

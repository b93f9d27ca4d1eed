"""The worker's memory: over many photos, and on the largest that cameras make."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.bench import photographs
from tests.bench.measure import Row

LARGE = (11_600, 8_700)
EVERY_S = 0.05


def measure(folder: Path, *, many: int, large: tuple[int, int] = LARGE) -> list[Row]:
    """Return the worker's peak on one large photo, and what it holds early and late in a long run of small ones."""
    (big,) = photographs.photos(folder / "large", 1, large)
    peak = max(_work(folder / "one", [big]))
    small = photographs.photos(folder / "small", many, (900, 600))
    held = _work(folder / "many", small)
    fifth = max(1, len(held) // 5)
    early, late = (statistics.median(held[at:at + fifth]) for at in (fifth // 2, len(held) - fifth - fifth // 2))
    return [Row("memory", f"worker at most, {large[0] * large[1] / 1e6:.0f} MP", "MiB", peak / 2**20, asked="< 1024"),
            Row("memory", f"in the first fifth of {many:,}", "MiB", early / 2**20),
            Row("memory", f"in the last fifth of {many:,}", "MiB", late / 2**20, ratio=late / early,
                against="the first", asked="flat")]


def _work(home_folder: Path, files: list[Path]) -> list[int]:
    """Take files in, let a worker do them, and return what it and its decoders held meanwhile, in bytes."""
    from index.catalogue.people import OWNER
    from index.settings import Settings
    from ingest.intake import Origin, take_in
    from server import home as homes

    settings = Settings(home=home_folder)
    homes.make(settings, datetime.now(UTC))
    home = homes.open_home(settings)
    for path in files:
        with path.open("rb") as stream:
            take_in(home.engine, home.store, stream, Origin(OWNER, "bench", "b", path.name, path.name), limit=1 << 30,
                    now=datetime.now(UTC))
    home.engine.dispose()
    worker = subprocess.Popen([sys.executable, "-m", "server.cli.main", "work", "--once"], stderr=subprocess.DEVNULL,
                              env={**os.environ, "VITRINE_HOME": str(home_folder)})
    held = []
    while worker.poll() is None:
        held.append(tree_memory(psutil.Process(worker.pid)))
        time.sleep(EVERY_S)
    if worker.returncode:
        raise RuntimeError(f"the worker ended with {worker.returncode}")
    return [one for one in held if one]


def tree_memory(process: psutil.Process) -> int:
    """Bytes of a process and of all that it started, shared pages counted once (proportional set size)."""
    total = 0
    try:
        several = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    for one in several:
        try:
            total += one.memory_full_info().pss
        except (psutil.Error, FileNotFoundError):
            continue
    return total

"""Malformed files through the one door and the real worker: each is added or refused with its reason, within its limits."""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from tests.soak.house import ROOT
from tests.soak.material import encoded, film_of, photo_of
from tests.soak.mutants import Mutant, mutants
from tests.soak.traps import traps

PORTION = 50
"""So many at a time, then a good photo: those after a bad one must finish too."""
LARGEST = 4 << 20
SLOW_S = 60.0
LIMIT_MIB = 1024
WRONG = UNFINISHED, UNTOLD = "unfinished", "told no reason"


@dataclass
class Tally:
    """What came of the malformed files."""

    files: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    peak_mib: int = 0
    violations: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {"door": "malformed", "files": self.files, "outcomes": dict(self.outcomes),
                "slowest_s": round(self.slowest[0], 2), "slowest": self.slowest[1], "peak_mib": self.peak_mib,
                "violations": self.violations}


def run(folder: Path, count: int, seed: int, given: Path | None, tell: Callable[[str], None]) -> Tally:
    """Take in the traps, ``count`` mutants, and every file below ``given`` as it is."""
    tally = Tally()
    folder.mkdir(parents=True)
    good = photo_of((640, 420), 5)
    with _Shop(folder / "home") as shop:
        for some in _portions(_all(folder, good, count, seed, given)):
            shop.put_through(some, tally)
            tell(f"malformed {tally.files}: {dict(tally.outcomes.most_common(6))}, peak {tally.peak_mib} MiB")
            later = Mutant(f"good-{tally.files}.jpg", good + tally.files.to_bytes(4, "big"))
            if shop.put_through([later], Tally()) != ["added"]:
                tally.violations.append(f"a good photo was not finished after {some[-1].name}")
    return tally


def _all(folder: Path, good: bytes, count: int, seed: int, given: Path | None) -> Iterator[Mutant]:
    if count:
        yield from traps(good)
        yield from mutants(_sources(folder), count, seed)
    for path in sorted(given.rglob("*")) if given else ():
        if path.is_file() and not path.is_symlink():
            yield Mutant(str(path.relative_to(given or path)), path.read_bytes())


def _sources(folder: Path) -> list[tuple[str, bytes]]:
    """Files of every kind that we make ourselves, and real ones where they lie beside the checkout."""
    own = [("photo.jpg", photo_of((640, 420), 1)), ("film.mp4", film_of(folder / "film.mp4")), *encoded()]
    beside = ROOT.parent / "shared" / "media"
    real = sorted(path for name in ("photos", "heif", "raw", "video") for path in (beside / name).rglob("*")
                  if path.is_file() and path.suffix not in {".json", ".jsonl", ".md"} and path.stat().st_size <= LARGEST)
    return own + [(path.name, path.read_bytes()) for path in real]


class _Shop:
    """A home, its worker, and an eye on the decoders: how long each file takes, how much memory."""

    def __init__(self, home: Path) -> None:
        from index.settings import Settings
        from ingest.sandbox import Decoder
        from server import home as homes
        from server.worker import Worker

        shop = self

        class Timed(Decoder):
            """Notes how long each file is in hand."""

            def call(self, task: str, path: Path, **arguments: Any) -> Any:
                begun = time.monotonic()
                try:
                    return super().call(task, path, **arguments)
                finally:
                    shop.took[path.name] = shop.took.get(path.name, 0.0) + time.monotonic() - begun

        settings = Settings(home=home, reserve_mb=0)
        homes.make(settings, now())
        self.home = homes.open_home(settings)
        self.took: dict[str, float] = {}
        self.decoder = Timed()
        self.worker = Worker(self.home, self.decoder, now)
        self.peak = 0
        self._over = threading.Event()
        self._eye = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Shop:
        self._eye.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._eye.join()
        self.decoder.close()
        self.home.engine.dispose()

    def put_through(self, some: Sequence[Mutant], tally: Tally) -> list[str]:
        """Take in, let the worker do everything, and return how each ended; what may not be goes into the tally."""
        from index.catalogue.people import OWNER
        from ingest.intake import Origin, take_in

        taken = []
        for one in some:
            origin = Origin(OWNER, "soak", "malformed", Path(one.name).name, one.name)
            taken.append((one, take_in(self.home.engine, self.home.store, io.BytesIO(one.content), origin, limit=1 << 30,
                                       now=now())))
        self.took.clear()
        self.worker.drain()
        ended = [self._end(one, outcome.sha256, str(outcome.outcome), outcome.reason) for one, outcome in taken]
        names = {outcome.sha256: one.name for one, outcome in taken}
        tally.files += len(some)
        tally.outcomes.update(ended)
        tally.violations += [f"{one.name}: {what}" for (one, _), what in zip(taken, ended, strict=True) if what in WRONG]
        for sha256, seconds in self.took.items():
            tally.slowest = max(tally.slowest, (seconds, names.get(sha256, sha256)))
            if seconds > SLOW_S:
                tally.violations.append(f"{names.get(sha256, sha256)}: {seconds:.0f} s in the decoder")
        tally.peak_mib = max(tally.peak_mib, self.peak)
        if self.peak > LIMIT_MIB:
            tally.violations.append(f"a decoder took {self.peak} MiB")
        self.peak = 0
        return ended

    def _end(self, one: Mutant, sha256: str | None, outcome: str, why: Any) -> str:
        """Return "added", "sidecar", "ignored" or the code of the refusal; in WRONG what may not be."""
        from sqlalchemy import select

        from index.catalogue.assets import Arrival, Asset, Original, Rendition
        from index.catalogue.sidecars import Sidecar
        from index.db import reading

        if outcome == "ignored":
            return outcome
        with reading(self.home.engine) as session:
            if outcome != "refused" and session.scalar(select(Sidecar.id).where(Sidecar.sha256 == sha256).limit(1)):
                return "sidecar"
            asset = session.scalar(select(Asset).join(Original, Original.asset_id == Asset.id)
                                   .where(Original.sha256 == sha256))
            if asset is not None:
                shown = session.scalar(select(Rendition.id).where(Rendition.original_sha256 == asset.sha256).limit(1))
                return "added" if asset.rendered_at and shown else UNFINISHED
            refused = session.scalar(select(Arrival.reason).where(
                Arrival.name == Path(one.name).name, Arrival.outcome == "refused").order_by(Arrival.id.desc()).limit(1))
        told = refused or (why.as_dict() if why else None)
        return str(told["code"]) if told and told["zh"] and told["en"] else UNTOLD

    def _watch(self) -> None:
        """Look at the decoders' memory; what they share with the server that forked them is counted too."""
        while not self._over.wait(0.05):
            for one in psutil.Process().children(recursive=True):
                try:
                    self.peak = max(self.peak, one.memory_info().rss >> 20)
                except psutil.Error:
                    continue


def now() -> datetime:
    return datetime.now(UTC)


def _portions(some: Iterator[Mutant]) -> Iterator[list[Mutant]]:
    portion: list[Mutant] = []
    for one in some:
        portion.append(one)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


"""``python -m tests.bench``: measure each part in one run, from ingest to reviewing; print a table, write bench.json.

Nothing here is a test with a time limit: figures are compared with those of the same run, on the same machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from index.search import engines
from tests.bench import (
    alerting,
    asking,
    browsing,
    carding,
    checking,
    describing,
    fleet,
    growing,
    ingesting,
    judging,
    lasting,
    machine,
    memory,
    overseeing,
    photographs,
    playing,
    recalling,
    reporting,
    reviewing,
    searching,
    serving,
    steps,
)
from tests.bench.measure import Row, table

PARTS = ("ingest", "card", "memory", "growth", "steps", "search", "web", "browser", "describe", "review", "checks", "recall",
         "play", "alerts", "last", "fleet", "reports", "overview", "year")


def main() -> int:
    """Run the parts that were asked for; a part that fails is told, and the others go on."""
    options = _options()
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine.describe(), "quick": options.quick}
    lines: list[Row] = []
    failed = []
    for name, run in _parts(options).items():
        print(f"-- {name}", file=sys.stderr, flush=True)
        started = time.perf_counter()
        try:
            lines += run()
        except Exception as error:  # noqa: BLE001 - hours of figures are not lost to one part
            failed.append(f"{name}: {type(error).__name__}: {error}")
        print(f"   {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    options.out.write_text(json.dumps({**told, "rows": [one.as_dict() for one in lines], "failed": failed}, indent=1,
                                      ensure_ascii=True) + "\n", encoding="utf-8")
    print(json.dumps(told["machine"], ensure_ascii=False))
    print(table(lines))
    for one in failed:
        print(f"xx {one}", file=sys.stderr)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small and short: only to see that all of it runs")
    parser.add_argument("--full", action="store_true", help="larger libraries as well (their indexes take minutes)")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part only; may be given again")
    parser.add_argument("--out", type=Path, default=Path("bench.json"), help="where the figures go (default: bench.json)")
    return parser.parse_args()


def _parts(options: argparse.Namespace) -> dict[str, Callable[[], list[Row]]]:
    quick = options.quick
    rounds, seconds = (2, 2.0) if quick else (40, 60.0)
    parts: dict[str, Callable[[], list[Row]]] = {}
    if "ingest" in (options.only or PARTS):
        parts["ingest"] = lambda: _ingest(1 if quick else 12, (900, 600) if quick else (6000, 4000), 1 if quick else 5)
    if "card" in (options.only or PARTS):
        parts["card"] = lambda: _card(4 if quick else 500, (900, 600) if quick else (6000, 4000))
    if "memory" in (options.only or PARTS):
        many, large = (10, (900, 600)) if quick else (10_000 if options.full else 1000, memory.LARGE)
        parts["memory"] = lambda: _in_folder(lambda folder: memory.measure(folder, many=many, large=large))
    if "growth" in (options.only or PARTS):
        two, shape = ((5, 10), (900, 600)) if quick else ((1000, 100_000 if options.full else 10_000), (6000, 4000))
        parts["growth"] = lambda: _in_folder(lambda folder: growing.measure(folder, two, shape=shape, rounds=rounds // 4 or 1,
                                                                            seconds=seconds * 2))
    if "steps" in (options.only or PARTS):
        parts["steps"] = lambda: _steps(2 if quick else 12, (1800, 1200) if quick else (6000, 4000), 1 if quick else 10)
    if "search" in (options.only or PARTS):
        kinds = 200 if quick else 10_000
        parts[f"search at {kinds:,}"] = lambda: _in_folder(
            lambda folder: searching.measure(folder, kinds, rounds=rounds, seconds=seconds))
        parts |= {f"200 queries at {count:,}, {engine}": partial(_queries, count, engine, limit)
                  for count, engine, limit in _asked(quick=quick, full=options.full)}
    if "web" in (options.only or PARTS):
        parts["web"] = lambda: _in_folder(
            lambda folder: serving.measure(folder / "home", 20 if quick else 5000, rounds=rounds, seconds=seconds))
    if "browser" in (options.only or PARTS):
        size = browsing.Size(200, 4, 2, 1.0, 0.1) if quick else browsing.Size(100_000 if options.full else 10_000)
        parts["browser"] = lambda: _in_folder(lambda folder: browsing.measure(folder, size))
    parts |= _many_at_once(options)
    return parts | _on_screens(options)


def _on_screens(options: argparse.Namespace) -> dict[str, Callable[[], list[Row]]]:
    quick = options.quick
    counts = {"transitions": 4 if quick else 200, "starts": 1 if quick else 5, "changes": 3 if quick else 30}
    parts = {"recall": partial(recalling.measure, rounds=1 if quick else 10), "play": partial(playing.measure, **counts),
             "fleet": partial(fleet.measure, **({"screens": (20, 40), "seconds": 3.0, "warm_s": 1.0} if quick else
                                                {"screens": (1000, 5000), "seconds": 60.0, "warm_s": 18.0})),
             "reports": partial(reporting.measure, rounds=2 if quick else 20, seconds=60.0, **(
                 {"screens": 5, "days": 10, "plays": 500} if quick else {"screens": 100, "days": 365, "plays": 100_000})),
             "overview": partial(overseeing.measure, count=200 if quick else 100_000, rounds=2 if quick else 20,
                                 seconds=60.0),
             "alerts": partial(alerting.measure, screens=5 if quick else 200, rounds=1 if quick else 10),
             "year": partial(judging.measure, departments=6 if quick else 15, items=150 if quick else 4000,
                             beside=options.out.parent),
             "last": partial(lasting.measure, hours=0.3 if quick else 24.0, seconds=60.0 if quick else 3600.0)}
    return {name: partial(_in_folder, part) for name, part in parts.items() if name in (options.only or PARTS)}


def _many_at_once(options: argparse.Namespace) -> dict[str, Callable[[], list[Row]]]:
    count, rounds = (40, 1) if options.quick else (500, 5)
    return {name: partial(_in_folder, partial(part.measure, count=count, rounds=rounds))
            for name, part in (("describe", describing), ("review", reviewing), ("checks", checking))
            if name in (options.only or PARTS)}


def _asked(*, quick: bool, full: bool) -> list[tuple[int, str, int]]:
    """Return (assets, engine, milliseconds asked for at the 95th percentile) of the searches to measure."""
    if quick:
        return [(200, engines.SMALL, 100), (200, engines.LARGE, 20), (200, engines.SHARED, 20)]
    large = [(1_000_000, engines.LARGE, 60)] if full else []
    return [(5000, engines.SMALL, 100), (10_000, engines.LARGE, 20), (10_000, engines.SHARED, 20),
            (100_000, engines.LARGE, 20), *large]


def _queries(count: int, engine: str, limit_ms: int) -> list[Row]:
    return _in_folder(lambda folder: asking.measure(folder, count, engine, limit_ms=limit_ms,
                                                    against_bare=engine == engines.LARGE))


def _ingest(count: int, size: tuple[int, int], rounds: int) -> list[Row]:
    def run(folder: Path) -> list[Row]:
        files = photographs.photos(folder / "card", count, size)
        size_mb = sum(path.stat().st_size for path in files) / len(files) / 1e6
        return [Row("ingest", f"material: {count} photos of {size[0] * size[1] / 1e6:.0f} MP", "MB/photo", size_mb),
                *ingesting.measure(files, folder, rounds=rounds, seconds=120)]

    return _in_folder(run)


def _card(count: int, size: tuple[int, int]) -> list[Row]:
    def run(folder: Path) -> list[Row]:
        photographs.photos(folder / "card", count, size)
        return carding.measure(folder / "card", folder / "home", count)

    return _in_folder(run)


def _steps(count: int, size: tuple[int, int], rounds: int) -> list[Row]:
    def run(folder: Path) -> list[Row]:
        files = photographs.photos(folder / "card", count, size)
        return [*steps.measure_facts(files, rounds=rounds, seconds=30),
                *steps.measure_thumbnail(files[0], folder, rounds=rounds, seconds=30),
                *steps.measure_quality(files[0], folder),
                *steps.measure_film(folder, rounds=rounds, seconds=60, length=6.0 if rounds > 1 else 1.0)]

    return _in_folder(run)


def _in_folder(run: Callable[[Path], list[Row]]) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        return run(Path(folder))


if __name__ == "__main__":
    sys.exit(main())

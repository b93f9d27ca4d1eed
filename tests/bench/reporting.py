"""The report of plays: a year of a hundred screens, summed by day, as its page and its sheet are asked for."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.bench import filling, serving
from tests.bench.measure import Row, interleaved, rows

ITEMS: Final = 60
TIMES, PLAY_MS = 70, 12_000
"""How often a screen shows each item of its board in a day of some fourteen hours."""


def measure(folder: Path, *, screens: int, days: int, plays: int, rounds: int, seconds: float) -> list[Row]:
    """Return how long the page takes for a month and for all days, the sheets, and counting ``plays`` that came in."""
    from server import home as homes
    from server.plays import summing

    settings = filling.fill(folder / "home", ITEMS)
    home = homes.open_home(settings)
    today = datetime.now(settings.zone).date()
    kept = _fill(home, screens, [today - timedelta(days=one) for one in range(days)])
    with serving.running(settings) as port:
        client = serving.Client(port)
        year = f"from={today - timedelta(days=days - 1)}&until={today}"
        asked = {f"page of {days} days, {kept:,} sums": f"/plays/?{year}", "page of 30 days": "/plays/",
                 f"page of one item, {days} days": f"/plays/?{year}&asset=V1",
                 f"sheet of items, {days} days": f"/plays/plays.csv?{year}"}
        samples = interleaved({name: partial(client.timed, path) for name, path in asked.items()}, rounds=rounds,
                              seconds=seconds)
    _come_in(home, screens, plays)
    started = time.perf_counter()
    summing.sum_up(home.engine, settings.zone)
    counted = Row("reports", f"{plays:,} plays that came in, counted", "s", time.perf_counter() - started)
    home.engine.dispose()
    return [*rows("reports", samples, unit="ms", scale=1000), counted]


def _fill(home: Any, screens: int, days: list[Any]) -> int:
    """Enter screens, and sums of each of their items on each of these days; return how many sums."""
    from sqlalchemy import insert

    from index.catalogue.screens import PlayDay, Screen
    from index.db import writing

    now = datetime.now(UTC)
    with writing(home.engine) as session:
        session.add_all(Screen(name=f"屏{number}", created_at=now) for number in range(2, screens + 1))
    for day in days:
        sums = [{"day": day, "screen_id": screen, "item": f"1-V{item}", "times": TIMES, "ms": TIMES * PLAY_MS, "last_at": now}
                for screen in range(1, screens + 1) for item in range(1, ITEMS + 1)]
        with writing(home.engine) as session:
            session.execute(insert(PlayDay), sums)
    return len(days) * screens * ITEMS


def _come_in(home: Any, screens: int, plays: int) -> None:
    from sqlalchemy import insert

    from index.catalogue.screens import SHOWN, Play
    from index.db import writing

    now = datetime.now(UTC)
    with writing(home.engine) as session:
        session.execute(insert(Play), [
            {"id": f"bench-{number}", "screen_id": 1 + number % screens, "item": f"1-V{1 + number % ITEMS}",
             "sha256": "0" * 64, "revision": "r", "started_at": now - timedelta(milliseconds=number * PLAY_MS // screens),
             "duration_ms": PLAY_MS, "outcome": SHOWN, "received_at": now} for number in range(plays)])

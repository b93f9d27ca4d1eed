"""All checks of many assets for two channels, as the page before a submission asks for them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import filling
from tests.bench.measure import Row, percentile

CHANNELS = ("screens", "wechat")


def measure(folder: Path, count: int, *, rounds: int) -> list[Row]:
    """Return the seconds that the findings of ``count`` assets take, the items read with them."""
    from index.catalogue import items
    from index.catalogue.people import OWNER
    from index.db import reading
    from server import home as homes
    from server.checks import every
    from server.review.fetching import fetch_many

    home = homes.open_home(filling.fill(folder / "home", count))
    refs = [items.ref(one) for one in range(1, count + 1)]
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        with reading(home.engine) as session:
            held = fetch_many(session, OWNER, refs, datetime.now(UTC))
            found = every.findings(session, OWNER, list(held.values()), CHANNELS, datetime.now(UTC))
        taken.append(time.perf_counter() - started)
        assert len(found) == count, len(found)
        assert any(several for by_channel in found.values() for several in by_channel.values()), "nothing is found"
    home.engine.dispose()
    return [Row("review", f"checks before submitting, {count:,} assets, two channels", "s", percentile(taken, 50),
                percentile(taken, 95), len(taken), asked="<= 2" if count == 500 else None)]

"""The judged year: twelve months of a made-up campus lived through in a home, and every figure that the product gives of them
held to a spreadsheet that was worked out from the text of the rules alone (``tests/support/year_*.py``).
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.bench.measure import Row
from tests.support import year_held, year_home, year_plan, year_text
from tests.support.year_text import JUDGED

MONTHS: Final = tuple(f"2026-{number:02d}" for number in range(1, 13))
BEGINS: Final = datetime(2025, 12, 31, 2, tzinfo=UTC)
NOW: Final = datetime(2027, 2, 3, 9, tzinfo=year_plan.ZONE)
"""January is over its due day and not closed yet."""


def measure(folder: Path, *, departments: int, items: int, beside: Path) -> list[Row]:
    """Return for each rule set how many figures agree and how many do not, and what living and reading the year took.

    Spreadsheets of what was expected are left ``beside``; the figures that differ are told on the way.
    """
    plan = year_plan.make(2026, MONTHS, NOW, departments, items)
    print(f"   {len(plan.items):,} items, {len(plan.placements):,} placements", file=sys.stderr, flush=True)
    return [row for name in JUDGED for row in _judge(folder / name, name, plan, beside / f"year-{name}.xlsx")]


def _judge(folder: Path, name: str, plan: Any, sheet: Path) -> list[Row]:
    from index.settings import Settings
    from server import home as homes
    from server.points import defaults

    rules, text, settings = JUDGED[name]
    made = Settings(home=folder, reserve_mb=0)
    homes.make(made, BEGINS)
    home = homes.open_home(made)
    started = time.perf_counter()
    written = year_home.rules_of(defaults.text(rules), **settings)
    year_home.fill(year_home.people(home, plan, year_plan.OUTLETS, written, BEGINS))
    filled = time.perf_counter()
    expected = year_text.cells(plan, text, year_plan.OUTLETS)
    year_text.written(expected, sheet)
    worked_out = time.perf_counter()
    months = list(dict.fromkeys(key[1] for key in expected if key[0] == "named"))
    found = year_held.cells(home, months, year_text.periods(months), plan.now.astimezone(UTC))
    read = time.perf_counter()
    different = year_held.differences(year_text.read(sheet), found)
    for one in different:
        print(f"   xx {name}: {one}", file=sys.stderr, flush=True)
    home.engine.dispose()
    return [Row("year", f"{name}: figures that agree", "figures", len({*expected, *found}) - len(different)),
            Row("year", f"{name}: figures that differ", "figures", len(different), asked="0"),
            Row("year", f"{name}: the year lived, its months closed", "s", filled - started),
            Row("year", f"{name}: the spreadsheet worked out and written", "s", worked_out - filled),
            Row("year", f"{name}: every page of the year read", "s", read - worked_out)]

"""A year of two months, counted by the county's rules and closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from counted_months import adopted, county, outlets, run, wrote

from index.db import reading
from server.honours import reading as honours
from server.points import closing

__all__ = ["adopted", "county", "outlets", "run", "wrote"]


@pytest.fixture
def counted(home: Any, clock: Any, county: Any, wrote: Any, adopted: Any, outlets: dict[str, int], cast: Any) -> int:
    """November and December are counted: the canteen was taken by the city's daily, the library by the county's bulletin."""
    clock.now = datetime(2026, 11, 2, 2, tzinfo=UTC)
    county(begins="2026-11")
    adopted(wrote(cast.photographer, clock()), outlets["市日报"], date(2026, 11, 3), clock())
    adopted(wrote(cast.outsider, clock()), outlets["县政法简报"], date(2026, 11, 4), clock())
    clock.now = datetime(2027, 1, 6, 2, tzinfo=UTC)
    return 2026


@pytest.fixture
def closed(home: Any, clock: Any, counted: int) -> int:
    """The same, its months closed: those before the rules by hand, as nothing was counted in them."""
    closing.close_due(home.engine, home.settings.zone, clock())
    return counted


@pytest.fixture
def year(home: Any, clock: Any) -> Callable[..., Any]:
    """Return a function that reads a year."""

    def see(of: int = 2026) -> Any:
        with reading(home.engine) as session:
            return honours.year(session, of, home.settings.zone, clock())

    return see

"""A campus whose March is counted by the county's rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from counted_months import adopted, county, outlets, run, wrote
from mailing import mails

from index.db import reading
from server.points import closing
from server.reports import keeping, making
from server.reports import reading as reports

__all__ = ["adopted", "county", "mails", "outlets", "run", "wrote"]


@pytest.fixture
def march(home: Any, clock: Any, county: Any, wrote: Any, adopted: Any, outlets: dict[str, int], cast: Any) -> int:
    """The canteen has one of four stories, which the city's daily and the county took; returns the story."""
    county(begins="2026-03")
    story = wrote(cast.photographer, clock())
    adopted(story, outlets["市日报"], date(2026, 3, 3), clock())
    adopted(story, outlets["县政法简报"], date(2026, 3, 4), clock())
    clock.now += timedelta(days=34)
    return int(story)


@pytest.fixture
def closed(home: Any, clock: Any, cast: Any, march: int) -> int:
    closing.close(home.engine, cast.editor, "2026-03", zone=home.settings.zone, now=clock())
    return march


@pytest.fixture
def draft(home: Any, cast: Any, clock: Any) -> int:
    """A report of March in the making, with a head of the office."""
    wish = keeping.Wish("后勤管理处", "后勤宣", "各科室、中心", "校领导")
    keeping.change(home.engine, cast.editor, wish, now=clock())
    return making.begin(home.engine, cast.editor, "2026-03", date(2026, 4, 8), now=clock())


@pytest.fixture
def whole(home: Any, cast: Any, clock: Any) -> Callable[..., Any]:
    """Return a function that reads a report as somebody sees it."""

    def see(report: int, actor: Any = None) -> Any:
        with reading(home.engine) as session:
            return reports.whole(session, actor or cast.editor, report, home.settings.zone, clock())

    return see

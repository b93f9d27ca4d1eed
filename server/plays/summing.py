"""Plays that came in are added to the sums by day, each once: it is marked and added in one transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, not_, select, update

from index.catalogue.screens import SHOWN, Play, PlayDay
from index.db import insert_into, writing

AT_ONCE: Final = timedelta(hours=1)
"""What is counted in one transaction: an hour of a hundred screens is some thirty thousand plays."""


def sum_up(engine: Engine, zone: ZoneInfo) -> int:
    """Count all plays that are not counted yet, by days of the campus, and return how many those were."""
    number = 0
    while counted := _next(engine, zone):
        number += counted
    return number


def _next(engine: Engine, zone: ZoneInfo) -> int:
    with writing(engine) as session:
        first = session.scalar(select(func.min(Play.started_at)).where(not_(Play.counted)))
        if first is None:
            return 0
        rows = session.execute(
            update(Play).values(counted=True)
            .where(not_(Play.counted), Play.started_at >= first, Play.started_at < first + AT_ONCE)
            .returning(Play.screen_id, Play.item, Play.started_at, Play.duration_ms, Play.outcome)
            .execution_options(synchronize_session=False)).all()
        sums: dict[tuple[date, int, str], tuple[int, int, datetime]] = {}
        for screen_id, item, at, ms, outcome in rows:
            if outcome == SHOWN:
                key = (at.astimezone(zone).date(), screen_id, item)
                times, total, last = sums.get(key, (0, 0, at))
                sums[key] = (times + 1, total + ms, max(last, at))
        if sums:
            insert = insert_into(session, PlayDay)
            session.execute(insert.on_conflict_do_update(index_elements=["day", "screen_id", "item"], set_={
                "times": PlayDay.times + insert.excluded.times, "ms": PlayDay.ms + insert.excluded.ms,
                "last_at": func.greatest(PlayDay.last_at, insert.excluded.last_at) if engine.dialect.name == "postgresql"
                else func.max(PlayDay.last_at, insert.excluded.last_at)}),
                [{"day": day, "screen_id": screen_id, "item": item, "times": times, "ms": ms, "last_at": last}
                 for (day, screen_id, item), (times, ms, last) in sums.items()])
        return len(rows)

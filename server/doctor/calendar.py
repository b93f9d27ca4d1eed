"""Whether the working calendar knows the public holidays of the year that comes: without them deadlines fall on days off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from index.catalogue import holidays, work_calendar
from index.db import reading
from server.doctor.findings import Finding, Kind, found
from server.home import Home

ANNOUNCED_IN: Final = 11
"""The month in which the next year's days are announced."""
LEAST: Final = 10
"""A year has some thirty days off and made up; fewer than these that somebody entered are days of the campus's own."""


def advise(home: Home, now: datetime) -> Iterator[Finding]:
    """Yield advice where this year's days are not entered, or from November on the next year's."""
    today = now.astimezone(home.settings.zone).date()
    with reading(home.engine) as session:
        own = work_calendar.load(session, home.settings.zone).own
    for year in (today.year, today.year + 1) if today.month >= ANNOUNCED_IN else (today.year,):
        if year not in holidays.ANNOUNCED and sum(day.year == year for day in own) < LEAST:
            yield found(Kind.HOLIDAYS, "holidays", str(year))

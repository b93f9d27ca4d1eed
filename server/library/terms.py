"""Moments of an asset's term as people write them: by the campus's clock in forms and sheets, in UTC everywhere else."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from index.errors import Invalid

TERM: Final = ("embargo_until", "expires_at")
"""The end of an embargo, and the expiry."""
ENDS: Final = frozenset({"expires_at", "show_until"})
"""Of these a day alone is meant to its end, of others from its beginning."""
CAMPUS: Final = ZoneInfo("Asia/Shanghai")
MIDNIGHT: Final = "00:00:00"
"""What spreadsheets write behind a day that stands alone."""
YEARS: Final = range(1900, 2200)
"""Years of days that people name; further off a slip of the keys is meant, and clocks cannot reckon."""
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)


def moment(field: str, given: str | None, zone: tzinfo) -> str | None:
    """Return a moment as ``Edit`` takes it: ISO 8601 with an offset, empty for none; None stays None, which leaves it.

    A day without a time is its end for an expiry (``ENDS``), its beginning for others. Raises Invalid.
    """
    if given is None:
        return None
    text = " ".join(given.split())
    if not text:
        return ""
    found = _DAY.match(text)
    try:
        if found is None:
            raise ValueError
        day = date(*(int(part) for part in found.groups()))
        if day.year not in YEARS:
            raise ValueError
        clock = text[found.end():].strip().removeprefix("T").strip()
        if clock not in {"", MIDNIGHT}:
            at = datetime.combine(day, time.fromisoformat(clock.zfill(5)), zone)
        else:
            at = datetime.combine(day + timedelta(days=field in ENDS), time(), zone)
    except (ValueError, OverflowError):
        raise Invalid(field, f"「{text}」不是日期或时间，应如 2026-05-01 或 2026-05-01 08:00",
                      f"“{text}” is no day or time; write it like 2026-05-01 or 2026-05-01 08:00") from None
    return at.isoformat()


def local(given: datetime | str | None, zone: tzinfo | None) -> str:
    """Return a moment by a clock, the campus's say, as 2026-05-01 08:00; empty for none."""
    if not given:
        return ""
    moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def utc(moment: datetime | None) -> datetime | None:
    """Return the same moment in UTC."""
    return moment and moment.astimezone(UTC)

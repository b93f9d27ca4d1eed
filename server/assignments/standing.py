"""How an assignment stands, from facts alone: when its event is, when files came, whether the office let it be. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo


class Standing(StrEnum):
    """``LATE`` alone is an alarm; the three ends are ``DONE``, ``DONE_LATE`` and ``CLOSED``."""

    AHEAD = "ahead"
    NOW = "now"
    DUE = "due"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done-late"
    CLOSED = "closed"


STANDING_NAMES: Final[dict[str, tuple[str, str]]] = {
    Standing.AHEAD: ("未开始", "ahead"), Standing.NOW: ("进行中", "under way"), Standing.DUE: ("待交片", "files due"),
    Standing.LATE: ("逾期未交", "late"), Standing.DONE: ("按时交片", "in time"),
    Standing.DONE_LATE: ("逾期交片", "came late"), Standing.CLOSED: ("已关闭", "closed"),
}
OPEN: Final = frozenset({Standing.AHEAD, Standing.NOW, Standing.DUE, Standing.LATE})


@dataclass(frozen=True, slots=True)
class Span:
    """When an event is and until when its files are due, all UTC."""

    begins: datetime
    ends: datetime
    due: datetime


def span(starts_on: date, ends_on: date, ends_at: time | None, *, hours: int, zone: ZoneInfo) -> Span:
    """Return an event's span in the campus's zone: to the end of its last day, or to the time that was said."""
    begins = datetime.combine(starts_on, time(), zone).astimezone(UTC)
    last = (ends_on, ends_at) if ends_at else (ends_on + timedelta(days=1), time())
    ends = datetime.combine(*last, zone).astimezone(UTC)
    return Span(begins, ends, ends + timedelta(hours=hours))


def standing(when: Span, arrived_at: datetime | None, closed_at: datetime | None, now: datetime) -> Standing:
    """Return how an assignment stands. Files that came end it, whatever was said since; the office's word ends it too."""
    if arrived_at is not None and (closed_at is None or arrived_at <= closed_at):
        return Standing.DONE if arrived_at <= when.due else Standing.DONE_LATE
    if closed_at is not None:
        return Standing.CLOSED
    if now < when.begins:
        return Standing.AHEAD
    if now < when.ends:
        return Standing.NOW
    return Standing.DUE if now <= when.due else Standing.LATE

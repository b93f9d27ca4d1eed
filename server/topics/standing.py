"""How a department stands with a topic, from facts alone: the day, what was handed in, what the office said. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final


class Standing(StrEnum):
    """``OVERDUE`` alone is an alarm; ``ACCEPTED`` and ``CLOSED`` are ends."""

    OPEN = "open"
    OVERDUE = "overdue"
    HANDED_IN = "handed-in"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CLOSED = "closed"


STANDING_NAMES: Final[dict[str, tuple[str, str]]] = {
    Standing.OPEN: ("待交稿", "open"), Standing.OVERDUE: ("逾期未交", "overdue"), Standing.HANDED_IN: ("已交稿", "handed in"),
    Standing.RETURNED: ("退回修改", "sent back"), Standing.ACCEPTED: ("已采用", "accepted"),
    Standing.CLOSED: ("已结束", "closed"),
}
MISSING: Final = frozenset({Standing.OPEN, Standing.OVERDUE, Standing.RETURNED})
"""The department has something to do."""


def standing(due: datetime, handed_at: datetime | None, decided_at: datetime | None, *, accepted: bool,
             closed_at: datetime | None, now: datetime) -> Standing:
    """Return how a department stands. What the office accepted stays accepted; what came after its word waits for another."""
    if accepted:
        return Standing.ACCEPTED
    if closed_at is not None:
        return Standing.CLOSED
    if handed_at is not None and (decided_at is None or handed_at > decided_at):
        return Standing.HANDED_IN
    if now >= due:
        return Standing.OVERDUE
    return Standing.RETURNED if decided_at is not None else Standing.OPEN

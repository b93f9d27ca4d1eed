"""What the ledger counts: one entry for each thing that happened to an item. Pure data; quotas, points, rankings and pages
all count the same entries, so that a figure and the list behind it cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Happened(StrEnum):
    """What happened. An item is submitted once, by its first submission; published once on each channel; sent and adopted
    once for each placement.
    """

    SUBMITTED = "submitted"
    SENT = "sent"
    ADOPTED = "adopted"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Share:
    """Somebody's part in an item. ``percent`` is of their part (``author`` or ``photographer``), 100 in all;
    ``department_id`` is whose they were when they were named, None for the item's own.
    """

    person_id: int | None
    name: str
    part: str
    percent: Decimal
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where something was adopted, as far as rules ask: ``level`` and ``type`` are codes, ``known`` one of 知名媒体."""

    id: int
    name: str
    level: str
    type: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to one item.

    ``item`` is its public id (``S3``, ``V12``), ``kind`` a story's kind, or ``photo``, ``film`` or ``poster`` of an asset.
    ``at`` is when it happened, in UTC; ``month`` is the month that it counts in (``2026-03``, in the campus's zone), which is
    a later one where it came after its own had closed: then it is ``late`` (补报). ``double`` says that it counts double
    (一岗双责). ``prize`` is a prize's rank (``index.catalogue.placements.Rank``), empty for what was entered for a prize and
    has won none yet, None where the placement is no prize.
    """

    item: str
    kind: str
    happened: Happened
    at: datetime
    month: str
    department_id: int | None
    shares: tuple[Share, ...] = ()
    late: bool = False
    channel: str | None = None
    event_id: int | None = None
    placement_id: int | None = None
    outlet: Outlet | None = None
    double: bool = False
    prize: str | None = None

    @property
    def single(self) -> bool:
        """A single photo or poster, which counts only where a rule says so: an item is a story, a picture set or a film."""
        return self.kind in {"photo", "poster"}

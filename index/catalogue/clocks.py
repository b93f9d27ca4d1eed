"""Clocks put right: what photographs of the site's clock say of a camera's, what people shift by hand, and what follows.

A file's own time is never altered: it stays in ``asset.facts``. ``asset.captured_local`` and ``captured_utc`` are that time
plus ``asset.clock_shift`` seconds, worked out anew from checks and shifts whenever one of them, or the facts, change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from sqlalchemy import BigInteger, DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base

TOLERANCE_S: Final = 1
"""Errors up to this are the code's own: it changes once a second, and most cameras write whole seconds."""
HALF: Final = timedelta(milliseconds=500)
ZONE_STEP_S: Final = 1800
ZONE_SLACK_S: Final = 300


class OfBody:
    """Which camera a row is about; all empty is every camera."""

    make: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    serial: Mapped[str] = mapped_column(default="")


class ClockCheck(OfBody, Base):
    """A photograph of the site's clock. ``error_s`` is the camera's time less the true one: fast is positive.

    It holds for the files of its camera in its batch, until somebody drops it.
    """

    __tablename__ = "clock_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), unique=True)
    batch: Mapped[str] = mapped_column(index=True)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kits.id", ondelete="SET NULL"))
    true_utc: Mapped[datetime]
    camera_local: Mapped[datetime] = mapped_column(DateTime)
    camera_utc: Mapped[datetime]
    error_s: Mapped[int] = mapped_column(BigInteger)
    read_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]
    dropped_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class ClockShift(OfBody, Base):
    """Seconds that somebody adds to the times of a batch, or of one camera in it. Several add up; a second one undoes."""

    __tablename__ = "clock_shifts"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[str] = mapped_column(index=True)
    seconds: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


@dataclass(frozen=True, slots=True)
class Body:
    """A camera as its files name it. ``Body()`` stands for every camera."""

    make: str = ""
    model: str = ""
    serial: str = ""

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Self:
        return cls(*(str(facts.get(name) or "") for name in ("make", "model", "body_serial")))

    @classmethod
    def of_row(cls, row: OfBody) -> Self:
        return cls(row.make, row.model, row.serial)

    @property
    def name(self) -> str:
        """``Canon EOS R6 · 012345``; empty where the files say nothing."""
        brand = self.make.split(" ")[0]
        model = self.model if not brand or self.model.casefold().startswith(brand.casefold()) else f"{brand} {self.model}"
        return " · ".join(part for part in (model.strip(), self.serial) if part)

    def is_surely(self, other: Body, *, alone: bool) -> bool:
        """Say whether both are the same camera. Where one does not tell its serial number, make and model have to agree,
        and ``alone`` to be true: no two cameras of the model are about.
        """
        if self.serial and other.serial:
            return self.serial == other.serial
        return alone and bool(self.model) and (self.make, self.model) == (other.make, other.model)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a camera says that it was: wall time, UTC (aware), and whether it wrote parts of a second."""

    local: datetime
    utc: datetime
    exact: bool

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Self | None:
        """Return what the file says, before anything is put right; None where it says no time."""
        local, utc = facts.get("captured_local"), facts.get("captured_utc")
        if not local or not utc:
            return None
        told = datetime.fromisoformat(utc)
        return cls(datetime.fromisoformat(local), told if told.tzinfo else told.replace(tzinfo=UTC), "." in local)

    def shifted(self, seconds: int) -> Self | None:
        """Return the moment so many seconds later; None outside the calendar."""
        try:
            delta = timedelta(seconds=seconds)
            return type(self)(self.local + delta, self.utc + delta, self.exact)
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a check says: which camera, what it showed (UTC), how far it was off, whose photograph."""

    asset_id: int
    body: Body
    camera_utc: datetime
    error_s: int


def error_of(camera: Moment, shown: datetime) -> int:
    """Return how many whole seconds a camera is fast (negative: slow). ``shown`` is the second on the clock's page.

    Both are cut to whole seconds, so half a second is added to each that has no more; what is left is at most one second off.
    """
    taken = camera.utc if camera.exact else camera.utc + HALF
    return round((taken - (shown + HALF)) / timedelta(seconds=1))


def correction(error_s: int) -> int:
    """Return the seconds to add for this error; 0 within the tolerance."""
    return 0 if abs(error_s) <= TOLERANCE_S else -error_s


def zone_of(error_s: int) -> int | None:
    """Return the minutes of a time zone's difference that this error looks like; None for an ordinary one."""
    steps = round(error_s / ZONE_STEP_S)
    off = abs(error_s - steps * ZONE_STEP_S)
    return steps * ZONE_STEP_S // 60 if 0 < abs(steps) <= 52 and off <= ZONE_SLACK_S else None


def nearest(camera_utc: datetime, readings: Sequence[Reading]) -> Reading | None:
    """Return the reading that is nearest in the camera's own time: somebody may have set the clock in between."""
    return min(readings, key=lambda one: (abs(one.camera_utc - camera_utc), one.asset_id), default=None)

"""Clocks put right: what photographs of the site's clock say of a camera's, what people shift by hand, and what follows.

A file's own time is never altered: it stays in ``asset.facts``. ``asset.captured_local`` and ``captured_utc`` are that time
plus ``asset.clock_shift`` seconds, worked out anew from checks and shifts whenever one of them, or the facts, change.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


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

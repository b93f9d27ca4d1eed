"""Bookings (预订): who is to have a camera kit on which days; and the days of a kit that are spoken for.

Each day of a kit is spoken for once: by a booking that stands, or by the loan that is out. ``KitDay`` holds that by its
key, so that no two spans can overlap, whatever wrote them (decision 0052).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class KitBooking(Base):
    """A kit is kept for somebody from ``from_on`` to ``until_on``, both days included.

    It ends by being handed out (``loan_id``) or by being given up (``ended_at``). One that is neither, and whose days have
    passed, was not fetched.
    """

    __tablename__ = "kit_bookings"

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("kit_loans.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_reason: Mapped[str] = mapped_column(default="")


class KitDay(Base):
    """A day on which a kit is spoken for: by a booking that stands, or by the loan that is out. What is over has none."""

    __tablename__ = "kit_days"
    __table_args__ = (CheckConstraint("(booking_id IS NULL) <> (loan_id IS NULL)", name="one_claim"),)

    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("kit_bookings.id", ondelete="CASCADE"), index=True)
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("kit_loans.id", ondelete="CASCADE"), index=True)

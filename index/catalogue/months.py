"""Closed months (关账): figures that stay as they were, and what is put right afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base


class ClosedMonth(Base):
    """A month such as ``2026-03`` that was closed, by somebody or (None) by the clock. ``figures`` are kept as
    ``server.points.keeping`` writes them, and never changed.
    """

    __tablename__ = "closed_months"

    month: Mapped[str] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    figures: Mapped[dict[str, Any]]


class PointsCorrection(Base):
    """Points that the office adds to a department in an open month, or takes off it. ``points`` is an exact decimal, written
    out; ``of_month`` is the closed month that it puts right, where it is about one.
    """

    __tablename__ = "points_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    points: Mapped[str]
    of_month: Mapped[str | None]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


def closings(session: Session) -> dict[str, datetime]:
    """Return when each month that is closed was closed."""
    return {row.month: row.closed_at for row in session.execute(select(ClosedMonth.month, ClosedMonth.closed_at))}

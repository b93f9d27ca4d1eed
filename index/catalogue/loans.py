"""Loans: who has a camera kit, since when, until when. A kit that lies in its department's cupboard has no open loan."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base

_OPEN = text("returned_at IS NULL")


class KitLoan(Base):
    """A kit in somebody's hands. ``due_on`` is the last day on which it may come back in time, in the campus's zone.

    A kit has one open loan at most; what came back stays as its history.
    """

    __tablename__ = "kit_loans"
    __table_args__ = (Index("uq_kit_loans_open", "kit_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    lent_at: Mapped[datetime]
    lent_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(default="")
    returned_at: Mapped[datetime | None]
    returned_to: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    return_note: Mapped[str] = mapped_column(default="")

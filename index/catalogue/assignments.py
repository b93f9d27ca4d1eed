"""Assignments (拍摄任务): who photographs which event, with which kit. What became of one is told by what arrived."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Assignment(Base):
    """Somebody is to photograph an event. ``closed_at`` says that the office let it be, with its reason."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kits.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_reason: Mapped[str] = mapped_column(default="")

"""Events (活动): what was photographed. An event tag groups assets."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import Date, ForeignKey, Time, false
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Event(Base):
    """``ends_at`` is the wall time at which its last day's programme ends, where somebody said so. One that is
    ``off_screens`` is in no calendar on screens.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    place: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    ends_at: Mapped[time | None] = mapped_column(Time)
    off_screens: Mapped[bool] = mapped_column(default=False, server_default=false())
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)

"""Addresses of calendars to subscribe to: each somebody's own, secret, and theirs to close."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Calendar(StrEnum):
    """Which calendar: the own duties, the own department's events, those of all, or what is due."""

    MINE = "mine"
    DEPARTMENT = "department"
    OFFICE = "office"
    DUE = "due"


class CalendarAddress(Base):
    """The secret address of one calendar of one person, of which only the hash is kept. A new one closes the one before."""

    __tablename__ = "calendar_addresses"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]

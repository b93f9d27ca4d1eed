"""Archives of years (存档): what the administrator had written out, where to, and how far it is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class ArchiveState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class YearArchive(Base):
    """One archive of a year in one folder. ``done`` of ``wanted`` files are there, ``bytes`` in all; ``problems`` are files
    that could not be taken along. ``who`` is the name as it was then; ``error`` says why it failed.
    """

    __tablename__ = "year_archives"
    __table_args__ = (CheckConstraint("state IN ({})".format(", ".join(f"'{one}'" for one in ArchiveState)), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    folder: Mapped[str]
    state: Mapped[str] = mapped_column(default=ArchiveState.WAITING)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    who: Mapped[str]
    asked_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    wanted: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    problems: Mapped[int] = mapped_column(default=0)
    error: Mapped[dict[str, Any] | None]

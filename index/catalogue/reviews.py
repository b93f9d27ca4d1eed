"""Reviews: each yes, no and taking back on an item's way along its route."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Review(Base):
    """One move: who did what at which step, for which version of the text."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    aim_id: Mapped[int] = mapped_column(ForeignKey("aims.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verb: Mapped[str]
    desk: Mapped[str | None]
    version: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

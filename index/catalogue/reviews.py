"""Reviews: each yes, no, taking back, question and handing on along an item's route."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Review(Base):
    """One move: who did what at which step, for which version of the text.

    ``step`` is the step's number in the item's route. ``other_id`` is the person in whose place it was decided, or to
    whom it was handed; ``reason`` is what was written with it: why it went back, a question, its answer. ``final`` says
    that with this approval the item was approved.
    """

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    aim_id: Mapped[int] = mapped_column(ForeignKey("aims.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verb: Mapped[str]
    desk: Mapped[str | None]
    step: Mapped[int | None]
    other_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    final: Mapped[bool] = mapped_column(default=False)

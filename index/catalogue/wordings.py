"""Wordings (用语): what the office keeps of wrong, forbidden and fixed expressions and of leaders' names and titles."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base


class WordingKind(StrEnum):
    """What a line of a list means. ``instead`` is the right expression of a wrong one, the title of a leader."""

    WRONG = "wrong"
    FORBIDDEN = "forbidden"
    FIXED = "fixed"
    LEADER = "leader"


class Wording(Base):
    """One line of the office's lists."""

    __tablename__ = "wordings"
    __table_args__ = (UniqueConstraint("kind", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    text: Mapped[str]
    instead: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]


def wordings(session: Session) -> list[Wording]:
    """Return all lists, each in the order in which it was written."""
    return list(session.scalars(select(Wording).order_by(Wording.kind, Wording.id)))

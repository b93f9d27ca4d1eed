"""Words that the office counts as one when people search: 食堂 = 餐厅."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base


class SynonymGroup(Base):
    """Two or more words of one meaning, as the office wrote them."""

    __tablename__ = "synonym_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[list[str]] = mapped_column(JSON)
    changed_at: Mapped[datetime]


def groups(session: Session) -> list[list[str]]:
    """Return all groups, in the order in which they were entered."""
    return list(session.scalars(select(SynonymGroup.words).order_by(SynonymGroup.id)))

"""Rule sets (考核办法): by which rules a month's points are counted. Data with a first and a last day, in versions.

A version is never changed: who changes a set makes the next version of it, and the one before is kept with the moment at
which it was replaced.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class RuleSet(Base):
    """One version of a set. It holds from ``from_on`` to ``until_on``, both included, while it is not ``replaced_at``;
    ``text`` is its TOML as it was written (``server.points.rules``).
    """

    __tablename__ = "rule_sets"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    text: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    replaced_at: Mapped[datetime | None]

"""Pictures that look alike: how they are found among very many, and what a person said of each pair."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Decision(StrEnum):
    """What a person said of two pictures that look alike."""

    STACKED = "stacked"
    DIFFERENT = "different"


class LikenessBand(Base):
    """One piece of an asset's fingerprint: pictures that look alike share a piece, or nearly."""

    __tablename__ = "likeness_bands"
    __table_args__ = ({"sqlite_with_rowid": False},)

    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)


class Likeness(Base):
    """Two assets that look alike, the lower row first; ``distance`` in bits. Suggested until a person has decided."""

    __tablename__ = "likenesses"
    __table_args__ = (Index("ix_likenesses_open", "asset_id", "other_id", sqlite_where=text("decided IS NULL"),
                            postgresql_where=text("decided IS NULL")),)

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)
    distance: Mapped[int]
    found_at: Mapped[datetime]
    decided: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]

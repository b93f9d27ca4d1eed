"""Edits of many descriptions at once, kept so that one word takes all of them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class EditBatch(Base):
    """Descriptions that were changed together. ``source`` says by what: a sheet's file name."""

    __tablename__ = "edit_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    undone_at: Mapped[datetime | None]


class EditBatchItem(Base):
    """What one asset's description said ``before``, and the ``version`` that the batch made of it."""

    __tablename__ = "edit_batch_items"

    batch_id: Mapped[int] = mapped_column(ForeignKey("edit_batches.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)
    version: Mapped[int]
    before: Mapped[dict[str, Any]]

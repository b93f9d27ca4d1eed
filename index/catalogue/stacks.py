"""Stacks (堆叠): shots that stand together in the grid, with one of them on top. Nothing is merged or hidden by it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class StackKind(StrEnum):
    """Who put it together: the camera's clock, or a person."""

    BURST = "burst"
    HAND = "hand"


class Stack(Base):
    """Some assets with one on top. ``chosen_by`` is the person who chose the cover; until then the earliest shot is it."""

    __tablename__ = "stacks"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="SET NULL"), index=True)
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class StackMember(Base):
    """An asset's one place in a stack. Without a stack: a person took it out, and bursts leave it alone from then on."""

    __tablename__ = "stack_members"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    stack_id: Mapped[int | None] = mapped_column(ForeignKey("stacks.id", ondelete="SET NULL"), index=True)

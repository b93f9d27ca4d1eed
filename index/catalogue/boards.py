"""Boards (宣传栏): themed, dated selections shown on screens, with an owner and a refresh-by date."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Board(Base):
    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    theme: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refresh_by: Mapped[date | None] = mapped_column(Date)
    item_seconds: Mapped[int] = mapped_column(default=12)
    active: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]


class BoardItem(Base):
    __tablename__ = "board_items"

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]
    added_at: Mapped[datetime]

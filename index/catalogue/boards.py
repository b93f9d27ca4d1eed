"""Boards (宣传栏): themed, dated selections shown on screens, with an owner, a refresh-by date and their times."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, Date, ForeignKey, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from index.catalogue.dayparts import EVERY_DAY, Days
from index.catalogue.items import ItemKind, Ref, of_row
from index.db import Base


class Layout(StrEnum):
    """How a board's items lie on a screen: each alone, beside its words, several pictures at once, as sheets on a notice
    board, or beside a calendar of what is ahead.
    """

    FULL = "full"
    PANEL = "panel"
    MOSAIC = "mosaic"
    SHEETS = "sheets"
    CALENDAR = "calendar"


class Framing(StrEnum):
    """How a photo lies on a screen: by what it is (``kiosk.entries``), whole and uncovered like a poster, as a photo."""

    AUTO = "auto"
    WHOLE = "whole"
    PHOTO = "photo"


class Board(Base):
    """``show_from`` belongs to the time in which it is shown, ``show_until`` does not. Of the boards on a screen those with
    the highest ``priority`` are shown; all of an evergreen board's items are evergreen. With ``qr`` screens show beside each
    item the code that leads to its page. With ``refresh_every_days`` it is to be refreshed again so many days after somebody
    said that it was; the next such day is ``refresh_by``.
    """

    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    theme: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refresh_by: Mapped[date | None] = mapped_column(Date)
    refresh_every_days: Mapped[int | None]
    item_seconds: Mapped[int] = mapped_column(default=12)
    active: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]
    show_from: Mapped[datetime | None]
    show_until: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    evergreen: Mapped[bool] = mapped_column(default=False, server_default=false())
    qr: Mapped[bool] = mapped_column(default=True, server_default=true())
    layout: Mapped[str] = mapped_column(default=Layout.FULL, server_default=Layout.FULL)


class BoardPart(Base):
    """A day-part (时段) of a board: see ``index.catalogue.dayparts``. A board without any is shown at all times."""

    __tablename__ = "board_parts"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), index=True)
    begins: Mapped[time]
    until: Mapped[time]
    weekdays: Mapped[int] = mapped_column(default=EVERY_DAY)
    days: Mapped[str] = mapped_column(default=Days.ANY)


class BoardItem(Base):
    """An asset or a story on a board. It plays ``weight`` times a round, a picture for ``seconds`` (None: as the board says).

    ``pin`` is 0 for none, 1 for the first of each round, k for every k-th place. ``framing`` is for photos alone.
    """

    __tablename__ = "board_items"
    __table_args__ = (UniqueConstraint("board_id", "asset_id", name="uq_board_items_board_id_asset_id"),
                      UniqueConstraint("board_id", "story_id", name="uq_board_items_board_id_story_id"),
                      CheckConstraint("(asset_id IS NULL) != (story_id IS NULL)", name="one_item"))

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), index=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    added_at: Mapped[datetime]
    show_from: Mapped[datetime | None]
    show_until: Mapped[datetime | None]
    weight: Mapped[int] = mapped_column(default=1, server_default="1")
    seconds: Mapped[int | None]
    pin: Mapped[int] = mapped_column(default=0, server_default="0")
    evergreen: Mapped[bool] = mapped_column(default=False, server_default=false())
    framing: Mapped[str] = mapped_column(default=Framing.AUTO, server_default=Framing.AUTO)

    @property
    def ref(self) -> Ref:
        return of_row(self.asset_id, self.story_id)

    @classmethod
    def of(cls, item: Ref) -> ColumnElement[bool]:
        """SQL: this place is the item's."""
        return cls.story_id == item.id if item.kind is ItemKind.STORY else cls.asset_id == item.id

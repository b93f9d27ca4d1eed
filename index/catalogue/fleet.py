"""What the desk asks of screens, and the small pictures that they send of what they show."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Deed(StrEnum):
    """What a screen can be asked to do."""

    IDENTIFY = "identify"
    PICTURE = "picture"
    RELOAD = "reload"


class ScreenCommand(Base):
    """One thing asked of one screen, by whom, good until ``expires_at``; ``outcome`` is the screen's word once it is done."""

    __tablename__ = "screen_commands"

    id: Mapped[int] = mapped_column(primary_key=True)
    screen_id: Mapped[int] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"), index=True)
    deed: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="", server_default="")


class ScreenPicture(Base):
    """A screen's newest picture of itself. ``sent`` are its own bytes, as they came at ``heard_at``, until the worker has
    made ``picture`` of them, which alone is shown: taken at ``taken_at``, while ``item`` was on.
    """

    __tablename__ = "screen_pictures"

    screen_id: Mapped[int] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"), primary_key=True)
    heard_at: Mapped[datetime]
    sent: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sent_item: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    picture: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    item: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime | None]

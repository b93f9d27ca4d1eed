"""Feedback from passers-by: likes and notes to the office (意见箱), and the token that leads from a screen to an item's page.

A token stands for one item on one board. It is made from the installation's secret, so that nothing has to be kept for it,
nobody can count through tokens, and none tells a number; what it opens is asked of ``feedback_visibility`` each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.catalogue.items import ItemKind, Ref, of_row
from index.credentials import reveal, veil
from index.db import Base

LIKE_TERM: Final = timedelta(days=180)
"""How long a browser, and the catalogue, remember who liked something; the like itself stays."""
_USE: Final = "item page"
_KINDS: Final = (ItemKind.ASSET, ItemKind.STORY)


class NoteKind(StrEnum):
    PRAISE = "praise"
    CORRECTION = "correction"
    TAKE_DOWN = "take-down"
    OTHER = "other"


class NoteState(StrEnum):
    NEW = "new"
    ANSWERED = "answered"
    CLOSED = "closed"


class VisitorLike(Base):
    """One visitor likes one item, an asset or a story, seen on a board.

    ``visitor`` is a hash of their browser's cookie with the item, so that the likes of one visitor do not point at each
    other; None once the term is over.
    """

    __tablename__ = "visitor_likes"
    __table_args__ = (UniqueConstraint("asset_id", "visitor"), UniqueConstraint("story_id", "visitor"),
                      CheckConstraint("(asset_id IS NULL) != (story_id IS NULL)", name="item"))

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"))
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id", ondelete="SET NULL"), index=True)
    visitor: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)


class VisitorNote(Base):
    """What a passer-by wrote to the office about an item, seen on a board; ``reply`` is what the office did about it."""

    __tablename__ = "visitor_notes"
    __table_args__ = (CheckConstraint("(asset_id IS NULL) != (story_id IS NULL)", name="item"),
                      Index("ix_visitor_notes_state", "state", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), index=True)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str]
    text: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default=NoteState.NEW)
    reply: Mapped[str] = mapped_column(default="")
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    handler: Mapped[str] = mapped_column(default="")
    handled_at: Mapped[datetime | None]

    @property
    def ref(self) -> Ref:
        return of_row(self.asset_id, self.story_id)


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The public page of one item, reached from one board."""

    ref: Ref
    board_id: int


def token_of(key: str, page: ItemPage) -> str:
    """Return the token of a page, the same each time; ``key`` is the installation's secret."""
    given = bytes([_KINDS.index(page.ref.kind)]) + page.ref.id.to_bytes(5) + page.board_id.to_bytes(3)
    return veil(key, _USE, given)


def page_of(key: str, token: str) -> ItemPage | None:
    """Return the page that a token stands for; None for what was not made with this key."""
    given = reveal(key, _USE, token)
    return None if given is None else ItemPage(Ref(_KINDS[given[0]], int.from_bytes(given[1:6])), int.from_bytes(given[6:]))

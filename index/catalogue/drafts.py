"""Drafts: what somebody is typing, kept at once and apart from what it will become, which has versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base


class Draft:
    """What one person has typed and not saved yet.

    ``version`` is the one that they began from, ``revision`` counts the keepings, ``tab`` names the page that kept it
    last, so that another one is told.
    """

    version: Mapped[int]
    revision: Mapped[int]
    tab: Mapped[str]
    words: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]


class DescriptionDraft(Draft, Base):
    """A draft of one asset's description."""

    __tablename__ = "description_drafts"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)


def discard(session: Session, asset_id: int, person_id: int | None) -> None:
    """Forget somebody's draft of an asset, in the caller's transaction."""
    session.execute(delete(DescriptionDraft).where(DescriptionDraft.asset_id == asset_id,
                                                   DescriptionDraft.person_id == person_id))

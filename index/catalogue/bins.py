"""The recycle bin (回收站): what was put away, by whom and why, and what is left of what was deleted for good.

What lies in the bin keeps all that it had; ``kept`` hides it everywhere (``visibility``) until it is restored. A tombstone
holds numbers, hashes, days and the people who decided, and nothing of the picture or its words (decision 0031).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, exists, func, not_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from index.catalogue.assets import Asset
from index.catalogue.stories import Story
from index.db import Base


class Lying:
    """What lies in the bin: who put it there, when and why. ``proposed_*`` say who wants it deleted for good, and why: it
    waits for somebody else's yes.
    """

    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    who: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    proposed_at: Mapped[datetime | None] = mapped_column(index=True)
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    proposer: Mapped[str] = mapped_column(default="")
    proposal: Mapped[str] = mapped_column(default="")


class Binned(Lying, Base):
    """An asset that lies in the bin. ``act`` names what was put away together, by which it is taken back at once."""

    __tablename__ = "binned"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    act: Mapped[str] = mapped_column(index=True)


class BinnedStory(Lying, Base):
    """A story that lies in the bin."""

    __tablename__ = "binned_stories"

    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)


class Stone:
    """What is left of something that was deleted for good: days, and who decided. ``deleted_on`` is the campus's day."""

    kind: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    binned_at: Mapped[datetime]
    binned_by: Mapped[str]
    proposed_at: Mapped[datetime]
    proposer: Mapped[str]
    reason: Mapped[str]
    deleted_at: Mapped[datetime] = mapped_column(index=True)
    deleted_on: Mapped[date]
    confirmer: Mapped[str]


class StoryTombstone(Stone, Base):
    """What is left of a story that was deleted for good. Its number is never given out again."""

    __tablename__ = "story_tombstones"

    story_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Tombstone(Stone, Base):
    """What is left of an asset that was deleted for good. Its number is never given out again, nor are those that led to it
    (``last_id`` is the highest of them).

    ``blobs`` are (shelf, hash) of what is still to be removed from the disk; the worker removes it and sets ``erased_at``.
    ``copies`` are paths of second copies, as receipts name them; those that could not be reached stay listed.
    """

    __tablename__ = "tombstones"

    asset_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int] = mapped_column(index=True)
    blobs: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    copies: Mapped[list[str]] = mapped_column(JSON, default=list)
    erased_at: Mapped[datetime | None]


class TombstoneHash(Base):
    """The hash of an original that was deleted for good. Where the office let it in again, ``allowed_at`` says when."""

    __tablename__ = "tombstone_hashes"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("tombstones.asset_id", ondelete="CASCADE"), primary_key=True, index=True)
    allowed_at: Mapped[datetime | None]
    allowed_by: Mapped[str] = mapped_column(default="")


def kept(asset_id: InstrumentedAttribute[int] | Any = Asset.id) -> ColumnElement[bool]:
    """SQL: this asset does not lie in the bin."""
    return not_(exists().where(Binned.asset_id == asset_id))


def kept_story(story_id: InstrumentedAttribute[int] | Any = Story.id) -> ColumnElement[bool]:
    """SQL: this story does not lie in the bin."""
    return not_(exists().where(BinnedStory.story_id == story_id))


def in_bin(session: Session, asset_ids: Collection[int]) -> dict[int, Binned]:
    """Return those of these assets that lie in the bin, each with its row."""
    return {row.asset_id: row for row in session.scalars(select(Binned).where(Binned.asset_id.in_(asset_ids)))}


def deleted(session: Session, sha256: str) -> Tombstone | None:
    """Return the tombstone of these bytes, the latest one; None where they were never deleted, or may come in again."""
    return session.scalar(
        select(Tombstone).join(TombstoneHash, TombstoneHash.asset_id == Tombstone.asset_id)
        .where(TombstoneHash.sha256 == sha256, TombstoneHash.allowed_at.is_(None))
        .order_by(Tombstone.deleted_at.desc()).limit(1))


def highest_deleted(session: Session) -> int:
    """Return the highest number that belonged to an asset deleted for good, 0 for none."""
    return session.scalar(select(func.max(Tombstone.last_id))) or 0


def unused_story_id(session: Session) -> int | None:
    """Return the number that a new story has to take where the database would give that of a deleted one again, as SQLite
    does with the last one; None where it would not.
    """
    gone = session.scalar(select(func.max(StoryTombstone.story_id))) or 0
    return gone + 1 if gone > (session.scalar(select(func.max(Story.id))) or 0) else None

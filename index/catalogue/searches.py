"""Searches that are kept under a name, who is told of what they newly find, and the boards that follow them.

What is shared is a search's text. What it finds, each reader finds by their own rights.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Shared(StrEnum):
    """With whom a search is shared."""

    PRIVATE = "private"
    DEPARTMENT = "department"
    EVERYONE = "everyone"


class SavedSearch(Base):
    """A query text under a name, with its order. ``department_id`` says which department it is shared with, if one."""

    __tablename__ = "saved_searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    text: Mapped[str]
    sort: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    shared: Mapped[str] = mapped_column(default=Shared.PRIVATE)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]


class SearchSubscription(Base):
    """Somebody who wants to be told of what a search newly finds.

    ``known`` holds what it found for them when they last looked (``packed``), ``fresh`` what has come since.
    """

    __tablename__ = "search_subscriptions"

    search_id: Mapped[int] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    known: Mapped[bytes] = mapped_column(LargeBinary)
    fresh: Mapped[list[int]] = mapped_column(JSON)
    seen_at: Mapped[datetime]


class BoardSource(Base):
    """A board that shows the first ``most`` of what a search finds and screens may show."""

    __tablename__ = "board_sources"

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    search_id: Mapped[int] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), index=True)
    most: Mapped[int]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


def packed(asset_ids: Iterable[int]) -> bytes:
    """Return asset ids in few bytes, in order."""
    return zlib.compress(array("q", sorted(asset_ids)).tobytes())


def unpacked(kept: bytes) -> set[int]:
    """Return the asset ids that ``packed`` put away."""
    found = array("q")
    found.frombytes(zlib.decompress(kept))
    return set(found)

"""Collections by hand (精选集): assets under a name, in an order, each with a note; and links that show them to others.

A collection holds no rights: what is inside it each reader sees by their own, and a link by ``visibility.given_out``.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from index.catalogue.searches import Shared
from index.db import Base


class Collection(Base):
    """``department_id`` says which department it is shared with, if one. ``together``: whom it is shared with fill it too."""

    __tablename__ = "collections"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    shared: Mapped[str] = mapped_column(default=Shared.PRIVATE)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="SET NULL"))
    together: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class CollectionPerson(Base):
    """A colleague with whom a collection is shared by name; with ``edits`` they fill, order and annotate it too."""

    __tablename__ = "collection_people"

    collection_id: Mapped[int] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    edits: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]


class CollectionItem(Base):
    """An asset in a collection; ``position`` counts from 1."""

    __tablename__ = "collection_items"

    collection_id: Mapped[int] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]


class CollectionShare(Base):
    """A link to a collection for people without an account: its token's hash, never the token.

    ``takes`` allows reduced copies to be downloaded. What it shows depends on who made it, as they are now.
    """

    __tablename__ = "collection_shares"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    note: Mapped[str] = mapped_column(default="")
    takes: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    opened: Mapped[int] = mapped_column(default=0)

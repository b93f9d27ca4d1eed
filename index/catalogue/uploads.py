"""Uploads that can be gone on with: how far each has come, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Upload(Base):
    """One file on its way in. ``received`` bytes are on disk for certain; ``outcome`` is None until it was taken in.

    The id is random and long; that alone opens nothing: only who began it may go on with it, a person or, where it came
    through a link for outsiders, that link's ``sender_id``.
    """

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("outside_senders.id", ondelete="CASCADE"), index=True)
    length: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    told: Mapped[str] = mapped_column(default="")  # Upload-Metadata, word for word
    batch: Mapped[str]
    path: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str | None]
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="SET NULL"))
    sha256: Mapped[str | None]
    reason: Mapped[dict[str, Any] | None]

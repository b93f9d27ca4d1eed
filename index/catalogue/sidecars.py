"""Sidecars (附带说明文件): what stands beside a picture or film and tells of it, kept byte for byte like an original."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Sidecar(Base):
    """One sidecar as it came beside one file. Without an asset it waits for its file, or came from somebody else.

    The same bytes beside two pictures are two rows. Of several with one name for one asset the latest is in effect.
    """

    __tablename__ = "sidecars"
    __table_args__ = (Index("ix_sidecars_shot", "batch", "shot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="SET NULL"), index=True)
    sha256: Mapped[str] = mapped_column(index=True)
    source: Mapped[str]
    name: Mapped[str]
    path: Mapped[str]
    shot: Mapped[str]
    batch: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    received_at: Mapped[datetime]

"""What was taken out of the house: who, when, which assets, in which form, for what (取用记录)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Takeout(Base):
    """One download of one or many assets, for a purpose.

    ``who`` is the name as it was then: the log outlives people. ``door`` says how it was asked for: page, command, link, api.
    ``wanted`` files were asked for; ``failed`` could not be given. ``token`` lets the one who asked see how far it is.
    """

    __tablename__ = "takeouts"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    who: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="SET NULL"))
    door: Mapped[str]
    preset: Mapped[str]
    purpose: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    watermark: Mapped[str] = mapped_column(default="")
    begun_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    wanted: Mapped[int] = mapped_column(default=1)
    failed: Mapped[int] = mapped_column(default=0)


class TakenItem(Base):
    """One file of a takeout that was handed over. The same asset may have several: a raw file beside its JPEG."""

    __tablename__ = "taken_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    takeout_id: Mapped[int] = mapped_column(ForeignKey("takeouts.id", ondelete="CASCADE"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    preset: Mapped[str]
    name: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]

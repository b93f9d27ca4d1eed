"""Camera kits (摄影摄像器材) and the bodies that give them away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Kit(Base):
    """A department's camera kit. ``utc_offset`` (minutes) is where its clock stands if not the campus's zone;
    ``quicktime_local`` says that its films carry local time where the standard wants UTC.

    ``login`` and ``password_hash`` are what its cameras push with; ``event_id`` is what it photographs at present.
    """

    __tablename__ = "kits"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    utc_offset: Mapped[int | None]
    quicktime_local: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    login: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))


class CameraBody(Base):
    """A body of a kit, recognised by the serial number that it writes into each file."""

    __tablename__ = "camera_bodies"

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id", ondelete="CASCADE"), index=True)
    make: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    serial: Mapped[str] = mapped_column(unique=True)


class ForeignBody(Base):
    """A department's word that a body seen in its files is none of its kits: it is not asked again.

    ``department_id`` is None where the office spoke for files that belong to nobody.
    """

    __tablename__ = "foreign_bodies"

    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    said_at: Mapped[datetime]
    said_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

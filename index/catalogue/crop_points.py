"""The point of a photo that crops keep in their middle (裁切中心), where somebody has chosen one.

It belongs to the picture, not to a form: cover and square, this download and the next, keep the same face.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.people import Actor
from index.db import Base

Point = tuple[float, float]
"""Shares of width and height, from the upper left."""


class CropPoint(Base):
    """The point that was chosen last, and by whom."""

    __tablename__ = "crop_points"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    x: Mapped[float]
    y: Mapped[float]
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    chosen_at: Mapped[datetime]


def point_of(session: Session, asset_id: int) -> Point | None:
    """Return the point that was chosen; None where the picture's own counts."""
    row = session.get(CropPoint, asset_id)
    return None if row is None else (row.x, row.y)


def keep(session: Session, actor: Actor, asset_id: int, point: Point | None, *, now: datetime) -> None:
    """Remember the point of an asset; None forgets it."""
    row = session.get(CropPoint, asset_id)
    if point is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(CropPoint(asset_id=asset_id, x=point[0], y=point[1], chosen_by=actor.person_id, chosen_at=now))
    elif (row.x, row.y) != point:
        row.x, row.y, row.chosen_by, row.chosen_at = *point, actor.person_id, now

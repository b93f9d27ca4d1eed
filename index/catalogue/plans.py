"""Campus plans (平面图): a picture that lies under the map, and the points that tie it to the ground.

A plan is an asset like any other: whoever may see the asset sees the map drawn on it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Plan(Base):
    """``points`` are rows of [across, down, latitude, longitude]: parts of the picture's width and height (0 to 1, from its
    upper left corner), degrees of WGS 84.
    """

    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    points: Mapped[list[list[float]]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

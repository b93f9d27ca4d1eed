"""Handovers (工作交接): what passed from one person of a department to another, and who looks after whose pictures since.

Who made a thing stays who made it. A picture keeps its owner, whom the ledger credits; its keeper is who describes and
submits it in the owner's place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from index.catalogue.assets import Asset
from index.db import Base


class Handover(Base):
    """One handover, never changed. ``moved`` lists what passed on, in order: {"what", "subject", "name"} each.

    ``subject`` is like ``story:S3``. ``name`` is empty for content, whose words are looked up for each reader.
    """

    __tablename__ = "handovers"
    __table_args__ = (CheckConstraint("from_id <> to_id", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    moved: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class AssetKeeper(Base):
    """Who looks after an asset in the place of who brought it."""

    __tablename__ = "asset_keepers"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]


def kept_by(person_id: int) -> ColumnElement[bool]:
    """SQL: this asset is this person's to describe and submit: what was handed over to them, and their own that was not."""
    handed = select(AssetKeeper.asset_id)
    return or_(Asset.id.in_(handed.where(AssetKeeper.person_id == person_id)),
               and_(Asset.owner_id == person_id, Asset.id.not_in(handed)))

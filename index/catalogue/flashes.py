"""What was found when a film was looked through for flashes (闪烁). ``ingest.steps.flashing`` tells how they are counted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue import audit
from index.catalogue.assets import public_id
from index.catalogue.people import OWNER
from index.db import Base, insert_into


class FilmFlashes(Base):
    """The flashes of one film. Without a row nobody has looked yet, or nobody could.

    ``sha256`` names the proxy that was looked at. ``general`` and ``red`` are the most flashes within one second, ``worst``
    the second at which these begin. ``moments`` are the stretches with more than are allowed: {"kind", "start", "end",
    "flashes"}, in seconds; none where the film is harmless.
    """

    __tablename__ = "film_flashes"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str]
    looked_at: Mapped[datetime]
    general: Mapped[int]
    red: Mapped[int]
    worst: Mapped[float]
    moments: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


def write(session: Session, asset_id: int, sha256: str, found: dict[str, Any], *, now: datetime) -> None:
    """Put on record what was found in the proxy of this hash, in the place of what was found before; with an audit line where
    it flashes too often, from which those are told who have approved it already.
    """
    values = {"sha256": sha256, "looked_at": now, **found}
    session.execute(insert_into(session, FilmFlashes).values(asset_id=asset_id, **values)
                    .on_conflict_do_update(index_elements=["asset_id"], set_=values))
    if found["moments"]:
        audit.record(session, OWNER, "found-flashing", f"asset:{public_id(asset_id)}", at=now, moments=len(found["moments"]))


def of_assets(session: Session, asset_ids: Collection[int]) -> dict[int, FilmFlashes]:
    """Return what was found in those of these assets that were looked through."""
    return {one.asset_id: one for one in session.scalars(select(FilmFlashes).where(FilmFlashes.asset_id.in_(asset_ids)))}

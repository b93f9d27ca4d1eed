"""What the files of assets measure, of many at once, and what channels demand of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from index.catalogue.assets import Asset, Kind, Original, Rendition
from index.catalogue.demands import Demands, demands

HELD: Final = "demands"


@dataclass(frozen=True, slots=True)
class Measured:
    """One asset's original. ``size`` in pixels, upright; ``proxy`` is a film's smaller version: its size and bytes."""

    asset_id: int
    kind: str
    size: tuple[int, int] | None
    seconds: float | None
    bytes: int
    media_type: str
    proxy: tuple[tuple[int, int], int] | None

    @property
    def film(self) -> bool:
        return self.kind == Kind.VIDEO


def measured(session: Session, asset_ids: Sequence[int]) -> dict[int, Measured]:
    """Return what the originals of these assets measure, as far as it was read."""
    rows = session.execute(
        select(Asset.id, Asset.kind, Asset.width, Asset.height, Asset.duration, Original.bytes, Original.media_type,
               Rendition.width, Rendition.height, Rendition.bytes)
        .join(Original, Original.sha256 == Asset.sha256)
        .outerjoin(Rendition, and_(Rendition.original_sha256 == Asset.sha256, Rendition.preset == "proxy"))
        .where(Asset.id.in_(asset_ids)))
    return {asset_id: Measured(asset_id, kind, (width, height) if width and height else None, seconds, size, media_type,
                               ((wide, high), small) if wide else None)
            for asset_id, kind, width, height, seconds, size, media_type, wide, high, small in rows}


def asked(session: Session) -> dict[tuple[str, str], Demands]:
    """Return what every channel demands, read once in a unit of work."""
    held: dict[tuple[str, str], Demands] | None = session.info.get(HELD)
    if held is None:
        held = session.info[HELD] = demands(session)
    return held


def size_text(count: int) -> str:
    """Return bytes in few signs, alike in both languages: 950 KB, 1 MB, 12.3 MB."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "KB")):
        if count >= unit:
            return f"{count / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{count} B"

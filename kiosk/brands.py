"""How a screen is dressed: its campus's name, colour and logo, as it is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.campuses import Campus, tones
from index.catalogue.screens import Screen


@dataclass(frozen=True, slots=True)
class Logo:
    """``bytes`` is its length, sizes are pixels; ``plate`` is what lies under it where the ground is not paper."""

    sha256: str
    bytes: int
    media_type: str
    width: int
    height: int
    plate: str


@dataclass(frozen=True, slots=True)
class Brand:
    """``accent`` is #rrggbb as the campus has it."""

    name: str
    name_en: str
    accent: str
    logo: Logo | None


class Brands(NamedTuple):
    """The campuses in use by their numbers, and the one for all screens that name none of them."""

    by_id: dict[int, Brand]
    usual: Brand | None

    def of(self, campus_id: int | None) -> Brand | None:
        return self.by_id.get(campus_id or 0, self.usual)


def every(session: Session) -> Brands:
    """Return how screens are dressed. One read."""
    by_id: dict[int, Brand] = {}
    usual = None
    for row in session.scalars(select(Campus).where(Campus.active)):
        by_id[row.id] = brand_of(row)
        usual = by_id[row.id] if row.is_default else usual
    return Brands(by_id, usual)


def brand_of(row: Campus) -> Brand:
    """Return a campus as its screens are dressed."""
    logo = None
    if row.logo_sha256:
        logo = Logo(row.logo_sha256, row.logo_bytes or 0, row.logo_type or "", row.logo_width or 0, row.logo_height or 0,
                    row.plate or "")
    return Brand(row.name, row.name_en, row.accent, logo)


def entry(brand: Brand) -> dict[str, Any]:
    """Return what a manifest tells of it. Colours are such as can be read; the logo is a file like any other, in one part."""
    shown = tones(brand.accent)
    logo = brand.logo and {
        "sha256": brand.logo.sha256, "bytes": brand.logo.bytes, "media_type": brand.logo.media_type,
        "chunks": [brand.logo.sha256], "width": brand.logo.width, "height": brand.logo.height, "plate": brand.logo.plate}
    return {"name": brand.name, "name_en": brand.name_en, "accent": shown.accent, "on_dark": shown.on_dark, "logo": logo}


def logo_for(session: Session, screen_id: int, sha256: str) -> tuple[str, bytes] | None:
    """Return the media type and bytes of a logo that this screen wears, else None."""
    brand = every(session).of(session.scalar(select(Screen.campus_id).where(Screen.id == screen_id)))
    return logo(session, sha256) if brand and brand.logo and brand.logo.sha256 == sha256 else None


def logo(session: Session, sha256: str) -> tuple[str, bytes] | None:
    """Return the media type and bytes of any campus's logo, None where there is none with this hash."""
    row = session.execute(select(Campus.logo_type, Campus.logo).where(Campus.logo_sha256 == sha256).limit(1)).first()
    return (row[0], row[1]) if row and row[0] and row[1] else None

"""Campuses as pages and programs read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index import contrast
from index.catalogue import visibility
from index.catalogue.assets import Asset, Kind, Rendition
from index.catalogue.campuses import PAPER, Campus, Tones, tones
from index.catalogue.people import Actor
from index.catalogue.screens import Screen
from index.db import reading
from kiosk import brands
from server.boards import named


@dataclass(frozen=True, slots=True)
class CampusLine:
    """One campus. ``accent`` is its own colour, ``shown`` what screens make of it; ``logo`` is the hash of its logo,
    ``screens`` the names of those that name it.
    """

    id: int
    name: str
    name_en: str
    accent: str
    shown: Tones
    logo: str | None
    logo_width: int | None
    logo_height: int | None
    plate: str | None
    is_default: bool
    active: bool
    screens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A screen that may be taken to a campus; ``campus`` is the name of the one that it names now."""

    id: int
    name: str
    place: str
    campus: str | None
    here: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What screens make of a colour. ``ratio`` is its own contrast on paper, as WCAG 2.2 counts it."""

    shown: Tones
    ratio: float

    @property
    def darkened(self) -> bool:
        return self.ratio < contrast.WANTED


def look(accent: str) -> Look:
    """Return what screens make of ``#rrggbb``."""
    return Look(tones(accent), contrast.ratio(contrast.parse(accent), PAPER))


def lines(engine: Engine) -> list[CampusLine]:
    """Return all campuses in their order."""
    with reading(engine) as session:
        return _lines(session)


def line(engine: Engine, given: str) -> CampusLine:
    """Return one campus, by name or id. Raises NotFound."""
    with reading(engine) as session:
        found = named.campus(session, given).id
        return next(one for one in _lines(session) if one.id == found)


def names(engine: Engine) -> list[str]:
    """Return the names of the campuses in use, in their order."""
    with reading(engine) as session:
        return list(session.scalars(select(Campus.name).where(Campus.active).order_by(Campus.position, Campus.id)))


def places(engine: Engine, campus_id: int) -> list[tuple[str, list[Place]]]:
    """Return every screen by building; those without one come last."""
    with reading(engine) as session:
        rows = session.execute(select(Screen.id, Screen.name, Screen.place, Screen.building, Screen.campus_id,
                                      Campus.name.label("campus"))
                               .outerjoin(Campus, Campus.id == Screen.campus_id)).all()
    found = sorted(rows, key=lambda row: (not row.building, row.building, row.name))
    return [(building, [Place(row.id, row.name, row.place, row.campus, row.campus_id == campus_id) for row in some])
            for building, some in groupby(found, key=lambda row: row.building)]


def logo(engine: Engine, sha256: str) -> tuple[str, bytes] | None:
    """Return the media type and bytes of a campus's logo, None where none has this hash."""
    with reading(engine) as session:
        return brands.logo(session, sha256)


def sample(engine: Engine, actor: Actor, now: datetime) -> str | None:
    """Return the hash of a picture to try a dress on: the newest wide photo that the reader may see; None without any."""
    with reading(engine) as session:
        return session.scalar(
            select(Rendition.sha256).join(Asset, Asset.sha256 == Rendition.original_sha256)
            .where(Asset.kind == Kind.PHOTO, Rendition.preset == "screen", Rendition.width > Rendition.height,
                   visibility.visible(actor, now)).order_by(Asset.id.desc()).limit(1))


def _lines(session: Session) -> list[CampusLine]:
    screens: dict[int | None, list[str]] = {}
    for campus_id, name in session.execute(select(Screen.campus_id, Screen.name).where(Screen.campus_id.is_not(None))
                                           .order_by(Screen.name)):
        screens.setdefault(campus_id, []).append(name)
    return [CampusLine(row.id, row.name, row.name_en, row.accent, tones(row.accent), row.logo_sha256, row.logo_width,
                       row.logo_height, row.plate, row.is_default, row.active, tuple(screens.get(row.id, ())))
            for row in session.scalars(select(Campus).order_by(Campus.position, Campus.id))]

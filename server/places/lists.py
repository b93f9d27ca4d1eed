"""Plans as pages show them, and where the photos of a search were taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset, Description, Rendition, public_id
from index.catalogue.people import Actor
from index.catalogue.plans import Plan
from index.errors import NotFound
from index.search.results import Sort
from index.search.search import search
from server import policy
from server.home import Home
from server.places.fitting import Fit, Point, fit

MOST: Final = 5000
"""Photos on one map; the newest."""
SHOWN: Final = ("large", "screen")
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan for one reader. ``picture`` is the hash of its rendition, ``points`` are parts (0 to 1) and degrees."""

    id: int
    name: str
    asset: str
    picture: str
    width: int
    height: int
    points: tuple[Point, ...]

    @property
    def fit(self) -> Fit | None:
        """The fit in pixels of the picture; None where too few points are set."""
        return fit([(x * self.width, y * self.height, lat, lon) for x, y, lat, lon in self.points])


@dataclass(frozen=True, slots=True)
class Spot:
    """One photo with its place in degrees."""

    id: str
    title: str
    grid: str | None
    latitude: float
    longitude: float


def plans(session: Session, actor: Actor, now: datetime) -> list[PlanView]:
    """Return the plans whose picture this reader may see, by name."""
    rows = session.execute(
        select(Plan, Asset.sha256).join(Asset, Asset.id == Plan.asset_id)
        .where(visibility.visible(actor, now)).order_by(Plan.name)).all()
    found = []
    for plan, sha256 in rows:
        sizes = {one.preset: one for one in session.scalars(select(Rendition).where(
            Rendition.original_sha256 == sha256, Rendition.preset.in_(SHOWN)))}
        shown = next((sizes[preset] for preset in SHOWN if preset in sizes), None)
        if shown is not None:
            found.append(PlanView(plan.id, plan.name, public_id(plan.asset_id), shown.sha256, shown.width, shown.height,
                                  tuple((p[0], p[1], p[2], p[3]) for p in plan.points)))
    return found


def plan(session: Session, actor: Actor, plan_id: int, now: datetime) -> PlanView:
    """Return one plan. Raises NotFound."""
    found = next((one for one in plans(session, actor, now) if one.id == plan_id), None)
    if found is None:
        raise NotFound(what=str(plan_id))
    return found


def found_ids(home: Home, actor: Actor, text: str, now: datetime) -> list[int]:
    """Return the assets with coordinates that a search finds, the newest first, at most MOST."""
    results = search(home.index, f"has:gps {text}", limit=MOST, now=now, facets=False, sort=Sort.NEWEST,
                     viewer_filter=visibility.search_filter(actor), zone=home.settings.zone)
    return [hit.asset_id for hit in results.hits if not hit.near]


def spots(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> Iterator[Spot]:
    """Yield where these photos were taken, in order. Coordinates are for those who have the file: of what others have
    published, and of what one owns with others, they are not told.
    """
    latitude, longitude = Asset.facts["latitude"].as_float(), Asset.facts["longitude"].as_float()
    for at in range(0, len(asset_ids), _AT_ONCE):
        wanted = asset_ids[at:at + _AT_ONCE]
        rows = {row[0]: row for row in session.execute(
            select(Asset.id, Description.title, Rendition.sha256, latitude, longitude)
            .join(Description, Description.asset_id == Asset.id)
            .outerjoin(Rendition, and_(Rendition.original_sha256 == Asset.sha256, Rendition.preset == "grid"))
            .where(Asset.id.in_(wanted), visibility.visible(actor, now), policy.own(actor, Asset),
                   Asset.clock_photo.is_(False), latitude.is_not(None), longitude.is_not(None)))}
        for asset_id, title, grid, lat, lon in (rows[one] for one in wanted if one in rows):
            yield Spot(public_id(asset_id), title or public_id(asset_id), grid, lat, lon)

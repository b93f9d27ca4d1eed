"""Finding, as pages and the command line ask: a query for somebody, answered with assets they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.catalogue import visibility
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from index.db import reading
from index.search.results import Results
from index.search.search import search
from server.home import Home


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. ``score`` and ``near`` go with the asset of the same place."""

    asset: AssetView
    score: float
    near: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: the index's own figures, and the assets behind its hits."""

    results: Results
    found: tuple[Found, ...]


def find(home: Home, actor: Actor, text: str, *, limit: int, offset: int = 0, now: datetime, facets: bool = True,
         sort: str = "relevance") -> Finding:
    """Search as ``actor``. The index is disposable, so every hit is looked up in the catalogue and checked again there."""
    results = search(home.settings.home, text, limit=limit, offset=offset, now=now, facets=facets, sort=sort,
                     viewer_filter=visibility.search_filter(actor), zone=home.settings.zone)
    wanted = [hit.asset_id for hit in results.hits]
    with reading(home.engine) as session:
        views = {view.id: view for view in visibility.views(session, actor, wanted, now)}
    return Finding(results, tuple(Found(views[hit.asset_id], hit.score, hit.near) for hit in results.hits
                                  if hit.asset_id in views))

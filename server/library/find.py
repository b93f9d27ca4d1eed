"""Finding, as pages and the command line ask: a query for somebody, answered with assets they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.catalogue import stacks, visibility
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from index.db import reading
from index.search.results import Results
from index.search.search import search
from server.home import Home


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. ``score`` and ``near`` go with the asset of the same place; ``stack``: how many stand in its stack, as
    far as the reader sees them, 0 for one that stands alone.
    """

    asset: AssetView
    score: float
    near: bool
    stack: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: the index's own figures, and the assets behind its hits."""

    results: Results
    found: tuple[Found, ...]


def find(home: Home, actor: Actor, text: str, *, limit: int, offset: int = 0, now: datetime, facets: bool = True,
         sort: str = "relevance") -> Finding:
    """Search as ``actor``. The index is disposable, so every hit is looked up in the catalogue and checked again there."""
    results = search(home.index, text, limit=limit, offset=offset, now=now, facets=facets, sort=sort,
                     viewer_filter=visibility.search_filter(actor), zone=home.settings.zone)
    wanted = [hit.asset_id for hit in results.hits]
    with reading(home.engine) as session:
        views = {view.id: view for view in visibility.views(session, actor, wanted, now)}
        stacked = {view.stack_id for view in views.values() if view.stack_id is not None}
        sizes = stacks.sizes(session, stacked, visibility.visible(actor, now)) if stacked else {}
    return Finding(results, tuple(Found(view, hit.score, hit.near, sizes.get(view.stack_id or 0, 0)) for hit in results.hits
                                  if (view := views.get(hit.asset_id)) is not None))

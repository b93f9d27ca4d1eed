"""What an engine has to do, and the one there is: Whoosh for text, columns in memory for all else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.errors import reason
from index.search import choices, facets, reader, scoring
from index.search.columns import Columns, Floats, Ints, Mask
from index.search.matching import Matcher
from index.search.nodes import Query, words
from index.search.results import Hit, Moment, Note, Page, Results, Sort
from index.search.rows import joint_digest

if TYPE_CHECKING:
    from collections.abc import Mapping


class Engine(Protocol):
    """Answers parsed queries. Any engine gives the same hits, and total and facets over full matches only."""

    def answer(self, query: Query, moment: Moment, page: Page) -> Results:
        """Return one page of hits; ``took_ms`` is left to the caller."""
        ...

    def contents(self) -> Mapping[int, str]:
        """Return the digest of what is held of each asset (rows.joint_digest), by its id."""
        ...


class WhooshEngine:
    """The index in the home folder."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def contents(self) -> dict[int, str]:
        snapshot = reader.snapshot(self._home)
        if snapshot is None:
            return {}
        alive = np.flatnonzero(snapshot.alive)
        ids, digests = snapshot.columns.ids, snapshot.columns.digests
        held: dict[int, list[str]] = {}
        for number in alive:
            held.setdefault(int(ids[number]), []).append(digests[number])
        return {asset_id: joint_digest(several) for asset_id, several in held.items()}

    def answer(self, query: Query, moment: Moment, page: Page) -> Results:
        snapshot = reader.snapshot(self._home)
        if snapshot is None:
            return Results(0, notes=(Note("", reason("no-index")),))
        matcher = Matcher(snapshot, moment)
        visible = matcher.visible()
        found = visible & matcher.mask(query.root)
        total = int(np.count_nonzero(found))
        hits = _full(matcher, query, found, page)
        if len(hits) < page.limit:
            hits += _near(matcher, query, visible & ~found, page, total)
        if not page.facets:
            return Results(total, hits)
        return Results(total, hits, facets.count(snapshot.columns, found),
                       choices.counts(query, snapshot.columns, visible, matcher.mask))


def _full(matcher: Matcher, query: Query, found: Mask, page: Page) -> list[Hit]:
    columns = matcher.snapshot.columns
    wanted = words(query.root) if page.sort is Sort.RELEVANCE else []
    scores = scoring.rank_full(matcher, wanted, found)
    documents = np.flatnonzero(found)
    order = documents[_order(columns, documents, scores, page.sort)][page.offset:page.offset + page.limit]
    return [Hit(int(columns.ids[n]), round(float(scores[n]), 4), near=False) for n in order]


def _near(matcher: Matcher, query: Query, rest: Mask, page: Page, total: int) -> list[Hit]:
    """Fill the page with those that obey every filter and hold part of the words."""
    wanted = [word for word in words(query.root) if word.field is None]
    if not wanted:
        return []
    snapshot = matcher.snapshot
    scores = scoring.rank_near(snapshot, wanted)
    documents = np.flatnonzero(rest & (scores > 0))
    if documents.size:
        documents = documents[matcher.mask(query.root, words=False)[documents]]
    start = max(page.offset - total, 0)
    room = page.limit - max(min(total - page.offset, page.limit), 0)
    order = documents[_order(snapshot.columns, documents, scores, Sort.RELEVANCE)][start:start + room]
    return [Hit(int(snapshot.columns.ids[n]), round(float(scores[n]), 4), near=True) for n in order]


def _order(columns: Columns, documents: Ints, scores: Floats, sort: Sort) -> Ints:
    """Return positions in ``documents`` in the order of ``sort``; what is equal comes newest first, then by id."""
    numbers = columns.numbers
    uploaded = numbers["uploaded"][documents]
    captured = numbers["captured"][documents]
    taken = np.where(np.isnan(captured), uploaded, captured)
    first = {
        Sort.RELEVANCE: -np.round(scores[documents], 6), Sort.NEWEST: -taken, Sort.OLDEST: taken,
        Sort.UPLOADED: -uploaded, Sort.RATING: -np.nan_to_num(numbers["rating"][documents], nan=-1.0),
    }[sort]
    return np.lexsort((-columns.ids[documents], -taken, first))

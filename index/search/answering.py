"""Answers to parsed queries, over whatever engine keeps the terms: which full matches, in which order, and what is near."""

from __future__ import annotations

from itertools import repeat

import numpy as np

from index.errors import reason
from index.search import choices, facets, scoring
from index.search.columns import Floats, Ints, Mask
from index.search.matching import Matcher
from index.search.nodes import Query, words
from index.search.results import Hit, Moment, Note, Page, Results, Sort
from index.search.segments import Snapshot


def answer(snapshot: Snapshot, query: Query, moment: Moment, page: Page) -> Results:
    """Return one page of hits, with total and facets over full matches only; ``took_ms`` is left to the caller."""
    matcher = Matcher(snapshot, moment)
    visible = matcher.visible()
    mask = visible & matcher.mask(query.root)
    found = np.flatnonzero(mask)
    hits = _full(matcher, query, found, page)
    if len(hits) < page.limit:
        hits += _near(matcher, query, visible & ~mask, page, found.size)
    notes = tuple(Note(word, reason("query-misspelt", part=word)) for word in matcher.corrected)
    if not page.facets:
        return Results(found.size, hits, notes=notes)
    return Results(found.size, hits, facets.count(snapshot.columns, found),
                   choices.counts(query, snapshot.columns, visible, matcher.mask), notes=notes)


def _full(matcher: Matcher, query: Query, found: Ints, page: Page) -> list[Hit]:
    snapshot = matcher.snapshot
    wanted = words(query.root) if page.sort is Sort.RELEVANCE else []
    scores = scoring.rank_full(matcher, wanted, found)
    order = _ordered(snapshot, found, scores, page.sort, page.offset + page.limit)[page.offset:]
    return _hits(snapshot.columns.ids[found[order]], scores[order], near=False)


def _near(matcher: Matcher, query: Query, rest: Mask, page: Page, total: int) -> list[Hit]:
    """Fill the page with those that obey every filter and hold part of the words."""
    wanted = [word for word in words(query.root) if word.field is None]
    if not wanted:
        return []
    snapshot = matcher.snapshot
    documents, scores = scoring.rank_near(snapshot, wanted, rest & matcher.mask(query.root, words=False))
    start = max(page.offset - total, 0)
    room = page.limit - max(min(total - page.offset, page.limit), 0)
    order = _ordered(snapshot, documents, scores, Sort.RELEVANCE, start + room)[start:]
    return _hits(snapshot.columns.ids[documents[order]], scores[order], near=True)


def _hits(ids: Ints, scores: Floats, *, near: bool) -> list[Hit]:
    return list(map(Hit, ids.tolist(), scores.round(4).tolist(), repeat(near)))


def _ordered(snapshot: Snapshot, documents: Ints, scores: Floats, sort: Sort, most: int) -> Ints:
    """Return where the first ``most`` of ``documents`` stand in the order of ``sort``; equals come newest first."""
    columns = snapshot.columns
    taken = snapshot.taken[documents]
    match sort:
        case Sort.RELEVANCE:
            first = -scores.round(6)
        case Sort.UPLOADED:
            first = -columns.numbers["uploaded"][documents]
        case Sort.RATING:
            first = -np.nan_to_num(columns.numbers["rating"][documents], nan=-1.0)
        case _:
            first = taken if sort is Sort.OLDEST else -taken
    places = _best(first, -taken, most) if 0 < most < documents.size else np.arange(documents.size)
    return places[np.lexsort((-columns.ids[documents[places]], -taken[places], first[places]))][:most]


def _best(first: Floats, second: Floats, most: int) -> Ints:
    """Return where the ``most`` smallest are, and all that are equal to the last of them: the rest need not be sorted."""
    last = np.partition(first, most - 1)[most - 1]
    better, equal = np.flatnonzero(first < last), np.flatnonzero(first == last)
    room = most - better.size
    if room < equal.size:
        equal = equal[second[equal] <= np.partition(second[equal], room - 1)[room - 1]]
    return np.concatenate([better, equal])

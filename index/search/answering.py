"""Answers to parsed queries, over whatever engine keeps the terms: which full matches, in which order, and what is near."""

from __future__ import annotations

import numpy as np

from index.errors import reason
from index.search import choices, facets, scoring
from index.search.columns import Columns, Floats, Ints, Mask
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
    hits = _full(matcher, query, mask, found, page)
    if len(hits) < page.limit:
        hits += _near(matcher, query, visible & ~mask, page, found.size)
    notes = tuple(Note(word, reason("query-misspelt", part=word)) for word in matcher.corrected)
    if not page.facets:
        return Results(found.size, hits, notes=notes)
    return Results(found.size, hits, facets.count(snapshot.columns, found),
                   choices.counts(query, snapshot.columns, visible, matcher.mask), notes=notes)


def _full(matcher: Matcher, query: Query, mask: Mask, found: Ints, page: Page) -> list[Hit]:
    columns = matcher.snapshot.columns
    wanted = words(query.root) if page.sort is Sort.RELEVANCE else []
    scores = scoring.rank_full(matcher, wanted, mask)
    order = _ordered(columns, found, scores, page.sort, page.offset + page.limit)[page.offset:]
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
    order = _ordered(snapshot.columns, documents, scores, Sort.RELEVANCE, start + room)[start:]
    return [Hit(int(snapshot.columns.ids[n]), round(float(scores[n]), 4), near=True) for n in order]


def _ordered(columns: Columns, documents: Ints, scores: Floats, sort: Sort, most: int) -> Ints:
    """Return the first ``most`` of ``documents`` in the order of ``sort``; what is equal comes newest first, then by id."""
    numbers = columns.numbers
    uploaded = numbers["uploaded"][documents]
    captured = numbers["captured"][documents]
    taken = np.where(np.isnan(captured), uploaded, captured)
    match sort:
        case Sort.RELEVANCE:
            first = -np.round(scores[documents], 6)
        case Sort.UPLOADED:
            first = -uploaded
        case Sort.RATING:
            first = -np.nan_to_num(numbers["rating"][documents], nan=-1.0)
        case _:
            first = taken if sort is Sort.OLDEST else -taken
    if 0 < most < documents.size:
        chosen = _best(first, -taken, most)
        documents, first, taken = documents[chosen], first[chosen], taken[chosen]
    return documents[np.lexsort((-columns.ids[documents], -taken, first))][:most]


def _best(first: Floats, second: Floats, most: int) -> Ints:
    """Return where the ``most`` smallest are, and all that are equal to the last of them: the rest need not be sorted."""
    last = np.partition(first, most - 1)[most - 1]
    better, equal = np.flatnonzero(first < last), np.flatnonzero(first == last)
    room = most - better.size
    if room < equal.size:
        equal = equal[second[equal] <= np.partition(second[equal], room - 1)[room - 1]]
    return np.concatenate([better, equal])

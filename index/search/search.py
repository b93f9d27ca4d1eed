"""The one question: what is found, for whom, now."""

from __future__ import annotations

import logging
import pickle
import struct
import time
import zlib
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from index.catalogue.visibility import ViewerFilter
from index.errors import reason
from index.search import query as language
from index.search.index_home import IndexHome
from index.search.nodes import Query, flags
from index.search.results import Moment, Note, Page, Results, Sort

_LOG = logging.getLogger(__name__)
DAMAGE = (OSError, EOFError, pickle.UnpicklingError, zlib.error, struct.error, ValueError, KeyError)
"""What reading a damaged index raises. Whoosh does not check its files: it unpickles what it finds."""


def search(
    home: IndexHome, text: str, *, limit: int, offset: int = 0, now: datetime, viewer_filter: ViewerFilter,
    facets: bool = True, sort: str | Sort = Sort.RELEVANCE, zone: ZoneInfo = language.CAMPUS,
) -> Results:
    """Return what ``text`` finds in the index of ``home`` that the viewer may see, one page of it.

    ``now`` is aware; ``zone`` gives days and terms their bounds. ``total`` and ``facets`` count full matches; after those,
    up to ``limit``, come near ones, which obey every filter but hold only part of the words. Odd syntax, a missing index
    and a damaged one give notes, never an error. An unknown ``sort`` raises ValueError.
    """
    started = time.perf_counter()
    parsed = language.parse(text, now=now, zone=zone)
    page = Page(limit, offset, Sort(sort), facets)
    results = _answer(home, parsed, Moment(viewer_filter, now), page)
    notes = (*parsed.notes, *_nobody(parsed, viewer_filter), *results.notes)
    return replace(results, notes=notes, took_ms=round((time.perf_counter() - started) * 1000, 2))


def _answer(home: IndexHome, parsed: Query, moment: Moment, page: Page) -> Results:
    from index.search import answering, reader  # numpy, a tenth of a second

    try:
        snapshot = reader.snapshot(home)
        if snapshot is None:
            return Results(0, notes=(Note("", reason("no-index")),))
        return answering.answer(snapshot, parsed, moment, page)
    except DAMAGE as problem:
        _LOG.exception("the search index of %s cannot be read", home)
        return Results(0, notes=(Note("", reason("index-damaged", detail=f"{type(problem).__name__}: {problem}")),))


def _nobody(parsed: Query, viewer: ViewerFilter) -> tuple[Note, ...]:
    """Without a person, nothing is mine."""
    if viewer.owner_id is None and any(flag.name == "mine" for flag in flags(parsed.root)):
        return (Note("is:mine", reason("query-nobody")),)
    return ()

"""Where nothing is found: which condition to drop, and what may have been meant, each with what it would find."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, islice
from typing import Final

from flask import url_for

from index.catalogue import visibility
from index.catalogue.people import Actor
from index.search import search
from index.search.editing import Draft
from index.search.results import Moment
from server.home import Home
from server.library.asking import Asking

MOST: Final = 8
"""Conditions that are tried without; more are no longer looked through by a person either."""
TRIED: Final = 20
"""Searches that are tried for conditions to drop; with more, the page would keep its reader waiting."""
SHOWN: Final = 3
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WayOut:
    """A search that finds something: ``label`` is what was dropped, or the text meant."""

    label: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """What to offer to somebody who found nothing."""

    dropped: tuple[WayOut, ...]
    meant: tuple[WayOut, ...]


def nothing(home: Home, actor: Actor, asked: Asking, now: datetime) -> Nothing:
    """Return the ways out of a search that finds nothing; those that find nothing either are left out."""
    found = [_way(home, actor, asked, draft, now, label=draft.text) for draft in _meant(home, actor, asked.draft, now)]
    likely = sorted({one.label: one for one in found if one.count}.values(), key=lambda one: -one.count)
    return Nothing(tuple(_dropped(home, actor, asked, now)), tuple(likely[:SHOWN]))


def _dropped(home: Home, actor: Actor, asked: Asking, now: datetime) -> list[WayOut]:
    """Return what to drop: each single condition that helps; where none does, the fewest together that do."""
    count = len(asked.draft.groups)
    several = (group for size in range(1, count) for group in combinations(range(min(count, MOST)), size))
    ways: list[WayOut] = []
    size = 1
    for places in islice(several, TRIED):
        if len(places) > size and ways:
            break
        size = len(places)
        way = _way(home, actor, asked, asked.draft.without(*places), now, label=asked.draft.source(*places))
        ways += [way] if way.count else []
    return ways if size == 1 else sorted(ways, key=lambda one: -one.count)[:SHOWN]


def _meant(home: Home, actor: Actor, draft: Draft, now: datetime) -> list[Draft]:
    from index.search import meant  # numpy

    try:
        return meant.meant(home.index, draft, Moment(visibility.search_filter(actor), now))
    except search.DAMAGE:
        _LOG.exception("the search index of %s cannot be read", home.settings.home)
        return []


def _way(home: Home, actor: Actor, asked: Asking, draft: Draft, now: datetime, *, label: str) -> WayOut:
    there = asked.turned(draft.text)
    found = search.search(home.index, there.shown(actor), limit=0, now=now, facets=False, zone=home.settings.zone,
                          viewer_filter=visibility.search_filter(actor))
    return WayOut(label, found.total, url_for("library.index", **there.arguments))

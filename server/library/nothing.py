"""Where nothing is found: which condition to drop, and what may have been meant, each with what it would find."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
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
SHOWN: Final = 3
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WayOut:
    """A search that finds something: ``label`` is the condition dropped, or the text meant."""

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
    places = range(min(len(asked.draft.groups), MOST)) if len(asked.draft.groups) > 1 else ()
    dropped = [_way(home, actor, asked, asked.draft.without(place), now, label=asked.draft.source(place)) for place in places]
    found = [_way(home, actor, asked, draft, now, label=draft.text) for draft in _meant(home, actor, asked.draft, now)]
    likely = sorted({one.label: one for one in found if one.count}.values(), key=lambda one: -one.count)
    return Nothing(tuple(one for one in dropped if one.count), tuple(likely[:SHOWN]))


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

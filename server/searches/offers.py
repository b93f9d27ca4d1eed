"""Suggestions as somebody may see them."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from index.catalogue import visibility
from index.catalogue.people import Actor
from index.search.results import Moment
from index.search.search import DAMAGE
from server.home import Home

if TYPE_CHECKING:
    from index.search.suggest import Part, Suggestion

_LOG = logging.getLogger(__name__)


def offers(home: Home, actor: Actor, text: str, now: datetime, *, chinese: bool) -> tuple[Part, list[Suggestion]]:
    """Return what ``text`` may become; counts are of what this person may see. A damaged index offers nothing."""
    from index.search import suggest  # numpy, a tenth of a second

    try:
        return suggest.suggest(home.index, text, Moment(visibility.search_filter(actor), now), chinese=chinese)
    except DAMAGE:
        _LOG.exception("the search index of %s cannot be read", home.settings.home)
        return suggest.part(text), []

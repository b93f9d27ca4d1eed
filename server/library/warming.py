"""What the first searches of a process would wait for, done beside its first requests."""

from __future__ import annotations

import gc
import logging
import threading
from itertools import islice
from typing import Final

from index.search import search
from index.search.index_home import IndexHome

_TITLES: Final = 10_000
"""Titles whose characters' sounds are looked up: they hold nearly all characters that a campus uses."""
_LOG = logging.getLogger(__name__)


def begin(index: IndexHome) -> threading.Thread:
    """Open the search index and look up how its characters sound, in a thread that ends by itself.

    Whoever asks meanwhile is answered, if not as quickly. What is damaged is told by the search that needs it.
    """
    thread = threading.Thread(target=_warm, args=(index,), name="warming", daemon=True)
    thread.start()
    return thread


def _warm(index: IndexHome) -> None:
    from index.search import meant, reader  # noqa: F401 - numpy, and what suggestions are made with
    from index.search.sounds import readings

    readings("校")  # pypinyin reads its dictionary of phrases: most of a second
    try:
        snapshot = reader.snapshot(index)
        if snapshot is not None:
            for character in set().union(*islice(snapshot.columns.texts["title"], _TITLES)):
                readings(character)
    except search.DAMAGE:
        _LOG.warning("the search index cannot be opened yet", exc_info=True)
    # What is here now stays as long as the process: were it looked through for rubbish again and again, every answer in
    # the making would stand still meanwhile, a quarter of a second at a time.
    gc.collect()
    gc.freeze()

"""Keep the index in step with the catalogue: the handlers of the lane ``index``, which runs alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from index import jobs
from index.db import reading, writing
from index.jobs import INDEX_LANE, Claim
from index.search import choosing, gather, generations, writer
from index.search.index_home import IndexHome
from index.search.rebuild import rebuild

REBUILD: Final = "rebuild"
ALL: Final = "all"


_LOG = logging.getLogger(__name__)


def refresh(engine: Engine, home: IndexHome, claims: Sequence[Claim], wanted: str, now: datetime) -> None:
    """Bring the assets that these jobs name into the index, or take out those that are gone: one commit for all.

    Where a rebuild is among the jobs, or there is no whole index yet, the index is built anew beside the live one, with the
    engine that ``wanted`` (a setting) and the size of the library ask for; where that is another than the live one's, a
    rebuild is asked for.
    """
    if any(claim.kind == REBUILD for claim in claims) or generations.needs_rebuild(home):
        rebuild_all(engine, home, wanted)
        return
    keys = [int(claim.key) for claim in claims]
    with reading(engine) as session:
        found = gather.documents(session, keys)
    gone = set(keys) - {one.asset_id for one in found}
    writer.apply(home, found, sorted(gone))
    heal(engine, home, wanted, now)


def rebuild_all(engine: Engine, home: IndexHome, wanted: str, *, progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew from the whole catalogue with the engine that fits, as rebuild.rebuild does."""
    before, fitting = choosing.compare(engine, home, wanted)
    count = rebuild(home, gather.all_documents(engine), engine=fitting, progress=progress)
    if before not in {None, fitting}:
        _LOG.warning("检索引擎由 %s 换为 %s：库中有 %d 件素材。 The search engine is now %s, no longer %s, for %d assets.",
                     before, fitting, count, fitting, before, count)
    return count


def ask_for_rebuild(engine: Engine, now: datetime) -> None:
    """Enqueue a rebuild; where one waits already, that one is enough."""
    with writing(engine) as session:
        jobs.enqueue(session, REBUILD, ALL, now=now, lane=INDEX_LANE, priority=10)


def heal(engine: Engine, home: IndexHome, wanted: str, now: datetime) -> None:
    """Ask for a rebuild where the index is missing, of another format, or of an engine that no longer fits.

    The index is disposable, and no person is needed.
    """
    before, fitting = choosing.compare(engine, home, wanted)
    if generations.needs_rebuild(home) or before != fitting:
        ask_for_rebuild(engine, now)

"""Keep the index in step with the catalogue: the handlers of the lane ``index``, which runs alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from index import jobs
from index.db import reading, writing
from index.jobs import INDEX_LANE, Claim
from index.search import gather, generations, writer
from index.search.rebuild import rebuild

REBUILD: Final = "rebuild"
ALL: Final = "all"


def refresh(engine: Engine, home: Path, claims: Sequence[Claim]) -> None:
    """Bring the assets that these jobs name into the index, or take out those that are gone: one commit for all.

    Where a rebuild is among the jobs, or there is no whole index yet, the index is built anew beside the live one.
    """
    if any(claim.kind == REBUILD for claim in claims) or generations.needs_rebuild(home):
        rebuild(home, gather.all_documents(engine))
        return
    wanted = [int(claim.key) for claim in claims]
    with reading(engine) as session:
        found = gather.documents(session, wanted)
    gone = set(wanted) - {one.asset_id for one in found}
    writer.apply(home, found, sorted(gone))


def ask_for_rebuild(engine: Engine, now: datetime) -> None:
    """Enqueue a rebuild; where one waits already, that one is enough."""
    with writing(engine) as session:
        jobs.enqueue(session, REBUILD, ALL, now=now, lane=INDEX_LANE, priority=10)


def heal(engine: Engine, home: Path, now: datetime) -> None:
    """Ask for a rebuild where the index is missing or of another format: it is disposable, and no person is needed."""
    if generations.needs_rebuild(home):
        ask_for_rebuild(engine, now)

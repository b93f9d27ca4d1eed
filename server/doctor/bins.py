"""The recycle bin: deletions whose bytes are still here, and second copies that no program can reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue.assets import public_id
from index.catalogue.bins import Binned, BinnedStory, StoryTombstone, Tombstone
from index.db import reading, writing
from ingest import erasing
from server.doctor.findings import Finding, Kind, found
from server.home import Home


def counts(home: Home) -> dict[str, int]:
    """Return how many assets and stories lie in the bin, and how many were deleted for good, where there are any."""
    with reading(home.engine) as session:
        counted = (("in the bin", (Binned, BinnedStory)), ("deleted for good", (Tombstone, StoryTombstone)))
        return {name: count for name, tables in counted
                if (count := sum(session.scalar(select(func.count()).select_from(one)) or 0 for one in tables))}


def examine_deleted(home: Home, *, repair: bool, now: datetime) -> Iterator[Finding]:
    """Yield deletions that nobody finishes, and those of which a second copy is left."""
    with reading(home.engine) as session:
        left = {one: len(_pending(session, one)) for one in erasing.unfinished(session)}
        busy = jobs.open_keys(session, [erasing.ERASE], [str(one) for one in left])
        copies = [(row.asset_id, len(row.copies)) for row in session.scalars(
            select(Tombstone).where(Tombstone.erased_at.is_not(None))) if row.copies]
    stuck = {one: count for one, count in left.items() if str(one) not in busy}
    if repair and stuck:
        with writing(home.engine) as session:
            erasing.ask_again(session, now=now)
    for one, count in stuck.items():
        yield found(Kind.UNERASED, "unerased", public_id(one), count=count, repaired=repair)
    for one, count in copies:
        yield found(Kind.COPIES, "copies", public_id(one), count=count)


def _pending(session: Session, asset_id: int) -> list[list[str]]:
    return session.get_one(Tombstone, asset_id).blobs

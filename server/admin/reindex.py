"""A renamed department, event or person: its assets' index entries carry the name and must follow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue.assets import Asset
from index.jobs import INDEX_LANE


def reindex(session: Session, which: ColumnElement[bool], *, now: datetime) -> None:
    """Ask, in this transaction, for new index entries of these assets."""
    for asset_id in session.scalars(select(Asset.id).where(which)):
        jobs.enqueue(session, "index", str(asset_id), now=now, lane=INDEX_LANE)

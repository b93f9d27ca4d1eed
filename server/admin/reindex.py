"""A renamed department, event or person: its assets' index entries carry the name and must follow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue.assets import Asset, Kind
from ingest.intake import EXTRACT


def reindex(session: Session, which: ColumnElement[bool], *, now: datetime) -> None:
    """Ask, in this transaction, for new index entries of these assets."""
    for asset_id in session.scalars(select(Asset.id).where(which)):
        jobs.enqueue_index(session, asset_id, now=now)


def read_times_again(session: Session, kit_id: int, *, films_only: bool, now: datetime) -> None:
    """Ask for a kit's facts anew, as its clock tells time in another way: of films, of photos where no file told the zone.

    New arrivals go first.
    """
    told = Asset.offset_source.in_(("kit", "default"))
    which = (Asset.kind == Kind.VIDEO) if films_only else (Asset.kind == Kind.VIDEO) | told
    for asset_id in session.scalars(select(Asset.id).where(Asset.kit_id == kit_id, which, Asset.extracted_at.is_not(None))):
        jobs.enqueue(session, EXTRACT, str(asset_id), now=now, priority=-1)

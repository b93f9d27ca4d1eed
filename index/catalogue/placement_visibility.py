"""Who may see which placement: the part of ``visibility`` that is about them. Whoever sees an item sees what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from index.catalogue import story_visibility, visibility
from index.catalogue.assets import Asset
from index.catalogue.people import Actor
from index.catalogue.placements import Placement
from index.catalogue.stories import Story
from index.errors import NotFound


def placements(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """SQL: this person may see this placement and its evidence: that of an asset that they see with all that is said of it,
    or of a story that they may read.
    """
    asset = exists().where(Asset.id == Placement.asset_id, visibility.visible(actor, now))
    story = exists().where(Story.id == Placement.story_id, story_visibility.readable(actor, now))
    return or_(*(one.correlate(Placement) for one in (asset, story)))  # also where assets and stories stand beside it


def placement_for(session: Session, actor: Actor, placement_id: int, now: datetime) -> Placement:
    """Return a placement that this person may see. Raises NotFound."""
    row = session.scalar(select(Placement).where(Placement.id == placement_id, placements(actor, now)))
    if row is None:
        raise NotFound(what=f"“{placement_id}”")
    return row

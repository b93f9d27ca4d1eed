"""Whether an item says what the office requires of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from index.catalogue import required
from index.catalogue.assets import Asset, Description
from index.catalogue.items import ItemKind
from index.catalogue.required import STORY_FIELD_NAMES, MissingFields
from index.catalogue.stories import Story, StoryAsset, StoryCredit
from server.checks.findings import Batch, Finding, Severity, Told


def look(batch: Batch) -> Iterator[Told]:
    """Find required fields that are empty."""
    assets, stories = batch.of(ItemKind.ASSET), batch.of(ItemKind.STORY)
    needed = required.needed(batch.session) if assets else {}
    for item in assets:
        asset = next(one for one in item.rows if isinstance(one, Asset))
        words = next(one for one in item.rows if isinstance(one, Description))
        if missing := required.missing(needed, asset.kind, words, asset.event_id):
            yield item.ref, None, _finding(missing)
    ids = [one.ref.id for one in stories]
    pictured, credited = (set(batch.session.scalars(select(column).where(column.in_(ids)))) if ids else set()
                          for column in (StoryAsset.story_id, StoryCredit.story_id))
    for item in stories:
        story = next(one for one in item.rows if isinstance(one, Story))
        says = (bool(story.body) or story.id in pictured, story.id in credited)
        if missing := tuple(field for field, said in zip(STORY_FIELD_NAMES, says, strict=True) if not said):
            yield item.ref, None, _finding(missing)


def _finding(missing: tuple[str, ...]) -> Finding:
    return Finding("fields", Severity.BLOCKS, MissingFields(missing))

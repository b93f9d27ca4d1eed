"""Whether an item says what the office requires of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from index.catalogue import required
from index.catalogue.assets import Asset, Description
from index.catalogue.demands import Rule
from index.catalogue.items import ItemKind
from index.catalogue.required import FIELD_NAMES, STORY_FIELD_NAMES, MissingFields
from index.catalogue.stories import Story, StoryAsset, StoryCredit
from server.checks.findings import Batch, Finding, Severity, Told
from server.checks.measuring import asked


def look(batch: Batch) -> Iterator[Told]:
    """Find required fields that are empty: the office's for the kind, and the channel's own."""
    assets, stories = batch.of(ItemKind.ASSET), batch.of(ItemKind.STORY)
    needed = required.needed(batch.session) if assets else {}
    for item in assets:
        asset = item.row(Asset)
        words = item.row(Description)
        for channel in batch.channels:
            wanted = {*needed[asset.kind], *_channel_s(batch, channel, asset.kind)}
            fields = {asset.kind: tuple(one for one in FIELD_NAMES if one in wanted)}
            if missing := required.missing(fields, asset.kind, words, asset.event_id):
                yield item.ref, channel, _finding(missing)
    ids = [one.ref.id for one in stories]
    pictured, credited = (set(batch.session.scalars(select(column).where(column.in_(ids)))) if ids else set()
                          for column in (StoryAsset.story_id, StoryCredit.story_id))
    for item in stories:
        story = item.row(Story)
        says = {"body": bool(story.body) or story.id in pictured, "authors": story.id in credited,
                "summary": bool(story.summary), "lead": story.lead_id is not None, "event": story.event_id is not None}
        for channel in batch.channels:
            asks = (*STORY_FIELD_NAMES, *_channel_s(batch, channel, ItemKind.STORY))
            if missing := tuple(one for one in asks if not says[one]):
                yield item.ref, channel, _finding(missing)


def _channel_s(batch: Batch, channel: str, kind: str) -> tuple[str, ...]:
    demand = asked(batch.session).get((channel, kind), {}).get(Rule.FIELDS)
    return demand.names if demand is not None else ()


def _finding(missing: tuple[str, ...]) -> Finding:
    return Finding("fields", Severity.BLOCKS, MissingFields(missing))

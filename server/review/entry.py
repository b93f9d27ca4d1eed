"""What is asked of an item before it goes on: assets and stories each have checks of their own, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import items, required, story_versions
from index.catalogue.assets import Asset, Description
from index.catalogue.items import Item, ItemKind
from index.catalogue.links import UNDECIDED
from index.catalogue.people import Actor
from index.catalogue.required import STORY_FIELD_NAMES, MissingFields
from index.catalogue.stories import Story, StoryAsset, StoryCredit
from index.errors import Conflict
from server.checks import words as checks
from server.consents import standing as consents
from server.stories import pictures


def submission(session: Session, actor: Actor, item: Item, channel: str, now: datetime) -> Item:
    """Check an item that is to be submitted for a channel; return it as it stands, which is what the submission pins.

    Raises Conflict (from-outside, clock-photo, wording, story-pictures, consent-stands-against, consent-minor),
    MissingFields.
    """
    if item.ref.kind is ItemKind.STORY:
        return _story(session, actor, session.get_one(Story, item.ref.id), channel, now)
    asset = session.get_one(Asset, item.ref.id)
    if asset.outside_state in UNDECIDED:
        raise Conflict("from-outside")
    if asset.clock_photo:
        raise Conflict("clock-photo")
    words = session.get_one(Description, asset.id)
    if missing := required.missing(required.needed(session), asset.kind, words, asset.event_id):
        raise MissingFields(missing)
    wording(session, item)
    consents.require(session, {asset.id: words.people}, channel, now)
    return item


def wording(session: Session, item: Item) -> None:
    """Check an item's texts, at a submission and again at each approval. Raises Conflict(wording)."""
    checks.require(session, item.ref.subject, _texts(session, item))


def moved(session: Session, item: Item, *, now: datetime) -> None:
    """Tell the search index of a move; stories are searched where they are kept."""
    if item.ref.kind is ItemKind.ASSET:
        jobs.enqueue_index(session, item.ref.id, now=now)


def _texts(session: Session, item: Item) -> Mapping[str, str]:
    if item.ref.kind is ItemKind.STORY:
        return checks.of_story(session, session.get_one(Story, item.ref.id))
    return checks.of_words(session.get_one(Description, item.ref.id))


def _story(session: Session, actor: Actor, story: Story, channel: str, now: datetime) -> Item:
    """A picture's own caption may have changed while the story was a draft: what is pinned is what readers will see."""
    if missing := _missing(session, story):
        raise MissingFields(missing)
    story_versions.keep(session, actor, story, "changed", now)
    item = items.of_story(session, story)
    wording(session, item)
    pictures.require(session, story.id, channel, now)
    return item


def _missing(session: Session, story: Story) -> tuple[str, ...]:
    has_picture = session.scalar(select(StoryAsset.asset_id).where(StoryAsset.story_id == story.id).limit(1))
    has_credit = session.scalar(select(StoryCredit.position).where(StoryCredit.story_id == story.id).limit(1))
    says = (bool(story.body) or has_picture is not None, has_credit is not None)
    return tuple(field for field, said in zip(STORY_FIELD_NAMES, says, strict=True) if not said)

"""What is asked of an item before it goes on: the checks that its page shows beforehand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import items, story_versions
from index.catalogue.items import Item, ItemKind
from index.catalogue.people import Actor
from index.catalogue.stories import Story
from server.checks import every


def submission(session: Session, actor: Actor, item: Item, channel: str, now: datetime) -> Item:
    """Check an item that is to be submitted for a channel; return it as it stands, which is what the submission pins.

    Raises what the first check that blocks it refuses with: Conflict (from-outside, clock-photo, wording, story-pictures,
    consent-stands-against, consent-minor), MissingFields, or another of ``server.checks.every``.
    """
    if item.ref.kind is ItemKind.STORY:
        item = _newest(session, actor, item, now)
    every.require(session, actor, item, channel, now)
    return item


def again(session: Session, actor: Actor, item: Item, channel: str, now: datetime) -> None:
    """Check at each approval what may have changed since the submission. Raises Conflict (wording, flashes)."""
    every.require(session, actor, item, channel, now, only=every.AGAIN)


def moved(session: Session, item: Item, *, now: datetime) -> None:
    """Tell the search index of a move; stories are searched where they are kept."""
    if item.ref.kind is ItemKind.ASSET:
        jobs.enqueue_index(session, item.ref.id, now=now)


def _newest(session: Session, actor: Actor, item: Item, now: datetime) -> Item:
    """A picture's own caption may have changed while the story was a draft: what is pinned is what readers will see."""
    story = session.get_one(Story, item.ref.id)
    story_versions.keep(session, actor, story, "changed", now)
    return items.of_story(session, story)

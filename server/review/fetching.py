"""Fetching items for review, as far as the reader may see all of them; ``index.catalogue`` says who may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import items, story_visibility, visibility
from index.catalogue.assets import Asset, Description
from index.catalogue.items import Item, ItemKind, Named, Ref
from index.catalogue.people import Actor
from index.catalogue.stories import Story


def fetch(session: Session, actor: Actor, given: Named, now: datetime) -> Item:
    """Return an item that this person may see whole. Raises NotFound."""
    ref = items.ref(given)
    if ref.kind is ItemKind.STORY:
        return items.of_story(session, story_visibility.whole_for(session, actor, ref.id, now))
    return items.of_asset(session, visibility.asset_for(session, actor, ref.id, now))


def fetch_many(session: Session, actor: Actor, refs: Sequence[Ref], now: datetime) -> dict[Ref, Item]:
    """Return those of these items that this person may see whole; of assets, all in one read."""
    assets, stories = (_of(refs, kind) for kind in (ItemKind.ASSET, ItemKind.STORY))
    rows = session.execute(select(Asset, Description).join(Description, Description.asset_id == Asset.id).where(
        Asset.id.in_(assets), visibility.visible(actor, now))).all() if assets else ()
    found = [items.of_asset(session, asset) for asset, _words in rows]
    if stories:
        found += [items.of_story(session, story) for story in session.scalars(
            select(Story).where(Story.id.in_(stories), story_visibility.whole(actor, now)))]
    return {one.ref: one for one in found}


def _of(refs: Sequence[Ref], kind: ItemKind) -> list[int]:
    return [one.id for one in refs if one.kind is kind]

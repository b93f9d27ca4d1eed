"""Versions of stories: each saving that changes something is kept whole, and voids what was approved before it.

A version holds what readers see of its pictures too: which bytes, and the caption and credit that stand under each. So a
picture whose own caption is edited makes a new version of the stories that show it, where one is under review or published.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from index.catalogue import audit, items
from index.catalogue.assets import public_id as asset_name
from index.catalogue.channels import Aim
from index.catalogue.lifecycle import HELD
from index.catalogue.people import Actor
from index.catalogue.stories import Story, StoryAsset, StoryVersion, content_of, hash_of
from index.catalogue.voiding import void


def keep(session: Session, actor: Actor, story: Story, verb: str, now: datetime, **details: Any) -> list[str]:
    """Keep a story as it stands as its newest version, unless it is the newest already, with an audit line of ``verb``.

    Returns the channels whose approvals that voids. Called in the transaction of the change.
    """
    content = content_of(session, story)
    last = session.get(StoryVersion, (story.id, story.version))
    sha256 = hash_of(content)
    if last is not None and last.sha256 == sha256:
        return []
    before = last.content if last is not None else {}
    story.version += 1
    story.changed_at, story.changed_by = now, actor.person_id
    session.add(StoryVersion(story_id=story.id, version=story.version, content=content, sha256=sha256, saved_at=now,
                             saved_by=actor.person_id))
    session.flush()
    item = items.of_story(session, story)
    voided = void(session, actor, item, now=now)
    audit.record(session, actor, verb, item.ref.subject, at=now, version=story.version, sha256=sha256,
                 changed=[name for name in content if before.get(name) != content[name]],
                 **({"voided": voided} if voided else {}), **details)
    return voided


def follow(session: Session, actor: Actor, asset_id: int, *, now: datetime) -> None:
    """Give a new version to each story under review or published that shows this asset, where it shows it differently now.

    Called in the transaction that changes the asset's words.
    """
    under_way = exists().where(Aim.story_id == Story.id, Aim.state.in_(HELD))
    for story in session.scalars(select(Story).join(StoryAsset, StoryAsset.story_id == Story.id)
                                 .where(StoryAsset.asset_id == asset_id, under_way).order_by(Story.id)).all():
        keep(session, actor, story, "changed", now, because=asset_name(asset_id))

"""Who may see which story: the part of ``visibility`` that is about stories.

Two rules, one within the other. ``readable``: the story as it stands, for whoever sees it whole, and once it is published,
for everybody. ``whole``: its versions, drafts, review and history too, for its owner and department, whom it names, whom its
route concerns while it is under review, and the office. What lies in the recycle bin is seen there alone. What pictures a
reader sees in it is each picture's own matter.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from index.catalogue import bins
from index.catalogue.channels import Aim, Channel
from index.catalogue.lifecycle import WAITING, State
from index.catalogue.people import Actor
from index.catalogue.stories import Story, StoryCredit, StoryVersion, public_id
from index.catalogue.visibility import concerned
from index.errors import NotFound


def published(channel: str | None = None) -> ColumnElement[bool]:
    """SQL: this story is published, on ``channel`` or on any: approved there, pinned to its text and pictures as they are."""
    pinned = publishes()
    if channel is not None:
        pinned = and_(pinned, Aim.channel_id == select(Channel.id).where(Channel.code == channel).scalar_subquery())
    return and_(bins.kept_story(), exists().where(pinned))


def publishes() -> ColumnElement[bool]:
    """SQL: this aim publishes its story, pinned as it stands. To be asked of ``Aim`` beside ``Story``."""
    return and_(Aim.story_id == Story.id, Aim.state == State.APPROVED, Aim.pinned_version == Story.version,
                exists().where(StoryVersion.story_id == Aim.story_id, StoryVersion.version == Aim.pinned_version,
                               StoryVersion.sha256 == Aim.pinned_sha256))


def readable(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """SQL: this person may read this story as it stands."""
    return or_(whole(actor, now), published())


def whole(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """SQL: this person may see all of this story, what it said before and what is said about it included."""
    if actor.sees_all:
        return bins.kept_story()
    ways: list[ColumnElement[bool]] = []
    if actor.person_id is not None:
        ways += [Story.owner_id == actor.person_id,
                 exists().where(StoryCredit.story_id == Story.id, StoryCredit.person_id == actor.person_id),
                 concerned(actor, now, and_(Aim.story_id == Story.id, Aim.state.in_(WAITING)), Story.department_id)]
    if actor.department_id is not None:
        ways.append(Story.department_id == actor.department_id)
    return and_(bins.kept_story(), or_(false(), *ways))


def readable_for(session: Session, actor: Actor, story_id: int, now: datetime) -> Story:
    """Return a story that this person may read. Raises NotFound."""
    return _the_one(session, story_id, readable(actor, now))


def whole_for(session: Session, actor: Actor, story_id: int, now: datetime) -> Story:
    """Return a story that this person may see all of. Raises NotFound."""
    return _the_one(session, story_id, whole(actor, now))


def _the_one(session: Session, story_id: int, rule: ColumnElement[bool]) -> Story:
    story = session.scalar(select(Story).where(Story.id == story_id, rule))
    if story is None:
        raise NotFound(what=public_id(story_id))
    return story

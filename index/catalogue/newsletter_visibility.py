"""Who may read which issue of a newsletter: the part of ``visibility`` that is about them.

Who makes or approves newsletters sees all of them. What was sent is everybody's with an account, as long as nothing stands
against any story or picture in it: what is taken down is gone everywhere, and a printed page cannot be shown in part.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, true
from sqlalchemy.orm import Session

from index.catalogue import bins, story_visibility, visibility
from index.catalogue.assets import Asset
from index.catalogue.newsletters import IssueState, NewsletterEntry, NewsletterIssue
from index.catalogue.people import Actor, Role
from index.catalogue.stories import Story
from index.catalogue.takedowns import TakeDownStory
from index.errors import NotFound


def sees_all(actor: Actor) -> bool:
    """Say whether this person sees issues that were not sent, and those that are closed to readers."""
    return actor.sees_all or actor.has(Role.DIRECTOR)


def issues(actor: Actor) -> ColumnElement[bool]:
    """SQL: this issue is this person's to read, but for what ``closed`` says of it."""
    return true() if sees_all(actor) else NewsletterIssue.state == IssueState.SENT


def readable(session: Session, actor: Actor, issue_id: int, now: datetime) -> NewsletterIssue:
    """Return an issue that this person may read. Raises NotFound."""
    row = session.scalar(select(NewsletterIssue).where(NewsletterIssue.id == issue_id, issues(actor)))
    if row is None or (not sees_all(actor) and closed(session, row, now)):
        raise NotFound(what=f"“{issue_id}”")
    return row


def closed(session: Session, issue: NewsletterIssue, now: datetime) -> bool:
    """Say whether something stands against what an approved issue prints, so that readers are not shown it any more."""
    taken_down = and_(exists().where(TakeDownStory.story_id == Story.id), not_(story_visibility.published()))
    fine = session.scalar(select(func.count()).select_from(NewsletterEntry).join(Story, Story.id == NewsletterEntry.story_id)
                          .where(NewsletterEntry.issue_id == issue.id, bins.kept_story(), not_(taken_down)))
    printed = session.scalars(select(NewsletterEntry.printed).where(NewsletterEntry.issue_id == issue.id)).all()
    pictures = {one["asset"] for entry in printed if entry for one in entry["pictures"]}
    shown = session.scalar(select(func.count()).where(
        Asset.id.in_(pictures), or_(visibility.published(now), visibility.unobjected(now)))) if pictures else 0
    return fine != issue.stories or shown != len(pictures)


def takeable() -> ColumnElement[bool]:
    """SQL: this story may be taken into an issue: it is approved on some channel, as it stands now."""
    return story_visibility.published()


def printable(session: Session, asset_ids: list[int], now: datetime) -> set[int]:
    """Return those of these assets that an issue may print: what is published, for it goes to whoever is on a list."""
    return set(session.scalars(select(Asset.id).where(Asset.id.in_(asset_ids), visibility.published(now))))

"""A story on the review desk: its text and pictures, what the checks say, and what changed since it was last decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.channels import Aim, Channel
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Actor
from index.catalogue.reviews import Review
from server.stories import lists, pictures
from server.stories.lists import Difference, Page
from server.stories.pictures import Flaw, Flaws


@dataclass(frozen=True, slots=True)
class Told:
    """A story as a reviewer sees it. ``flaws`` are those of its pictures on this channel, by their ids; ``difference`` is
    what changed since version ``before``, the one that was last approved or returned here, None where there was none.
    """

    page: Page
    flaws: Flaws
    before: int | None
    difference: Difference | None

    def flaws_of(self, asset_id: int) -> tuple[Flaw, ...]:
        return self.flaws.get(asset_id, ())


def told(session: Session, actor: Actor, story_id: int, aim: Aim, now: datetime) -> Told:
    """Return a story for the desk of one channel. Raises NotFound."""
    page = lists.page(session, actor, story_id, now)
    channel = session.get_one(Channel, aim.channel_id).code
    before = _decided(session, aim, page.line.version)
    difference = None
    if before is not None:
        old, new = (lists.content(session, actor, story_id, number, now) for number in (before, page.line.version))
        difference = lists.between(old, new)
    return Told(page, pictures.flaws(session, pictures.of_story(session, story_id), now, channel), before, difference)


def _decided(session: Session, aim: Aim, version: int) -> int | None:
    """Return the version, earlier than this one, that was last approved or returned."""
    return session.scalar(select(Review.version).where(
        Review.aim_id == aim.id, Review.verb.in_([Verb.APPROVE, Verb.RETURN]), Review.version < version)
        .order_by(Review.id.desc()).limit(1))

"""What needs the reader now, for the badge at the top: items on their desk, and their own that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, exists, func, select
from sqlalchemy.orm import Session, aliased

from index.catalogue import bins
from index.catalogue.channels import Aim
from index.catalogue.lifecycle import WAITING, State, Verb
from index.catalogue.people import Actor
from index.catalogue.reviews import Review
from index.db import reading
from server.feedback import lists as letters
from server.review import queue


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many items lie on one's desk, how many of one's own were returned, on how many a question waits, and how many notes
    of passers-by wait in the letter box.
    """

    desk: int
    returned: int
    asked: int = 0
    notes: int = 0

    @property
    def total(self) -> int:
        return self.desk + self.returned + self.asked + self.notes


def waiting(engine: Engine, actor: Actor, now: datetime) -> Waiting:
    """Count what waits: the same items that the review desk shows."""
    with reading(engine) as session:
        returned = session.scalar(
            select(func.count()).select_from(Aim).where(Aim.state == State.RETURNED, Aim.submitted_by == actor.person_id,
                                                        Aim.submitted_by.is_not(None), bins.kept(Aim.asset_id),
                                                        bins.kept_story(Aim.story_id)))
        return Waiting(queue.count_waiting(session, actor, now), returned or 0, _asked(session, actor),
                       letters.waiting(session, actor))


def _asked(session: Session, actor: Actor) -> int:
    """Count what this person submitted on which a question waits for an answer."""
    later = aliased(Review)
    answered = exists().where(later.aim_id == Review.aim_id, later.verb == Verb.ANSWER, later.id > Review.id)
    return session.scalar(
        select(func.count(Aim.id.distinct())).join(Review, Review.aim_id == Aim.id)
        .where(Aim.submitted_by == actor.person_id, Aim.submitted_by.is_not(None), Aim.state.in_(WAITING),
               Review.verb == Verb.ASK, ~answered)) or 0

"""What needs the reader now, for the badge at the top: items on their desk, and their own that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, Integer, bindparam, exists, func, select
from sqlalchemy.orm import aliased

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
        returned, asked = session.execute(_OWN, {"who": actor.person_id}).one()
        return Waiting(queue.count_waiting(session, actor, now), returned, asked, letters.waiting(session, actor))


_WHO = bindparam("who", type_=Integer())
_RETURNED: Final = (
    select(func.count()).select_from(Aim)
    .where(Aim.state == State.RETURNED, Aim.submitted_by == _WHO, bins.kept(Aim.asset_id), bins.kept_story(Aim.story_id)))
_LATER = aliased(Review)
_ASKED: Final = (
    select(func.count(Aim.id.distinct())).join(Review, Review.aim_id == Aim.id)
    .where(Aim.submitted_by == _WHO, Aim.state.in_(WAITING), Review.verb == Verb.ASK,
           ~exists().where(_LATER.aim_id == Review.aim_id, _LATER.verb == Verb.ANSWER, _LATER.id > Review.id)))
_OWN: Final = select(_RETURNED.scalar_subquery(), _ASKED.scalar_subquery())
"""How much of what this person submitted was returned, and on how much of it a question waits for an answer. Asked for each
page: one statement, put together once.
"""

"""What needs the reader now, for the badge at the top: items on their desk, and their own that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from index.catalogue.channels import Aim
from index.catalogue.lifecycle import State
from index.catalogue.people import Actor
from index.db import reading
from server.review import queue


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many items lie on one's desk, and how many of one's own were returned."""

    desk: int
    returned: int

    @property
    def total(self) -> int:
        return self.desk + self.returned


def waiting(engine: Engine, actor: Actor, now: datetime) -> Waiting:
    """Count what waits: the same items that the review desk shows."""
    with reading(engine) as session:
        returned = session.scalar(
            select(func.count()).select_from(Aim).where(Aim.state == State.RETURNED, Aim.submitted_by == actor.person_id,
                                                        Aim.submitted_by.is_not(None)))
        return Waiting(queue.count_waiting(session, actor, now), returned or 0)

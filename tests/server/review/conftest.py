"""Moves along routes by role, for tests of the rules and of their special cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.channels import Aim, Channel, RouteStep
from index.catalogue.deputies import Deputy
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Person, PersonRole, actor_of
from index.catalogue.steps import Step
from index.db import reading, writing
from index.errors import VitrineError
from server.review import asides, queue, service
from server.review.item import item
from server.review.service import Order


class Desk:
    """Moves of one test; each gives the state after on its channel, or the code of the refusal."""

    def __init__(self, home: Any, cast: Any, clock: Any) -> None:
        self.home, self.cast, self.clock = home, cast, clock
        self.said = ""

    def __call__(self, actor: Any, verb: str, asset: int, channel: str = "screens", **more: Any) -> str:
        order = Order(Verb(verb), channel, "换一张", **more)
        return self.get(lambda: service.act(self.home.engine, actor, order, asset, now=self.clock.turn(seconds=1))[channel])

    def get(self, doing: Callable[[], Any]) -> Any:
        try:
            return doing()
        except VitrineError as error:
            self.said = error.reason.zh
            return error.reason.code

    def aside(self, kind: str, actor: Any, asset: int, *given: Any, channel: str = "screens", **more: Any) -> Any:
        doing = getattr(asides, kind)
        now = self.clock.turn(seconds=1)
        return self.get(lambda: doing(self.home.engine, actor, asset, channel, *given, now=now, **more))

    def steps(self, channel: str, *steps: Step) -> None:
        """Give a channel these steps from now on."""
        with writing(self.home.engine) as session:
            found = session.scalars(select(Channel).where(Channel.code == channel)).one()
            for row in session.scalars(select(RouteStep).where(RouteStep.channel_id == found.id)):
                session.delete(row)
            session.flush()
            session.add_all(RouteStep(channel_id=found.id, position=place, desk=step.desk, all_of=step.all_of,
                                      hours=step.hours) for place, step in enumerate(steps))

    def person(self, login: str, department: str, role: str = "reviewer") -> Any:
        """Add somebody."""
        with writing(self.home.engine) as session:
            row = Person(login=login, display=f"{login} 老师", department_id=self.cast.departments[department], active=True,
                         created_at=self.clock(), roles=[PersonRole(role=role)] if role else [])
            session.add(row)
            session.flush()
            return actor_of(row)

    def away(self, who: Any, deputy: Any = None, **dates: Any) -> None:
        """Let somebody be away from now on."""
        with writing(self.home.engine) as session:
            session.merge(Deputy(person_id=who.person_id, deputy_id=deputy.person_id if deputy else None,
                                 changed_at=self.clock(), **{"away_from": self.clock(), **dates}))

    def queue(self, actor: Any) -> list[str]:
        with reading(self.home.engine) as session:
            return [one.key for one in queue.waiting(session, actor, self.clock(), self.home.settings.zone)]

    def item(self, actor: Any, asset: int, channel: str = "screens") -> Any:
        with reading(self.home.engine) as session:
            return item(session, actor, asset, channel, self.clock(), self.home.settings.zone)

    def aim(self, asset: int, channel: str = "screens") -> Aim:
        with reading(self.home.engine) as session:
            return session.scalars(select(Aim).join(Channel, Channel.id == Aim.channel_id)
                                   .where(Aim.asset_id == asset, Channel.code == channel)).one()


@pytest.fixture
def desk(home: Any, cast: Any, clock: Any) -> Desk:
    return Desk(home, cast, clock)

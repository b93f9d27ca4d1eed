"""One item on the review desk: the asset, its route with who has done what, what a reviewer should look at twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import queries, visibility
from index.catalogue.assets import public_id
from index.catalogue.channels import SCREENS, STEP_NAMES, Aim, Channel
from index.catalogue.lifecycle import WAITING, State, Verb
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.catalogue.reviews import Review
from index.errors import NotFound
from server.review import desks

SMALLEST_FOR_SCREENS = 1280  # long edge, pixels


@dataclass(frozen=True, slots=True)
class Move:
    """Who did what when, and why."""

    verb: str
    who: str | None
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of a route. ``place`` is done, now or later; ``people`` are those who may decide the one that waits."""

    desk: str
    place: str
    by: Move | None
    people: tuple[str, ...]

    @property
    def name(self) -> tuple[str, str]:
        return STEP_NAMES[self.desk]


@dataclass(frozen=True, slots=True)
class Item:
    """An asset on its way to one channel, as a reviewer sees it. ``mine`` says that the reader may decide now."""

    asset: AssetView
    channel: str
    channel_name: tuple[str, str]
    state: str
    step: int
    version: int | None
    submitter: str | None
    submitted_at: datetime | None
    stops: tuple[Stop, ...]
    last: Move | None
    returned: Move | None
    mine: bool
    hints: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.asset.public_id}:{self.channel}"

    @property
    def ticket(self) -> str:
        return f"{self.key}:{self.step}:{self.version or 0}"


def item(session: Session, actor: Actor, asset_id: int, channel: str, now: datetime) -> Item:
    """Return an item that this person may see. Raises NotFound, also where it was never aimed at this channel."""
    asset = visibility.asset_for(session, actor, asset_id, now)
    found = session.execute(select(Aim, Channel).join(Channel, Channel.id == Aim.channel_id)
                            .where(Aim.asset_id == asset.id, Channel.code == channel)).first()
    if found is None:
        raise NotFound(what=f"{public_id(asset_id)} · {channel}")
    aim, way = found
    view = queries.asset(session, asset.id)
    rows = session.execute(select(Review, Person.display).outerjoin(Person, Person.id == Review.person_id)
                           .where(Review.aim_id == aim.id).order_by(Review.id)).all()
    waits = State(aim.state) in WAITING
    able = desks.deciders(session, aim, asset) if waits else desks.NOBODY
    names = tuple(session.scalars(select(Person.display).where(Person.id.in_(able)).order_by(Person.display)))
    moves = [Move(review.verb, who, review.at, review.reason) for review, who in rows]
    done = [(review.desk, move) for (review, _), move in zip(rows, moves, strict=True)
            if aim.submitted_at and review.at >= aim.submitted_at and review.verb in {Verb.APPROVE, Verb.RETURN}]
    return Item(view, way.code, (way.name, way.name_en), aim.state, aim.step, aim.pinned_version,
                session.scalar(select(Person.display).where(Person.id == aim.submitted_by)), aim.submitted_at,
                _stops(aim, done, names), moves[-1] if moves else None,
                next((move for move in reversed(moves) if move.verb == Verb.RETURN), None),
                actor.person_id in able, hints(view, way.code))


def hints(asset: AssetView, channel: str) -> tuple[str, ...]:
    """Return what is missing or weak: title, caption, place, credit, small (for screens). Hints, never a refusal."""
    words = asset.words
    found = [name for name in ("title", "caption", "place", "credit") if not getattr(words, name)]
    if channel == SCREENS and 0 < max(asset.width or 0, asset.height or 0) < SMALLEST_FOR_SCREENS:
        found.append("small")
    return tuple(found)


def _stops(aim: Aim, done: list[tuple[str | None, Move]], names: tuple[str, ...]) -> tuple[Stop, ...]:
    by = {desk: move for desk, move in done if desk}
    stops = []
    for number, desk in enumerate(aim.route):
        passed = number < aim.step or aim.state == State.APPROVED
        now = number == aim.step and State(aim.state) in WAITING
        place = "done" if passed else "now" if now else "returned" if number == aim.step and desk in by else "later"
        stops.append(Stop(desk, place, by.get(desk) if place in {"done", "returned"} else None, names if now else ()))
    return tuple(stops)

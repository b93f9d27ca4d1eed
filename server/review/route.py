"""An item's way so far and ahead: its moves, and its steps with who did them, whose desk is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from index.catalogue.channels import Aim, Channel
from index.catalogue.items import Item, Ref
from index.catalogue.lifecycle import WAITING, State, Verb
from index.catalogue.people import Person
from index.catalogue.reviews import Review
from index.catalogue.steps import Step
from server.review import desks, naming


@dataclass(frozen=True, slots=True)
class Move:
    """Who did what when, why, and in whose place or to whom (``other``). ``step`` is the number of the step."""

    verb: str
    who: str | None
    at: datetime
    reason: str = ""
    other: str | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of a route. ``place`` is done, now, returned or later; ``by`` are the decisions on it in this round;
    ``people`` are those who may decide the one that waits, and ``passed`` says that it is not its own desk that does.
    """

    step: Step
    name: tuple[str, str]
    place: str
    by: tuple[Move, ...] = ()
    people: tuple[str, ...] = ()
    passed: bool = False


def moves_of(session: Session, aim: Aim) -> list[Move]:
    """Return all moves of an item on one channel, in their order."""
    other = aliased(Person)
    rows = session.execute(select(Review, Person.display, other.display).outerjoin(Person, Person.id == Review.person_id)
                           .outerjoin(other, other.id == Review.other_id)
                           .where(Review.aim_id == aim.id).order_by(Review.id))
    return [Move(review.verb, who, review.at, review.reason, whose, review.step) for review, who, whose in rows]


def last_move(session: Session, ref: Ref, channel: str) -> Move | None:
    """Return what happened last with an item on one channel."""
    aim = session.scalar(select(Aim).join(Channel, Channel.id == Aim.channel_id).where(ref.aims, Channel.code == channel))
    moves = moves_of(session, aim) if aim is not None else ()
    return moves[-1] if moves else None


def begun_again(moves: Sequence[Move]) -> Move | None:
    """Return the edit that voided an approval and began the round that these moves end with; None where none did."""
    last = next((move for move in reversed(moves) if move.verb in {Verb.SUBMIT, Verb.VOID}), None)
    return last if last is not None and last.verb == Verb.VOID else None


def stops_of(session: Session, aim: Aim, item: Item, moves: Sequence[Move], now: datetime) -> tuple[Stop, ...]:
    """Return the steps of an item's route."""
    names = naming.desk_names(session, aim.route)
    by: dict[int | None, list[Move]] = {}
    for move in moves:
        if aim.submitted_at and move.at >= aim.submitted_at and move.verb in {Verb.APPROVE, Verb.RETURN}:
            by.setdefault(move.step, []).append(move)
    stops = []
    for place, step in enumerate(aim.route):
        told = tuple(by.get(step.number, ()))
        if place < aim.step or aim.state == State.APPROVED:
            stops.append(Stop(step, names[step.desk], "done", told))
        elif place == aim.step and State(aim.state) in WAITING:
            found = desks.seats_at(session, aim, item, now)
            people = tuple(naming.people(session, found.deciders).values())
            stops.append(Stop(step, names[step.desk], "now", told, people, found.passed > 0))
        else:
            back = place == aim.step and any(move.verb == Verb.RETURN for move in told)
            stops.append(Stop(step, names[step.desk], "returned" if back else "later", told if back else ()))
    return tuple(stops)

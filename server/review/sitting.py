"""Sitting down at a desk: whoever decides, asks or hands on has to be one of those who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from index.catalogue.channels import Aim
from index.catalogue.items import Item
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Actor
from index.catalogue.steps import Step
from index.errors import Forbidden
from server import policy
from server.review import desks, naming, possible


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody at the desk of the step that waits: in whose place, and the seats that others have to decide for besides."""

    step: Step
    place_of: int | None
    others: frozenset[int]


def sit(session: Session, actor: Actor, aim: Aim, item: Item, verb: Verb, now: datetime) -> Sitting:
    """Return this actor's place at the desk of the step that waits.

    Raises Forbidden: own-work for what they submitted, own-words for what they made or wrote, not-your-desk, not-allowed;
    each says who may.
    """
    waiting = desks.waiting_at(session, aim, item)
    found = desks.seats(desks.staff(session, now, [waiting.step]), waiting)
    if actor.person_id is not None and (mine := found.of(actor.person_id)):
        place_of = None if actor.person_id in mine else min(mine)
        return Sitting(waiting.step, place_of, frozenset(found.seats) - mine)
    raise _refused(session, actor, waiting, found, verb, possible.told(session, aim, item, now))


def _refused(session: Session, actor: Actor, waiting: desks.Waiting, found: desks.Seats, verb: Verb,
             told: tuple[str, str]) -> Forbidden:
    if actor.person_id is None:  # the installation's owner is nobody's substitute as a reviewer
        return policy.forbidden(verb, told)
    zh, en = naming.listed(naming.people(session, found.deciders).values())
    people = {"people": en or "nobody now", "people_zh": zh or "目前无人"}
    if actor.person_id == waiting.submitted_by:
        return Forbidden("own-work", **people)
    if not policy.may(actor, "review"):
        return policy.forbidden(verb, told)
    if actor.person_id in waiting.authors:
        return Forbidden("own-words", **people)
    desk_zh, desk_en = naming.desk_names(session, [waiting.step])[waiting.step.desk]
    return Forbidden("not-your-desk", desk=desk_en, desk_zh=desk_zh, **people)

"""What is done at a desk without deciding: ask, answer, hand on, add a sign-off. The item's state stays as it is.

Each is a review row + audit line in one transaction, like a move.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.channels import Aim
from index.catalogue.departments import Department
from index.catalogue.items import Item, Named, people
from index.catalogue.lifecycle import WAITING, State, Verb
from index.catalogue.people import Actor, Person, Role
from index.catalogue.reviews import Review
from index.catalogue.routing import change_route, hand
from index.catalogue.steps import LONGEST_HOURS, OF_DEPARTMENT, OF_PERSON, Step, with_sign_off
from index.db import writing
from index.errors import Conflict, Forbidden, Invalid
from server import policy
from server.review import desks, naming, possible, sharing
from server.review.fetching import fetch
from server.review.sitting import sit

LONGEST = 500


def ask(engine: Engine, actor: Actor, given: Named, channel: str, text: str, *, now: datetime) -> None:
    """Ask the submitter something before deciding. Raises NotFound, Forbidden, Conflict(wrong-state), Invalid."""
    text = _said(text, "question")
    with writing(engine) as session:
        item, aim = _waiting(session, actor, given, channel, Verb.ASK, now)
        sitting = sit(session, actor, aim, item, Verb.APPROVE, now)
        _record(session, actor, aim, item, channel, Verb.ASK, now, reason=text, step=sitting.step)


def answer(engine: Engine, actor: Actor, given: Named, channel: str, text: str, *, now: datetime) -> None:
    """Answer the question that waits. Raises NotFound, Forbidden, Conflict(wrong-state, no-question), Invalid."""
    text = _said(text, "answer")
    with writing(engine) as session:
        item, aim = _waiting(session, actor, given, channel, Verb.ANSWER, now)
        if not may_answer(actor, aim, item):
            raise policy.forbidden("answer", possible.told(session, aim, item, now))
        if question(session, aim) is None:
            raise Conflict("no-question")
        _record(session, actor, aim, item, channel, Verb.ANSWER, now, reason=text)


def pass_on(engine: Engine, actor: Actor, given: Named, channel: str, to: int, note: str = "", *, now: datetime) -> None:
    """Hand the step that waits to one person who could decide it; its deadline stays.

    Raises NotFound, Forbidden, Conflict (wrong-state, pass-on-whom, pass-on-all).
    """
    with writing(engine) as session:
        item, aim = _waiting(session, actor, given, channel, Verb.PASS_ON, now)
        sitting = sit(session, actor, aim, item, Verb.APPROVE, now)
        if sitting.step.all_of:
            raise Conflict("pass-on-all")
        waiting = desks.waiting_at(session, aim, item)
        able = desks.could(desks.staff(session, now, [waiting.step]), waiting) - {actor.person_id}
        names = naming.people(session, [*able, to])
        if to not in able:
            zh, en = naming.listed(names[one] for one in names if one in able)
            raise Conflict("pass-on-whom", person=names.get(to, f"#{to}"), people=en or "nobody else",
                           people_zh=zh or "没有别人")
        change_route(session, aim, hand(aim.route, aim.step, to))
        _record(session, actor, aim, item, channel, Verb.PASS_ON, now, reason=_noted(note), step=sitting.step,
                other_id=to, to=names[to])


def add_sign_off(engine: Engine, actor: Actor, given: Named, channel: str, desk: str, *, note: str = "",
                 hours: int | None = None, now: datetime) -> None:
    """Add the sign-off of a person or another department to this item's route, before its last step.

    ``desk`` is like ``person:3`` or ``department:7``. Raises NotFound, Forbidden, Invalid, Conflict (wrong-state,
    on-route, sign-off-own).
    """
    with writing(engine) as session:
        item, aim = _waiting(session, actor, given, channel, Verb.SIGN_OFF, now)
        mine = actor.person_id is not None and actor.person_id in desks.deciders(session, aim, item, now)
        if not may_add(actor, aim, item, mine=mine):
            raise policy.forbidden("sign-off", possible.told(session, aim, item, now))
        name = _named(session, desk, aim, item)
        if hours is not None and not 0 < hours <= LONGEST_HOURS:
            raise Invalid("hours", f"应为 1 至 {LONGEST_HOURS} 小时", f"between 1 and {LONGEST_HOURS} hours")
        if any(step.desk == desk for step in aim.route[aim.step:]):
            zh, en = naming.desk_names(session, aim.route)[desk]
            raise Conflict("on-route", desk=en, desk_zh=zh)
        if aim.step == len(aim.route) - 1:  # the new step is the one that waits
            aim.changed_at = now
        change_route(session, aim, with_sign_off(aim.route, desk, hours))
        step = next(one for one in aim.route if one.desk == desk and one.added)
        _record(session, actor, aim, item, channel, Verb.SIGN_OFF, now, reason=_noted(note), step=step, to=name,
                desk=desk)


def may_add(actor: Actor, aim: Aim, item: Item, *, mine: bool) -> bool:
    """Say whether this person may add a sign-off: its submitter, its author, whoever decides it now, and the office."""
    return (mine or actor.owner or actor.has(Role.EDITOR)
            or actor.person_id in people(aim.submitted_by, item.owner_id))


def may_answer(actor: Actor, aim: Aim, item: Item) -> bool:
    """Say whether a question about this item is for this person: its submitter and its author."""
    return actor.person_id in people(aim.submitted_by, item.owner_id)


def question(session: Session, aim: Aim) -> Review | None:
    """Return the question that waits for an answer."""
    last = session.scalar(select(Review).where(Review.aim_id == aim.id, Review.verb.in_([Verb.ASK, Verb.ANSWER]))
                          .order_by(Review.id.desc()).limit(1))
    return last if last is not None and last.verb == Verb.ASK else None


def _waiting(session: Session, actor: Actor, given: Named, channel: str, verb: Verb, now: datetime) -> tuple[Item, Aim]:
    item = fetch(session, actor, given, now)
    aim = sharing.aim_at(session, item.ref, channel, sharing.aims_of(session, item.ref), now)
    if State(aim.state) not in WAITING:
        raise possible.refused(session, aim, item, verb, now)
    return item, aim


def _named(session: Session, desk: str, aim: Aim, item: Item) -> str:
    """Return the name of whom a desk of a person or a department is. Raises Invalid, Conflict(sign-off-own)."""
    given = desk.removeprefix(OF_PERSON).removeprefix(OF_DEPARTMENT)
    kind = {OF_PERSON: Person, OF_DEPARTMENT: Department}.get(desk[:len(desk) - len(given)])
    row: Any = session.get(kind, int(given)) if kind and given.isascii() and given.isdigit() and len(given) < 10 else None
    if row is None or not row.active:
        raise Invalid("desk", "请选择一个人或一个部门", "choose a person or a department")
    if isinstance(row, Department):
        return row.name
    if row.id in people(aim.submitted_by, item.owner_id):
        raise Forbidden("sign-off-own", person=row.display)
    return str(row.display)


def _record(session: Session, actor: Actor, aim: Aim, item: Item, channel: str, verb: Verb, now: datetime, *,
            reason: str, step: Step | None = None, other_id: int | None = None, **details: Any) -> None:
    session.add(Review(aim_id=aim.id, person_id=actor.person_id, verb=verb, desk=step.desk if step else None,
                       step=step.number if step else None, other_id=other_id, version=item.version, reason=reason, at=now))
    audit.record(session, actor, verb, item.ref.subject, at=now, channel=channel, state=aim.state,
                 reason=reason, **details)


def _said(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid(field, "请写下内容", "write it down first")
    return _noted(text, field)


def _noted(text: str, field: str = "note") -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise Invalid(field, f"最多 {LONGEST} 个字", f"at most {LONGEST} characters")
    return text

"""Review: submit, approve, return, withdraw. Each move is state + review + audit line + jobs in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit, items
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import Item, Named, Ref
from index.catalogue.lifecycle import WAITING, State, Verb, move
from index.catalogue.people import Actor
from index.catalogue.reviews import Review
from index.catalogue.routing import lay, route_for
from index.catalogue.steps import Step
from index.db import writing
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.review import entry, naming, possible, sharing
from server.review.fetching import fetch, fetch_many
from server.review.sitting import Sitting, sit
from server.takedowns import service as takedowns

LONGEST_REASON = 1000
AT_ONCE = 50  # moves in one transaction of many: few commits, and nobody else waits for the lock for long


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reviewer had before their eyes: the step that waited, and the version of the text."""

    step: int
    version: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for: a verb, for a channel, with a reason where one is needed.

    With ``seen`` the move is refused where the item has moved on or its text has changed since. An approval counts for
    the other channels that share its step as well, unless it is ``alone``.
    """

    verb: Verb
    channel: str
    reason: str = ""
    seen: Seen | None = None
    alone: bool = False
    echo: bool = False
    """It repeats, on a channel that shares the step, what was just checked on another."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a move was: the step that it was of, in whose place, and how many others still have to decide it too; and the
    item as it stands since, where checking it has changed it.
    """

    step: Step | None = None
    place_of: int | None = None
    left: int = 0
    item: Item | None = None


Decided = set[tuple[Ref, str]]
"""Items that one decision has decided, as (item, channel)."""
Given = TypeVar("Given", int, Ref, Named)


def act(engine: Engine, actor: Actor, order: Order, given: Named, *, now: datetime) -> dict[str, str]:
    """Carry out one move on one item and return its state on each channel.

    Raises NotFound, Forbidden (not-allowed, own-work, own-words, not-your-desk), Conflict (wrong-state, overtaken),
    MissingFields (what a submission still lacks) or VitrineError (reason-required: to return, to take down); nothing is
    changed then.
    """
    with writing(engine) as session:
        _carry_out(session, actor, order, fetch(session, actor, given, now), now)
        return status(session, given)


def act_on_many(engine: Engine, actor: Actor, order: Order, many: Sequence[Given], *, clock: Callable[[], datetime],
                seen: Mapping[Given, Seen] | None = None,
                decided: Decided | None = None) -> list[tuple[Given, VitrineError | None]]:
    """Carry out the same move on many items, each by itself: one that is refused does not stop the others.

    ``AT_ONCE`` of them share a transaction, each in a savepoint with its own review, audit line and job. ``seen`` says
    for each item what the actor had before their eyes. What ``decided`` holds is passed over as done; it is given what
    this call decides, on other channels too.
    """
    outcomes: list[tuple[Given, VitrineError | None]] = []
    decided = set() if decided is None else decided
    for first in range(0, len(many), AT_ONCE):
        some = many[first:first + AT_ONCE]
        with writing(engine) as session:
            held = fetch_many(session, actor, [items.ref(one) for one in some], clock())  # read at once, not one by one
            for given in some:
                ref = items.ref(given)
                if (ref, order.channel) in decided:
                    outcomes.append((given, None))
                    continue
                one = replace(order, seen=(seen or {}).get(given))
                outcomes.append((given, _try(session, actor, one, ref, held.get(ref), clock(), decided)))
    return outcomes


def submit_for(engine: Engine, actor: Actor, channels: Sequence[str], given: Named, *,
               now: datetime) -> dict[str, VitrineError | None]:
    """Submit one item for several channels; return why it was not, by channel. Each channel keeps its own state.

    Raises NotFound for what this person may not see.
    """
    with writing(engine) as session:
        item = fetch(session, actor, given, now)
        return {channel: _try(session, actor, Order(Verb.SUBMIT, channel), item.ref, item, now, set())
                for channel in channels}


def _try(session: Session, actor: Actor, order: Order, ref: Ref, item: Item | None, now: datetime,
         decided: Decided) -> VitrineError | None:
    if item is None:
        return NotFound(what=str(ref))
    try:
        with session.begin_nested():
            done = _carry_out(session, actor, order, item, now)
    except VitrineError as error:
        return error
    decided.update(done)
    return None


def _carry_out(session: Session, actor: Actor, order: Order, item: Item, now: datetime) -> Decided:
    if len(order.reason.strip()) > LONGEST_REASON:
        raise Invalid("reason", f"最多 {LONGEST_REASON} 个字", f"at most {LONGEST_REASON} characters")
    aims = sharing.aims_of(session, item.ref)
    aim = sharing.aim_at(session, item.ref, order.channel, aims, now)
    if order.seen is not None and State(aim.state) in WAITING and order.seen != Seen(aim.step, aim.pinned_version):
        raise Conflict("overtaken")
    others: list[sharing.Aimed] = []
    if order.verb is Verb.APPROVE and not order.alone and State(aim.state) in WAITING:
        others = sharing.shared(session, actor.person_id, aim, item, aims, now)
    _one(session, actor, aim, item, order, now)
    for channel, other in others:
        _one(session, actor, other, item, replace(order, channel=channel.code, echo=True), now, shared_with=order.channel)
    entry.moved(session, item, now=now)
    return {(item.ref, order.channel), *((item.ref, channel.code) for channel, _ in others)}


def _one(session: Session, actor: Actor, aim: Aim, item: Item, order: Order, now: datetime,
         shared_with: str | None = None) -> None:
    try:
        done = _STEPS[order.verb](session, actor, aim, item, order, now)
    except Conflict as error:
        raise possible.explained(error, session, aim, item, now) from None
    item = done.item or item
    session.add(Review(aim_id=aim.id, person_id=actor.person_id, verb=order.verb, version=item.version, at=now,
                       desk=done.step.desk if done.step else None, step=done.step.number if done.step else None,
                       other_id=done.place_of, reason=order.reason.strip(),
                       final=order.verb is Verb.APPROVE and aim.state == State.APPROVED))
    more: dict[str, Any] = {"place_of": naming.people(session, [done.place_of]).get(done.place_of or 0),
                            "left": done.left or None, "shared_with": shared_with}
    audit.record(session, actor, order.verb, item.ref.subject, at=now, channel=order.channel,
                 state=aim.state, reason=order.reason.strip(), sha256=item.sha256, version=item.version,
                 **{name: value for name, value in more.items() if value is not None})


def status(session: Session, given: Named) -> dict[str, str]:
    """Return {channel: state} of one item."""
    session.flush()
    rows = session.execute(select(Channel.code, Aim.state).join(Aim, Aim.channel_id == Channel.id)
                           .where(items.ref(given).aims).order_by(Channel.position))
    return {row[0]: row[1] for row in rows}


def _submit(session: Session, actor: Actor, aim: Aim, item: Item, order: Order, now: datetime) -> Done:
    if not policy.may(actor, "submit", item):
        raise policy.forbidden("submit", possible.told(session, aim, item, now))
    after = move(State(aim.state), Verb.SUBMIT)
    item = entry.submission(session, actor, item, order.channel, now)
    aim.state = after
    lay(session, aim, route_for(session, aim.channel_id, item.department_id))
    aim.submitted_by, aim.submitted_at, aim.changed_at = actor.person_id, now, now
    aim.pinned_sha256, aim.pinned_version = item.sha256, item.version
    return Done(item=item)


def _approve(session: Session, actor: Actor, aim: Aim, item: Item, order: Order, now: datetime) -> Done:
    last = aim.step + 1 >= len(aim.route)
    after = move(State(aim.state), Verb.APPROVE, last_step=last)
    sitting = sit(session, actor, aim, item, Verb.APPROVE, now)
    if not order.echo:
        entry.again(session, actor, item, order.channel, now)
    if sitting.others and sitting.step.all_of:
        return _done(sitting, left=len(sitting.others))
    aim.state, aim.changed_at = after, now
    aim.step = aim.step if last else aim.step + 1
    return _done(sitting)


def _return(session: Session, actor: Actor, aim: Aim, item: Item, order: Order, now: datetime) -> Done:
    after = move(State(aim.state), Verb.RETURN)
    sitting = sit(session, actor, aim, item, Verb.RETURN, now)
    if not order.reason.strip():
        raise VitrineError("reason-required")
    aim.state, aim.changed_at = after, now
    return _done(sitting)


def _done(sitting: Sitting, left: int = 0) -> Done:
    return Done(sitting.step, sitting.place_of, left)


def _withdraw(session: Session, actor: Actor, aim: Aim, item: Item, order: Order, now: datetime) -> Done:
    """The author takes back what is not published; the office takes down what is, on one channel."""
    state = State(aim.state)
    after = move(state, Verb.WITHDRAW)
    if state is State.APPROVED:
        if not policy.may(actor, "take-down", item):
            raise policy.forbidden("take-down", possible.told(session, aim, item, now))
        if not order.reason.strip():
            raise VitrineError("reason-required")
        takedowns.file(session, actor, {item.ref: [order.channel]}, order.reason.strip(), now=now)
    elif not (actor.owner or actor.person_id in items.people(aim.submitted_by, item.owner_id)):
        raise policy.forbidden("withdraw", possible.told(session, aim, item, now))
    aim.state, aim.changed_at = after, now
    return Done()


_STEPS = {Verb.SUBMIT: _submit, Verb.APPROVE: _approve, Verb.RETURN: _return, Verb.WITHDRAW: _withdraw}

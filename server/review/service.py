"""Review: submit, approve, return, withdraw. Each move is state + review + audit line + jobs in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, required, visibility
from index.catalogue.assets import Asset, Description, public_id
from index.catalogue.channels import STEP_NAMES, Aim, Channel
from index.catalogue.lifecycle import WAITING, State, Verb, move
from index.catalogue.links import UNDECIDED
from index.catalogue.people import Actor
from index.catalogue.reviews import Review
from index.catalogue.voiding import route_for
from index.db import writing
from index.errors import Conflict, Forbidden, NotFound, VitrineError
from server import policy
from server.consents import standing as consents
from server.review import desks
from server.takedowns import service as takedowns

AT_ONCE = 50  # moves in one transaction of many: few commits, and nobody else waits for the lock for long


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reviewer had before their eyes: the step that waited, and the version of the text."""

    step: int
    version: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for: a verb, for a channel, with a reason where one is needed.

    With ``seen`` the move is refused where the item has moved on or its text has changed since.
    """

    verb: Verb
    channel: str
    reason: str = ""
    seen: Seen | None = None


def act(engine: Engine, actor: Actor, order: Order, asset_id: int, *, now: datetime) -> dict[str, str]:
    """Carry out one move and return the asset's state on each channel.

    Raises NotFound, Forbidden (not-allowed, own-work, not-your-desk), Conflict (wrong-state, overtaken), MissingFields
    (what a submission still lacks) or VitrineError (reason-required: to return, to take down); nothing is changed then.
    """
    with writing(engine) as session:
        _carry_out(session, actor, order, asset_id, now)
        return status(session, asset_id)


def act_on_many(engine: Engine, actor: Actor, order: Order, asset_ids: Sequence[int], *, clock: Callable[[], datetime],
                seen: Mapping[int, Seen] | None = None) -> list[tuple[int, VitrineError | None]]:
    """Carry out the same move on many assets, each by itself: one that is refused does not stop the others.

    ``AT_ONCE`` of them share a transaction, each in a savepoint with its own review, audit line and job. ``seen`` says
    for each asset what the actor had before their eyes.
    """
    outcomes: list[tuple[int, VitrineError | None]] = []
    for first in range(0, len(asset_ids), AT_ONCE):
        with writing(engine) as session:
            outcomes += [(asset_id, _try(session, actor, replace(order, seen=(seen or {}).get(asset_id)), asset_id, clock()))
                         for asset_id in asset_ids[first:first + AT_ONCE]]
    return outcomes


def _try(session: Session, actor: Actor, order: Order, asset_id: int, now: datetime) -> VitrineError | None:
    try:
        with session.begin_nested():
            _carry_out(session, actor, order, asset_id, now)
    except VitrineError as error:
        return error
    return None


def _carry_out(session: Session, actor: Actor, order: Order, asset_id: int, now: datetime) -> None:
    asset = visibility.asset_for(session, actor, asset_id, now)
    aim = _aim(session, asset, order, now)
    if order.seen is not None and State(aim.state) in WAITING and order.seen != Seen(aim.step, aim.pinned_version):
        raise Conflict("overtaken")
    step_done = _STEPS[order.verb](session, actor, aim, asset, order, now)
    version = session.scalars(select(Description.version).where(Description.asset_id == asset.id)).one()
    session.add(Review(aim_id=aim.id, person_id=actor.person_id, verb=order.verb, desk=step_done, version=version,
                       reason=order.reason.strip(), at=now))
    audit.record(session, actor, order.verb, f"asset:{public_id(asset.id)}", at=now, channel=order.channel,
                 state=aim.state, reason=order.reason.strip(), sha256=asset.sha256, version=version)
    jobs.enqueue_index(session, asset.id, now=now)


def status(session: Session, asset_id: int) -> dict[str, str]:
    """Return {channel: state} of one asset."""
    session.flush()
    rows = session.execute(select(Channel.code, Aim.state).join(Aim, Aim.channel_id == Channel.id)
                           .where(Aim.asset_id == asset_id).order_by(Channel.position))
    return {row[0]: row[1] for row in rows}


def _aim(session: Session, asset: Asset, order: Order, now: datetime) -> Aim:
    channel = session.scalar(select(Channel).where(Channel.code == order.channel, Channel.active))
    if channel is None:
        raise NotFound(what=f"“{order.channel}”")
    aim = session.scalar(select(Aim).where(Aim.asset_id == asset.id, Aim.channel_id == channel.id))
    if aim is None:
        aim = Aim(asset_id=asset.id, channel_id=channel.id, state=State.DRAFT, route=[], step=0, changed_at=now)
        session.add(aim)
        session.flush()
    return aim


def _submit(session: Session, actor: Actor, aim: Aim, asset: Asset, order: Order, now: datetime) -> str | None:
    policy.require(actor, "submit", asset)
    if asset.outside_state in UNDECIDED:
        raise Conflict("from-outside")
    if asset.clock_photo:
        raise Conflict("clock-photo")
    after = move(State(aim.state), Verb.SUBMIT)
    words = session.get_one(Description, asset.id)
    if missing := required.missing(required.needed(session), asset.kind, words, asset.event_id):
        raise required.MissingFields(missing)
    consents.require(session, words.people, order.channel, now)
    aim.state = after
    channel = session.get_one(Channel, aim.channel_id)
    aim.route, aim.step = route_for(session, channel, asset), 0
    aim.submitted_by, aim.submitted_at, aim.changed_at = actor.person_id, now, now
    aim.pinned_sha256, aim.pinned_version = asset.sha256, words.version
    return None


def _approve(session: Session, actor: Actor, aim: Aim, asset: Asset, order: Order, now: datetime) -> str | None:  # noqa: ARG001
    last = aim.step + 1 >= len(aim.route)
    after = move(State(aim.state), Verb.APPROVE, last_step=last)
    desk = _require_desk(session, actor, aim, asset, Verb.APPROVE)
    aim.state, aim.changed_at = after, now
    aim.step = aim.step if last else aim.step + 1
    return desk


def _return(session: Session, actor: Actor, aim: Aim, asset: Asset, order: Order, now: datetime) -> str | None:
    after = move(State(aim.state), Verb.RETURN)
    desk = _require_desk(session, actor, aim, asset, Verb.RETURN)
    if not order.reason.strip():
        raise VitrineError("reason-required")
    aim.state, aim.changed_at = after, now
    return desk


def _withdraw(session: Session, actor: Actor, aim: Aim, asset: Asset, order: Order, now: datetime) -> str | None:
    """The author takes back what is not published; the office takes down what is, on one channel."""
    state = State(aim.state)
    after = move(state, Verb.WITHDRAW)
    if state is State.APPROVED:
        policy.require(actor, "take-down", asset)
        if not order.reason.strip():
            raise VitrineError("reason-required")
        takedowns.file(session, actor, {asset.id: [order.channel]}, order.reason.strip(), now=now)
    elif not (actor.owner or actor.person_id in {aim.submitted_by, asset.owner_id}):
        raise policy.forbidden("withdraw")
    aim.state, aim.changed_at = after, now
    return None


_STEPS = {Verb.SUBMIT: _submit, Verb.APPROVE: _approve, Verb.RETURN: _return, Verb.WITHDRAW: _withdraw}


def _require_desk(session: Session, actor: Actor, aim: Aim, asset: Asset, verb: Verb) -> str:
    """Return the desk that this actor sits at for the step that waits, or raise Forbidden."""
    desk = aim.route[aim.step]
    if actor.person_id is None:  # the installation's owner is nobody's substitute as a reviewer
        raise policy.forbidden(verb)
    if actor.person_id == aim.submitted_by:
        raise Forbidden("own-work")
    if actor.person_id not in desks.deciders(session, aim, asset):
        if not policy.may(actor, "review"):
            raise policy.forbidden(verb)
        zh, en = STEP_NAMES[desk]
        raise Forbidden("not-your-desk", desk=en, desk_zh=zh)
    return desk

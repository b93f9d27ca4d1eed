"""Putting into the bin and restoring. One transaction for all that was chosen, an audit line for each asset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, items, visibility
from index.catalogue.assets import Asset, Description, public_id
from index.catalogue.audit import AuditLine
from index.catalogue.bins import Binned
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import ItemKind, Ref
from index.catalogue.lifecycle import WAITING, State, Verb, move
from index.catalogue.people import Actor
from index.catalogue.plans import Plan
from index.catalogue.reviews import Review
from index.catalogue.stacks import Stack, StackMember
from index.catalogue.takedowns import TakeDownItem, TakeDownStory
from index.credentials import new_token
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, NotFound, VitrineError
from server import policy
from server.bin import deciding

MOST: Final = 500
Refused = tuple[tuple[int, VitrineError], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an asset stands before it goes into the bin: the channels that it is published on and under review for, by name in
    both languages, whether anybody has reviewed it, and whether it was ever published.
    """

    published: tuple[tuple[str, str], ...]
    waiting: tuple[tuple[str, str], ...]
    reviewed: bool
    was_published: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was put away under one name (``act``), which of it was withdrawn from review, and what was refused, with why."""

    act: str
    done: tuple[int, ...]
    withdrawn: tuple[int, ...]
    refused: Refused


@dataclass(frozen=True, slots=True)
class Restored:
    done: tuple[int, ...]
    refused: Refused


def put(engine: Engine, actor: Actor, asset_ids: Sequence[int], reason: str = "", *, now: datetime) -> Outcome:
    """Put these assets into the bin. What is under review is withdrawn; what is published or may not be is refused.

    Raises Invalid for a reason or a number that is too great, VitrineError(bin-reason) where one of them needs a reason:
    nothing is changed then.
    """
    reason = deciding.checked(reason)
    wanted = list(dict.fromkeys(asset_ids))
    if len(wanted) > MOST:
        raise Invalid("assets", f"一次最多 {MOST} 个", f"at most {MOST} at once")
    act = new_token()[:16]
    with writing(engine) as session:
        there = {one.id: one for one in session.scalars(
            select(Asset).where(Asset.id.in_(wanted), visibility.visible(actor, now)))}
        states = standings(session, list(there))
        refused = {one: why for one in wanted if (why := _refusal(session, actor, there.get(one), states, one))}
        done = tuple(one for one in wanted if one not in refused)
        if not reason and any(needs_reason(actor, there[one], states[one]) for one in done):
            raise VitrineError("bin-reason")
        withdrawn = tuple(one for one in done if _put(session, actor, there[one], reason, act, now))
        _refresh(session, done, now)
    return Outcome(act, done, withdrawn, tuple(refused.items()))


def restore(engine: Engine, actor: Actor, asset_ids: Sequence[int], *, now: datetime) -> Restored:
    """Take these assets out of the bin: all is as it was, but reviews that were under way begin anew when submitted."""
    wanted = list(dict.fromkeys(asset_ids))
    with writing(engine) as session:
        rows = {row.asset_id: (row, asset) for row, asset in session.execute(
            select(Binned, Asset).join(Asset, Asset.id == Binned.asset_id)
            .where(Binned.asset_id.in_(wanted), visibility.restorable(actor)))}
        refused: list[tuple[int, VitrineError]] = []
        done: list[int] = []
        for one in wanted:
            if one not in rows:
                refused.append((one, Conflict("not-in-bin", what=public_id(one))))
                continue
            try:
                deciding.take_out(session, actor, *rows[one], items.ref(one), now=now)
            except Forbidden as error:
                refused.append((one, error))
            else:
                done.append(one)
        session.flush()
        _refresh(session, done, now)
    return Restored(tuple(done), tuple(refused))


def undo(engine: Engine, actor: Actor, act: str, *, now: datetime) -> Restored:
    """Restore what was put away together and still lies there."""
    with reading(engine) as session:
        mine = Binned.person_id == actor.person_id
        together = list(session.scalars(select(Binned.asset_id).where(Binned.act == act, mine)))
    return restore(engine, actor, together, now=now)


def standings(session: Session, ids: Sequence[int], kind: ItemKind = ItemKind.ASSET) -> dict[int, Standing]:
    """Return how each of these assets, or stories, stands before it goes into the bin."""
    which = Aim.story_id if kind is ItemKind.STORY else Aim.asset_id
    aims: dict[int | None, list[tuple[State, tuple[str, str]]]] = {}
    for one, state, zh, en in session.execute(
            select(which, Aim.state, Channel.name, Channel.name_en).join(Channel, Channel.id == Aim.channel_id)
            .where(which.in_(ids)).order_by(Channel.position)):
        aims.setdefault(one, []).append((State(state), (zh, en)))
    reviewed = set(session.scalars(select(which).join(Review, Review.aim_id == Aim.id)
                                   .where(which.in_(ids), Review.verb.in_([Verb.APPROVE, Verb.RETURN]))))
    before = _once_published(session, ids, kind)
    return {one: Standing(
        tuple(name for state, name in aims.get(one, ()) if state is State.APPROVED),
        tuple(name for state, name in aims.get(one, ()) if state in WAITING), one in reviewed, one in before)
        for one in ids}


def needs_reason(actor: Actor, owned: policy.Owned, standing: Standing) -> bool:
    """Only who brought a draft that nobody has reviewed puts it away without saying why."""
    own = actor.person_id is not None and owned.owner_id == actor.person_id
    return not own or standing.reviewed or standing.was_published or bool(standing.waiting)


def require_binnable(actor: Actor, owned: policy.Owned, standing: Standing) -> None:
    """Do nothing for what this person may put away as it stands. Raises Forbidden, Conflict(bin-published)."""
    if not policy.may_bin(actor, owned, published=standing.was_published):
        raise policy.forbidden("bin", ("请联系本部门审稿人或办公室。", "Ask the department's reviewer, or the office."))
    if standing.published:
        raise Conflict("bin-published", channels_zh="、".join(zh for zh, _ in standing.published),
                       channels=", ".join(en for _, en in standing.published))


def _refusal(session: Session, actor: Actor, asset: Asset | None, states: Mapping[int, Standing],
             asset_id: int) -> VitrineError | None:
    if asset is None:
        return NotFound(what=public_id(asset_id))
    try:
        require_binnable(actor, asset, states[asset.id])
    except (Forbidden, Conflict) as error:
        return error
    plan = session.scalar(select(Plan.name).where(Plan.asset_id == asset.id).limit(1))
    return Conflict("bin-plan", plan=plan) if plan is not None else None


def _once_published(session: Session, ids: Sequence[int], kind: ItemKind) -> set[int]:
    """By the audit trail: an approval that an edit has voided since leaves no other trace."""
    subjects = {Ref(kind, one).subject: one for one in ids}
    taken_down = TakeDownStory.story_id if kind is ItemKind.STORY else TakeDownItem.asset_id
    found = {subjects[line.subject] for line in session.scalars(
        select(AuditLine).where(AuditLine.subject.in_(subjects), AuditLine.verb == Verb.APPROVE))
        if line.details.get("state") == State.APPROVED}
    return found | set(session.scalars(select(taken_down).where(taken_down.in_(ids))))


def _put(session: Session, actor: Actor, asset: Asset, reason: str, act: str, now: datetime) -> bool:
    """Put one away; True where it was withdrawn from review for that."""
    version = session.scalars(select(Description.version).where(Description.asset_id == asset.id)).one()
    left = withdraw(session, actor, items.ref(asset.id), version, reason, now)
    session.add(Binned(asset_id=asset.id, at=now, person_id=actor.person_id, who=actor.display, reason=reason, act=act))
    audit.record(session, actor, "binned", f"asset:{public_id(asset.id)}", at=now, reason=reason or None, withdrawn=left)
    return bool(left)


def withdraw(session: Session, actor: Actor, ref: Ref, version: int, reason: str, now: datetime) -> list[str]:
    """Withdraw this version of an item from where it is under review, and return those channels' codes."""
    left = []
    for aim, code in session.execute(select(Aim, Channel.code).join(Channel, Channel.id == Aim.channel_id)
                                     .where(ref.aims, Aim.state.in_(WAITING)).order_by(Channel.position)):
        aim.state, aim.changed_at = move(State(aim.state), Verb.WITHDRAW), now
        session.add(Review(aim_id=aim.id, person_id=actor.person_id, verb=Verb.WITHDRAW, desk=None, version=version,
                           reason=reason, at=now))
        left.append(code)
    return left


def _refresh(session: Session, asset_ids: Sequence[int], now: datetime) -> None:
    """The index forgets or finds them again, and those that stood in a stack below one of them show by themselves or not."""
    below = session.scalars(select(StackMember.asset_id).where(
        exists().where(Stack.id == StackMember.stack_id, Stack.cover_id.in_(asset_ids))))
    jobs.enqueue_index_of(session, sorted({*asset_ids, *below}), now=now)

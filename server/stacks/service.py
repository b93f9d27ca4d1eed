"""What people do with stacks and look-alikes: put together, take apart, choose a cover, say that two are different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit, likenesses, stacks, visibility
from index.catalogue.assets import Asset, public_id
from index.catalogue.likenesses import Decision
from index.catalogue.people import Actor
from index.catalogue.stacks import StackMember
from index.db import writing
from index.errors import Conflict, Invalid
from server import policy

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said of a group of look-alikes: these together with this one on top, the rest apart; or all apart."""

    shown: tuple[int, ...]
    together: tuple[int, ...] = ()
    cover: int | None = None


def stack(engine: Engine, actor: Actor, asset_ids: Sequence[int], *, now: datetime, cover: int | None = None) -> int:
    """Put these assets, and the stacks that they stand in, into one stack. Returns how many it holds.

    Raises Invalid for fewer than two or too many, NotFound, Forbidden: each of them must be the actor's to edit.
    """
    with writing(engine) as session:
        return _stack(session, actor, asset_ids, cover, now)


def take_apart(engine: Engine, actor: Actor, asset_id: int, *, now: datetime) -> int:
    """Let the stack of this asset fall apart; its look-alikes are not suggested again. Returns how many stood in it."""
    with writing(engine) as session:
        _require(session, actor, [asset_id], now)
        stack_id = _stack_id(session, asset_id)
        members = list(session.scalars(select(StackMember.asset_id).where(StackMember.stack_id == stack_id)))
        _require(session, actor, members, now)
        stacks.take_apart(session, actor, stack_id, now=now)
        likenesses.decide(session, members, Decision.DIFFERENT, actor.person_id, now=now)
        return len(members)


def take_out(engine: Engine, actor: Actor, asset_id: int, *, now: datetime) -> None:
    """Take one asset out of its stack."""
    with writing(engine) as session:
        _require(session, actor, [asset_id], now)
        _stack_id(session, asset_id)
        stacks.take_out(session, actor, asset_id, now=now)


def choose_cover(engine: Engine, actor: Actor, asset_id: int, *, now: datetime) -> None:
    """Put this asset on top of its stack."""
    with writing(engine) as session:
        _require(session, actor, [asset_id], now)
        stacks.choose_cover(session, actor, asset_id, now=now)


def decide(engine: Engine, actor: Actor, verdict: Verdict, *, now: datetime) -> None:
    """Decide every open pair of a group at once. Raises Conflict(decided-already) where somebody else has."""
    with writing(engine) as session:
        _require(session, actor, verdict.shown, now)
        if verdict.together:
            if not set(verdict.together) <= set(verdict.shown):
                raise Invalid("asset", "不在这一组里", "is not of this group")
            _stack(session, actor, verdict.together, verdict.cover, now)
        told_apart = likenesses.decide(session, verdict.shown, Decision.DIFFERENT, actor.person_id, now=now)
        if not verdict.together and not told_apart:
            raise Conflict("decided-already")
        if told_apart:
            audit.record(session, actor, "told-apart", f"likeness:{public_id(verdict.shown[0])}", at=now,
                         assets=[public_id(one) for one in verdict.shown])


def _stack(session: Session, actor: Actor, asset_ids: Sequence[int], cover: int | None, now: datetime) -> int:
    if not stacks.LEAST <= len(set(asset_ids)) <= MOST:
        raise Invalid("asset", f"请选择 2 到 {MOST} 张再堆叠", f"choose between 2 and {MOST} to stack")
    if cover is not None and cover not in asset_ids:
        raise Invalid("cover", "封面须是其中一张", "must be one of those chosen")
    drawn_in = select(StackMember.stack_id).where(StackMember.asset_id.in_(asset_ids), StackMember.stack_id.is_not(None))
    others = session.scalars(select(StackMember.asset_id).where(StackMember.stack_id.in_(drawn_in)))
    together = sorted({*asset_ids, *others})
    _require(session, actor, together, now)
    stacks.put_together(session, actor, together, now=now, cover_id=cover)
    likenesses.decide(session, together, Decision.STACKED, actor.person_id, now=now)
    return len(together)


def _require(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> list[Asset]:
    found = [visibility.asset_for(session, actor, one, now) for one in asset_ids]
    for asset in found:
        policy.require(actor, "stack", asset)
    return found


def _stack_id(session: Session, asset_id: int) -> int:
    member = session.get(StackMember, asset_id)
    if member is None or member.stack_id is None:
        raise Conflict("not-stacked")
    return member.stack_id

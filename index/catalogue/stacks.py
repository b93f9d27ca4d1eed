"""Stacks (堆叠): shots that stand together in the grid, with one of them on top. Nothing is merged or hidden by it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, ForeignKey, delete, func, insert, select, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from index import jobs
from index.catalogue import audit
from index.catalogue.assets import Asset, public_id
from index.catalogue.people import Actor
from index.db import Base, serialize
from index.errors import NotFound

LEAST: Final = 2
LOCK: Final = "stacks"


class StackKind(StrEnum):
    """Who put it together: the camera's clock, or a person."""

    BURST = "burst"
    HAND = "hand"


class Stack(Base):
    """Some assets with one on top. ``chosen_by`` is the person who chose the cover; until then the earliest shot is it."""

    __tablename__ = "stacks"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="SET NULL"), index=True)
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class StackMember(Base):
    """An asset's one place in a stack. Without a stack: a person took it out, and bursts leave it alone from then on."""

    __tablename__ = "stack_members"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    stack_id: Mapped[int | None] = mapped_column(ForeignKey("stacks.id", ondelete="SET NULL"), index=True)


@dataclass(frozen=True, slots=True)
class StackView:
    """A stack as somebody sees it: its members in the order of their times, and the one on top."""

    id: int
    kind: StackKind
    cover_id: int
    members: tuple[int, ...]


def put_together(session: Session, actor: Actor, asset_ids: Sequence[int], *, now: datetime, kind: StackKind = StackKind.HAND,
                 cover_id: int | None = None) -> int:
    """Make one stack of these assets and of the whole stacks that they stand in. Returns its id.

    ``cover_id`` is a person's choice; without one a cover that somebody chose stays, else the earliest shot is it.
    Nothing happens where they stand together already and no cover is chosen.
    """
    serialize(session, LOCK)
    stacks = _stacks_of(session, asset_ids)
    keep = next((one for one in stacks if one.chosen_by is not None), stacks[0] if stacks else None)
    members = set(asset_ids) | set(_members(session, [one.id for one in stacks]))
    if keep is not None and len(stacks) == 1 and cover_id is None and members == set(_members(session, [keep.id])):
        return keep.id
    if keep is None:
        keep = Stack(kind=kind, created_at=now, created_by=actor.person_id)
        session.add(keep)
        session.flush()
    if kind is StackKind.HAND:
        keep.kind = kind
    _move(session, members, keep.id)
    session.execute(delete(Stack).where(Stack.id.in_([one.id for one in stacks if one.id != keep.id])))
    if cover_id is not None:
        keep.cover_id, keep.chosen_by = cover_id, actor.person_id
    elif keep.chosen_by is None or keep.cover_id is None:
        keep.cover_id = _in_order(session, members)[0]
    _record(session, actor, "stacked", keep.id, members, now=now, cover=public_id(keep.cover_id), kind=keep.kind)
    return keep.id


def take_apart(session: Session, actor: Actor, stack_id: int, *, now: datetime) -> list[int]:
    """Let the members of a stack stand alone again. Bursts leave them alone from then on. Returns the members."""
    serialize(session, LOCK)
    members = _members(session, [stack_id])
    session.execute(update(StackMember).where(StackMember.stack_id == stack_id).values(stack_id=None))
    session.execute(delete(Stack).where(Stack.id == stack_id))
    _record(session, actor, "unstacked", stack_id, members, now=now)
    return members


def take_out(session: Session, actor: Actor, asset_id: int, *, now: datetime) -> None:
    """Take one asset out of its stack; a stack of which but one is left is no more."""
    serialize(session, LOCK)
    stack = _stack_with(session, asset_id)
    if stack is None:
        return
    left = [one for one in _members(session, [stack.id]) if one != asset_id]
    if len(left) < LEAST:
        take_apart(session, actor, stack.id, now=now)
        return
    session.get_one(StackMember, asset_id).stack_id = None
    if stack.cover_id == asset_id:
        stack.cover_id, stack.chosen_by = _in_order(session, left)[0], None
    session.flush()
    _record(session, actor, "unstacked", stack.id, [asset_id], now=now)
    _refresh(session, left, now)


def choose_cover(session: Session, actor: Actor, asset_id: int, *, now: datetime) -> None:
    """Put an asset on top of its stack. Raises NotFound where it stands in none."""
    serialize(session, LOCK)
    stack = _stack_with(session, asset_id)
    if stack is None:
        raise NotFound(what=public_id(asset_id))
    stack.cover_id, stack.chosen_by = asset_id, actor.person_id
    session.flush()
    _record(session, actor, "cover-chosen", stack.id, [asset_id], now=now)
    _refresh(session, _members(session, [stack.id]), now)


def stack_of(session: Session, asset_id: int, seen: ColumnElement[bool]) -> StackView | None:
    """Return the stack of an asset with those members that ``seen`` lets through; None where fewer than two are."""
    stack = _stack_with(session, asset_id)
    if stack is None:
        return None
    order = _in_order(session, _members(session, [stack.id]), seen)
    if len(order) < LEAST:
        return None
    return StackView(stack.id, StackKind(stack.kind), stack.cover_id if stack.cover_id in order else order[0], tuple(order))


def sizes(session: Session, stack_ids: Collection[int], seen: ColumnElement[bool]) -> dict[int, int]:
    """Return how many members of each of these stacks ``seen`` lets through."""
    rows = session.execute(select(StackMember.stack_id, func.count()).join(Asset, Asset.id == StackMember.asset_id)
                           .where(StackMember.stack_id.in_(stack_ids), seen).group_by(StackMember.stack_id))
    return {stack_id: count for stack_id, count in rows if stack_id is not None}


def left_alone(session: Session, asset_ids: Sequence[int]) -> set[int]:
    """Return those assets that a person has stacked or taken out: bursts have no say about them any more."""
    rows = session.execute(
        select(StackMember.asset_id, Stack.kind).outerjoin(Stack, Stack.id == StackMember.stack_id)
        .where(StackMember.asset_id.in_(asset_ids)))
    return {asset_id for asset_id, kind in rows if kind != StackKind.BURST}


def _stack_with(session: Session, asset_id: int) -> Stack | None:
    member = session.get(StackMember, asset_id)
    return session.get(Stack, member.stack_id) if member and member.stack_id else None


def _stacks_of(session: Session, asset_ids: Sequence[int]) -> list[Stack]:
    wanted = select(StackMember.stack_id).where(StackMember.asset_id.in_(asset_ids))
    return list(session.scalars(select(Stack).where(Stack.id.in_(wanted)).order_by(Stack.id)))


def _members(session: Session, stack_ids: Sequence[int]) -> list[int]:
    return list(session.scalars(select(StackMember.asset_id).where(StackMember.stack_id.in_(stack_ids))))


def _in_order(session: Session, asset_ids: Collection[int], seen: ColumnElement[bool] | None = None) -> list[int]:
    query = select(Asset.id).where(Asset.id.in_(asset_ids), true() if seen is None else seen)
    return list(session.scalars(query.order_by(Asset.captured_local.is_(None), Asset.captured_local, Asset.id)))


def _move(session: Session, asset_ids: Collection[int], stack_id: int) -> None:
    session.execute(update(StackMember).where(StackMember.asset_id.in_(asset_ids)).values(stack_id=stack_id))
    known = set(session.scalars(select(StackMember.asset_id).where(StackMember.asset_id.in_(asset_ids))))
    if new := sorted(set(asset_ids) - known):
        session.execute(insert(StackMember), [{"asset_id": one, "stack_id": stack_id} for one in new])


def _record(session: Session, actor: Actor, verb: str, stack_id: int, asset_ids: Collection[int], *, now: datetime,
            **details: str) -> None:
    """One line for all: a burst of fifty is one thing that was done."""
    audit.record(session, actor, verb, f"stack:{stack_id}", at=now, assets=[public_id(one) for one in sorted(asset_ids)],
                 **details)
    _refresh(session, asset_ids, now)


def _refresh(session: Session, asset_ids: Collection[int], now: datetime) -> None:
    for asset_id in sorted(asset_ids):
        jobs.enqueue_index(session, asset_id, now=now)

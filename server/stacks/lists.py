"""What pages show of stacks and look-alikes: the groups that wait for a person, and what stands beside one asset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from index.catalogue import bins, stacks, visibility
from index.catalogue.assets import Asset
from index.catalogue.likenesses import SAME, Decision, Likeness
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from index.catalogue.stacks import StackView
from server import policy

PAIRS: Final = 1000
"""So many open pairs are looked at for groups; deciding brings up the rest."""
SHOWN: Final = 8
"""A person compares so many at once; what is more comes after these."""
BESIDE: Final = 8


@dataclass(frozen=True, slots=True)
class Card:
    """One picture of a group, and which of its facts are not the same on all."""

    asset: AssetView
    differs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Pictures that look alike. ``cover`` is the best candidate for the top: the most pixels, the camera's own file."""

    cards: tuple[Card, ...]
    cover: int
    newest: int
    left: int
    """How many groups wait, with this one."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one asset: its stack, what looks like it, and the better file of a squeezed one."""

    stack: StackView | None
    members: tuple[AssetView, ...]
    similar: tuple[AssetView, ...]
    better: AssetView | None
    may_stack: bool
    waits: bool
    """Some pair with it waits for this reader to decide."""


def waiting(session: Session, actor: Actor, *, asset_id: int | None = None) -> list[list[int]]:
    """Return the groups that wait for this reader, those with the newest picture first; ``asset_id``: that one's only."""
    query = open_pairs(actor).limit(PAIRS)
    groups: dict[int, set[int]] = {}
    for one, other in session.execute(query):
        joined = groups.get(one, {one}) | groups.get(other, {other})
        for each in joined:
            groups[each] = joined
    found = {max(group): sorted(group) for group in groups.values() if asset_id is None or asset_id in group}
    return [found[newest] for newest in sorted(found, reverse=True)]


def group(session: Session, actor: Actor, now: datetime, *, below: int | None = None,
          asset_id: int | None = None) -> Group | None:
    """Return the next group: of one asset, or below the newest picture of the one that was skipped."""
    waits = waiting(session, actor, asset_id=asset_id)
    rest = [ids for ids in waits if below is None or ids[-1] < below]
    if not rest:
        return None
    views = visibility.views(session, actor, rest[0][-SHOWN:], now)
    told = [_told(view) for view in views]
    differs = frozenset(name for name in told[0] if len({str(one[name]) for one in told}) > 1) if told else frozenset()
    cover = max(views, key=lambda view: (not view.recompressed, (view.width or 0) * (view.height or 0),
                                         view.originals[0].bytes if view.originals else 0, -view.id))
    return Group(tuple(Card(view, differs) for view in views), cover.id, rest[0][-1], len(rest))


def beside(session: Session, actor: Actor, asset: Asset, now: datetime) -> Beside:
    """Return what stands beside an asset, as far as this reader may see it."""
    seen = visibility.visible(actor, now)
    stack = stacks.stack_of(session, asset.id, seen)
    members = visibility.views(session, actor, stack.members, now) if stack else []
    rows = [row for row in session.execute(_alike(asset.id)) if stack is None or row.other not in stack.members]
    similar = {view.id: view for view in visibility.views(session, actor, [row.other for row in rows][:BESIDE], now)
               if view.words.version}
    same = [similar[row.other] for row in rows if row.distance <= SAME and row.other in similar]
    same += [view for view in members if view.id != asset.id]
    may_stack = policy.may(actor, "stack", asset)
    waits = may_stack and session.execute(open_pairs(actor, asset.id).limit(1)).first() is not None
    return Beside(stack, tuple(members), tuple(similar.values()), _better(asset, same), may_stack, waits)


def open_pairs(actor: Actor, asset_id: int | None = None) -> Select[Any, Any]:
    """The pairs that nobody has decided and this reader may, the newest first."""
    one, other = aliased(Asset), aliased(Asset)
    query = (select(Likeness.asset_id, Likeness.other_id).join(one, one.id == Likeness.asset_id)
             .join(other, other.id == Likeness.other_id)
             .where(Likeness.decided.is_(None), policy.own(actor, one), policy.own(actor, other),
                    bins.kept(one.id), bins.kept(other.id))
             .order_by(Likeness.other_id.desc(), Likeness.asset_id.desc()))
    return query if asset_id is None else query.where(or_(Likeness.asset_id == asset_id, Likeness.other_id == asset_id))


def _alike(asset_id: int) -> Select[Any, Any]:
    other = (Likeness.asset_id + Likeness.other_id - asset_id).label("other")
    return (select(other, Likeness.distance)
            .where(or_(Likeness.asset_id == asset_id, Likeness.other_id == asset_id),
                   or_(Likeness.decided.is_(None), Likeness.decided != Decision.DIFFERENT))
            .order_by(Likeness.distance, Likeness.found_at))


def _better(asset: Asset, same: Sequence[AssetView]) -> AssetView | None:
    """The file that a squeezed picture was made from: the same shot, with more pixels."""
    if not asset.recompressed:
        return None
    pixels = (asset.width or 0) * (asset.height or 0)
    larger = [view for view in same if not view.recompressed and (view.width or 0) * (view.height or 0) > pixels]
    return max(larger, key=lambda view: (view.width or 0) * (view.height or 0), default=None)


def _told(view: AssetView) -> dict[str, object]:
    """What is compared, by the names that the page gives it."""
    return {"pixels": (view.width, view.height), "bytes": view.originals[0].bytes if view.originals else None,
            "camera": (view.facts.get("make"), view.facts.get("model")), "time": view.captured_local,
            "name": view.originals[0].name if view.originals else None, "who": view.owner, "department": view.department,
            "state": tuple(sorted(view.status.items()))}

"""Saving choices. Whoever may edit an asset's description chooses; of two choices the one that was made later stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, and_, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, choices, visibility
from index.catalogue.assets import Asset, FormerAsset, public_id
from index.catalogue.choices import Choice, Chosen, Field, Value, chosen_of
from index.catalogue.people import Actor, Person
from index.db import serialize, writing
from index.errors import Invalid, NotFound, VitrineError
from server import policy

MOST: Final = 5000
"""Choices that are saved together."""


@dataclass(frozen=True, slots=True)
class Made:
    """One choice: what somebody set a field of an asset to, and when they did, which may be long before it is saved."""

    asset_id: int
    field: Field
    value: Value
    at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands now, by the id that was asked for, and what could not be saved. A later choice of others stands."""

    standing: dict[int, Chosen]
    refused: tuple[tuple[int, VitrineError], ...]


@dataclass(frozen=True, slots=True)
class _Replaced:
    """Another person's choice that gave way."""

    asset_id: int
    field: Field
    before: Value
    by: int
    after: Value


def choose_many(engine: Engine, actor: Actor, made: Sequence[Made], *, now: datetime) -> Saved:
    """Save choices, each asset by itself: one that is refused leaves the others alone.

    Saving the same again changes nothing. Nothing that was approved is voided: a choice is no part of the text. The audit
    trail tells where one person's choice took the place of another's; who chose last stands beside the choice itself.
    Raises Invalid for too many, Forbidden for who may describe nothing.
    """
    if len(made) > MOST:
        raise Invalid("choices", f"一次最多 {MOST} 个", f"at most {MOST} at once")
    policy.require(actor, "describe")
    with writing(engine) as session:
        serialize(session, "choices")
        now_of = _successors(session, {one.asset_id for one in made})
        seen, own = _allowed(session, actor, set(now_of.values()), now)
        refused: list[tuple[int, VitrineError]] = []
        for asset_id, row_id in now_of.items():
            if row_id not in seen:
                refused.append((asset_id, NotFound(what=public_id(asset_id))))
            elif row_id not in own:
                refused.append((asset_id, policy.forbidden("describe")))
        kept = [one for one in made if now_of[one.asset_id] in own]
        known = choices.rows(session, sorted(own))
        _save(session, actor, known, now_of, kept, now)
        known |= choices.rows(session, sorted(seen - own))
        return Saved({asset_id: chosen_of(known.get(row_id)) for asset_id, row_id in now_of.items() if row_id in seen},
                     tuple(refused))


def _successors(session: Session, ids: set[int]) -> dict[int, int]:
    """Each asset, and the one that it was joined into while the choice waited."""
    rows = session.execute(select(FormerAsset.id, FormerAsset.asset_id).where(FormerAsset.id.in_(ids)))
    joined = {row[0]: row[1] for row in rows}
    return {one: joined.get(one, one) for one in sorted(ids)}


def _allowed(session: Session, actor: Actor, ids: set[int], now: datetime) -> tuple[set[int], set[int]]:
    """Which of these assets the person sees, and of which they may edit the description."""
    rows = session.execute(select(Asset.id, policy.own(actor, Asset)).where(
        and_(Asset.id.in_(ids), visibility.visible(actor, now)))).all()
    return {row[0] for row in rows}, {row[0] for row in rows if row[1]}


def _save(session: Session, actor: Actor, known: dict[int, Choice], now_of: dict[int, int], made: Sequence[Made],
          now: datetime) -> None:
    changed, replaced = set(), []
    for one in sorted(made, key=lambda one: one.at):
        asset_id = now_of[one.asset_id]
        row = choices.row_for(session, known, asset_id)
        before, by = getattr(row, one.field), getattr(row, f"{one.field}_by")
        if choices.choose(row, one.field, one.value, at=min(one.at, now), by=actor.person_id):
            changed.add(asset_id)
            if by is not None and by != actor.person_id:
                replaced.append(_Replaced(asset_id, one.field, before, by, one.value))
    _record(session, actor, replaced, now)
    jobs.enqueue_index_of(session, sorted(changed), now=now)


def _record(session: Session, actor: Actor, replaced: Sequence[_Replaced], now: datetime) -> None:
    by = {one.by for one in replaced}
    rows = session.execute(select(Person.id, Person.display).where(Person.id.in_(by))).all() if by else []
    names = {row[0]: row[1] for row in rows}
    for one in replaced:
        audit.record(session, actor, "chose", f"asset:{public_id(one.asset_id)}", at=now, before={one.field: one.before},
                     after={one.field: one.after}, of=names.get(one.by))

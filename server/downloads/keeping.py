"""The record of what is taken out, written while it goes: who, when, which asset, in which form, for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select, update

from index.catalogue import crop_points, visibility
from index.catalogue.people import Actor
from index.catalogue.takeouts import TakenItem, Takeout
from index.credentials import new_token
from index.db import reading, writing
from server.downloads.wishes import Wish


@dataclass(frozen=True, slots=True)
class Far:
    """How far a takeout is: assets handed over and refused, of so many; ``ended`` once nothing more comes."""

    done: int
    failed: int
    wanted: int
    ended: bool


def begin(engine: Engine, actor: Actor, wish: Wish, wanted: int, *, door: str, now: datetime, token: str = "") -> int:
    """Put on record that somebody takes ``wanted`` assets out, and return the takeout's id.

    ``token`` lets the page ask how far it is; one that is known already is not used again.
    """
    with writing(engine) as session:
        known = token and session.scalar(select(Takeout.id).where(Takeout.token == token)) is not None
        row = Takeout(token=new_token() if known or not token else token, person_id=actor.person_id, who=actor.display,
                      department_id=actor.department_id, door=door, preset=wish.preset, purpose=wish.purpose, note=wish.note,
                      watermark=wish.watermark, begun_at=now, wanted=wanted, failed=0)
        session.add(row)
        session.flush()
        return row.id


def keep_point(engine: Engine, actor: Actor, asset_id: int, point: crop_points.Point | None, *, now: datetime) -> None:
    """Remember the middle that somebody chose for a photo's crops, None that they chose none. The own department and the
    office choose for everybody, anybody else for this once.
    """
    with writing(engine) as session:
        if visibility.takeable(session, actor, [asset_id], now, whole=True):
            crop_points.keep(session, actor, asset_id, point, now=now)


def hand_over(engine: Engine, takeout_id: int, asset_id: int, preset: str, name: str, size: int, *, now: datetime) -> None:
    """Put on record that one file goes out. Called before its last byte does, so that nobody leaves without a line."""
    with writing(engine) as session:
        session.add(TakenItem(takeout_id=takeout_id, asset_id=asset_id, preset=preset, name=name, bytes=size, at=now))


def hand_over_all(engine: Engine, takeout_id: int, asset_ids: Sequence[int], preset: str, name: str, size: int, *,
                  now: datetime) -> None:
    """Put on record that one file goes out in which all these assets are."""
    with writing(engine) as session:
        session.add_all(TakenItem(takeout_id=takeout_id, asset_id=one, preset=preset, name=name, bytes=size, at=now)
                        for one in asset_ids)


def hand_over_many(engine: Engine, takeout_id: int, preset: str, files: Sequence[tuple[int, str, int]], *,
                   now: datetime) -> None:
    """Put on record that these files, as (asset, name, bytes), lie where they were to be taken."""
    with writing(engine) as session:
        session.add_all(TakenItem(takeout_id=takeout_id, asset_id=asset_id, preset=preset, name=name, bytes=size, at=now)
                        for asset_id, name, size in files)


def fail(engine: Engine, takeout_id: int) -> None:
    """Count one asset that could not be given."""
    with writing(engine) as session:
        session.execute(update(Takeout).where(Takeout.id == takeout_id).values(failed=Takeout.failed + 1))


def end(engine: Engine, takeout_id: int, *, now: datetime) -> None:
    """Put on record that nothing more comes."""
    with writing(engine) as session:
        session.execute(update(Takeout).where(Takeout.id == takeout_id).values(ended_at=now))


def far(engine: Engine, actor: Actor, token: str) -> Far:
    """Return how far one's own takeout is; nothing is wanted before it has begun, and of anybody else's."""
    with reading(engine) as session:
        row = session.scalar(select(Takeout).where(Takeout.token == token, Takeout.person_id == actor.person_id))
        if row is None:
            return Far(0, 0, 0, ended=False)
        done = session.scalar(select(func.count(TakenItem.asset_id.distinct())).where(TakenItem.takeout_id == row.id)) or 0
        return Far(done, row.failed, row.wanted, row.ended_at is not None)

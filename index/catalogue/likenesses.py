"""Pictures that look alike: how they are found among very many, and what a person said of each pair.

A fingerprint is 64 bits; two pictures look alike where at most ``ALIKE`` of them differ. It is kept in four pieces of 16
bits. Were each piece of two pictures further apart than its ``REACH``, they would differ in more than ``ALIKE`` bits in
all; so whoever looks up the values within reach of each piece misses none, and reads a few hundred rows, not the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import combinations
from typing import Final

from sqlalchemy import CompoundSelect, ForeignKey, Index, Select, and_, delete, func, insert, or_, select, text, union, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.assets import Asset, Kind
from index.catalogue.stacks import StackMember
from index.db import Base, insert_into

ALIKE: Final = 10
SAME: Final = 4
"""Up to here it is the same shot for certain, saved again: what a chat program makes of a photo differs by 0 to 4 bits."""
BITS: Final = 16
REACH: Final = (2, 2, 2, 1)
MOST: Final = 12
"""Suggestions for one asset: a template that was used a hundred times must not fill a hundred squared rows."""
BUCKET: Final = 1000
SAME_LENGTH_S: Final = 1.0


class Decision(StrEnum):
    """What a person said of two pictures that look alike."""

    STACKED = "stacked"
    DIFFERENT = "different"


class LikenessBand(Base):
    """One piece of an asset's fingerprint: pictures that look alike share a piece, or nearly."""

    __tablename__ = "likeness_bands"
    __table_args__ = ({"sqlite_with_rowid": False},)

    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)


class Likeness(Base):
    """Two assets that look alike, the lower row first; ``distance`` in bits. Suggested until a person has decided."""

    __tablename__ = "likenesses"
    __table_args__ = (Index("ix_likenesses_open", "asset_id", "other_id", sqlite_where=text("decided IS NULL"),
                            postgresql_where=text("decided IS NULL")),)

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)
    distance: Mapped[int]
    found_at: Mapped[datetime]
    decided: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Alike:
    """An asset that looks like the one asked about, and by how many bits they differ."""

    asset_id: int
    distance: int


def pieces(fingerprint: str) -> list[int]:
    """Return the four pieces of a fingerprint (16 hexadecimal digits), the highest bits first."""
    return [int(fingerprint[at: at + BITS // 4], 16) for at in range(0, len(fingerprint), BITS // 4)]


def within_reach(piece: int, bits: int) -> list[int]:
    """Return all values that differ from ``piece`` in at most ``bits`` bits."""
    return [piece ^ mask for mask in _masks(bits)]


def enter(session: Session, asset: Asset) -> None:
    """Put an asset's pieces where others will find it; a plain picture, or one of another time, has none."""
    session.execute(delete(LikenessBand).where(LikenessBand.asset_id == asset.id))
    if asset.fingerprint:
        session.execute(insert(LikenessBand), [{"band": band, "value": value, "asset_id": asset.id}
                                               for band, value in enumerate(pieces(asset.fingerprint))])


def find_alike(session: Session, asset: Asset) -> list[Alike]:
    """Return the assets of the same kind that look like this one, the nearest first.

    Films must be of one length as well: many begin with the same title. Photographs of the clock are no pictures.
    """
    if not asset.fingerprint:
        return []
    bits = int(asset.fingerprint, 16)
    query = select(Asset.id, Asset.fingerprint).where(
        Asset.id.in_(_near(asset.fingerprint)), Asset.id != asset.id, Asset.kind == asset.kind, Asset.clock_photo.is_(False))
    if asset.kind == Kind.VIDEO:
        query = query.where(func.abs(Asset.duration - asset.duration) <= SAME_LENGTH_S)
    measured = ((other, (bits ^ int(mark, 16)).bit_count()) for other, mark in session.execute(query) if mark)
    return sorted((Alike(other, apart) for other, apart in measured if apart <= ALIKE),
                  key=lambda one: (one.distance, one.asset_id))


def _near(fingerprint: str) -> CompoundSelect[int]:
    """SQL: the assets that share a piece with this fingerprint, or nearly, each piece by its own index range."""
    each = [select(LikenessBand.asset_id).where(LikenessBand.band == band, LikenessBand.value.in_(within_reach(piece, reach)))
            .limit(BUCKET).subquery() for band, (piece, reach) in enumerate(zip(pieces(fingerprint), REACH, strict=True))]
    return union(*(select(one.c.asset_id) for one in each))


def suggest(session: Session, asset_id: int, alike: Sequence[Alike], *, now: datetime) -> int:
    """Enter suggestions for a person to decide, the nearest few; what was decided stays so. Returns how many were added.

    What stands in one stack already needs no suggestion. An asset that has its fill gets no more.
    """
    stack = session.scalar(select(StackMember.stack_id).where(StackMember.asset_id == asset_id))
    mates = set(session.scalars(select(StackMember.asset_id).where(StackMember.stack_id == stack))) if stack else set()
    known = {other for pair in session.execute(_of([asset_id])) for other in (pair.asset_id, pair.other_id)}
    room = MOST - _count_open(session, [asset_id]).get(asset_id, 0)
    wanted = [one for one in alike if one.asset_id not in mates and one.asset_id not in known][:4 * MOST]
    filled = _count_open(session, [one.asset_id for one in wanted])
    chosen = [one for one in wanted if filled.get(one.asset_id, 0) < MOST][:max(0, room)]
    if chosen:
        session.execute(insert_into(session, Likeness).on_conflict_do_nothing(), [
            {"asset_id": min(asset_id, one.asset_id), "other_id": max(asset_id, one.asset_id), "distance": one.distance,
             "found_at": now} for one in chosen])
    return len(chosen)


def decide(session: Session, asset_ids: Sequence[int], decision: Decision, person_id: int | None, *, now: datetime) -> int:
    """Decide every open pair among these assets. Returns how many there were."""
    done = session.execute(
        update(Likeness).where(Likeness.asset_id.in_(asset_ids), Likeness.other_id.in_(asset_ids), Likeness.decided.is_(None))
        .values(decided=decision, decided_by=person_id, decided_at=now))
    return int(getattr(done, "rowcount", 0))


def drop_open(session: Session, asset_ids: Sequence[int]) -> None:
    """Take suggestions away that a burst has answered: nobody needs to be asked whether its shots look alike."""
    session.execute(delete(Likeness).where(Likeness.asset_id.in_(asset_ids), Likeness.other_id.in_(asset_ids),
                                           Likeness.decided.is_(None)))


def _of(asset_ids: Iterable[int]) -> Select[int, int]:
    wanted = list(asset_ids)
    return select(Likeness.asset_id, Likeness.other_id).where(
        or_(Likeness.asset_id.in_(wanted), Likeness.other_id.in_(wanted)))


def _count_open(session: Session, asset_ids: Sequence[int]) -> dict[int, int]:
    """Return how many suggestions wait for each of these assets."""
    counts: dict[int, int] = {}
    for side in (Likeness.asset_id, Likeness.other_id):
        rows = session.execute(select(side, func.count()).where(and_(side.in_(asset_ids), Likeness.decided.is_(None)))
                               .group_by(side))
        for asset_id, number in rows:
            counts[asset_id] = counts.get(asset_id, 0) + number
    return counts


@cache
def _masks(bits: int) -> tuple[int, ...]:
    return tuple(sum(1 << place for place in places) for count in range(bits + 1)
                 for places in combinations(range(BITS), count))

"""More like this: of the same event, near in time, near in looks; what fits in several ways comes first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset
from index.catalogue.likenesses import find_alike
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView

NEAR: Final = timedelta(hours=12)
"""Further apart than this, time says nothing: it was another occasion."""
FADES_S: Final = 1800.0
"""Seconds in which nearness in time counts a third (1/e): a programme of half an hour belongs together."""
CANDIDATES: Final = 400
WEIGHTS: Final = {"event": 1.0, "time": 1.0, "looks": 1.5}
BITS: Final = 64


@dataclass(frozen=True, slots=True)
class Other:
    """One candidate, and what is known of it beside the asset asked about: seconds apart, bits of the fingerprint."""

    asset_id: int
    same_event: bool
    seconds: float | None
    bits: int | None


def score(other: Other) -> float:
    """Return how near it is: 0 (not at all) to the sum of the weights."""
    total = WEIGHTS["event"] if other.same_event else 0.0
    if other.seconds is not None:
        total += WEIGHTS["time"] * math.exp(-abs(other.seconds) / FADES_S)
    if other.bits is not None:
        total += WEIGHTS["looks"] * max(0.0, 1 - 2 * other.bits / BITS) ** 2
    return total


def more_like(session: Session, actor: Actor, asset: Asset, now: datetime, *, most: int,
              anywhere: bool = False) -> list[AssetView]:
    """Return what is most like this asset among what this reader may see, the nearest first.

    ``anywhere`` looks for pictures that look like it in the whole library as well, not only about its event and its time.
    """
    alike = {one.asset_id for one in find_alike(session, asset)} if anywhere else set()
    found: dict[int, Other] = {}
    for rule in _rules(asset, alike):
        found |= {one.asset_id: one for one in _others(session, actor, asset, rule, now)}
    ranked = sorted(found.values(), key=lambda one: (-score(one), one.asset_id))
    return visibility.views(session, actor, [one.asset_id for one in ranked[:most]], now)


def _rules(asset: Asset, alike: set[int]) -> list[ColumnElement[bool]]:
    rules = []
    if asset.event_id is not None:
        rules.append(Asset.event_id == asset.event_id)
    if asset.captured_local is not None:
        rules.append(Asset.captured_local.between(asset.captured_local - NEAR, asset.captured_local + NEAR))
    if alike:
        rules.append(Asset.id.in_(alike))
    return rules


def _others(session: Session, actor: Actor, asset: Asset, rule: ColumnElement[bool], now: datetime) -> list[Other]:
    """Read candidates of one kind, those nearest in time first, as a large event has more than are wanted."""
    query = (select(Asset.id, Asset.event_id, Asset.captured_local, Asset.fingerprint)
             .where(rule, Asset.id != asset.id, Asset.clock_photo.is_(False), visibility.visible(actor, now)))
    if asset.captured_local is not None:
        away = func.abs(_days(session, Asset.captured_local) - _days(session, asset.captured_local))
        query = query.order_by(away, Asset.id)
    return [Other(row.id, asset.event_id is not None and row.event_id == asset.event_id,
                  _apart(asset.captured_local, row.captured_local), _differing(asset.fingerprint, row.fingerprint))
            for row in session.execute(query.limit(CANDIDATES))]


def _days(session: Session, moment: Any) -> ColumnElement[Any]:
    """SQL: a wall time as a number that can be subtracted, on either database."""
    return func.julianday(moment) if session.get_bind().dialect.name == "sqlite" else extract("epoch", moment)


def _apart(one: datetime | None, other: datetime | None) -> float | None:
    return abs((one - other).total_seconds()) if one and other else None


def _differing(one: str | None, other: str | None) -> int | None:
    return (int(one, 16) ^ int(other, 16)).bit_count() if one and other else None

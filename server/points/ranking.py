"""Order by a figure: equals share a place, and the next place is as far down as if they did not. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def ranks(scores: Mapping[Key, Decimal | int], within: Collection[Key] | None = None) -> dict[Key, int]:
    """Return each one's place from 1, best first: 1, 2, 2, 4. ``within`` ranks these alone, without a score as nought."""
    among = {key: scores.get(key, 0) for key in (scores if within is None else within)}
    held = sorted(among.values(), reverse=True)
    first: dict[Decimal | int, int] = {}
    for place, score in enumerate(held, 1):
        first.setdefault(score, place)
    return {key: first[score] for key, score in sorted(among.items(), key=lambda one: -one[1])}


def movement(place: int, before: int | None) -> int | None:
    """Return how many places somebody won, negative where they lost some; None for whom was not ranked before."""
    return None if before is None else before - place

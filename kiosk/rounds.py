"""The order in which things play: how often each, spread evenly, with what is pinned in its place. Pure and the same
everywhere, so that the screens of a group stay in step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd
from typing import Final, TypeVar

from kiosk.plan import Entry

T = TypeVar("T")
FIRST: Final = 1
"""The pin of what begins each round; a greater one, k, is of what comes in every k-th place."""


def round_of(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return a board's round: each entry as often as it weighs, once where it is pinned first, else in every k-th place."""
    first = [one for one in entries if one.pin == FIRST]
    every = [one for one in entries if one.pin > FIRST]
    usual = [one for one in entries if one.pin < FIRST]
    return tuple(first + pinned(spread([(one, one.weight) for one in usual]), [(one, one.pin) for one in every]))


def interleaved(rounds: Iterable[tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """Return one round of several, spread evenly: each keeps its order, and nothing plays more often than before."""
    found = [one for one in rounds if one]
    turns = [iter(one) for one in found]
    return tuple(next(turns[turn]) for turn in _turns([len(one) for one in found]))


def spread(weighed: Sequence[tuple[T, int]]) -> list[T]:
    """Return each thing as often as it weighs, evenly, beginning with the first.

    The fewest places that keep the proportions; where all weigh the same each comes once, in order.
    """
    least = gcd(*(weight for _thing, weight in weighed))
    return [weighed[turn][0] for turn in _turns([weight // least for _thing, weight in weighed])] if weighed else []


def pinned(others: Sequence[T], pins: Sequence[tuple[T, int]]) -> list[T]:
    """Return the others in their order, each pinned thing before them and again as soon as k - 1 things have passed."""
    if not others:
        return [thing for thing, _every in pins]
    passed = [every - 1 for _thing, every in pins]
    found: list[T] = []
    for other in others:
        for place, (thing, every) in enumerate(pins):
            if passed[place] >= every - 1:
                found.append(thing)
                passed = [count + 1 for count in passed]
                passed[place] = 0
        found.append(other)
        passed = [count + 1 for count in passed]
    return found


def _turns(weights: list[int]) -> list[int]:
    """Return whose turn each place of a round is, beginning with the first: as far apart as can be, over the seam of two
    rounds as well. The heaviest choose their places first, each those nearest to an even share that are still free.

    In whole numbers: floats may differ from one machine to another.
    """
    if len(set(weights)) < 2:
        return list(range(len(weights))) * max(weights, default=0)
    all_ = sum(weights)
    places: list[int | None] = [None] * all_
    for turn in sorted(range(len(weights)), key=lambda one: -weights[one]):
        first, weight = places.index(None), weights[turn]
        for time in range(weight):
            share = first + (2 * time * all_ + weight) // (2 * weight)  # rounded
            near = (place % all_ for further in range(all_) for place in (share + further, share - further))
            places[next(place for place in near if places[place] is None)] = turn
    begin = places.index(0)
    return [turn for turn in places[begin:] + places[:begin] if turn is not None]

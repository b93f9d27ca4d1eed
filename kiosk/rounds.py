"""The order in which things play: how often each, spread evenly, with what is pinned in its place. Pure and the same
everywhere, so that the screens of a group stay in step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
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


def interleaved(rounds: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    """Return one round of several, spread evenly: each keeps its order, and nothing plays more often than before."""
    found = [one for one in rounds if one]
    turns = [iter(one) for one in found]
    return tuple(next(turns[turn]) for turn in _turns(tuple(len(one) for one in found)))


def spread(weighed: Sequence[tuple[T, int]]) -> list[T]:
    """Return each thing as often as it weighs, evenly, beginning with the first.

    The fewest places that keep the proportions; where all weigh the same each comes once, in order.
    """
    least = gcd(*(weight for _thing, weight in weighed))
    return [weighed[turn][0] for turn in _turns(tuple(weight // least for _thing, weight in weighed))] if weighed else []


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


@lru_cache(maxsize=256)  # many screens share few boards
def _turns(weights: tuple[int, ...]) -> tuple[int, ...]:
    """Return whose turn each place of a round is, beginning with the first: as far apart as can be, over the seam of two
    rounds as well. Nobody waits longer than two even shares and a place.

    In whole numbers: floats may differ from one machine to another.
    """
    if len(set(weights)) < 2:
        return tuple(range(len(weights))) * max(weights, default=0)
    found = _chosen(weights)
    if _waits_long(found, weights):
        found = _due(weights)
    begin = found.index(0)
    return tuple(found[begin:] + found[:begin])


def _chosen(weights: tuple[int, ...]) -> list[int]:
    """The heaviest choose their places first, each those nearest to an even share that are still free."""
    all_ = sum(weights)
    places: list[int | None] = [None] * all_
    for turn in sorted(range(len(weights)), key=lambda one: -weights[one]):
        first, weight = places.index(None), weights[turn]
        for time in range(weight):
            share = first + (2 * time * all_ + weight) // (2 * weight)  # rounded
            near = (place % all_ for further in range(all_) for place in (share + further, share - further))
            places[next(place for place in near if places[place] is None)] = turn
    return [turn for turn in places if turn is not None]


def _due(weights: tuple[int, ...]) -> list[int]:
    """Of those that are due whoever is due first: Tijdeman's rule for the chairman assignment problem (1980). At no place is
    anybody a whole turn ahead or behind, but the last of a round may be the first of the next.
    """
    all_, most = sum(weights), 2 * len(weights) - 2
    had, found = [0] * len(weights), []
    for place in range(1, all_ + 1):
        # What each is owed after this place, in units of 1 / (all_ * most) turns; due is who is owed one in most.
        owed = [(place * weight - all_ * had[i]) * most for i, weight in enumerate(weights)]
        due = [i for i, one in enumerate(owed) if one >= all_]
        turn = due[0]
        for i in due[1:]:  # the soonest end, (all_ * (most - 1) - owed) / weight
            if (all_ * (most - 1) - owed[i]) * weights[turn] < (all_ * (most - 1) - owed[turn]) * weights[i]:
                turn = i
        had[turn] += 1
        found.append(turn)
    return found


def _waits_long(turns: list[int], weights: tuple[int, ...]) -> bool:
    """Say whether anybody waits for its next turn longer than two even shares and a place."""
    last: dict[int, int] = {}
    for place, turn in enumerate(turns * 2):
        if (place - last.get(turn, place) - 1) * weights[turn] > 2 * len(turns):
            return True
        last[turn] = place
    return False

"""Which event a batch looks like: its department, its days, an assignment, and the words on its folders. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

NEAR: Final = timedelta(days=1)
BESIDE: Final = 0.5
"""What a picture taken on the day before or after counts of one taken within the event: it may be its eve, or a clock
that nobody has put right yet."""
LIKELY: Final = 0.5
"""An event is named first only where at least so much of the batch is of its days; below that it is one in a list."""
SHORTEST_WORD: Final = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that a batch may be of."""

    id: int
    name: str
    place: str
    starts_on: date
    ends_on: date
    department_id: int | None


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a batch: pictures by the day they were taken on, departments, and the words that came along.

    ``anywhere``: its department photographs for all, as the office does, so an event of another is no stranger.
    ``assigned``: events for which its photographer or one of its kits has an assignment.
    """

    days: Mapping[date, int]
    departments: frozenset[int]
    words: str = ""
    anywhere: bool = False
    assigned: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """An event with how well it fits: ``share`` of the pictures taken in its days (0 to 1), and whether it was assigned."""

    event: Candidate
    share: float
    assigned: bool
    likely: bool


def rank(traits: Traits, events: Iterable[Candidate]) -> list[Offer]:
    """Return the events that fit, best first; empty where none does.

    An event fits when it is of the batch's department, of none, or assigned, and any picture was taken within a day of it.
    Assigned ones come first, then whose days hold more of the pictures, whose department it is, whose name stands on the
    folders, and the shorter one.
    """
    fitting = [(one, share(one, traits.days)) for one in events if _belongs(one, traits)]
    ranked = sorted(((one, part) for one, part in fitting if part > 0), key=lambda pair: (
        pair[0].id not in traits.assigned, -round(pair[1], 2), pair[0].department_id not in traits.departments,
        -alike(pair[0].name, traits.words), pair[0].ends_on - pair[0].starts_on, pair[0].name, pair[0].id))
    return [Offer(one, round(part, 3), one.id in traits.assigned, part >= LIKELY) for one, part in ranked]


def share(event: Candidate, days: Mapping[date, int]) -> float:
    """Return how much of the pictures is of an event's days; those a day beside it count half."""
    total = sum(days.values())
    if not total:
        return 0.0
    return sum(count * _weight(event, day) for day, count in days.items()) / total


def alike(name: str, words: str) -> float:
    """Return how much of a name, 0 to 1, stands in one piece in the words; pieces of one character say nothing."""
    name, words = _folded(name), _folded(words)
    if not name:
        return 0.0
    for length in range(len(name), SHORTEST_WORD - 1, -1):
        if any(name[at:at + length] in words for at in range(len(name) - length + 1)):
            return length / len(name)
    return 0.0


def telling(paths: Sequence[str]) -> str:
    """Return the words of folders on a card that a person gave; those of cameras (DCIM, 100CANON) say nothing."""
    folders = {part for path in paths for part in path.replace("\\", "/").split("/")[:-1]}
    return " ".join(sorted(part for part in folders if part and not _of_a_camera(part)))


def _belongs(event: Candidate, traits: Traits) -> bool:
    return (event.department_id is None or event.department_id in traits.departments or traits.anywhere
            or not traits.departments or event.id in traits.assigned)


def _weight(event: Candidate, day: date) -> float:
    if event.starts_on <= day <= event.ends_on:
        return 1.0
    return BESIDE if event.starts_on - NEAR <= day <= event.ends_on + NEAR else 0.0


def _of_a_camera(part: str) -> bool:
    upper = part.upper()
    return upper in {"DCIM", "PRIVATE", "M4ROOT", "CLIP", "AVCHD", "BDMV", "STREAM"} or (
        len(upper) == 8 and upper[:3].isdigit() and upper.isascii())


def _folded(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())

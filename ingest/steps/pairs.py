"""Which files of one batch and folder are one shot, and which shots are one burst. Pure; nothing is merged here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from ingest.steps.facts import Facts
from ingest.steps.sniff import RAW_TYPES

LIVE_SECONDS: Final = 2.0
BURST_GAP: Final = 0.5
BURST_LEAST: Final = 3
LIVE_FILMS: Final = frozenset(["video/quicktime", "video/mp4"])


class Shot(StrEnum):
    """What the files of a shot are to each other."""

    RAW_AND_JPEG = "raw-and-jpeg"
    LIVE_PHOTO = "live-photo"


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its name, its registered type, and what it says of itself."""

    name: str
    media_type: str
    facts: Facts

    @property
    def is_photo(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_raw(self) -> bool:
        return self.media_type in RAW_TYPES

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem.casefold()


@dataclass(frozen=True, slots=True)
class Pair:
    """Places in the list that was asked about: ``first`` is the one to show, ``second`` goes with it."""

    shot: Shot
    first: int
    second: int


def find_pairs(members: Sequence[Member]) -> list[Pair]:
    """Return the pairs; a file is in one at most, and where several could be meant there is none."""
    found = [Pair(Shot.RAW_AND_JPEG, plain, raw) for raw, plain in _matches(members, _is_raw_and_plain)]
    found += [Pair(Shot.LIVE_PHOTO, still, film) for still, film in _matches(members, _is_live)]
    return sorted(found, key=lambda pair: pair.first)


def find_bursts(members: Sequence[Member], *, gap: float = BURST_GAP) -> list[list[int]]:
    """Return runs of three shots or more by one body, each at most ``gap`` seconds after the one before.

    Only files that tell fractions of seconds count: names and whole seconds prove nothing.
    """
    by_body: defaultdict[tuple[str | None, ...], list[tuple[datetime, int]]] = defaultdict(list)
    for place, one in enumerate(members):
        moment = one.facts.captured_local
        if one.is_photo and moment and "." in moment and (body := _body(one.facts)):
            by_body[body].append((datetime.fromisoformat(moment), place))
    runs: list[list[int]] = []
    for shots in by_body.values():
        last: datetime | None = None
        for moment_, place in sorted(shots):
            if last is None or moment_ - last > timedelta(seconds=gap):
                runs.append([])
            runs[-1].append(place)
            last = moment_
    return [run for run in runs if len({members[place].stem for place in run}) >= BURST_LEAST]


def _matches(members: Sequence[Member], are_one: Callable[[Member, Member], bool]) -> list[tuple[int, int]]:
    """Pairs where each is the only partner of the other."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in _candidates(members):
        if are_one(members[one], members[other]):
            near[one].append(other)
            near[other].append(one)
    return [(one, others[0]) for one, others in near.items()
            if len(others) == 1 and near[others[0]] == [one] and are_one(members[one], members[others[0]])]


def _candidates(members: Sequence[Member]) -> set[tuple[int, int]]:
    """Ordered pairs of places that share a stem or an identifier; a folder of thousands is never squared."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(members):
        groups[f"stem {one.stem}"].append(place)
        if one.facts.content_id:
            groups[f"id {one.facts.content_id}"].append(place)
    return {(one, other) for group in groups.values() if len(group) <= 16 for one in group for other in group if one != other}


def _is_raw_and_plain(raw: Member, plain: Member) -> bool:
    """One exposure in two files: one stem, one body, one second."""
    if not raw.is_raw or not plain.is_photo or plain.is_raw or raw.stem != plain.stem:
        return False
    one, other = raw.facts, plain.facts
    return (_body(one) is not None and _same_body(one, other) and one.captured_local is not None
            and other.captured_local is not None and one.captured_local[:19] == other.captured_local[:19])


def _is_live(still: Member, film: Member) -> bool:
    """The identifier that both carry decides; else the stem, and times not more than two seconds apart."""
    if not still.is_photo or still.is_raw or film.media_type not in LIVE_FILMS:
        return False
    if still.facts.content_id and film.facts.content_id:
        return still.facts.content_id == film.facts.content_id
    if still.stem != film.stem or not still.facts.captured_utc or not film.facts.captured_utc:
        return False
    apart = datetime.fromisoformat(still.facts.captured_utc) - datetime.fromisoformat(film.facts.captured_utc)
    return abs(apart.total_seconds()) <= LIVE_SECONDS


def _body(facts: Facts) -> tuple[str | None, ...] | None:
    return (facts.make, facts.model, facts.body_serial) if facts.model or facts.body_serial else None


def _same_body(one: Facts, other: Facts) -> bool:
    """By serial number where both tell it, else by make and model."""
    if one.body_serial and other.body_serial:
        return one.body_serial == other.body_serial
    return (one.make, one.model) == (other.make, other.model)

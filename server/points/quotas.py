"""Quotas as the counting takes them: what counts, how much, from whom. Pure data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from server.ledger.entries import Entry, Happened
from server.points.periods import Per


class Unit(StrEnum):
    """What is counted: items (stories, picture sets and films), stories alone, or assets, single photos included."""

    ITEM = "item"
    STORY = "story"
    ASSET = "asset"


class Of(StrEnum):
    """Of whom something is asked: a department, a group of them as one, a person."""

    DEPARTMENT = "department"
    GROUP = "group"
    PERSON = "person"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Somebody of whom something is asked."""

    of: Of
    id: int


@dataclass(frozen=True, slots=True)
class What:
    """Which entries count. No ``kinds``, ``channels`` or ``outlets`` (by name) are all; ``known`` are 知名媒体 alone."""

    trigger: Happened
    unit: Unit = Unit.ITEM
    kinds: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()
    known: bool = False

    def counts(self, entry: Entry) -> bool:
        """Say whether an entry counts."""
        if entry.happened is not self.trigger or not _is(self.unit, entry):
            return False
        if (self.kinds and entry.kind not in self.kinds) or (self.channels and entry.channel not in self.channels):
            return False
        outlet = entry.outlet
        if self.known and not (outlet and outlet.known):
            return False
        return not self.outlets or (outlet is not None and outlet.name in self.outlets)


@dataclass(frozen=True, slots=True)
class Quota:
    """``number`` of ``what`` in each ``per``, from each subject; a duty, or a target that is only shown. ``until_month`` is
    included.
    """

    id: int
    name: str
    number: int
    what: What
    per: Per = Per.MONTH
    duty: bool = True
    subjects: Collection[Subject] = field(default=())
    from_month: str = "0001-01"
    until_month: str | None = None

    def holds(self, month: str) -> bool:
        """Say whether it is asked in a month."""
        return self.from_month <= month and (self.until_month is None or month <= self.until_month)


def _is(unit: Unit, entry: Entry) -> bool:
    story = entry.item.startswith("S")
    if unit is Unit.STORY:
        return story
    return not story if unit is Unit.ASSET else not entry.single

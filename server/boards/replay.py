"""A board's list of items at any moment, played again from the lines of the audit trail. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from index.catalogue.items import ItemKind

WHOLE: Final = frozenset({"reordered", "followed", "brought-back"})
"""Lines that name the whole list as it is after them."""


@dataclass(frozen=True, slots=True)
class Step:
    """The list after one line of the trail, in its order, by public ids."""

    line: int
    at: datetime
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """An item hung on a board from a moment until another; None: still."""

    item: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a line of the trail says of a board."""

    line: int
    at: datetime
    verb: str
    details: Mapping[str, Any]

    @property
    def item(self) -> str:
        """The one item that it is about; "" where it is about none, or all."""
        return next((str(self.details[kind]) for kind in ItemKind if kind in self.details), "")


def steps(told: Iterable[Told]) -> list[Step]:
    """Return the list after each line that changed it, the oldest first."""
    found: list[Step] = []
    items: tuple[str, ...] = ()
    for one in told:
        after = _after(items, one)
        if after != items:
            items = after
            found.append(Step(one.line, one.at, items))
    return found


def at(taken: Iterable[Step], moment: datetime) -> Step | None:
    """Return the list that hung at a moment; None where nothing had hung yet."""
    return next((one for one in reversed(list(taken)) if one.at <= moment), None)


def spans(taken: Iterable[Step]) -> list[Span]:
    """Return when each item hung, those that still do first, then the last that were taken off."""
    begun: dict[str, datetime] = {}
    found: list[Span] = []
    for one in taken:
        found += [Span(item, begun.pop(item), one.at) for item in list(begun) if item not in one.items]
        for item in one.items:
            begun.setdefault(item, one.at)
    still = [Span(item, since, None) for item, since in begun.items()]
    return still + sorted(found, key=lambda span: span.until or span.since, reverse=True)


def _after(items: tuple[str, ...], told: Told) -> tuple[str, ...]:
    if told.verb in WHOLE:
        return tuple(map(str, told.details.get("order", ())))
    if told.verb == "filled" and told.item and told.item not in items:
        return (*items, told.item)
    if told.verb == "removed":
        return ()
    if told.verb == "emptied":
        return tuple(one for one in items if one != told.item)
    return items

"""Findings as people read them: each once, with the channels that it is for, grouped by weight."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from index.catalogue.items import Item, Ref
from index.catalogue.lifecycle import WAITING
from index.catalogue.people import Actor
from server.checks import every
from server.checks.findings import Finding, Limits, Severity
from server.review.standing import Standing

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One finding, and the names of the channels that it is for; none where it is for all that were asked about."""

    finding: Finding
    channels: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found in one item for some channels; ``groups`` are what blocks, what warns and what is told."""

    ref: Ref
    groups: tuple[tuple[Severity, tuple[Line, ...]], ...]
    blocked: tuple[str, ...]
    """The channels for which it cannot be submitted now."""

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for _, lines in self.groups for line in lines)

    def of(self, severity: str) -> tuple[Line, ...]:
        """Return the lines of one weight."""
        return dict(self.groups).get(Severity(severity), ())


def asked(standings: Sequence[Standing], meant_for: Collection[str] = ()) -> dict[str, Pair]:
    """Return the channels that a page asks about: those that an item may be submitted for, of them those that it is meant for
    where there are any; else where it is on its way.
    """
    there = [one for one in standings if one.open]
    some = ([one for one in there if one.code in meant_for] or there
            or [one for one in standings if one.state in WAITING])
    return {one.code: one.name for one in some}


def listed(session: Session, actor: Actor, item: Item, channels: Mapping[str, Pair], now: datetime,
           limits: Limits) -> Listing:
    """Return what the checks find in an item for these channels (names by code)."""
    return listing(item.ref, every.findings(session, actor, [item], list(channels), now, limits=limits)[item.ref], channels)


def listing(ref: Ref, found: Mapping[str, Sequence[Finding]], names: Mapping[str, Pair]) -> Listing:
    """Return what was found in an item, by channel, as people read it."""
    merged: dict[object, tuple[Finding, list[str]]] = {}
    for code, several in found.items():
        for one in several:
            same = (one.check, one.severity, one.key, one.reason, one.quote, one.stands)
            codes = merged.setdefault(same, (one, []))[1]
            if code not in codes:
                codes.append(code)
    lines = [Line(one, () if len(codes) == len(found) else tuple(names[code] for code in codes))
             for one, codes in merged.values()]
    groups = ((severity, tuple(line for line in lines if line.finding.severity is severity)) for severity in Severity)
    return Listing(ref, tuple((severity, some) for severity, some in groups if some),
                   tuple(code for code, several in found.items() if any(one.blocks for one in several)))

"""Points: each entry's worth by a rule set, what is lost when something is short, and whose it is. Pure.

A score is the sum of its lines, and each line says what earned it; so a figure and its explanation cannot differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Final

from server.ledger.entries import Entry, Share
from server.points.counting import Standing
from server.points.quotas import Of
from server.points.rules import Award, Rules

HUNDRED: Final = Decimal(100)
ALIKE: Final = Decimal("0.01")
"""How far equal shares lie apart, since hundred is not always divided by their number."""


class Why(StrEnum):
    """What a line is for. ``ONCE`` is an adoption that earns nothing, as its item was adopted on that level before."""

    AWARD = "award"
    ONCE = "once"
    SHORT = "short"
    NAMED = "named"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part of a line."""

    person_id: int | None
    name: str
    points: Decimal

    @property
    def whose(self) -> tuple[int | None, str]:
        """By what they are told apart: their number, and for whom the campus does not know the name."""
        return self.person_id, "" if self.person_id is not None else self.name


@dataclass(frozen=True, slots=True)
class Line:
    """Some points of a department (or, for what a person owes, of a person) in a month, and what they are for.

    ``annual`` ones belong to the year's score alone. ``details`` are texts: what was multiplied by what, which outlet, quota,
    month or reason, and of an item that several departments share how much it is in all. ``parts`` are whose the points
    of an item are, in all exactly as many.
    """

    month: str
    why: Why
    points: Decimal
    department_id: int | None = None
    person_id: int | None = None
    item: str | None = None
    late: bool = False
    annual: bool = False
    details: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    @property
    def whole(self) -> Decimal:
        """What the item of a line earned in all, of which another department may have a part."""
        return Decimal(self.details.get("whole", self.points))


def awards(rules: Rules, entries: Iterable[Entry], month: str) -> list[Line]:
    """Return what entries earn in a month. Where an item counts once per level, ``entries`` has to begin with the year."""
    found, levels = [], set[tuple[str, str]]()
    reached = (one for one in entries if one.month == month or (rules.once_per_level and one.month < month))
    for entry in sorted(reached, key=lambda one: (one.month, one.at, one.item, one.placement_id or 0)):
        award = rules.award(entry)
        if award is None:
            continue
        level = (entry.item, entry.outlet.level) if entry.outlet else None
        again = rules.once_per_level and level in levels
        if level is not None:
            levels.add(level)
        if entry.month == month:
            factor = _factor(rules, award, entry)
            points = Decimal(0) if again else award.points * factor
            line = Line(month, Why.ONCE if again else Why.AWARD, points, entry.department_id, item=entry.item,
                        late=entry.late, details=_told(entry, award, factor),
                        parts=tuple(split(points, entry.shares, rules.places)))
            found += _divided(line, _named(entry.shares)) if rules.split_departments and points else [line]
    return found


def _divided(line: Line, named: Sequence[Share]) -> list[Line]:
    """Return a line for each department whose people share in an item, with what these have of it: none of its points is
    lost or counted twice. Whoever is of no department shares in the item's own.
    """
    of: dict[int | None, list[Part]] = {}
    for share, part in zip(named, line.parts, strict=True):
        of.setdefault(line.department_id if share.department_id is None else share.department_id, []).append(part)
    if set(of) <= {line.department_id}:
        return [line]
    return [replace(line, department_id=department, points=sum((one.points for one in parts), Decimal(0)), parts=tuple(parts),
                    details={**line.details, "whole": str(line.points)}) for department, parts in of.items()]


def _told(entry: Entry, award: Award, factor: Decimal) -> dict[str, str]:
    found = {"happened": str(entry.happened), "points": str(award.points), "factor": str(factor)}
    if entry.double:
        found["double"] = "1"
    if entry.outlet is not None:
        found |= {"outlet": entry.outlet.name, "level": entry.outlet.level}
    if entry.channel:
        found["channel"] = entry.channel
    return found | ({"prize": entry.prize} if entry.prize else {})


def _factor(rules: Rules, award: Award, entry: Entry) -> Decimal:
    if not entry.double:
        return award.times
    return max(award.times, rules.double) if award.times > 1 and not rules.compound else award.times * rules.double


def split(points: Decimal, shares: Sequence[Share], places: int) -> Iterator[Part]:
    """Divide points among those whose item it is: its authors, else its photographers. Each has their share to so many
    places, no more than it is, and the first what is left.
    """
    authors = _named(shares)
    if not authors:
        return
    percents = [one.percent for one in authors]
    alike = max(percents) - min(percents) <= ALIKE
    smallest = Decimal(1).scaleb(-places)
    rest = [(points / len(authors) if alike else points * one.percent / HUNDRED).quantize(smallest, ROUND_DOWN)
            for one in authors[1:]]
    for one, amount in zip(authors, [points - sum(rest, Decimal(0)), *rest], strict=True):
        yield Part(one.person_id, one.name, amount)


def _named(shares: Sequence[Share]) -> Sequence[Share]:
    """Whose the points of an item are: its authors', else its photographers'."""
    return [one for one in shares if one.part == "author"] or shares


def penalties(rules: Rules, standings: Iterable[Standing], month: str) -> list[Line]:
    """Return what is lost when a month closes: for each missing item of a duty that ends with it. What a group owes as one
    costs nobody anything.
    """
    found = []
    for one in standings:
        cost = rules.cost(one.kinds)
        if one.duty and one.ends and one.short and cost and one.subject.of is not Of.GROUP:
            person = one.subject.id if one.subject.of is Of.PERSON else None
            details = {"quota": one.quota, "wanted": str(one.wanted), "has": str(one.has), "points": str(cost)}
            found.append(Line(month, Why.SHORT, -cost * one.short, None if person else one.subject.id, person,
                              details=details))
    return found


def deductions(rules: Rules, named: Mapping[str, Collection[int]], month: str) -> list[Line]:
    """Return what comes off the year's score in a month, given who was named in which month: once a year, at the second (or
    so many-th) time.
    """
    if rules.naming is None:
        return []
    year = sorted(one for one in named if one[:4] == month[:4] and one <= month)
    when = {department: [one for one in year if department in named[one]] for department in sorted(named.get(month, ()))}
    return [Line(month, Why.NAMED, -rules.naming.deduction, department, annual=True,
                 details={"times": str(rules.naming.times), "months": " ".join(months)})
            for department, months in when.items() if len(months) == rules.naming.times]


def scores(lines: Iterable[Line], *, annual: bool = False) -> dict[int, Decimal]:
    """Return each department's points: the sum of its lines, with those of the whole year where that is asked."""
    found: dict[int, Decimal] = {}
    for line in lines:
        if line.department_id is not None and (annual or not line.annual):
            found[line.department_id] = found.get(line.department_id, Decimal(0)) + line.points
    return found


def parts_of(line: Line) -> Sequence[Part]:
    """Return whose a line's points are: its people's, or whoever owed what it is for."""
    return [*line.parts, *([Part(line.person_id, "", line.points)] if line.person_id is not None else [])]


def personal(lines: Iterable[Line]) -> dict[tuple[int | None, str], Decimal]:
    """Return each person's points, by id and name; whom the campus does not know has a name alone."""
    found: dict[tuple[int | None, str], Decimal] = {}
    for line in lines:
        for part in parts_of(line):
            found[part.whose] = found.get(part.whose, Decimal(0)) + part.points
    return found

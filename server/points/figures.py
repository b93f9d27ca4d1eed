"""A month's figures, whole: who stands how with what is asked, who earned what by which rule, who is named. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from index.catalogue.dayparts import over
from server.ledger.entries import Entry
from server.ledger.months import shifted
from server.points import counting, periods, points
from server.points.counting import Counts, Standing
from server.points.points import Line
from server.points.quotas import Quota
from server.points.rules import Rules


@dataclass(frozen=True, slots=True)
class Basis:
    """By what a month is counted: its rule set, what is asked, and which departments each group has."""

    rules: Rules | None = None
    version: int | None = None
    text: str = ""
    quotas: tuple[Quota, ...] = ()
    groups: Mapping[int, Collection[int]] = field(default_factory=dict)

    def due_at(self, month: str, zone: ZoneInfo) -> datetime:
        """Return the moment at which a month's due day is over; without a rule set it is the last one."""
        return over(periods.day(month, self.rules.due if self.rules else periods.LAST), zone)

    def closes_at(self, month: str, zone: ZoneInfo) -> datetime | None:
        """Return the moment at which a month is closed by itself; None where no rule set says."""
        if self.rules is None:
            return None
        following = shifted(month, 1)
        return over(periods.day(following, self.rules.closes), zone)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one month. ``pending`` are lines that would come were it closed now; ``named`` departments."""

    month: str
    standings: tuple[Standing, ...]
    lines: tuple[Line, ...]
    pending: tuple[Line, ...]
    named: tuple[int, ...]
    counts: Mapping[int, Counts]


def figure(month: str, basis: Basis, entries: Sequence[Entry], *, zone: ZoneInfo, now: datetime,
           named: Mapping[str, Collection[int]] | None = None, corrections: Iterable[Line] = (),
           closing: bool = False) -> Figures:
    """Return the figures of a month as they stand now, or at its ``closing``.

    ``entries`` are those of its year up to it; ``named`` who was named in the months of the year before it.
    """
    due_at = basis.due_at(month, zone)
    rules = basis.rules
    found = counting.standings(basis.quotas, entries, month, due_at, groups=basis.groups,
                               double=rules is not None and rules.double_in_quotas)
    now_named = tuple(sorted(counting.named(found))) if closing or now >= due_at else ()
    lines, lost = list(corrections), list[Line]()
    if rules is not None:
        lines += [*points.awards(rules, entries, month),
                  *points.deductions(rules, {**(named or {}), month: now_named}, month)]
        lost = points.penalties(rules, found, month)
    return Figures(month, tuple(found), tuple([*lines, *lost] if closing else lines), () if closing else tuple(lost),
                   now_named, counting.counts(entries, month))

"""Rule sets as data: what is worth how many points, what is lost when something is short, and by when. Pure.

``server.points.reading_rules`` reads them from TOML or JSON; amounts are exact decimals throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from server.ledger.entries import Entry, Happened
from server.points.periods import LAST, Per
from server.points.quotas import What


class By(StrEnum):
    """What departments are ranked by."""

    POINTS = "points"
    ADOPTED = "adopted"
    PUBLISHED = "published"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Award:
    """What an entry is worth: ``points``, ``times`` over. No levels, types or prizes are all; a prize earns only where
    ``prizes`` names its rank, and what names prizes is for these alone.
    """

    what: What
    points: Decimal
    times: Decimal = Decimal(1)
    levels: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    prizes: frozenset[str] = frozenset()

    def fits(self, entry: Entry) -> bool:
        """Say whether an entry earns this."""
        outlet = entry.outlet
        if not self.what.counts(entry) or (entry.prize is None) != (not self.prizes):
            return False
        if self.prizes and entry.prize not in self.prizes:
            return False
        if self.levels and (outlet is None or outlet.level not in self.levels):
            return False
        return not self.types or (outlet is not None and outlet.type in self.types)

    @property
    def narrow(self) -> tuple[bool, int]:
        """How closely it says what it is for: a named outlet beats any level, and more conditions beat fewer."""
        what = self.what
        conditions = (self.levels, self.types, self.prizes, what.kinds, what.channels, what.known)
        return bool(what.outlets), sum(map(bool, conditions))


@dataclass(frozen=True, slots=True)
class Naming:
    """Departments that are below a duty on the due day are named (通报); at the ``times``th time in a year the ``deduction``
    comes off that year's score, once.
    """

    deduction: Decimal
    times: int = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quota as a rule set writes it down, with the names of whom it is asked."""

    name: str
    number: int
    what: What
    per: Per
    duty: bool
    everybody: bool = False
    together: bool = False
    departments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule set. It holds in whole months, ``until_month`` included.

    ``due`` is the day of the month by which quotas are to be met, ``closes`` that of the next month after which the month is
    closed (LAST is the last day). ``short`` is what each missing item costs when a month closes, ``short_kinds`` instead of
    it for quotas of these kinds alone. ``double`` is for 一岗双责; unless they ``compound``, only the largest of several
    factors counts. ``places`` are the decimals to which a shared credit is divided; with ``split_departments`` each
    department has the parts of those who were its own, else the item's has all of it.
    """

    name: str
    from_month: str
    until_month: str | None = None
    due: int = LAST
    closes: int = 5
    rank_by: By = By.POINTS
    awards: tuple[Award, ...] = ()
    double: Decimal = Decimal(2)
    compound: bool = False
    double_in_quotas: bool = False
    once_per_level: bool = False
    split_departments: bool = False
    places: int = 2
    short: Decimal = Decimal(0)
    short_kinds: Mapping[str, Decimal] = field(default_factory=dict)
    naming: Naming | None = None
    quotas: tuple[Wanted, ...] = ()

    def award(self, entry: Entry) -> Award | None:
        """Return what an entry earns: the narrowest award that fits, of equals the first; None where it earns nothing."""
        fitting = [one for one in self.awards if one.fits(entry)]
        return max(fitting, key=lambda one: one.narrow) if fitting else None

    def cost(self, kinds: tuple[str, ...]) -> Decimal:
        """Return what each item costs that is missing in a quota of these kinds."""
        return self.short_kinds.get(kinds[0], self.short) if len(kinds) == 1 else self.short

    @property
    def triggers(self) -> frozenset[Happened]:
        return frozenset(one.what.trigger for one in self.awards)


def holds(of: Rules, month: str) -> bool:
    """Say whether a rule set holds in a month."""
    return of.from_month <= month and (of.until_month is None or month <= of.until_month)

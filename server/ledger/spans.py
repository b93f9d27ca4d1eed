"""The months that somebody asks the ledger for: a month, a quarter, a year, or a range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from index.errors import Invalid
from server.ledger.months import shifted
from server.points import periods

LONGEST: Final = 36
"""Months of a range."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months. ``period`` names them where they are one month, quarter or year."""

    first: str
    last: str
    period: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The same as an address says it."""
        return {"period": self.period} if self.period else {"from": self.first, "until": self.last}


def read(period: str, first: str, last: str, today: str) -> Span:
    """Return the months of a ``period``, else from ``first`` to ``last``, of which one stands for both; without any the month
    that it is (``today``). Raises Invalid: period, month, from_month.
    """
    if not period and (first or last):
        first, last = periods.month(first or last), periods.month(last or first)
        if first > last:
            raise Invalid("from_month", "应不晚于结束月份", "must not be after the last month")
        if shifted(first, LONGEST) <= last:
            raise Invalid("from_month", f"最多 {LONGEST} 个月", f"{LONGEST} months at most")
        return Span(first, last)
    named = periods.read(period)[1] if period else today
    months = periods.months(named)
    return Span(months[0], months[-1], named)

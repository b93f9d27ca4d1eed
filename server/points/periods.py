"""Months, quarters and years, as texts that sort: ``2026-03``, ``2026Q1``, ``2026``. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from index.errors import Invalid
from server.ledger.months import begins, shifted

LAST: Final = 0
"""As a day of the month: the last one."""
_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_QUARTER: Final = re.compile(r"(\d{4})Q([1-4])")
_YEAR: Final = re.compile(r"\d{4}")


class Per(StrEnum):
    """How long a quota runs, and over what is ranked."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def read(text: str) -> tuple[Per, str]:
    """Return what a text names. Raises Invalid (period) for anything else."""
    given = text.strip().upper()
    for per, shape in ((Per.MONTH, _MONTH), (Per.QUARTER, _QUARTER), (Per.YEAR, _YEAR)):
        if shape.fullmatch(given) and given[:4] != "0000":
            return per, given
    raise Invalid("period", "请写成 2026-03、2026Q1 或 2026", "write it like 2026-03, 2026Q1 or 2026")


def month(text: str) -> str:
    """Return a month as it is written. Raises Invalid (month)."""
    given = text.strip()
    if not _MONTH.fullmatch(given) or given[:4] == "0000":
        raise Invalid("month", "请写成 2026-03", "write it like 2026-03")
    return given


def of_month(of: str, per: Per) -> str:
    """Return the period of this length in which a month lies."""
    if per is Per.MONTH:
        return of
    return of[:4] if per is Per.YEAR else f"{of[:4]}Q{(int(of[5:]) + 2) // 3}"


def months(period: str) -> Sequence[str]:
    """Return the months of a period, in order. Raises Invalid (period)."""
    per, given = read(period)
    if per is Per.MONTH:
        return [given]
    numbers = range(1, 13) if per is Per.YEAR else range(int(given[5:]) * 3 - 2, int(given[5:]) * 3 + 1)
    return [f"{given[:4]}-{number:02d}" for number in numbers]


def before(period: str) -> str:
    """Return the period of the same length before this one. Raises Invalid (period)."""
    per, _given = read(period)
    return of_month(shifted(months(period)[0], -1), per)


def after(period: str) -> str:
    """Return the period of the same length after this one. Raises Invalid (period)."""
    per, _given = read(period)
    return of_month(shifted(months(period)[-1], 1), per)


def day(of: str, number: int) -> date:
    """Return a day of a month by its number; LAST, and a number that the month does not have, is its last day."""
    longest = monthrange(int(of[:4]), int(of[5:]))[1]
    return begins(of).replace(day=longest if number == LAST else min(number, longest))

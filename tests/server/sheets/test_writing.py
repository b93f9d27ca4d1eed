"""CSV for spreadsheets: numbers are numbers, below nought as well; only texts are kept from being formulas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from server.sheets.writing import csv_bytes


@pytest.mark.parametrize(("cell", "told"), [
    (Decimal("-3.4"), "-3.4"), (-2, "-2"), (Decimal("0.50"), "0.50"), (Decimal("1E+2"), "100"),
    (date(2026, 3, 1), "2026-03-01"), (None, ""), ("-3.4", "'-3.4"), ("=1+1", "'=1+1"), ("@a", "'@a"), ("食堂", "食堂")])
def test_only_texts_are_guarded(cell: Decimal | int | date | str | None, told: str) -> None:
    assert csv_bytes(("得分",), [[cell]]).decode("utf-8-sig").splitlines() == ["得分", told or '""']

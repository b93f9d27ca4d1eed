"""Rows as CSV that spreadsheets open right: with a mark for the encoding, and no text that one would evaluate."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from server.sheets.columns import harmless

Cell = str | int | Decimal | date | None


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as CSV without a mark, to be put behind others. Numbers stay numbers, below nought as well."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_told(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a whole sheet: its headings, then its rows, in UTF-8 with a mark, as Excel opens it right."""
    return csv_text([head, *rows]).encode("utf-8-sig")


def _told(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)

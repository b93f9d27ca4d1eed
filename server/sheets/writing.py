"""Rows as CSV that spreadsheets open right: with a mark for the encoding, and no cell that one would evaluate."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from server.sheets.columns import harmless


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV without a mark, to be put behind others."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a whole sheet: its headings, then its rows, in UTF-8 with a mark, as Excel opens it right."""
    return csv_text([head, *rows]).encode("utf-8-sig")

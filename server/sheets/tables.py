"""A table of figures and words as a sheet: CSV as Excel opens it right, and XLSX with numbers and days that are such."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from server.sheets.writing import csv_bytes

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | Decimal | date | None


def csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV with a mark; amounts are written out."""
    return csv_bytes(head, [[_told(one) for one in row] for row in rows])


def xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as the one page of an XLSX. Texts are no formulas, whatever they begin with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    page.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        made = WriteOnlyCell(page, value)
        if isinstance(value, str):
            made.data_type = "s"
        return made

    for row in (head, *rows):
        page.append([cell(one) for one in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _told(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)

"""A table of figures and words as XLSX, with numbers and days that are such; ``writing`` makes the same as CSV."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from server.sheets.writing import Cell

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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

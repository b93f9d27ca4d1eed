"""A report's tables as a workbook, a sheet for each, with numbers that are numbers."""

from __future__ import annotations

import io
import re
from typing import Any, Final

from server.reports.sheet import Sheet, Table

LINE: Final = 96
"""Characters of Excel that a table is wide."""
_NUMBER: Final = re.compile(r"−?\d{1,12}(\.\d{1,6})?")
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")


def filled(sheet: Sheet) -> bytes:
    """Return a report's tables as an XLSX. Texts are no formulas, whatever they begin with."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = sheet.title, sheet.issuer
    names: set[str] = set()
    for place, table in enumerate(sheet.tables, 1):
        _page(book.create_sheet(_name(table.title, place, names)), sheet, table)
    if not sheet.tables:
        book.create_sheet("通报").append([sheet.title])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _page(page: Any, sheet: Sheet, table: Table) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    thin = Side(style="thin", color="BFBFBF")
    _put(page, 1, 1, f"{sheet.period} {table.title}").font = Font(name="黑体", size=14)
    _put(page, 2, 1, f"{sheet.mark}　{sheet.title}　{sheet.day}").font = Font(name="仿宋", size=10, color="595959")
    for column, (name, share) in enumerate(zip(table.head, table.widths, strict=True), 1):
        cell = _put(page, 4, column, name)
        cell.font, cell.fill = Font(name="黑体", size=11), PatternFill("solid", fgColor="F0F3F6")
        cell.alignment, cell.border = Alignment(horizontal="center", wrap_text=True), Border(top=thin, bottom=thin)
        page.column_dimensions[get_column_letter(column)].width = max(9, round(share * LINE))
    for line, row in enumerate(table.rows, 5):
        for column, value in enumerate(row, 1):
            cell = _put(page, line, column, value)
            cell.font, cell.border = Font(name="仿宋", size=11), Border(bottom=thin)
            if not isinstance(cell.value, str):
                cell.alignment = Alignment(horizontal="center")
    if table.note:
        _put(page, len(table.rows) + 6, 1, f"注：{table.note}").font = Font(name="仿宋", size=10)
    page.freeze_panes = "A5"
    page.page_setup.paperSize, page.page_setup.orientation = page.PAPERSIZE_A4, "portrait"
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    page.print_title_rows = "4:4"


def _put(page: Any, row: int, column: int, value: object) -> Any:
    cell = page.cell(row=row, column=column)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        cell.value = float(value.replace("−", "-")) if "." in value else int(value.replace("−", "-"))
    else:
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    return cell


def _name(title: str, place: int, names: set[str]) -> str:
    """Return a name that a sheet may have: at most 31 characters, none twice."""
    name = _NO_NAME.sub("", title)[:28] or f"表{place}"
    if name in names:
        name = f"{name[:26]} {place}"
    names.add(name)
    return name

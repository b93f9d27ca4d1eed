"""Rankings, quotas and points as sheets: CSV as Excel opens it right, and XLSX with numbers that are numbers."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from server.points import words
from server.points.lists import Ranking
from server.points.points import Line
from server.points.standing import Table
from server.sheets.writing import csv_bytes

MARKS: Final = {"late": "补报", "after": "截止后"}
Cell = str | int | Decimal | None
Rows = tuple[Sequence[str], list[list[Cell]]]


def of_ranking(found: Ranking) -> Rows:
    """Return a ranking as rows."""
    return (("名次 Rank", "部门 Department", "得分 Points", "采用 Adopted", "发布 Published", "投稿 Submitted", "补报 Late",
             "上期名次 Before", "升降 Movement"),
            [[one.rank, one.department, one.points, one.adopted, one.published, one.submitted, one.late, one.before,
              one.movement] for one in found.lines])


def of_tables(found: Sequence[Table]) -> Rows:
    """Return how everybody stands with each quota, a line for each."""
    return (("对象 Of whom", "任务 Quota", "性质 Duty or target", "周期 Period", "应完成 Wanted", "已完成 Has", "欠缺 Short",
             "截止后 After the due day", "补报 Late", "编号 Items"),
            [[row.name, one.quota, "任务 duty" if one.duty else "争取 target", one.period, one.wanted, one.has, one.short,
              one.after, one.late, " ".join(f"{item}({MARKS[mark]})" if mark else item for item, mark in one.marked)]
             for table in found for row in table.rows for one in row.cells.values()])


def of_lines(found: Sequence[Line]) -> Rows:
    """Return what points are the sum of, a line for each."""
    return (("月份 Month", "编号 Item", "事由 What for", "算法 How", "得分 Points", "仅计入年度 Year only"),
            [[one.month, one.item, words.said(one), words.sum_of(one), one.points, "是 yes" if one.annual else ""]
             for one in found])


def csv(rows: Rows) -> bytes:
    """Return rows as CSV with a mark."""
    head, lines = rows
    return csv_bytes(head, [["" if one is None else f"{one:f}" if isinstance(one, Decimal) else str(one) for one in line]
                            for line in lines])


def xlsx(rows: Rows) -> bytes:
    """Return rows as an XLSX. Texts are no formulas, whatever they begin with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    head, lines = rows
    book = Workbook(write_only=True)
    page = book.create_sheet("考核")
    page.freeze_panes = "A2"
    text: Callable[[Any], Any] = lambda value: _text(WriteOnlyCell(page, value))  # noqa: E731
    page.append([text(one) for one in head])
    for line in lines:
        page.append([text(one) if isinstance(one, str) else one for one in line])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _text(cell: Any) -> Any:
    cell.data_type = "s"
    return cell

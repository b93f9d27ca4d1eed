"""The ledger as sheets: a table, and the list behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from server.ledger.figures import By, What
from server.ledger.lists import ListLine, Table, TableLine
from server.sheets import tables
from server.sheets.writing import Cell, csv_bytes

BY: Final[dict[By, str]] = {
    By.DEPARTMENT: "部门 Department", By.PERSON: "人员 Person", By.KIND: "类别 Kind", By.CHANNEL: "渠道 Channel",
    By.EVENT: "活动 Event", By.LEVEL: "媒体级别 Level", By.TYPE: "媒体类型 Type", By.OUTLET: "媒体 Outlet",
}
WHAT: Final[dict[What, str]] = {
    What.SUBMITTED: "投稿 Submitted", What.SENT: "报送 Sent", What.ADOPTED: "采用 Adopted", What.MEDIA: "媒体采用 By media",
    What.PUBLISHED: "发布 Published", What.LATE: "补报 Late",
}
LIST: Final = ("编号 No.", "标题 Title", "类别 Kind", "部门 Department", "事项 What", "日期 On", "计入月份 Month",
               "补报 Late", "份额 Share", "渠道 Channels", "媒体 Outlet", "级别 · 类型 Level and type", "名次 Rank",
               "一岗双责 Double")


def table(found: Table, ending: str) -> bytes:
    """Return a table as CSV or XLSX, its totals last."""
    head = (BY[found.by], *(WHAT[what] for what in found.columns), "采用率 % Adoption rate")
    return _made("台账", head, [_row(found, one) for one in (*found.lines, found.total)], ending)


def listed(found: Sequence[ListLine], ending: str) -> bytes:
    """Return the list behind a figure as CSV or XLSX."""
    return _made("台账明细", LIST, [[
        one.item, one.title, one.kind[0], one.department[0], WHAT[one.happened].split(" ")[0], one.on, one.month,
        "是 yes" if one.late else "", plain(one.share), "、".join(name for name, _en in one.channels), one.outlet,
        one.outlet_words[0], one.prize[0], "是 yes" if one.double else ""] for one in found], ending)


def plain(amount: Decimal) -> int | Decimal:
    """Return a whole number as such, and a fraction without noughts at its end."""
    return int(amount) if amount == amount.to_integral_value() else amount.normalize()


def _row(found: Table, one: TableLine) -> list[Cell]:
    return [one.name[0], *(plain(one.figures[what]) for what in found.columns), one.rate]


def _made(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], ending: str) -> bytes:
    return csv_bytes(head, rows) if ending == "csv" else tables.xlsx(title, head, rows)

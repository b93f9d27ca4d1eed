"""Placements as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.placements.lists import PlacementLine
from server.sheets import tables
from server.sheets.writing import Cell, csv_bytes

MOST: Final = 20_000
HEAD: Final = ("编号 No.", "内容 Item", "标题 Title", "部门 Department", "渠道 Channel", "媒体 Outlet",
               "级别 · 类型 Level and type", "状态 State", "报送日期 Sent on", "刊发日期 Published on",
               "确认日期 Confirmed on", "链接 Link", "凭证 Evidence", "评选 Contest", "名次 Rank", "说明 Note")


def csv(found: Sequence[PlacementLine]) -> bytes:
    """Return placements as CSV."""
    return csv_bytes(HEAD, map(_row, found))


def xlsx(found: Sequence[PlacementLine]) -> bytes:
    """Return placements as XLSX."""
    return tables.xlsx("用稿记录", HEAD, map(_row, found))


def _row(one: PlacementLine) -> list[Cell]:
    return [one.id, one.item, one.title, one.department, one.channel_name[0], one.outlet, one.outlet_words[0], one.words[0],
            one.sent_on, one.published_on, one.confirmed_on, one.link, one.evidence, one.contest, one.rank_words[0], one.note]

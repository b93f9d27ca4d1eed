"""Rankings, quotas and points as sheets: CSV as Excel opens it right, and XLSX with numbers that are numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from werkzeug.wrappers import Response

from index.errors import NotFound
from server.points import words
from server.points.lists import Ranking
from server.points.points import Line, Part
from server.points.standing import Table
from server.sheets import tables
from server.sheets.giving import given
from server.sheets.writing import Cell, csv_bytes

MARKS: Final = {"late": "补报", "after": "截止后"}
Names = Mapping[str, tuple[str, str]]
Rows = tuple[Sequence[str], list[list[Cell]]]


def of_ranking(found: Ranking) -> Rows:
    """Return a ranking as rows."""
    return (("名次 Rank", "部门 Department", "得分 Points", "采用 Adopted", "发布 Published", "投稿 Submitted", "补报 Late",
             "上期名次 Before", "升降 Movement"),
            [[one.rank, one.department_name, one.points, one.adopted, one.published, one.submitted, one.late, one.before,
              one.movement] for one in found.lines])


def of_tables(found: Sequence[Table]) -> Rows:
    """Return how everybody stands with each quota, a line for each."""
    return (("对象 Of whom", "任务 Quota", "性质 Duty or target", "周期 Period", "应完成 Wanted", "已完成 Has", "欠缺 Short",
             "截止后 After the due day", "补报 Late", "编号 Items"),
            [[row.name, one.quota, "任务 duty" if one.duty else "争取 target", one.period, one.wanted, one.has, one.short,
              one.after, one.late, " ".join(f"{item}({MARKS[mark]})" if mark else item for item, mark in one.marked)]
             for table in found for row in table.rows for one in row.cells.values()])


def of_lines(found: Sequence[Line], channels: Names) -> Rows:
    """Return what points are the sum of, a line for each."""
    return (("月份 Month", "编号 Item", "事由 What for", "算法 How", "得分 Points", "仅计入年度 Year only"),
            [[one.month, one.item, words.said(one, channels), words.sum_of(one), one.points, "是 yes" if one.annual else ""]
             for one in found])


def of_person(found: Sequence[tuple[Line, Part]], channels: Names) -> Rows:
    """Return what a person's points are the sum of, a line for each."""
    return (("月份 Month", "编号 Item", "事由 What for", "算法 How", "全部得分 In all", "本人得分 Their points"),
            [[line.month, line.item, words.said(line, channels), words.sum_of(line), line.whole, part.points]
             for line, part in found])


def answer(rows: Rows, name: str, form: str) -> Response:
    """Return rows as a sheet under a name, CSV with a mark or XLSX; in neither are texts formulas, whatever they begin with.

    Raises NotFound for another ``form``.
    """
    if form not in {"csv", "xlsx"}:
        raise NotFound(what=f"{name}.{form[:20]}")
    return given(csv_bytes(*rows) if form == "csv" else tables.xlsx("考核", *rows), name, form)

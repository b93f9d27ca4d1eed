"""A year side by side as a sheet: units and then people, a line each, with all their grades."""

from __future__ import annotations

from typing import Final

from index.catalogue.honours import MARK_NAMES
from server.honours.keeping import Graded, Line
from server.points.sheets import Rows
from server.sheets.writing import Cell

HEAD: Final = ("类别 Title", "名次 Rank", "名称 Name", "部门 Department", "得分 Points", "采用 Adopted", "应完成任务 Duties",
               "已完成 Met", "质量 Quality", "社会反响 Social reaction", "理由 Reason",
               "各月评分 Grades of months", "优秀 Named")
TITLES: Final = ("信息单位 unit", "宣传工作者 person")


def rows(units: tuple[Line, ...], people: tuple[Line, ...], *, figures_of_people: bool) -> Rows:
    """Return the lines as rows, for ``server.points.sheets``; of people without their figures only who they are. Where no
    tasks are told of, their cells are empty.
    """
    return HEAD, [*(_row(TITLES[0], one, figures=True) for one in units),
                  *(_row(TITLES[1], one, figures=figures_of_people) for one in people)]


def _row(title: str, one: Line, *, figures: bool) -> list[Cell]:
    of = one.of_year
    tasks: list[Cell] = [one.asked, one.met] if one.asked else [None, None]
    rank, points, adopted = (one.rank, one.points, one.adopted) if figures else (None, None, None)
    return [title, rank, one.name, one.department, points, adopted, *tasks,
            mark(of.quality if of else None), mark(of.reaction if of else None), of.reason if of else "",
            "；".join(f"{grade.period} {_said(grade)}" for grade in one.of_months), "是 yes" if one.named else ""]


def _said(grade: Graded) -> str:
    told = [f"质量{mark(grade.quality)}" if grade.quality else "", f"反响{mark(grade.reaction)}" if grade.reaction else "",
            f"（{grade.reason}）"]
    return "".join(told)


def mark(code: str | None) -> str:
    """Return what a mark is called in sheets and documents; nothing for an open one."""
    return MARK_NAMES[code][0] if code in MARK_NAMES else ""

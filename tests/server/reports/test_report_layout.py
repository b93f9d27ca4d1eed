"""How a report stands on its paper: plots of a whole year, and what its last page has."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest

from server.fonts import load_font
from server.reports import content, docx, pdf, plots, template, wording
from server.reports.sheet import SMALL, Heading, Part, Plot, Sheet, Table, Words

FULL = {"words": 12, "table": 10}
"""So many lines before it that what a report ends with fits on its page, and the signature does not."""
MONTHS = ("2025年12月", "2026年1月", *(f"{number}月" for number in range(2, 12)))


def extent(one: plots.Text) -> tuple[float, float]:
    wide = load_font(200).getlength(one.text) * one.size / 200
    begins = one.x - {"start": 0.0, "middle": wide / 2, "end": wide}[one.anchor]
    return begins, begins + wide


def test_the_months_of_a_year_and_their_numbers_stand_beside_each_other() -> None:
    plot = Plot("各月情况", MONTHS, [(name, [308 + place] * 12) for place, name in enumerate(("投稿", "发布", "采用"))])
    texts = [one for one in plots.drawn(plot).marks if isinstance(one, plots.Text)]
    assert {"12月", "2025年", "1月", "2026年", "11月"} <= {one.text for one in texts}
    for line in {one.y for one in texts}:
        row = sorted(extent(one) for one in texts if one.y == line)
        assert row[0][0] >= 0
        assert row[-1][1] <= plots.WIDE
        assert all(before[1] <= after[0] for before, after in pairwise(row)), row
    assert sum(one.text == "308" for one in texts) == 12, "each bar has its number"


def test_no_signature_stands_alone_on_a_page(home: Any) -> None:
    table = Table("个人得分", ("姓名", "得分"), tuple(("末", one) for one in range(3)), (0.5, 0.5))
    ends = {"words": Words("末" * 60), "table": table}
    for name, last in ends.items():
        sheet = Sheet("通报", "后勤宣〔2026〕1号", "2026年", "后勤处", "各中心", date(2026, 12, 1), "校领导", red_head=False,
                      parts=(Part("说明", (*[Words("正文。")] * FULL[name], last)),))
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.laid_out(home, sheet))]
        assert [("末" in page, "印发" in page) for page in pages] == [
            (name == "words", False), (True, True)], "a paragraph is broken, a small table is not"


def test_a_number_that_is_not_given_yet_leaves_its_place_free() -> None:
    assert [wording.number("后勤宣", 2026, one) for one in (0, 3)] == ["后勤宣〔2026〕　号", "后勤宣〔2026〕3号"]
    assert wording.number("", 2026, 0) == "2026年第　号"


@pytest.mark.parametrize(("rows", "kept"), [(SMALL, SMALL), (40, 3)])
def test_small_tables_are_not_broken_and_no_row_of_others_stands_alone(home: Any, rows: int, kept: int) -> None:
    table = Table("采用", ("部门", "合计"), tuple((f"第{one}处", one) for one in range(rows)), (0.5, 0.5), "评选另列。")
    parts = (Part("说明", (table, Words("完"))),)
    sheet = Sheet("通报", "", "2026年", "", "", date(2026, 12, 1), "", red_head=False, parts=parts)
    with zipfile.ZipFile(io.BytesIO(docx.filled(home, sheet, template.DEFAULT))) as made:
        body = made.read("word/document.xml").decode()
    head, *lines = re.findall(r"<w:tr>.*?</w:tr>", body.partition("采用")[2])
    keeps = ["<w:keepNext/>" in one for one in (head, *lines)]
    assert (keeps[0], keeps[1], keeps[-2], keeps[-1]) == (True, True, True, True), "with its title, and with its note"
    assert sum(keeps[1:]) == kept


def test_no_head_of_a_column_of_numbers_is_wrapped() -> None:
    held = {level: {"news": 3, "bulletin": 1} for level in ("school", "county", "city", "province", "nation")}
    tables = [one for one in content.adoptions({"period": "2026", "outlets": [], "adoptions": held, "by_department": {
        "饮食服务中心": {**dict.fromkeys(held, 1), "bulletin": 2, "prize": 1}}}) if isinstance(one, Table)]
    assert [len(one.head) for one in tables] == [4, 9]
    for table in tables:
        room = [share * docx.LINE / 20 - 6 for share in table.widths]  # points between the margins of a cell
        assert all(len(name) * 11 <= wide for name, wide in zip(table.head, room, strict=True)), table.head


@pytest.mark.parametrize("lines", range(13, 22, 4))
def test_tables_are_broken_on_paper_as_little_as_in_word(home: Any, lines: int) -> None:
    """However full a page is: a small table stays with its heading, of a long one no row stands alone, and the signature
    neither, whatever parts say nothing.
    """
    small, long = (Table(name, ("部门", "合计"), tuple((f"{name}{one}处", one) for one in range(rows)), (0.5, 0.5))
                   for name, rows in (("小", 6), ("长", 40)))
    parts = (Part("一", (*[Words("正文。")] * lines, Heading("标题"), small, long)), Part("二", ()))
    sheet = Sheet("通报", "", "2026年", "后勤处", "", date(2026, 12, 1), "校领导", red_head=False, parts=parts)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.laid_out(home, sheet))]
    rows = [(len(re.findall(r"小\d+处", page)), len(re.findall(r"长\d+处", page)), "标题" in page) for page in pages]
    assert {(count, heading) for count, _long, heading in rows} <= {(6, True), (0, False)}, rows
    assert all(count != 1 for _small, count, _heading in rows), rows
    assert [count > 1 for _small, count, _heading in rows][-1], "the signature has a part of the table with it"
    with zipfile.ZipFile(io.BytesIO(docx.filled(home, sheet, template.DEFAULT))) as made:
        last = re.findall(r"<w:tr>.*?</w:tr>", made.read("word/document.xml").decode())[-1]
    assert "<w:keepNext/>" in last

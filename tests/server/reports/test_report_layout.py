"""How a report stands on its paper: plots of a whole year, and what its last page has."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pypdfium2

from server.fonts import load_font
from server.reports import pdf, plots, wording
from server.reports.sheet import Part, Plot, Sheet, Table, Words

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
        assert [("末" in page, "印发" in page) for page in pages] == [(True, False), (True, True)], name


def test_a_number_that_is_not_given_yet_leaves_its_place_free() -> None:
    assert [wording.number("后勤宣", 2026, one) for one in (0, 3)] == ["后勤宣〔2026〕　号", "后勤宣〔2026〕3号"]
    assert wording.number("", 2026, 0) == "2026年第　号"

"""Posters that the tests make themselves: PDFs with headlines, small print and what goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fpdf import FPDF

from server.fonts import find_font

A4, A4_ACROSS = (595, 842), (842, 595)


def write_poster(target: Path, pages: Sequence[tuple[str, str]] = (("秋季运动会", "报名截止到十月三日"),), *,
                 size: tuple[float, float] = A4, small: float = 18, title: str = "", author: str = "",
                 locked: bool = False) -> Path:
    """Write a PDF of these pages, each a headline and a paragraph in letters of ``small`` points."""
    path, face = find_font()
    pdf = FPDF(unit="pt", format=size)
    pdf.add_font("cjk", fname=str(path), collection_font_number=face)
    if title:
        pdf.set_title(title)
    if author:
        pdf.set_author(author)
    for head, text in pages:
        pdf.add_page()
        pdf.set_fill_color(196, 52, 40)
        pdf.rect(0, 0, size[0], size[1] / 4, style="F")
        pdf.set_font("cjk", size=48)
        pdf.cell(text=head)
        pdf.ln(size[1] / 4)
        pdf.set_font("cjk", size=small)
        pdf.multi_cell(0, text=text)
    if locked:
        pdf.set_encryption("owner", "user")
    target.parent.mkdir(parents=True, exist_ok=True)
    pdf.output(str(target))
    return target


def taken_poster(folder: Path, take: Any, worker: Any, actor: Any, **given: Any) -> int:
    """Return the asset of a poster that was taken in and drawn."""
    taken = take(write_poster(folder / "海报.pdf", **given), actor)
    worker.drain()
    return int(taken.asset_id)

"""Sheets of A4 on which lines are written from the top to the foot, in Chinese type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from server.fonts import find_font

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT = 210.0, 297.0  # millimetres, A4 upright
POINT: Final = 25.4 / 72
LEADING: Final = 1.75
SONG, HEI = "song", "hei"
Ink = tuple[int, int, int]


def blank(title: str, author: str, like: FPDF | None = None) -> FPDF:
    """Return an empty document; with the fonts of another one, for to read a Chinese font takes seconds.

    Raises VitrineError missing-tool without a Chinese font.
    """
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.c_margin = 0  # lines begin where the margin is
    pdf.set_title(title)
    pdf.set_author(author)
    pdf.set_lang("zh-CN")
    if like is not None:
        pdf.fonts.update(like.fonts)
        return pdf
    for family, style, bold in ((SONG, "serif", False), (SONG, "serif", True), (HEI, "sans", True)):
        path, face = find_font(style, bold=bold)
        pdf.add_font(family, style="B" if bold else "", fname=path, collection_font_number=face)
    return pdf


class Paper:
    """A document in the making. ``y`` is how far down the page it is; margins are millimetres."""

    def __init__(self, pdf: FPDF, *, left: float, right: float, top: float, bottom: float) -> None:
        self.pdf, self.left, self.top, self.bottom = pdf, left, top, bottom
        self.width = WIDTH - left - right
        self.y = top

    def page(self) -> None:
        """Begin a page."""
        self.pdf.add_page()
        self.y = self.top
        self.number(self.pdf.page_no())

    def number(self, page: int) -> None:
        """Write a page's number, where pages have one."""

    def room(self, needed: float) -> None:
        """Begin a new page where this much does not fit on the one at hand."""
        if self.y + needed > HEIGHT - self.bottom:
            self.page()

    def line(self, text: str, family: str, points: float, ink: Ink, *, align: str = "L", bold: bool = False,
             indent: float = 0.0, leading: float = LEADING) -> None:
        """Write one line where the page is, and go below it."""
        self.at(text, self.left + indent, self.y, self.width - indent, family, points, ink, align, bold=bold, leading=leading)
        self.y += points * POINT * leading

    def at(self, text: str, left: float, top: float, width: float, family: str, points: float, ink: Ink, align: str = "L",
           *, bold: bool = False, leading: float = LEADING) -> None:
        """Write one line there."""
        self.pdf.set_font(family, "B" if bold else "", points)
        self.pdf.set_text_color(*ink)
        self.pdf.set_xy(left, top)
        self.pdf.cell(width, points * POINT * leading, text, align=align)

    def measure(self, text: str, family: str, points: float, *, bold: bool = False) -> float:
        """Return how wide a text is."""
        self.pdf.set_font(family, "B" if bold else "", points)
        return float(self.pdf.get_string_width(text))

"""A contact sheet: small pictures in columns on A4, with number, title, caption, credit and file name, as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index.catalogue.queries import AssetView
from server.fonts import find_font
from server.home import Home

if TYPE_CHECKING:
    from fpdf import FPDF

MOST: Final = 500
"""Pictures on one sheet: 40 KB each, all held until the sheet is written."""
COLUMNS: Final = range(2, 7)
WIDTH, HEIGHT, MARGIN, GAP = 210.0, 297.0, 12.0, 5.0  # millimetres, A4 upright
HEAD: Final = 16.0
FOOT: Final = 10.0
POINT: Final = 25.4 / 72
TITLE_POINTS, SMALL_POINTS = {2: 10, 3: 9, 4: 8, 5: 7, 6: 6.5}, {2: 8, 3: 7, 4: 6.5, 5: 6, 6: 5.5}
LINE: Final = 1.35
NOT_FIRST: Final = frozenset("，。、；：！？）」』》”’…·,.;:!?)")
INK, SECOND, GROUND = (28, 27, 25), (107, 104, 98), (242, 240, 236)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the sheet looks. ``lines`` of caption are shown under each picture, 0 for none."""

    title: str
    columns: int = 4
    lines: int = 2
    numbers: bool = True
    names: bool = True

    @property
    def cell(self) -> float:
        """The width of one picture's place in millimetres."""
        return (WIDTH - 2 * MARGIN - GAP * (self.columns - 1)) / self.columns

    @property
    def row(self) -> float:
        """The height of one row: the picture, its words, and the gap below."""
        title, small = (points[self.columns] * POINT * LINE for points in (TITLE_POINTS, SMALL_POINTS))
        return self.cell * 2 / 3 + 1.5 + title + small * (self.lines + self.names) + GAP

    @property
    def rows(self) -> int:
        return max(1, int((HEIGHT - 2 * MARGIN - HEAD - FOOT + GAP) // self.row))


def contact_sheet(home: Home, views: Sequence[AssetView], layout: Layout, when: str) -> bytes:
    """Return the sheet of these assets, in their order, as PDF. Raises VitrineError missing-tool without a Chinese font."""
    pdf = _paper(layout, when)
    on_page = layout.columns * layout.rows
    pages = max(1, -(-len(views) // on_page))
    for page in range(pages):
        pdf.add_page()
        _head(pdf, layout, when, len(views))
        for place, view in enumerate(views[page * on_page:(page + 1) * on_page]):
            down, across = divmod(place, layout.columns)
            left, top = MARGIN + across * (layout.cell + GAP), MARGIN + HEAD + down * layout.row
            _cell(pdf, home, view, layout, (left, top), page * on_page + place + 1)
        _text(pdf, f"{page + 1} / {pages}", WIDTH / 2 - 20, HEIGHT - MARGIN - 4, 40, 8, SECOND, align="C")
    return bytes(pdf.output())


def _paper(layout: Layout, when: str) -> FPDF:
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.c_margin = 0  # cells begin where their pictures do
    pdf.set_title(layout.title)
    pdf.set_subject(when)
    for style, bold in (("", False), ("B", True)):
        path, face = find_font(bold=bold)
        pdf.add_font("sheet", style=style, fname=path, collection_font_number=face)
    return pdf


def _head(pdf: FPDF, layout: Layout, when: str, number: int) -> None:
    _text(pdf, layout.title, MARGIN, MARGIN, WIDTH - 2 * MARGIN - 60, 14, INK, bold=True)
    _text(pdf, f"{when} · {number}", WIDTH - MARGIN - 58, MARGIN + 1.5, 58, 8, SECOND, align="R")
    pdf.set_draw_color(*SECOND)
    pdf.set_line_width(0.1)
    pdf.line(MARGIN, MARGIN + 9.5, WIDTH - MARGIN, MARGIN + 9.5)


def _cell(pdf: FPDF, home: Home, view: AssetView, layout: Layout, at: tuple[float, float], number: int) -> None:
    left, top = at
    high = layout.cell * 2 / 3
    pdf.set_fill_color(*GROUND)
    pdf.rect(left, top, layout.cell, high, style="F")
    small = view.renditions.get("grid")
    path = home.store.path("renditions", small.sha256) if small else None
    if path is not None and path.is_file():
        pdf.image(str(path), left, top, layout.cell, high, keep_aspect_ratio=True)
    down = top + high + 1.5
    words = view.words
    title = f"{number}  {words.title or view.name}" if layout.numbers else words.title or view.name
    points = TITLE_POINTS[layout.columns]
    _text(pdf, title, left, down, layout.cell, points, INK, bold=True)
    down += points * POINT * LINE
    points = SMALL_POINTS[layout.columns]
    if layout.lines:
        told = " · ".join(filter(None, (words.caption.replace("\n", " "), words.credit)))
        for line in _wrapped(pdf, told, layout.cell, points, layout.lines):
            _text(pdf, line, left, down, layout.cell, points, SECOND)
            down += points * POINT * LINE
    if layout.names:
        _text(pdf, f"{view.public_id}  {view.name}", left, down, layout.cell, points, SECOND)


def _text(pdf: FPDF, text: str, left: float, top: float, width: float, points: float, ink: tuple[int, int, int], *,
          bold: bool = False, align: str = "L") -> None:
    """Write one line, cut where it would be too long."""
    pdf.set_font("sheet", "B" if bold else "", points)
    pdf.set_text_color(*ink)
    pdf.set_xy(left, top)
    pdf.cell(width, points * POINT * LINE, _cut(pdf, text, width), align=align)


def _cut(pdf: FPDF, text: str, width: float) -> str:
    room = width - 2 * pdf.c_margin
    if pdf.get_string_width(text) <= room:
        return text
    while text and pdf.get_string_width(text + "…") > room:
        text = text[:-1]
    return text + "…"


def _wrapped(pdf: FPDF, text: str, width: float, points: float, most: int) -> list[str]:
    """Cut a text into lines between any two characters, as Chinese is, but before no stop; what does not fit is left out."""
    pdf.set_font("sheet", "", points)
    room, lines = width - 2 * pdf.c_margin, [""]
    for at, character in enumerate(text):
        if pdf.get_string_width(lines[-1] + character) <= room:
            lines[-1] += character
        elif len(lines) == most:
            lines[-1] += text[at:]  # cut with its mark when it is written
            break
        elif character in NOT_FIRST and len(lines[-1]) > 1:
            lines[-1], last = lines[-1][:-1], lines[-1][-1]
            lines.append(last + character)
        else:
            lines.append(character.strip())
    return lines if text else []

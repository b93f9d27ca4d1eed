"""An issue on A4, as offices print a 简报: red head, number, issuer, date, red rule, contents, stories, foot lines."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from server.fonts import find_font
from server.home import Home
from server.newsletters.images import Jpeg, jpeg
from server.newsletters.lines import broken
from server.newsletters.sheet import Picture, Piece, Sheet

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT = 210.0, 297.0  # millimetres, A4 upright
LEFT, RIGHT, TOP, BOTTOM = 28.0, 26.0, 34.0, 32.0
ROOM: Final = WIDTH - LEFT - RIGHT
POINT: Final = 25.4 / 72
RED, INK, SECOND = (200, 16, 30), (20, 20, 20), (90, 90, 90)
HEAD, ISSUE, HEADING, SECTION, BODY, SMALL = 44.0, 16.0, 18.0, 16.0, 15.0, 11.0  # points
LEADING: Final = 1.75
TALLEST: Final = 95.0
"""Millimetres that one picture may be high."""
SONG, HEI = "song", "hei"


def laid_out(home: Home, sheet: Sheet) -> bytes:
    """Return an issue as PDF. Raises VitrineError missing-tool without a Chinese font."""
    pictures = {one.sha256: found for piece in sheet.pieces for one in piece.pictures
                if (found := jpeg(home, one.sha256)) is not None}
    draft = _Layout(sheet, pictures, _paper(sheet), {})
    draft.lay()  # once to learn the pages of the contents
    paper = _paper(sheet, draft.pdf)
    _Layout(sheet, pictures, paper, draft.pages).lay()
    return bytes(paper.output())


class _Layout:
    """One laying out, from the top of the first page to the foot lines of the last."""

    def __init__(self, sheet: Sheet, pictures: dict[str, Jpeg], paper: FPDF, pages: dict[int, int]) -> None:
        self.sheet, self.pictures, self.pdf, self.pages = sheet, pictures, paper, pages
        self.y = TOP

    def lay(self) -> None:
        """Lay all of it out, and note on which page each piece begins."""
        self._page()
        self._head()
        self._contents()
        for section in self.sheet.sections:
            if section.heading:
                self._room((SECTION + HEADING + 4 * BODY) * POINT * LEADING + 12)  # with the head of what follows
                self.y += 5
                self._line(f"【{section.heading}】", HEI, SECTION, RED, align="C", bold=True)
                self.y += 1
            for piece in section.pieces:
                self._piece(piece)
        self._foot()

    def _page(self) -> None:
        self.pdf.add_page()
        self.y = TOP
        number = self.pdf.page_no()
        self._at(f"— {number} —", LEFT, HEIGHT - BOTTOM + 10, ROOM, SONG, SMALL, SECOND, "C")

    def _room(self, needed: float) -> None:
        """Begin a new page where this much does not fit on the one at hand."""
        if self.y + needed > HEIGHT - BOTTOM:
            self._page()

    def _head(self) -> None:
        sheet = self.sheet
        size = min(HEAD, HEAD * ROOM / max(self._measure(sheet.name, SONG, HEAD, bold=True), 1))
        self._line(sheet.name, SONG, size, RED, align="C", bold=True)
        self.y += 2
        self._line(sheet.issue, SONG, ISSUE, INK, align="C")
        self.y += 5
        self._at(sheet.issuer, LEFT, self.y, ROOM, SONG, BODY, INK)
        self._at(sheet.day, LEFT, self.y, ROOM, SONG, BODY, INK, "R")
        self.y += BODY * POINT * LEADING
        self.pdf.set_draw_color(*RED)
        self.pdf.set_line_width(0.9)
        self.pdf.line(LEFT, self.y, LEFT + ROOM, self.y)
        self.y += 8
        if sheet.title:
            for line in broken(sheet.title, ROOM, lambda text: self._measure(text, HEI, HEADING + 2, bold=True)):
                self._line(line, HEI, HEADING + 2, INK, align="C", bold=True)
            self.y += 3

    def _contents(self) -> None:
        if len(self.sheet.pieces) < 2:
            return
        self._line("本期目录", HEI, BODY, INK, align="C", bold=True)
        self.y += 1
        for section in self.sheet.sections:
            if section.heading:
                self._room(BODY * POINT * LEADING)
                self._line(section.heading, HEI, BODY - 1, RED, bold=True)
            for piece in section.pieces:
                self._in_contents(piece)
        self.y += 4
        self.pdf.set_draw_color(*SECOND)
        self.pdf.set_line_width(0.2)
        self.pdf.line(LEFT, self.y, LEFT + ROOM, self.y)
        self.y += 4

    def _in_contents(self, piece: Piece) -> None:
        page = str(self.pages.get(piece.entry, ""))
        lines = list(broken(f"◆ {piece.heading}", ROOM - 16, lambda text: self._measure(text, SONG, BODY - 1)))
        for at, line in enumerate(lines, 1):
            self._room(BODY * POINT * LEADING)
            if at == len(lines):
                begins = LEFT + self._measure(line, SONG, BODY - 1) + 2
                dots = max(0, int((LEFT + ROOM - 9 - begins) / self._measure("·", SONG, SMALL)))
                self._at("·" * dots, begins, self.y + 0.7, ROOM, SONG, SMALL, SECOND)
                self._at(page, LEFT, self.y, ROOM, SONG, BODY - 1, INK, "R")
            self._line(line, SONG, BODY - 1, INK)

    def _piece(self, piece: Piece) -> None:
        lines = list(broken(piece.heading, ROOM, lambda text: self._measure(text, HEI, HEADING, bold=True)))
        high = len(lines) * HEADING * POINT * LEADING
        self._room(high + BODY * POINT * LEADING * 4)
        self.y += 5
        self.pages[piece.entry] = self.pdf.page_no()
        for line in lines:
            self._line(line, HEI, HEADING, INK, align="C", bold=True)
        if piece.by:
            self._line(piece.by, SONG, SMALL + 1, SECOND, align="C")
        self.y += 2
        indent, waiting = 2 * BODY * POINT, list(piece.pictures)
        for paragraph in piece.paragraphs:
            for at, line in enumerate(broken(paragraph, ROOM, lambda text: self._measure(text, SONG, BODY), indent)):
                self._room(BODY * POINT * LEADING)
                self._line(line, SONG, BODY, INK, indent=indent if at == 0 else 0.0)
            while waiting and self._picture(waiting[0], only_here=True):
                waiting.pop(0)
        for one in waiting:
            self._picture(one)

    def _picture(self, one: Picture, *, only_here: bool = False) -> bool:
        """Print a picture with what it shows; with ``only_here`` not where it needs a new page: the text goes on then, and
        leaves no hole. Returns whether that is done.
        """
        found = self.pictures.get(one.sha256)
        if found is None:
            return True
        scale = min(ROOM * 0.84 / found.width, TALLEST / found.height)
        width, height = found.width * scale, found.height * scale
        told = "　".join(filter(None, (one.caption.replace("\n", " "), one.credit)))
        lines = list(broken(told, ROOM * 0.84, lambda text: self._measure(text, SONG, SMALL)))
        needed = height + 5 + len(lines) * SMALL * POINT * LEADING
        if only_here and self.y + needed > HEIGHT - BOTTOM:
            return False
        self._room(needed)
        self.y += 2
        self.pdf.image(io.BytesIO(found.data), LEFT + (ROOM - width) / 2, self.y, width, height)
        self.y += height + 1
        for line in lines:
            self._line(line, SONG, SMALL, SECOND, align="C")
        self.y += 2
        return True

    def _foot(self) -> None:
        sheet = self.sheet
        told = [line for name, value in (("报送", sheet.report_to), ("发送", sheet.send_to)) if value
                for line in broken(f"{name}：{value}", ROOM - 4, lambda text: self._measure(text, SONG, SMALL + 2))]
        copies = f"（共印{sheet.copies}份）" if sheet.copies else ""
        if not told and not copies:
            return
        high = (SMALL + 2) * POINT * LEADING
        needed = high * (len(told) + bool(copies)) + 4
        self._room(needed + 6)
        self.y = HEIGHT - BOTTOM - needed
        self.pdf.set_draw_color(*INK)
        self.pdf.set_line_width(0.3)
        if told:
            self.pdf.line(LEFT, self.y, LEFT + ROOM, self.y)
            self.y += 1.5
            for line in told:
                self._line(line, SONG, SMALL + 2, INK, indent=2)
            self.y += 1
            self.pdf.line(LEFT, self.y, LEFT + ROOM, self.y)
        if copies:
            self._line(copies, SONG, SMALL + 2, INK, align="R")

    def _line(self, text: str, family: str, points: float, ink: tuple[int, int, int], *, align: str = "L",
              bold: bool = False, indent: float = 0.0) -> None:
        """Write one line where the page is, and go below it."""
        self._at(text, LEFT + indent, self.y, ROOM - indent, family, points, ink, align, bold=bold)
        self.y += points * POINT * LEADING

    def _at(self, text: str, left: float, top: float, width: float, family: str, points: float, ink: tuple[int, int, int],
            align: str = "L", *, bold: bool = False) -> None:
        self.pdf.set_font(family, "B" if bold else "", points)
        self.pdf.set_text_color(*ink)
        self.pdf.set_xy(left, top)
        self.pdf.cell(width, points * POINT * LEADING, text, align=align)

    def _measure(self, text: str, family: str, points: float, *, bold: bool = False) -> float:
        self.pdf.set_font(family, "B" if bold else "", points)
        return float(self.pdf.get_string_width(text))


def _paper(sheet: Sheet, like: FPDF | None = None) -> FPDF:
    """Return an empty document; with the fonts of another one, for to read a Chinese font takes seconds."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.c_margin = 0  # lines begin where the margin is
    pdf.set_title(f"{sheet.name} {sheet.year}年{sheet.issue}")
    pdf.set_author(sheet.issuer)
    pdf.set_lang("zh-CN")
    if like is not None:
        pdf.fonts.update(like.fonts)
        return pdf
    for family, style, bold in ((SONG, "serif", False), (SONG, "serif", True), (HEI, "sans", True)):
        path, face = find_font(style, bold=bold)
        pdf.add_font(family, style="B" if bold else "", fname=path, collection_font_number=face)
    return pdf

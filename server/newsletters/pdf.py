"""An issue on A4, as offices print a 简报: red head, number, issuer, date, red rule, contents, stories, foot lines."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from server.docx.images import Picture as Printed
from server.docx.images import jpeg
from server.home import Home
from server.newsletters.sheet import Picture, Piece, Sheet
from server.printing.lines import broken
from server.printing.paper import HEI, HEIGHT, LEADING, POINT, SONG, WIDTH, Paper, blank

if TYPE_CHECKING:
    from fpdf import FPDF

LEFT, RIGHT, TOP, BOTTOM = 28.0, 26.0, 34.0, 32.0
ROOM: Final = WIDTH - LEFT - RIGHT
RED, INK, SECOND = (200, 16, 30), (20, 20, 20), (90, 90, 90)
HEAD, ISSUE, HEADING, SECTION, BODY, SMALL = 44.0, 16.0, 18.0, 16.0, 15.0, 11.0  # points
TALLEST: Final = 95.0
"""Millimetres that one picture may be high."""


def laid_out(home: Home, sheet: Sheet) -> bytes:
    """Return an issue as PDF. Raises VitrineError missing-tool without a Chinese font."""
    pictures = {one.sha256: found for piece in sheet.pieces for one in piece.pictures
                if (found := jpeg(home, one.sha256)) is not None}
    title = f"{sheet.name} {sheet.year}年{sheet.issue}"
    draft = _Layout(sheet, pictures, blank(title, sheet.issuer), {})
    draft.lay()  # once to learn the pages of the contents
    paper = blank(title, sheet.issuer, draft.pdf)
    _Layout(sheet, pictures, paper, draft.pages).lay()
    return bytes(paper.output())


class _Layout(Paper):
    """One laying out, from the top of the first page to the foot lines of the last."""

    def __init__(self, sheet: Sheet, pictures: dict[str, Printed], paper: FPDF, pages: dict[int, int]) -> None:
        super().__init__(paper, left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM)
        self.sheet, self.pictures, self.pages = sheet, pictures, pages

    def lay(self) -> None:
        """Lay all of it out, and note on which page each piece begins."""
        self.page()
        self._head()
        self._contents()
        for section in self.sheet.sections:
            if section.heading:
                self.room((SECTION + HEADING + 4 * BODY) * POINT * LEADING + 12)  # with the head of what follows
                self.y += 5
                self.line(f"【{section.heading}】", HEI, SECTION, RED, align="C", bold=True)
                self.y += 1
            for piece in section.pieces:
                self._piece(piece)
        self._foot()

    def number(self, page: int) -> None:
        self.at(f"— {page} —", LEFT, HEIGHT - BOTTOM + 10, ROOM, SONG, SMALL, SECOND, "C")

    def _head(self) -> None:
        sheet = self.sheet
        size = min(HEAD, HEAD * ROOM / max(self.measure(sheet.name, SONG, HEAD, bold=True), 1))
        self.line(sheet.name, SONG, size, RED, align="C", bold=True)
        self.y += 2
        self.line(sheet.issue, SONG, ISSUE, INK, align="C")
        self.y += 5
        self.at(sheet.issuer, LEFT, self.y, ROOM, SONG, BODY, INK)
        self.at(sheet.day, LEFT, self.y, ROOM, SONG, BODY, INK, "R")
        self.y += BODY * POINT * LEADING
        self.pdf.set_draw_color(*RED)
        self.pdf.set_line_width(0.9)
        self.pdf.line(LEFT, self.y, LEFT + ROOM, self.y)
        self.y += 8
        if sheet.title:
            for line in broken(sheet.title, ROOM, lambda text: self.measure(text, HEI, HEADING + 2, bold=True)):
                self.line(line, HEI, HEADING + 2, INK, align="C", bold=True)
            self.y += 3

    def _contents(self) -> None:
        if len(self.sheet.pieces) < 2:
            return
        self.line("本期目录", HEI, BODY, INK, align="C", bold=True)
        self.y += 1
        for section in self.sheet.sections:
            if section.heading:
                self.room(BODY * POINT * LEADING)
                self.line(section.heading, HEI, BODY - 1, RED, bold=True)
            for piece in section.pieces:
                self._in_contents(piece)
        self.y += 4
        self.pdf.set_draw_color(*SECOND)
        self.pdf.set_line_width(0.2)
        self.pdf.line(LEFT, self.y, LEFT + ROOM, self.y)
        self.y += 4

    def _in_contents(self, piece: Piece) -> None:
        page = str(self.pages.get(piece.entry, ""))
        lines = list(broken(f"◆ {piece.heading}", ROOM - 16, lambda text: self.measure(text, SONG, BODY - 1)))
        for at, line in enumerate(lines, 1):
            self.room(BODY * POINT * LEADING)
            if at == len(lines):
                begins = LEFT + self.measure(line, SONG, BODY - 1) + 2
                dots = max(0, int((LEFT + ROOM - 9 - begins) / self.measure("·", SONG, SMALL)))
                self.at("·" * dots, begins, self.y + 0.7, ROOM, SONG, SMALL, SECOND)
                self.at(page, LEFT, self.y, ROOM, SONG, BODY - 1, INK, "R")
            self.line(line, SONG, BODY - 1, INK)

    def _piece(self, piece: Piece) -> None:
        lines = list(broken(piece.heading, ROOM, lambda text: self.measure(text, HEI, HEADING, bold=True)))
        high = len(lines) * HEADING * POINT * LEADING
        self.room(high + BODY * POINT * LEADING * 4)
        self.y += 5
        self.pages[piece.entry] = self.pdf.page_no()
        for line in lines:
            self.line(line, HEI, HEADING, INK, align="C", bold=True)
        if piece.by:
            self.line(piece.by, SONG, SMALL + 1, SECOND, align="C")
        self.y += 2
        indent, waiting = 2 * BODY * POINT, list(piece.pictures)
        for paragraph in piece.paragraphs:
            for at, line in enumerate(broken(paragraph, ROOM, lambda text: self.measure(text, SONG, BODY), indent)):
                self.room(BODY * POINT * LEADING)
                self.line(line, SONG, BODY, INK, indent=indent if at == 0 else 0.0)
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
        lines = list(broken(told, ROOM * 0.84, lambda text: self.measure(text, SONG, SMALL)))
        needed = height + 5 + len(lines) * SMALL * POINT * LEADING
        if only_here and self.y + needed > HEIGHT - BOTTOM:
            return False
        self.room(needed)
        self.y += 2
        self.pdf.image(io.BytesIO(found.data), LEFT + (ROOM - width) / 2, self.y, width, height)
        self.y += height + 1
        for line in lines:
            self.line(line, SONG, SMALL, SECOND, align="C")
        self.y += 2
        return True

    def _foot(self) -> None:
        sheet = self.sheet
        told = [line for name, value in (("报送", sheet.report_to), ("发送", sheet.send_to)) if value
                for line in broken(f"{name}：{value}", ROOM - 4, lambda text: self.measure(text, SONG, SMALL + 2))]
        copies = f"（共印{sheet.copies}份）" if sheet.copies else ""
        if not told and not copies:
            return
        high = (SMALL + 2) * POINT * LEADING
        needed = high * (len(told) + bool(copies)) + 4
        self.room(needed + 6)
        self.y = HEIGHT - BOTTOM - needed
        self.pdf.set_draw_color(*INK)
        self.pdf.set_line_width(0.3)
        if told:
            self.pdf.line(LEFT, self.y, LEFT + ROOM, self.y)
            self.y += 1.5
            for line in told:
                self.line(line, SONG, SMALL + 2, INK, indent=2)
            self.y += 1
            self.pdf.line(LEFT, self.y, LEFT + ROOM, self.y)
        if copies:
            self.line(copies, SONG, SMALL + 2, INK, align="R")

"""A report on A4 by GB/T 9704-2012: red head and number, title, parts with tables and plots, date, and the foot lines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from server.docx.images import Picture, jpeg
from server.home import Home
from server.printing.lines import broken
from server.printing.paper import HEI, HEIGHT, POINT, SONG, WIDTH, Ink, Paper, blank
from server.reports import plots
from server.reports.plots import Rect, Text
from server.reports.sheet import Block, Cell, Heading, Photo, Plot, Sheet, Table, Words

LEFT, RIGHT, TOP, BOTTOM = 28.0, 26.0, 37.0, 35.0
BODY, SMALL, CELL, FOUR, TITLE, HEAD = 16.0, 12.0, 11.0, 14.0, 22.0, 46.0  # points
INK, RED, GREY = (20, 20, 20), (230, 0, 0), (150, 150, 150)
LEADING: Final = 28.95 / 16
LINE: Final = BODY * POINT * LEADING
"""Millimetres from line to line: 22 of them are a page."""
SIGNED: Final = 4 * LINE
NOTE_LINE: Final = 5.0
LAST: Final = 2
"""Rows of a table that stand on a page at least."""
TALLEST: Final = 95.0
"""Millimetres that one picture may be high."""


def laid_out(home: Home, sheet: Sheet) -> bytes:
    """Return a report as PDF. Raises VitrineError missing-tool without a Chinese font."""
    pictures = {one.sha256: found for one in sheet.photos if (found := jpeg(home, one.sha256)) is not None}
    layout = _Layout(sheet, pictures)
    layout.lay()
    return bytes(layout.pdf.output())


class _Layout(Paper):
    """One laying out, from the head of the first page to the foot lines of the last."""

    def __init__(self, sheet: Sheet, pictures: dict[str, Picture]) -> None:
        super().__init__(blank(sheet.title, sheet.issuer), left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM)
        self.sheet, self.pictures, self.tables, self.plots = sheet, pictures, 0, 0

    def number(self, page: int) -> None:
        one = 14 * POINT
        self.at(f"— {page} —", LEFT + one, HEIGHT - BOTTOM + 5, self.width - 2 * one, SONG, FOUR, INK,
                "R" if page % 2 else "L")

    def lay(self) -> None:
        """Lay all of it out."""
        self.page()
        self._head()
        blocks = [block for part in self.sheet.parts for block in part.blocks]
        after = [*[0.0] * (len(blocks) - 1), SIGNED + self._imprint_high()]
        for place, block in enumerate(blocks):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            if isinstance(block, Heading):  # with what it is over
                needed = self._opens(following, after[place + 1]) if isinstance(following, Table) else 0.0
                self.room(LINE + max(4 * LINE, needed))
            self._block(block, after[place])
        self._sign()
        self._imprint()

    def _head(self) -> None:
        sheet = self.sheet
        if sheet.red_head and sheet.issuer:
            name = f"{sheet.issuer}文件"
            self.y += 33  # what is red begins 35 mm below the upper margin
            size = min(HEAD, HEAD * self.width / max(self.measure(name, SONG, HEAD, bold=True), 1))
            self.line(name, SONG, size, RED, align="C", bold=True, leading=1.2)
            self.y += BODY * POINT
            self.line(sheet.mark, SONG, BODY, INK, align="C")
            self.y += 3  # 4 mm below the number
            self._rule(RED, 0.8)
            self.y += LINE
        else:
            self.line(sheet.mark, SONG, BODY, INK, align="R")
        self.y += LINE
        for line in broken(sheet.title, self.width, lambda text: self.measure(text, SONG, TITLE, bold=True)):
            self.line(line, SONG, TITLE, INK, align="C", bold=True, leading=1.45)
        self.y += LINE
        if sheet.address:
            self._words(f"{sheet.address}：", indent=0)

    def _block(self, block: Block, after: float) -> None:
        match block:
            case Heading(text):
                self.line(text, HEI, BODY, INK, bold=True, indent=2 * BODY * POINT, leading=LEADING)
            case Words(text):
                self._words(text, after=after)
            case Table():
                self._table(block, after)
            case Plot():
                self._plot(block)
            case Photo():
                self._photo(block)

    def _words(self, text: str, *, indent: float = 2 * BODY * POINT, after: float = 0.0) -> None:
        """Lay a paragraph out. Its last two lines go with what comes ``after`` it: no signature stands alone on a page."""
        lines = list(broken(text, self.width, lambda one: self.measure(one, SONG, BODY), indent))
        for place, line in enumerate(lines):
            kept = place == max(len(lines) - 2, 0) and after
            self.room((len(lines) - place) * LINE + after if kept else LINE)
            self.line(line, SONG, BODY, INK, indent=indent if place == 0 else 0.0, leading=LEADING)

    def _table(self, table: Table, after: float) -> None:
        self.tables += 1
        title, talls = f"表{self.tables}　{table.title}", [self._tall(cells, table.widths) for cells in table.rows]
        end = after + self._note_high(table)
        self.room(self._opens(table, after))
        self.y += 2
        self.line(title, HEI, SMALL, INK, align="C", bold=True)
        self._row(table.head, table, head=True)
        for place, cells in enumerate(table.rows):
            rest = talls[place:]  # the last two rows stay together, with the note and what comes after
            if self.y + (sum(rest) + end if len(rest) <= LAST else rest[0]) > HEIGHT - BOTTOM:
                self.page()
                self._row(table.head, table, head=True)
            self._row(cells, table)
        self._rule(INK, 0.4)
        if table.note:
            self.y += 1
            for line in self._note(table):
                self.room(NOTE_LINE)
                self.line(line, SONG, 10, INK, leading=1.4)
        self.y += 4

    def _opens(self, table: Table, after: float = 0.0) -> float:
        """Return how much of a page a table needs where it begins: a small one all of it with what comes ``after``, others
        their title, head and two rows.
        """
        talls = [self._tall(cells, table.widths) for cells in table.rows]
        head = SMALL * POINT * 2 + self._tall(table.head, table.widths, head=True)
        whole = head + sum(talls) + self._note_high(table) + after
        return whole if table.small and whole <= HEIGHT - TOP - BOTTOM else head + sum(talls[:LAST])

    def _note(self, table: Table) -> list[str]:
        text = f"注：{table.note}" if table.note else ""
        return [line for line in broken(text, self.width, lambda one: self.measure(one, SONG, 10)) if line]

    def _note_high(self, table: Table) -> float:
        return len(self._note(table)) * NOTE_LINE

    def _row(self, cells: Sequence[Cell], table: Table, *, head: bool = False) -> None:
        tall = self._tall(cells, table.widths, head=head)
        if head:
            self._rule(INK, 0.4)
        x = LEFT
        for value, share, left in zip(cells, table.widths, table.wordy, strict=True):
            text, wide = str(value), share * self.width
            lines = self._lines(text, wide, head=head)
            y = self.y + (tall - len(lines) * CELL * POINT * 1.35) / 2
            for line in lines:
                self.at(line, x + 1, y, wide - 2, HEI if head else SONG, CELL, INK,
                        "L" if left and not head else "C", bold=head, leading=1.35)
                y += CELL * POINT * 1.35
            x += wide
        self.y += tall
        self._rule(INK if head else GREY, 0.25 if head else 0.1)

    def _tall(self, cells: Sequence[Cell], widths: Sequence[float], *, head: bool = False) -> float:
        most = max(len(self._lines(str(one), share * self.width, head=head))
                   for one, share in zip(cells, widths, strict=True))
        return most * CELL * POINT * 1.35 + 2.2

    def _lines(self, text: str, wide: float, *, head: bool) -> list[str]:
        family = HEI if head else SONG
        return list(broken(text, wide - 2, lambda one: self.measure(one, family, CELL, bold=head))) or [""]

    def _plot(self, plot: Plot) -> None:
        self.plots += 1
        drawing = plots.drawn(plot)
        self.room(drawing.height + 12)
        self.y += 3
        left = LEFT + (self.width - plots.WIDE) / 2
        for one in drawing.marks:
            if isinstance(one, Rect):
                self.pdf.set_fill_color(*_rgb(one.fill))
                self.pdf.rect(left + one.x, self.y + one.y, one.w, one.h, style="F")
            elif isinstance(one, Text):
                wide = self.measure(one.text, SONG, one.size / POINT)
                x = left + one.x - {"start": 0.0, "middle": wide / 2, "end": wide}[one.anchor]
                self.pdf.set_text_color(*_rgb(one.ink))
                self.pdf.text(x, self.y + one.y, one.text)
        self.y += drawing.height + 1
        self.line(f"图{self.plots}　{plot.title}", HEI, SMALL, INK, align="C", bold=True)
        self.y += 1

    def _photo(self, photo: Photo) -> None:
        found = self.pictures.get(photo.sha256)
        if found is None:
            return
        scale = min(self.width * 0.9 / found.width, TALLEST / found.height)
        width, height = found.width * scale, found.height * scale
        lines = list(broken(photo.told, self.width, lambda one: self.measure(one, SONG, SMALL)))
        self.room(height + 5 + len(lines) * SMALL * POINT * 1.5)
        self.y += 2
        self.pdf.image(io.BytesIO(found.data), LEFT + (self.width - width) / 2, self.y, width, height)
        self.y += height + 1
        for line in lines:
            self.line(line, SONG, SMALL, INK, align="C", leading=1.5)
        self.y += 2

    def _sign(self) -> None:
        self.room(SIGNED)
        self.y += 1.6 * LINE
        for text, right in ((self.sheet.issuer, 2), (self.sheet.day, 4)):
            self.at(text, LEFT, self.y, self.width - right * BODY * POINT, SONG, BODY, INK, "R", leading=LEADING)
            self.y += LINE

    def _copied(self) -> list[str]:
        told = f"抄送：{self.sheet.copy_to}。" if self.sheet.copy_to else ""
        return list(broken(told, self.width - 2 * FOUR * POINT, lambda text: self.measure(text, SONG, FOUR))) if told else []

    def _imprint_high(self) -> float:
        return (len(self._copied()) + 1) * FOUR * POINT * 1.7 + 6 if self.sheet.issuer else 0.0

    def _imprint(self) -> None:
        sheet, told, high = self.sheet, self._copied(), self._imprint_high()
        if not sheet.issuer:
            return
        one, row = FOUR * POINT, FOUR * POINT * 1.7
        self.room(high)
        self.y = HEIGHT - BOTTOM - high + 4
        self._rule(INK, 0.35)
        for line in told:
            self.at(line, LEFT + one, self.y, self.width - 2 * one, SONG, FOUR, INK, leading=1.7)
            self.y += row
        if told:
            self._rule(INK, 0.25)
        self.at(sheet.issuer, LEFT + one, self.y, self.width - 2 * one, SONG, FOUR, INK, leading=1.7)
        self.at(f"{sheet.day}印发", LEFT + one, self.y, self.width - 2 * one, SONG, FOUR, INK, "R", leading=1.7)
        self.y += row
        self._rule(INK, 0.35)

    def _rule(self, ink: Ink, thick: float) -> None:
        self.pdf.set_draw_color(*ink)
        self.pdf.set_line_width(thick)
        self.pdf.line(LEFT, self.y, WIDTH - RIGHT, self.y)


def _rgb(colour: str) -> Ink:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

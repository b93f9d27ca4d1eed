"""A report as a Word document: the office's own template with its placeholders filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from server.docx import package, parts
from server.docx.images import Picture, jpeg
from server.home import Home
from server.reports import plots
from server.reports import template as gb
from server.reports.sheet import Block, Cell, Heading, Part, Photo, Plot, Sheet, Table, Words

KEPT: Final = "<w:keepNext/>"
"""Of what a report ends with: no signature stands alone on a page."""
CODE: Final = "report-template"
BODY: Final = "{{正文}}"
WHOLE: Final = ("开头", "总体情况", "任务完成情况", "采用情况", "排名", "个人", "优秀单位和个人", "优秀图片", "说明")
"""The parts of a report, in the order in which ``{{正文}}`` has them; a template may place each by itself instead."""
WORDS: Final = ("{{标题}}", "{{发文机关}}", "{{发文字号}}", "{{主送}}", "{{时段}}", "{{成文日期}}", "{{抄送}}",
                "{{印发机关}}", "{{印发日期}}", "{{红头}}", "{{红线}}")
PLACEHOLDERS: Final = (*WORDS, BODY, *(f"{{{{{one}}}}}" for one in WHOLE))
_WIDE, _HIGH = 140.0, 86.0  # millimetres that a picture may have: two, with their words, stand on a page
LINE: Final = 8844  # twentieths of a point between the margins


def check(data: bytes) -> None:
    """Do nothing for a template that can be filled in. Raises VitrineError(report-template), which says what is wrong."""
    found = package.places(package.read(data, CODE))
    unknown = [one for one in found if one not in PLACEHOLDERS]
    if unknown:
        name = unknown[0][:40]
        raise package.refused(CODE, f"不认识占位符「{name}」，可以用的是 {' '.join(PLACEHOLDERS)}",
                              f"there is no placeholder “{name}”; there are {' '.join(PLACEHOLDERS)}")
    if not {BODY, *(f"{{{{{one}}}}}" for one in WHOLE)} & set(found):
        raise package.refused(CODE, "正文里没有 {{正文}}，也没有它的任何一部分", "it has neither {{正文}} nor any part of it")


def filled(home: Home, sheet: Sheet, data: bytes) -> bytes:
    """Return the template with a report in it. Raises VitrineError: report-template, missing-tool."""
    found = package.read(data, CODE)
    writer = _Writer(home, sheet)
    whole = {f"{{{{{part.name}}}}}": writer.part(part) for part in sheet.parts}
    package.fill(found, _told(sheet), {BODY: "".join(whole.values()), **whole})
    package.put_pictures(found, writer.pictures)
    return package.zipped(found)


def _told(sheet: Sheet) -> dict[str, str]:
    head = f"{sheet.issuer}文件" if sheet.red_head and sheet.issuer else ""
    return {"{{标题}}": sheet.title, "{{发文机关}}": sheet.issuer, "{{发文字号}}": sheet.mark, "{{主送}}": sheet.address,
            "{{时段}}": sheet.period, "{{成文日期}}": sheet.day, "{{抄送}}": sheet.copy_to, "{{印发机关}}": sheet.issuer,
            "{{印发日期}}": sheet.day, "{{红头}}": head, "{{红线}}": " " if head else ""}


class _Writer:
    """Writes parts as paragraphs, and keeps the pictures that they name."""

    def __init__(self, home: Home, sheet: Sheet) -> None:
        self._home = home
        self._last = next(iter([block for part in sheet.parts for block in part.blocks][-1:]), None)
        self.pictures: list[tuple[str, Picture]] = []
        self._tables = self._plots = 0

    def part(self, part: Part) -> str:
        return "".join(xml for block in part.blocks for xml in self._block(block))

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(text):
                yield gb.styled(text, gb.HEI, more=KEPT)
            case Words(text):
                yield gb.styled(text, more=KEPT if block is self._last else "")
            case Table():
                self._tables += 1
                yield _caption(f"表{self._tables}　{block.title}", before=True)
                yield _table(block, keep=block is self._last)
                if block.note:
                    yield gb.styled(f"注：{block.note}", points=10.5, indent=False, line=320, tight=False)
                yield gb.styled("", indent=False, line=240, more=KEPT if block is self._last else "")
            case Plot():
                self._plots += 1
                yield self._picture(plots.png(block), block.title)
                yield _caption(f"图{self._plots}　{block.title}")
            case Photo():
                found = jpeg(self._home, block.sha256)
                if found is not None:
                    yield self._picture(found, block.told)
                    yield _caption(block.told)

    def _picture(self, found: Picture, told: str) -> str:
        relation = f"vitrine{len(self.pictures) + 1}"
        self.pictures.append((relation, found))
        scale = min(_WIDE / found.width, _HIGH / found.height)
        return parts.picture(relation, 9000 + len(self.pictures), found.width * scale, found.height * scale, told)


def _caption(text: str, *, before: bool = False) -> str:
    more = KEPT if before else ""
    return gb.styled(text, gb.HEI, 12, align="center", indent=False, line=440, more=more, tight=False)


def _table(table: Table, *, keep: bool) -> str:
    """Three lines, as reports have them: above, below the head, below all; the head again on each page. A small one is not
    broken, and of no other one row stands alone on a page, or its note.
    """
    widths = [round(share * LINE) for share in table.widths]
    last = len(table.rows) - 1
    rows = [_row(table.head, widths, table.wordy, head=True),
            *(_row(row, widths, table.wordy, keep=bool(keep or table.note) if place == last else
                   table.small or place in {0, last - 1}) for place, row in enumerate(table.rows))]
    rule = 'w:val="single" w:space="0" w:color="000000"'
    return (f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders><w:top {rule} '
            f'w:sz="12"/><w:bottom {rule} w:sz="12"/><w:insideH {rule.replace("000000", "BFBFBF")} w:sz="4"/></w:tblBorders>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
            f'</w:tblCellMar></w:tblPr><w:tblGrid>{"".join(f"""<w:gridCol w:w="{one}"/>""" for one in widths)}</w:tblGrid>'
            f'{"".join(rows)}</w:tbl>')


def _row(cells: Sequence[Cell], widths: Sequence[int], wordy: Sequence[bool], *, head: bool = False,
         keep: bool = False) -> str:
    told = "".join(_cell(one, width, head=head, left=left and not head, keep=keep or head)
                   for one, width, left in zip(cells, widths, wordy, strict=True))
    return f'<w:tr><w:trPr><w:cantSplit/>{"<w:tblHeader/>" if head else ""}</w:trPr>{told}</w:tr>'


def _cell(value: Cell, width: int, *, head: bool, left: bool, keep: bool) -> str:
    edge = '<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/></w:tcBorders>' if head else ""
    inside = (f'<w:p><w:pPr>{KEPT if keep else ""}<w:snapToGrid w:val="0"/>'
              '<w:spacing w:before="40" w:after="40" w:line="300" w:lineRule="exact"/>'
              f'<w:jc w:val="{"left" if left else "center"}"/></w:pPr>'
              + gb.run(str(value), gb.HEI if head else gb.FANG, 11 if head else 12, tight=False) + "</w:p>")
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{edge}<w:vAlign w:val="center"/></w:tcPr>{inside}</w:tc>'


"""An issue as a Word document: the office's template with its placeholders filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.docx import package, parts
from server.docx.images import Picture as Printed
from server.docx.images import jpeg
from server.home import Home
from server.newsletters import template
from server.newsletters.sheet import Piece, Sheet

MOST_BYTES: Final = package.MOST_BYTES
CONTENTS, BODY = "{{目录}}", "{{正文}}"
PLACEHOLDERS: Final = ("{{刊名}}", "{{年}}", "{{期号}}", "{{总期号}}", "{{编发单位}}", "{{日期}}", "{{标题}}", CONTENTS,
                       BODY, "{{报送}}", "{{发送}}", "{{份数}}")
CODE: Final = "newsletter-template"
_WIDE, _HIGH = 130.0, 95.0  # millimetres that a picture may have


def default() -> bytes:
    """Return the template that comes along."""
    return template.DEFAULT


def check(data: bytes) -> None:
    """Do nothing for a template that can be filled in. Raises VitrineError(newsletter-template)."""
    found = package.read(data, CODE)
    if BODY not in package.places({package.DOCUMENT: found[package.DOCUMENT]}):
        raise package.refused(CODE, "正文里没有 {{正文}} 这个占位符", "its text lacks the placeholder {{正文}}")


def filled(home: Home, sheet: Sheet, data: bytes) -> bytes:
    """Return the template with an issue in it. Raises VitrineError(newsletter-template) for one that is damaged."""
    found = package.read(data, CODE)
    pictures: list[tuple[str, Printed]] = []
    body = "".join(_body(home, sheet, pictures))
    package.fill(found, _told(sheet), {CONTENTS: "".join(_contents(sheet)), BODY: body})
    package.put_pictures(found, pictures)
    return package.zipped(found)


def _told(sheet: Sheet) -> dict[str, str]:
    return {"{{刊名}}": sheet.name, "{{年}}": str(sheet.year), "{{期号}}": str(sheet.number), "{{总期号}}": str(sheet.total),
            "{{编发单位}}": sheet.issuer, "{{日期}}": sheet.day, "{{标题}}": sheet.title, "{{报送}}": sheet.report_to,
            "{{发送}}": sheet.send_to, "{{份数}}": str(sheet.copies) if sheet.copies else ""}


def _contents(sheet: Sheet) -> Iterator[str]:
    if len(sheet.pieces) < 2:
        return
    yield parts.paragraph("本期目录", parts.HEI, align="center", bold=True, before=6)
    for section in sheet.sections:
        if section.heading:
            yield parts.paragraph(section.heading, parts.HEI, 14, ink=parts.RED)
        for piece in section.pieces:
            yield parts.paragraph(f"◆ {piece.heading}", points=14)


def _body(home: Home, sheet: Sheet, pictures: list[tuple[str, Printed]]) -> Iterator[str]:
    for section in sheet.sections:
        if section.heading:
            yield parts.paragraph(f"【{section.heading}】", parts.HEI, 16, ink=parts.RED, align="center", bold=True,
                                  before=14, keep=True)
        for piece in section.pieces:
            yield parts.paragraph(piece.heading, parts.HEI, 18, align="center", bold=True, before=14, keep=True)
            if piece.by:
                yield parts.paragraph(piece.by, points=12, ink=parts.GREY, align="center", keep=True)
            shown = "".join(_shown(home, piece, pictures))
            for place, text in enumerate(piece.paragraphs):
                yield parts.paragraph(text, indent=True) + (shown if place == 0 else "")
            if not piece.paragraphs:
                yield shown


def _shown(home: Home, piece: Piece, pictures: list[tuple[str, Printed]]) -> Iterator[str]:
    for one in piece.pictures:
        found = jpeg(home, one.sha256)
        if found is None:
            continue
        relation = f"vitrine{len(pictures) + 1}"
        pictures.append((relation, found))
        scale = min(_WIDE / found.width, _HIGH / found.height)
        yield parts.picture(relation, 9000 + len(pictures), found.width * scale, found.height * scale, one.caption)
        told = "　".join(filter(None, (one.caption.replace("\n", " "), one.credit)))
        if told:
            yield parts.paragraph(told, points=11, ink=parts.GREY, align="center")

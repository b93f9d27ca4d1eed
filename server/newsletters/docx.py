"""An issue as a Word document: the office's template with its placeholders filled in.

The template is somebody's file: it is read within bounds, its XML without entities. Its parts are not parsed and written
anew, for that would lose what Word needs (``mc:Ignorable`` names prefixes): only paragraphs with a placeholder are changed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from index.errors import VitrineError
from server.home import Home
from server.newsletters import docx_parts as parts
from server.newsletters.images import Jpeg, jpeg
from server.newsletters.sheet import Piece, Sheet

MOST_BYTES: Final = 10 << 20
MOST_PARTS: Final = 500
MOST_UNPACKED: Final = 60 << 20
DOCUMENT, RELATIONS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
CONTENTS, BODY = "{{目录}}", "{{正文}}"
PLACEHOLDERS: Final = ("{{刊名}}", "{{年}}", "{{期号}}", "{{总期号}}", "{{编发单位}}", "{{日期}}", "{{标题}}", CONTENTS,
                       BODY, "{{报送}}", "{{发送}}", "{{份数}}")
_FILLED: Final = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_PARAGRAPH: Final = re.compile(r"<w:p(?=[\s>])(?:(?!<w:p[\s>]).)*?</w:p>", re.DOTALL)
_TEXT: Final = re.compile(r"(<w:t(?:\s[^>]*)?>)(.*?)(</w:t>)", re.DOTALL)
_WIDE, _HIGH = 130.0, 95.0  # millimetres that a picture may have


def default() -> bytes:
    """Return the template that comes along."""
    return _zipped({name: text.encode() for name, text in parts.DEFAULT.items()})


def check(data: bytes) -> None:
    """Do nothing for a template that can be filled in. Raises VitrineError(newsletter-template)."""
    found = _read(data)
    if BODY not in _words(found[DOCUMENT].decode("utf-8", "replace")):
        raise _refused("正文里没有 {{正文}} 这个占位符", "its text lacks the placeholder {{正文}}")


def filled(home: Home, sheet: Sheet, template: bytes) -> bytes:
    """Return the template with an issue in it. Raises VitrineError(newsletter-template) for one that is damaged."""
    found = _read(template)
    pictures: list[tuple[str, Jpeg]] = []
    body = "".join(_body(home, sheet, pictures))
    whole = {CONTENTS: "".join(_contents(sheet)), BODY: body}
    for name in found:
        if _FILLED.fullmatch(name):
            text = found[name].decode("utf-8")
            found[name] = _PARAGRAPH.sub(lambda match: _paragraph(match[0], sheet, whole), text).encode()
    _put_pictures(found, pictures)
    return _zipped(found)


def _read(data: bytes) -> dict[str, bytes]:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNPACKED:
                raise _refused("展开后太大", "it unpacks to too much")
            found = {one.filename: archive.read(one) for one in infos if not one.is_dir()}
        for name in (DOCUMENT, TYPES, RELATIONS):
            if name in found:
                fromstring(found[name])
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, ParseError,
            DefusedXmlException) as error:
        raise _refused("文件已损坏，或者不是 .docx", "it is damaged, or no .docx") from error
    if DOCUMENT not in found or TYPES not in found:
        raise _refused("不是 .docx 文档", "it is no .docx")
    found.setdefault(RELATIONS, parts.DEFAULT[RELATIONS].encode())
    return found


def _refused(zh: str, en: str) -> VitrineError:
    return VitrineError("newsletter-template", why_zh=zh, why=en)


def _zipped(found: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(found, key=lambda one: (one != TYPES, one)):  # Word wants the types first
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), found[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _words(xml: str) -> str:
    return "".join(text for _open, text, _close in _TEXT.findall(xml))


def _paragraph(xml: str, sheet: Sheet, whole: dict[str, str]) -> str:
    """Fill a paragraph in. Word cuts a placeholder into several runs at will, so its words are put into the first of them.
    A paragraph of which nothing is left but marks and empty placeholders goes.
    """
    words = _words(xml)
    if "{{" not in words:
        return xml
    for name, paragraphs in whole.items():
        if name in words:
            return paragraphs
    told = _told(sheet)
    named = [one for one in told if one in words]
    if not named:
        return xml
    if all(not told[one] for one in named):
        return ""
    if all(one in xml for one in named):  # whole in their runs: what stands between them stays
        for one in named:
            xml = xml.replace(one, parts.clean(told[one]))
        return xml
    for one in named:
        words = words.replace(one, parts.clean(told[one]))
    texts = iter([words])
    return _TEXT.sub(lambda match: f"{match[1]}{next(texts, '')}{match[3]}", xml)


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


def _body(home: Home, sheet: Sheet, pictures: list[tuple[str, Jpeg]]) -> Iterator[str]:
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


def _shown(home: Home, piece: Piece, pictures: list[tuple[str, Jpeg]]) -> Iterator[str]:
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


def _put_pictures(found: dict[str, bytes], pictures: list[tuple[str, Jpeg]]) -> None:
    """Add the files of pictures, how the text names them, and their type."""
    if not pictures:
        return
    added = "".join(f'<Relationship Id="{relation}" Type="{parts.PICTURE}" Target="media/{relation}.jpg"/>'
                    for relation, _ in pictures)
    relations = found[RELATIONS].decode("utf-8")
    if "</Relationships>" not in relations:  # an empty list closes itself
        relations = re.sub(r"/>\s*$", "></Relationships>", relations)
    found[RELATIONS] = relations.replace("</Relationships>", f"{added}</Relationships>").encode()
    types = found[TYPES].decode("utf-8")
    if not re.search(r'Extension="jpg"', types, re.IGNORECASE):
        found[TYPES] = types.replace("</Types>", '<Default Extension="jpg" ContentType="image/jpeg"/></Types>').encode()
    for relation, one in pictures:
        found[f"word/media/{relation}.jpg"] = one.data

"""Paragraphs, runs and pictures of a .docx as Word, WPS and LibreOffice open them. Pure."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape, quoteattr

SONG, HEI = "宋体", "黑体"
RED, INK, GREY = "C8101E", "141414", "5A5A5A"
EMU: Final = 36_000
"""To the millimetre: English metric units, by which pictures are measured."""
NAMESPACES: Final = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
                     'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"')
PICTURE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


def paragraph(text: str, font: str = SONG, points: float = 15, *, ink: str = INK, align: str = "left", bold: bool = False,
              indent: bool = False, before: int = 0, keep: bool = False, rule: str = "") -> str:
    """Return one paragraph as XML. ``rule`` is a colour for a line below it; ``before`` points of space."""
    border = f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="{rule}"/></w:pBdr>' if rule else ""
    first = f'<w:ind w:firstLineChars="200" w:firstLine="{round(points * 40)}"/>' if indent else ""
    return (f'<w:p><w:pPr>{"<w:keepNext/>" if keep else ""}{border}<w:spacing w:before="{before * 20}" w:line="360" '
            f'w:lineRule="auto"/>{first}<w:jc w:val="{align}"/></w:pPr>{run(text, font, points, ink=ink, bold=bold)}</w:p>')


def run(text: str, font: str, points: float, *, ink: str = INK, bold: bool = False) -> str:
    """Return one run of text as XML."""
    size = round(points * 2)
    return (f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:hint="eastAsia"/>'
            f'{"<w:b/>" if bold else ""}<w:color w:val="{ink}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
            f'<w:t xml:space="preserve">{clean(text)}</w:t></w:r>')


def page_number(align: str, side: str = "") -> str:
    """Return a footer: the page's number between dashes in 4号, one character in from ``side`` (left, right) where named."""
    font = f'<w:rPr><w:rFonts w:ascii="{SONG}" w:hAnsi="{SONG}" w:eastAsia="{SONG}"/><w:sz w:val="28"/></w:rPr>'
    field = "".join(f"<w:r>{font}{one}</w:r>" for one in (
        '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>'))
    dashes = [f'<w:r>{font}<w:t xml:space="preserve">{one}</w:t></w:r>' for one in ("— ", " —")]
    inset = f'<w:ind w:{side}="280"/>' if side else ""
    return f'<w:ftr {NAMESPACES}><w:p><w:pPr>{inset}<w:jc w:val="{align}"/></w:pPr>{field.join(dashes)}</w:p></w:ftr>'


def clean(text: str) -> str:
    """Return text as XML holds it, without the characters that XML 1.0 has no way to say."""
    return escape(_sayable(text))


def quoted(text: str) -> str:
    """Return text as the value of an attribute, in its marks."""
    return quoteattr(_sayable(text))


def picture(relation: str, number: int, width: float, height: float, told: str) -> str:
    """Return a paragraph with one picture, millimetres wide and high; ``told`` says what it shows."""
    size = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
    about = clean(told).replace('"', "&quot;").replace("\n", " ")
    return (
        '<w:p><w:pPr><w:keepNext/><w:spacing w:before="120"/><w:jc w:val="center"/></w:pPr><w:r><w:drawing>'
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" '
        f'distL="0" distR="0"><wp:extent {size}/><wp:docPr id="{number}" name="Picture {number}" descr="{about}"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{relation}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>")


def _sayable(text: str) -> str:
    return "".join(one for one in text if one >= " " or one in "\t\n")

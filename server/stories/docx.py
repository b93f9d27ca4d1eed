"""A Word document as HTML: headings, paragraphs, lists, bold and italic, links. Pictures and notes are counted, not taken.

A document is somebody's file: its parts are read within bounds, and its XML without entities or outside references.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from index.errors import Invalid

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_PART: Final = 16 << 20
"""Bytes that one part may unpack to: the text of a long book has some 5 MB."""
DAMAGE: Final = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError)
"""What reading a broken or encrypted archive raises."""
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PICTURES: Final = {f"{W}drawing", f"{W}pict", f"{W}object"}
NOTES: Final = {f"{W}footnoteReference", f"{W}endnoteReference"}
GONE: Final = {FALLBACK, f"{W}del", f"{W}moveFrom", f"{W}instrText"}
"""What repeats something, or what somebody has crossed out."""
BREAKS: Final = {f"{W}br": "<br>", f"{W}cr": "<br>", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says: ``title`` is what it marks as one; ``author`` and ``created`` are its properties."""

    html: str
    title: str = ""
    author: str = ""
    created: str = ""
    pictures: int = 0
    notes: int = 0


def read(data: bytes) -> Document:
    """Read a .docx. Raises Invalid (file) for what is none, is damaged or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            body = _part(parts, "word/document.xml")
            if body is None:
                raise Invalid("file", "不是 Word 文档（缺少正文）", "it is no Word document: it has no text part")
            reader = _Reader(_styles(parts), _links(parts))
            html = "".join(reader.blocks(body))
            return Document(html, reader.title, *_properties(parts), reader.pictures, reader.notes)
    except DAMAGE as error:
        raise Invalid("file", f"文件已损坏，或者不是 .docx（{error}）", f"it is damaged, or no .docx ({error})") from error


class _Reader:
    """Turns paragraphs into blocks, and counts what it leaves out."""

    def __init__(self, styles: dict[str, str], links: dict[str, str]) -> None:
        self.title, self.pictures, self.notes = "", 0, 0
        self._styles, self._links = styles, links

    def blocks(self, root: Element) -> Iterator[str]:
        """Yield each paragraph, also those of tables and text boxes, in the order of the document."""
        listed = False
        for paragraph in _paragraphs(root):
            inside, item = self._inline(paragraph), paragraph.find(f"{W}pPr/{W}numPr") is not None
            tag = self._tag(paragraph, inside)
            item = item and tag == "p"
            if item != listed:
                yield "<ul>" if item else "</ul>"
                listed = item
            yield f"<li><p>{inside}</p></li>" if item else f"<{tag}>{inside}</{tag}>"
        if listed:
            yield "</ul>"

    def _tag(self, paragraph: Element, inside: str) -> str:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = self._styles.get(style.get(f"{W}val", ""), "") if style is not None else ""
        words = unescape(re.sub(r"<[^>]*>", "", inside)).strip()
        if words and not self.title and name in {"title", "heading 1"}:
            self.title = words
        level = re.fullmatch(r"heading (\d)", name)
        return "h2" if name == "title" or (level and level[1] in "12") else "h3" if level else "p"

    def _inline(self, element: Element) -> str:
        found = []
        for child in element:
            if child.tag in PICTURES:  # a text box is one too; its paragraphs come by themselves
                self.pictures += any(one.tag.endswith(("}blip", "}imagedata")) for one in child.iter())
            elif child.tag in NOTES:
                self.notes += 1
            elif child.tag in BREAKS:
                found.append(BREAKS[child.tag])
            elif child.tag == f"{W}t":
                found.append(escape(child.text or "", quote=False))
            elif child.tag == f"{W}r":
                found.append(_marked(child, self._inline(child)))
            elif child.tag == f"{W}hyperlink":
                inside, address = self._inline(child), self._links.get(child.get(R_ID, ""))
                found.append(f'<a href="{escape(address)}">{inside}</a>' if address else inside)
            elif child.tag not in GONE and child.tag != f"{W}p":
                found.append(self._inline(child))
        return "".join(found)


def _paragraphs(root: Element) -> Iterator[Element]:
    for child in root:
        if child.tag in GONE:
            continue
        if child.tag == f"{W}p":
            yield child
        yield from _paragraphs(child)


def _marked(run: Element, inside: str) -> str:
    for name, tag in (("b", "strong"), ("i", "em")):
        mark = run.find(f"{W}rPr/{W}{name}")
        if inside.strip() and mark is not None and mark.get(f"{W}val", "1") not in {"0", "false", "off"}:
            inside = f"<{tag}>{inside}</{tag}>"
    return inside


def _part(parts: zipfile.ZipFile, name: str) -> Element | None:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if name not in parts.namelist():
        return None
    if parts.getinfo(name).file_size > MOST_PART:
        raise Invalid("file", f"展开后超过 {MOST_PART >> 20} MB", f"it unpacks to more than {MOST_PART >> 20} MB")
    with parts.open(name) as part:
        data = part.read(MOST_PART + 1)
    try:
        root: Element = fromstring(data[:MOST_PART])
    except (ParseError, DefusedXmlException) as error:
        raise Invalid("file", f"{name} 无法读取（{error}）", f"{name} cannot be read ({error})") from error
    return root


def _styles(parts: zipfile.ZipFile) -> dict[str, str]:
    """Return the built-in name of each style, which is English in every language of Word."""
    root = _part(parts, "word/styles.xml")
    if root is None:
        return {}
    named = ((style.get(f"{W}styleId", ""), style.find(f"{W}name")) for style in root.iter(f"{W}style"))
    return {code: name.get(f"{W}val", "").lower() for code, name in named if name is not None}


def _links(parts: zipfile.ZipFile) -> dict[str, str]:
    root = _part(parts, "word/_rels/document.xml.rels")
    return {} if root is None else {one.get("Id", ""): one.get("Target", "") for one in root
                                    if one.get("Type", "").endswith("/hyperlink")}


def _properties(parts: zipfile.ZipFile) -> tuple[str, str]:
    root = _part(parts, "docProps/core.xml")
    told = {} if root is None else {one.tag.rpartition("}")[2]: (one.text or "").strip() for one in root}
    return told.get("creator", ""), told.get("created", "")[:10]

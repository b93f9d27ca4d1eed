"""A story's text as a Word document (ECMA-376), for whoever lays it out: headings, paragraphs, lists, marks, links; and what
stands under each picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final

from server.docx import package
from server.docx.parts import HEI, NAMESPACES, SONG, clean

STYLES: Final = (  # code, name, font, half points, more of the paragraph
    ("Title", "Title", HEI, 44, '<w:jc w:val="center"/>'), ("Subtitle", "Subtitle", SONG, 24, '<w:jc w:val="center"/>'),
    ("Heading1", "heading 1", HEI, 32, '<w:keepNext/><w:outlineLvl w:val="0"/>'),
    ("Heading2", "heading 2", HEI, 28, '<w:keepNext/><w:outlineLvl w:val="1"/>'),
    ("Body", "Body Text", SONG, 28, '<w:ind w:firstLineChars="200" w:firstLine="560"/>'),
    ("Quote", "Quote", SONG, 28, '<w:ind w:left="560" w:right="560"/>'), ("Caption", "caption", SONG, 24, ""))
OF_TAG: Final = {"h2": "Heading1", "h3": "Heading2"}
MARKS: Final = {"strong": "<w:b/>", "em": "<w:i/>", "s": "<w:strike/>"}


def document(title: str, lines: Sequence[str], summary: str, body: str, captions: Sequence[str]) -> bytes:
    """Return the document: the title, ``lines`` under it, a summary, a clean body, and a line for each picture."""
    writer = _Writer()
    writer.feed(body)
    writer.close()
    blocks = [_paragraph("Title", _run(title)), *(_paragraph("Subtitle", _run(one)) for one in lines if one),
              *([_paragraph("Quote", _run(summary))] if summary else []), *writer.blocks,
              *([_paragraph("Heading1", _run("图片说明"))] if captions else []),
              *(_paragraph("Caption", _run(one)) for one in captions)]
    return package.zipped(package.whole(_DOCUMENT.format(inside="".join(blocks)),
                                        {"styles": _styles(), "numbering": _NUMBERING}, writer.links))


class _Writer(HTMLParser):
    """Writes a clean body as paragraphs. ``links`` are the addresses, by whose place in it they are known."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.links: list[str] = []
        self._runs: list[str] = []
        self._marks: list[str] = []
        self._lists: list[str] = []
        self._quotes = 0
        self._style = "Body"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in MARKS:
            self._marks.append(tag)
        elif tag == "br":
            self._runs.append("<w:r><w:br/></w:r>")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self._runs.append(f'<w:hyperlink r:id="link{len(self.links)}">')
        elif tag in {"ul", "ol"}:
            self._lists.append(tag)
        elif tag == "blockquote":
            self._quotes += 1
        elif tag in {"p", "h2", "h3"}:
            self._style = OF_TAG.get(tag, "Quote" if self._quotes else "Body")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._marks:
            self._marks.remove(tag)
        elif tag == "a":
            self._runs.append("</w:hyperlink>")
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "blockquote":
            self._quotes -= 1
        elif tag in {"p", "h2", "h3"}:
            self._end()

    def handle_data(self, data: str) -> None:
        self._runs.append(_run(data, "".join(MARKS[one] for one in dict.fromkeys(self._marks))))

    def _end(self) -> None:
        number = ""
        if self._lists and self._style == "Body":
            kind = 1 if self._lists[-1] == "ul" else 2
            number = f'<w:numPr><w:ilvl w:val="{min(len(self._lists), 9) - 1}"/><w:numId w:val="{kind}"/></w:numPr>'
        self.blocks.append(_paragraph("ListParagraph" if number else self._style, "".join(self._runs), number))
        self._runs = []


def _paragraph(style: str, inside: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inside}</w:p>'


def _run(text: str, marks: str = "") -> str:
    told = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    return f'<w:r>{told}<w:t xml:space="preserve">{clean(text)}</w:t></w:r>'


def _styles() -> str:
    told = [_style("ListParagraph", "List Paragraph", SONG, 28, "")] + [_style(*one) for one in STYLES]
    return (f'<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" '
            f'w:hAnsi="Times New Roman" w:eastAsia="{SONG}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
            '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="360" w:lineRule="auto"/></w:pPr>'
            f'</w:pPrDefault></w:docDefaults>{"".join(told)}</w:styles>')


def _style(code: str, name: str, font: str, size: int, more: str) -> str:
    return (f'<w:style w:type="paragraph" w:styleId="{code}"><w:name w:val="{name}"/><w:pPr>{more}</w:pPr><w:rPr>'
            f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/><w:sz w:val="{size}"/>'
            f'<w:szCs w:val="{size}"/></w:rPr></w:style>')


def _levels(form: str, texts: Sequence[str]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{(level + 1) * 560}" w:hanging="420"/></w:pPr></w:lvl>'
        for level, text in enumerate(texts))


_NUMBERING: Final = (
    f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="1">{_levels("bullet", ["•"] * 9)}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{_levels("decimal", [f"%{one}." for one in range(1, 10)])}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    "</w:numbering>")
_DOCUMENT: Final = (f'<w:document {NAMESPACES}><w:body>{{inside}}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
                    '<w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:header="851" w:footer="992" '
                    'w:gutter="0"/></w:sectPr></w:body></w:document>')

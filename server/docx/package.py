"""A .docx as a package: somebody's template read within bounds, its placeholders filled in, pictures put into it.

Its XML is read without entities, and its parts are not parsed and written anew, for that would lose what Word needs
(``mc:Ignorable`` names prefixes): only paragraphs with a placeholder are changed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

from index.errors import VitrineError
from server.docx import parts
from server.docx.images import Picture

MOST_BYTES: Final = 10 << 20
MOST_PARTS: Final = 500
MOST_UNPACKED: Final = 60 << 20
DOCUMENT, RELATIONS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
_FILLED: Final = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_PARAGRAPH: Final = re.compile(r"<w:p(?=[\s>])(?:(?!<w:p[\s>]).)*?</w:p>", re.DOTALL)
_TEXT: Final = re.compile(r"(<w:t(?:\s[^>]*)?>)(.*?)(</w:t>)", re.DOTALL)
_PLACE: Final = re.compile(r"\{\{.*?\}\}")
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def whole(document: str, more: Mapping[str, str] | None = None, links: Sequence[str] = ()) -> dict[str, bytes]:
    """Return the parts of a .docx of this document; ``more`` are parts that lie beside it, by name: styles, footer1 ...
    ``links`` are the addresses that it leads to, known in it as link1, link2 ...
    """
    beside = dict(more or {})
    kinds = {name: re.sub(r"\d+$", "", name) for name in beside}
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
                    for name, kind in {"document": "document.main", **kinds}.items())
    related = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
                      for name, kind in kinds.items())
    related += "".join(f'<Relationship Id="link{number}" Type="{_OFFICE}/hyperlink" Target={parts.quoted(address)} '
                       'TargetMode="External"/>' for number, address in enumerate(links, 1))
    found = {
        TYPES: f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
               'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
               f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
                       f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        DOCUMENT: document, RELATIONS: f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        **{f"word/{name}.xml": text for name, text in beside.items()}}
    return {name: (text if text.startswith("<?xml") else _XML + text).encode() for name, text in found.items()}


def zipped(found: Mapping[str, bytes]) -> bytes:
    """Return a package's bytes; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(found, key=lambda one: (one != TYPES, one)):  # Word wants the types first
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), found[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read(data: bytes, code: str) -> dict[str, bytes]:
    """Return the parts of somebody's template. Raises VitrineError of this ``code``, which says why."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNPACKED:
                raise refused(code, "展开后太大", "it unpacks to too much")
            found = {one.filename: archive.read(one) for one in infos if not one.is_dir()}
        for name in (DOCUMENT, TYPES, RELATIONS):
            if name in found:
                fromstring(found[name])
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, ParseError,
            DefusedXmlException) as error:
        raise refused(code, "文件已损坏，或者不是 .docx", "it is damaged, or no .docx") from error
    if DOCUMENT not in found or TYPES not in found:
        raise refused(code, "不是 .docx 文档", "it is no .docx")
    found.setdefault(RELATIONS, whole("")[RELATIONS])
    return found


def refused(code: str, zh: str, en: str) -> VitrineError:
    """Return why a template is refused."""
    return VitrineError(code, why_zh=zh, why=en)


def places(found: Mapping[str, bytes]) -> list[str]:
    """Return the placeholders that a template's text, heads and feet have, in order; what was never closed is one too."""
    told: list[str] = []
    for name in sorted(found, key=lambda one: (one != DOCUMENT, one)):
        if _FILLED.fullmatch(name):
            for xml in _PARAGRAPH.findall(found[name].decode("utf-8", "replace")):
                words = _words(xml)
                told += _PLACE.findall(words)
                told += re.findall(r"\{\{.*", _PLACE.sub("", words))
    return list(dict.fromkeys(told))


def fill(found: dict[str, bytes], told: Mapping[str, str], blocks: Mapping[str, str]) -> None:
    """Put texts in their places, and ``blocks`` of whole paragraphs in place of the paragraphs that name them."""
    for name, data in list(found.items()):
        if _FILLED.fullmatch(name):
            found[name] = _PARAGRAPH.sub(lambda match: _paragraph(match[0], told, blocks), data.decode("utf-8")).encode()


def put_pictures(found: dict[str, bytes], pictures: Sequence[tuple[str, Picture]]) -> None:
    """Add the files of pictures, how the text names them, and their types."""
    added = "".join(f'<Relationship Id="{relation}" Type="{parts.PICTURE}" Target="media/{relation}.{one.ending}"/>'
                    for relation, one in pictures)
    relations = found[RELATIONS].decode("utf-8")
    if "</Relationships>" not in relations:  # an empty list closes itself
        relations = re.sub(r"/>\s*$", "></Relationships>", relations)
    found[RELATIONS] = relations.replace("</Relationships>", f"{added}</Relationships>").encode()
    types = found[TYPES].decode("utf-8")
    for ending, mime in sorted({(one.ending, one.mime) for _relation, one in pictures}):
        if not re.search(rf'Extension="{ending}"', types, re.IGNORECASE):
            types = types.replace("</Types>", f'<Default Extension="{ending}" ContentType="{mime}"/></Types>')
    found[TYPES] = types.encode()
    found.update({f"word/media/{relation}.{one.ending}": one.data for relation, one in pictures})


def _words(xml: str) -> str:
    return "".join(text for _open, text, _close in _TEXT.findall(xml))


def _paragraph(xml: str, told: Mapping[str, str], blocks: Mapping[str, str]) -> str:
    """Fill a paragraph in. Word cuts a placeholder into several runs at will, so its words are put into the first of them.
    A paragraph of which nothing is left but marks and empty placeholders goes.
    """
    words = _words(xml)
    if "{{" not in words:
        return xml
    for name, paragraphs in blocks.items():
        if name in words:
            return paragraphs
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

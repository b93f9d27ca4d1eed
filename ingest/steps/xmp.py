"""XMP packets (ISO 16684-1): a flat table of the properties that we use, read without entities or other files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ingest.steps.text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_PACKET: Final = 4 << 20
MAX_ITEMS: Final = 500
DOCTYPE: Final = "<!DOCTYPE"
END: Final = re.compile(rb"</(?:\w+:)?x[am]pmeta\s*>")
RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
RESOURCE, ALT, ITEM, LISTS = f"{RDF}resource", f"{RDF}Alt", f"{RDF}li", (f"{RDF}Bag", f"{RDF}Seq")
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "iptc",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "iptcExt",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
}


def read_xmp(packet: bytes) -> dict[str, list[str]]:
    """Return {"dc:subject": ["..."], ...} of a packet; empty for one that is not well formed or uses entities.

    What some programs leave behind its end is no part of it.
    """
    root = read_root(packet)
    if root is None and (end := END.search(packet)):
        root = read_root(packet[: end.end()])
    found: dict[str, list[str]] = {}
    if root is None:
        return found
    for description in root.iter(f"{RDF}Description"):
        for name, value in description.attrib.items():
            _add(found, name, value)
        for child in description:
            _add(found, child.tag, child)
    return found


def read_root(data: bytes) -> Element | None:
    """Return the root of an XML text of at most 4 MiB; None for one that is not well formed or uses entities."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    try:
        return _parse(_as_utf8(data[:MAX_PACKET]))
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return None


def _parse(data: bytes) -> Element:
    """Parse by Python's own parser in C where no document type can be in it, else by defusedxml, which is in Python.

    Entities are declared in a document type only; a text (str) is parsed as it stands, whatever encoding it claims.
    """
    from xml.etree import ElementTree

    from defusedxml.ElementTree import fromstring

    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = ""
    if text and DOCTYPE not in text:
        return ElementTree.fromstring(text)  # noqa: S314 - see above
    root: Element = fromstring(data, forbid_dtd=True)
    return root


def _as_utf8(packet: bytes) -> bytes:
    """Old writers use UTF-16 without saying so in a way that XML parsers accept."""
    packet = packet.removeprefix(b"\xef\xbb\xbf")
    for start, codec in ((b"\0<", "utf-16-be"), (b"<\0", "utf-16-le")):
        if packet.startswith(start):
            packet = packet.decode(codec, "replace").encode()
    return packet.strip(b"\0 \r\n\t")


def _add(found: dict[str, list[str]], name: str, said: str | Element) -> None:
    space, _, local = name[1:].partition("}")
    prefix = PREFIXES.get(space)
    if prefix is None:
        return
    kept = [text for text in map(clean, [said] if isinstance(said, str) else _values(said)) if text]
    if kept:
        room = found.setdefault(f"{prefix}:{local}", [])
        room.extend(kept[: max(0, MAX_ITEMS - len(room))])


def _values(node: Element) -> list[str]:
    """The items of a bag, a sequence or alternatives (x-default first, then Chinese), or the plain text."""
    if resource := node.get(RESOURCE):
        return [resource]
    if len(node) == 0:
        return [node.text] if node.text else []
    items: list[Element] = []
    for child in node:
        if child.tag == ALT:
            return _best_language(list(child))
        if child.tag in LISTS:
            items += [item for item in child if item.tag == ITEM]
    return ["".join(item.itertext()) for item in items]


def _best_language(items: list[Element]) -> list[str]:
    ranked = sorted(items, key=lambda item: _rank(item.get(LANG, "")))
    return ["".join(ranked[0].itertext())] if ranked else []


def _rank(language: str) -> int:
    return 0 if language == "x-default" else 1 if language.lower().startswith("zh") else 2

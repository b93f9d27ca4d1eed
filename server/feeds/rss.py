"""RSS 2.0 (https://www.rssboard.org/rss-specification), with the whole text in content:encoded and names in dc:creator."""

from __future__ import annotations

from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Final

from server.feeds.model import Entry, Feed, plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MEDIA_TYPE: Final = "application/rss+xml"
ATOM: Final = "http://www.w3.org/2005/Atom"
NAMES: Final = {"xmlns:atom": ATOM, "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
                "xmlns:dc": "http://purl.org/dc/elements/1.1/"}
GENERATOR: Final = "Vitrine"


def written(feed: Feed) -> bytes:
    """Return the feed as RSS 2.0."""
    from xml.etree import ElementTree as Xml

    root = Xml.Element("rss", {"version": "2.0", **NAMES})
    channel = Xml.SubElement(root, "channel")
    told = {"title": feed.title, "link": feed.page, "description": escape(feed.subtitle, quote=False),
            "language": feed.language.lower(), "lastBuildDate": format_datetime(feed.updated, usegmt=True),
            "generator": GENERATOR, "docs": "https://www.rssboard.org/rss-specification"}
    for name, text in told.items():
        put(channel, name, text)
    for relation, address in feed.ways.links(feed.here).items():
        put(channel, "atom:link", rel=relation, type=MEDIA_TYPE, href=address)
    for entry in feed.entries:
        _item(put(channel, "item"), entry)
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def put(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Put an element with its text and attributes into another, and return it."""
    from xml.etree.ElementTree import SubElement

    made = SubElement(parent, name, {key: plain(value) for key, value in attributes.items()})
    made.text = plain(text) or None
    return made


def _item(item: Element, entry: Entry) -> None:
    put(item, "title", entry.title)
    put(item, "link", entry.address)
    put(item, "guid", entry.id, isPermaLink="false")
    put(item, "pubDate", format_datetime(entry.published, usegmt=True))
    for name in entry.authors:
        put(item, "dc:creator", name)
    for tag in entry.tags:
        put(item, "category", tag)
    put(item, "description", escape(entry.summary, quote=False))  # readers take it for HTML
    put(item, "content:encoded", entry.html)
    for one in entry.enclosures[:1]:  # readers know of one
        put(item, "enclosure", url=one.address, length=str(one.bytes), type=one.media_type)

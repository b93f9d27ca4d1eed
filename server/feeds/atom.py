"""Atom (RFC 4287), paged as RFC 5005 has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from server.feeds.model import Entry, Feed, stamp
from server.feeds.rss import ATOM, GENERATOR, put

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MEDIA_TYPE: Final = "application/atom+xml"


def written(feed: Feed) -> bytes:
    """Return the feed as Atom."""
    from xml.etree import ElementTree as Xml

    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    for name, text in {"id": feed.id, "title": feed.title, "subtitle": feed.subtitle, "updated": stamp(feed.updated),
                       "generator": GENERATOR, "icon": feed.icon}.items():
        put(root, name, text)
    put(put(root, "author"), "name", feed.author)
    put(root, "link", rel="alternate", type="text/html", href=feed.page)
    for relation, address in feed.ways.links(feed.here).items():
        put(root, "link", rel=relation, type=MEDIA_TYPE, href=address)
    for entry in feed.entries:
        _entry(put(root, "entry"), entry)
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(parent: Element, entry: Entry) -> None:
    for name, text in {"id": entry.id, "title": entry.title, "published": stamp(entry.published),
                       "updated": stamp(entry.updated)}.items():
        put(parent, name, text)
    for name in entry.authors:
        put(put(parent, "author"), "name", name)
    put(parent, "link", rel="alternate", type="text/html", href=entry.address)
    for one in entry.enclosures:
        put(parent, "link", rel="enclosure", type=one.media_type, href=one.address, length=str(one.bytes), title=one.title)
    for tag in entry.tags:
        put(parent, "category", term=tag)
    put(parent, "summary", entry.summary, type="text")
    put(parent, "content", entry.html, type="html")

"""Feeds held to their specifications, as the W3C's validator holds them: RSS 2.0 with the profile of the RSS Advisory Board,
RFC 4287 with RFC 5005, JSON Feed 1.1. Each function returns what is wrong with a feed; nothing is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from defusedxml.ElementTree import fromstring

ATOM = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
                    r"\d{2}:\d{2}:\d{2} (GMT|[+-]\d{4})")
RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
IRI = re.compile(r"(urn:[a-z0-9-]+:\S+|tag:\S+,\d{4}(-\d{2}){0,2}:\S+|https?://\S+)")
VOID = {"img", "br", "hr", "source"}
UNSAFE = {"script", "iframe", "object", "embed", "style", "link", "meta", "form", "input", "base"}


def rss_faults(text: bytes, here: str) -> list[str]:
    """Check an RSS feed that was fetched from ``here``."""
    return list(_rss(fromstring(text, forbid_dtd=True), here))


def atom_faults(text: bytes, here: str) -> list[str]:
    """Check an Atom feed."""
    return list(_atom(fromstring(text, forbid_dtd=True), here))


def json_faults(text: bytes, here: str) -> list[str]:
    """Check a JSON Feed."""
    return list(_json(json.loads(text.decode("utf-8")), here))


CHECKS: dict[str, Callable[[bytes, str], list[str]]] = {"rss": rss_faults, "atom": atom_faults, "json": json_faults}


def _rss(root: Any, here: str) -> Iterator[str]:
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1 or channel is None:
        yield "not rss 2.0 with one channel"
        return
    for name in ("title", "link", "description"):
        yield from _once(channel, name)
    yield from _address("channel link", channel.findtext("link"))
    if not RFC822.fullmatch(channel.findtext("lastBuildDate", "")):
        yield "lastBuildDate is no date of RFC 822"
    if not re.fullmatch(r"[a-z]{2}(-[a-z]{2})?", channel.findtext("language", "")):
        yield "language"
    links = {one.get("rel"): one.get("href") for one in channel.findall(f"{ATOM}link")}
    if links.get("self") != here:
        yield f"atom:link self is {links.get('self')}, not {here}"
    for address in links.values():
        yield from _address("atom:link", address)
    items = channel.findall("item")
    yield from _unique("guid", [one.findtext("guid") for one in items])
    for item in items:
        yield from _rss_item(item)


def _rss_item(item: Any) -> Iterator[str]:
    for name in ("title", "link", "guid", "pubDate", "description", ENCODED):
        yield from _once(item, name)
    yield from _address("item link", item.findtext("link"))
    guid = item.find("guid")
    if guid.get("isPermaLink") == "false" and not IRI.fullmatch(guid.text or ""):
        yield f"guid {guid.text}"
    if guid.get("isPermaLink", "true") == "true":
        yield from _address("guid", guid.text)
    if not RFC822.fullmatch(item.findtext("pubDate", "")):
        yield f"pubDate {item.findtext('pubDate')}"
    else:
        parsedate_to_datetime(item.findtext("pubDate"))
    if not item.findall(CREATOR) or item.find("author") is not None:  # author would have to be a mail address
        yield "dc:creator"
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield "more than one enclosure"
    for one in enclosures:
        yield from _file("enclosure", one.get("url"), one.get("length"), one.get("type"))
    yield from _html("content:encoded", item.findtext(ENCODED))
    yield from _html("description", item.findtext("description"))
    if any(not (one.text or "").strip() for one in item.findall("category")):
        yield "empty category"


def _atom(root: Any, here: str) -> Iterator[str]:
    if root.tag != f"{ATOM}feed":
        yield "not atom"
        return
    yield from _atom_common(root, "feed")
    links = root.findall(f"{ATOM}link")
    yield from _atom_links(links)
    told = {one.get("rel", "alternate"): one.get("href") for one in links}
    if told.get("self") != here:
        yield f"self is {told.get('self')}, not {here}"
    if "alternate" not in told:
        yield "no alternate"
    entries = root.findall(f"{ATOM}entry")
    yield from _unique("updated", [one.findtext(f"{ATOM}updated") for one in entries])
    yield from _unique("id", [root.findtext(f"{ATOM}id"), *(one.findtext(f"{ATOM}id") for one in entries)])
    feed_author = root.find(f"{ATOM}author") is not None
    for entry in entries:
        yield from _atom_common(entry, "entry")
        yield from _once(entry, f"{ATOM}published")
        published, updated = (entry.findtext(f"{ATOM}{name}", "") for name in ("published", "updated"))
        if not RFC3339.fullmatch(published) or datetime.fromisoformat(updated) < datetime.fromisoformat(published):
            yield f"published {published}, updated {updated}"
        if not feed_author and entry.find(f"{ATOM}author") is None:
            yield "no author"
        yield from _atom_links(entry.findall(f"{ATOM}link"))
        content = entry.find(f"{ATOM}content")
        if content is None or content.get("type") != "html" or len(content):
            yield "content"
        else:
            yield from _html("content", content.text)
        if any(not one.get("term") for one in entry.findall(f"{ATOM}category")):
            yield "category without term"


def _atom_common(element: Any, what: str) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        yield from _once(element, f"{ATOM}{name}")
    if not IRI.fullmatch(element.findtext(f"{ATOM}id", "")):
        yield f"{what} id {element.findtext(f'{ATOM}id')}"
    if not RFC3339.fullmatch(element.findtext(f"{ATOM}updated", "")):
        yield f"{what} updated"
    if any(not (one.findtext(f"{ATOM}name") or "").strip() for one in element.findall(f"{ATOM}author")):
        yield f"{what} author without a name"


def _atom_links(links: list[Any]) -> Iterator[str]:
    seen = [(one.get("rel", "alternate"), one.get("type"), one.get("hreflang")) for one in links
            if one.get("rel", "alternate") == "alternate"]
    if len(seen) != len(set(seen)):
        yield "two alternates alike"
    for one in links:
        yield from _address("link", one.get("href"))
        if one.get("rel") == "enclosure":
            yield from _file("enclosure", one.get("href"), one.get("length"), one.get("type"))
        elif not MEDIA_TYPE.fullmatch(one.get("type", "")):
            yield f"link type {one.get('type')}"


# The names of JSON Feed 1.1 with what each holds (https://www.jsonfeed.org/version/1.1/); all others begin with "_".
TEXT, LIST, NUMBER = str, list, (int, float)
AUTHOR = {"name": TEXT, "url": TEXT, "avatar": TEXT}
ATTACHMENT = {"url": TEXT, "mime_type": TEXT, "title": TEXT, "size_in_bytes": NUMBER, "duration_in_seconds": NUMBER}
FEED = {**dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon",
                         "favicon", "language"), TEXT), "authors": LIST, "expired": bool, "hubs": LIST, "items": LIST}
ITEM = {**dict.fromkeys(("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
                         "banner_image", "date_published", "date_modified", "language"), TEXT), "authors": LIST, "tags": LIST,
        "attachments": LIST}


def _named(what: str, told: Any, names: dict[str, Any]) -> Iterator[str]:
    """Each name of an object is one of the specification, and holds what it says, which is never null."""
    for name, value in told.items():
        if not name.startswith("_") and not (name in names and isinstance(value, names[name])):
            yield f"{what} {name}: {value!r}"


def _json(told: dict[str, Any], here: str) -> Iterator[str]:
    yield from _named("feed", told, FEED)
    for one in [told, *told["items"]]:
        for author in one["authors"]:
            yield from _named("author", author, AUTHOR)
        if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", one["language"]):
            yield f"language {one['language']}"
    if told.get("version") != "https://jsonfeed.org/version/1.1" or not told.get("title") or "items" not in told:
        yield "version, title or items"
    if told.get("feed_url") != here:
        yield f"feed_url is {told.get('feed_url')}, not {here}"
    for name in ("home_page_url", "feed_url", "icon", *(["next_url"] if "next_url" in told else [])):
        yield from _address(name, told.get(name))
    if not told.get("authors") or "author" in told:
        yield "authors"
    yield from _unique("id", [one.get("id") for one in told["items"]])
    for item in told["items"]:
        yield from _json_item(item)


def _json_item(item: dict[str, Any]) -> Iterator[str]:
    yield from _named("item", item, ITEM)
    if not isinstance(item.get("id"), str) or not (item.get("content_html") or item.get("content_text")):
        yield "item without id or content"
    yield from _address("url", item.get("url"))
    yield from _html("content_html", item.get("content_html"))
    for name in ("date_published", "date_modified"):
        if not RFC3339.fullmatch(item.get(name, "")):
            yield f"{name} {item.get(name)}"
    if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
        yield "tags"
    if not item.get("authors") or not all(one.get("name") for one in item["authors"]):
        yield "item authors"
    if "image" in item:
        yield from _address("image", item["image"])
    yield from _unique("title", [one.get("title") for one in item.get("attachments", [])])
    for one in item.get("attachments", []):
        yield from _named("attachment", one, ATTACHMENT)
        yield from _file("attachment", one.get("url"), str(one.get("size_in_bytes")), one.get("mime_type"))


def _once(element: Any, name: str) -> Iterator[str]:
    found = element.findall(name)
    if len(found) != 1 or not (found[0].text or "").strip():
        yield f"{element.tag}: {len(found)} {name}, or empty"


def _address(what: str, address: str | None) -> Iterator[str]:
    parts = urlsplit(address or "")
    if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"\s", address or ""):
        yield f"{what}: {address} is no whole address"


def _file(what: str, address: str | None, length: str | None, media_type: str | None) -> Iterator[str]:
    yield from _address(what, address)
    if not (length or "").isdigit() or int(length or 0) <= 0:
        yield f"{what}: length {length}"
    if not MEDIA_TYPE.fullmatch(media_type or ""):
        yield f"{what}: type {media_type}"


def _unique(what: str, names: list[str | None]) -> Iterator[str]:
    if len(names) != len(set(names)):
        yield f"{what} twice: {names}"


def _html(what: str, text: str | None) -> Iterator[str]:
    reader = _Reader()
    reader.feed(text or "")
    reader.close()
    yield from (f"{what}: {one}" for one in [*reader.faults, *(f"<{one}> is open" for one in reader.open)])


class _Reader(HTMLParser):
    """Follows HTML that readers put into their own pages: closed, harmless, with whole addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSAFE:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name in {"href", "src", "poster"} and not (value or "").startswith("mailto:"):
                self.faults += _address(f"{tag} {name}", value)
            if name.startswith("on") or name == "style":
                self.faults.append(f"{tag} {name}")
        if tag == "img" and dict(attrs).get("alt") is None:
            self.faults.append("img without alt")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

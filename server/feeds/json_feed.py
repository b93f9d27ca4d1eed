"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any, Final

from server.feeds.model import Enclosure, Entry, Feed, stamp

MEDIA_TYPE: Final = "application/feed+json"


def written(feed: Feed) -> bytes:
    """Return the feed as JSON Feed."""
    told = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title, "home_page_url": feed.page,
            "feed_url": feed.here, "description": feed.subtitle, "icon": feed.icon, "language": feed.language,
            "authors": [{"name": feed.author}], "items": [_item(one, feed.language) for one in feed.entries]}
    if feed.ways.next is not None:
        told["next_url"] = feed.ways.next
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _item(entry: Entry, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": entry.id, "url": entry.address, "title": entry.title, "content_html": entry.html, "summary": entry.summary,
        "date_published": stamp(entry.published), "date_modified": stamp(entry.updated), "language": language,
        "authors": [{"name": name} for name in entry.authors], "tags": list(entry.tags)}
    if entry.image is not None:
        told["image"] = entry.image
    if entry.enclosures:
        told["attachments"] = [_attachment(one) for one in entry.enclosures]
    return told


def _attachment(one: Enclosure) -> dict[str, Any]:
    told: dict[str, Any] = {"url": one.address, "mime_type": one.media_type, "size_in_bytes": one.bytes, "title": one.title}
    if one.seconds:
        told["duration_in_seconds"] = round(one.seconds, 1)
    return told

"""A story as search engines read it: schema.org's NewsArticle as JSON-LD."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from index.settings import Settings
from server.feeds.model import stamp
from server.feeds.reading import Article, Picture

HEADLINE: Final = 110
"""Characters of a headline that search engines show."""


def news_article(item: Article, page: str, settings: Settings, base: str) -> dict[str, Any]:
    """Return the JSON-LD of a story whose public page ends in ``page``; addresses begin with ``base``."""
    address = base + url_for("public_pages.story", page=page, lang=None)
    publisher = {"@type": "CollegeOrUniversity", "name": settings.campus_zh, "alternateName": settings.campus_en, "url": base}
    people = [{"@type": "Person", "name": name} for name in item.authors]
    unit = {"@type": "Organization", "name": item.department[0] if item.department else settings.campus_zh}
    told: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "NewsArticle", "@id": address, "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address}, "headline": item.title[:HEADLINE],
        "description": item.opening, "inLanguage": "zh-CN", "datePublished": stamp(item.first_at),
        "dateModified": stamp(item.last_at), "articleSection": item.kind[0], "author": people or [unit],
        "sourceOrganization": unit, "publisher": publisher, "isAccessibleForFree": True}
    images = [_image(one, page, base) for one in item.pictures]
    if images:
        told["image"] = images
    films = [_film(one, item, page, base) for one in item.pictures if one.film]
    if films:
        told["video"] = films
    if item.event:
        told["keywords"] = [item.event]
    return told


def media_address(page: str, sha256: str, base: str) -> str:
    """Return the absolute address of a picture on a story's public page."""
    return base + url_for("public_pages.media", page=page, sha256=sha256)


def _image(picture: Picture, page: str, base: str) -> dict[str, Any]:
    large = picture.large
    told: dict[str, Any] = {"@type": "ImageObject", "url": media_address(page, large.sha256, base), "width": large.width,
                            "height": large.height, "caption": picture.caption or picture.alt}
    if picture.credit:
        told["creditText"] = picture.credit
    return told


def _film(picture: Picture, item: Article, page: str, base: str) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "VideoObject", "name": picture.alt, "description": picture.caption or picture.alt,
                            "contentUrl": media_address(page, picture.film.sha256, base) if picture.film else "",
                            "thumbnailUrl": media_address(page, picture.large.sha256, base),
                            "uploadDate": stamp(item.first_at)}
    if picture.seconds:
        told["duration"] = f"PT{round(picture.seconds)}S"
    return told

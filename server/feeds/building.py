"""From a page of stories to a feed: addresses, names for good, and each story's whole text with its pictures as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final
from urllib.parse import urljoin

from flask import url_for

from index.settings import Settings
from server.feeds.addresses import page_name, urn
from server.feeds.listing import Listing
from server.feeds.model import Enclosure, Entry, Feed, Ways, apart, titled_apart
from server.feeds.reading import Article, Pair, Picture
from server.feeds.structured import media_address

NEVER: Final = "1970-01-01T00:00:00+00:00"
"""When a feed changed of a house in which nothing ever did; Atom asks for a date."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What feeds are made with: the settings, the installation's secret, what addresses begin with, and the form."""

    settings: Settings
    key: str
    base: str
    form: str

    def feed(self, listing: Listing, changed: datetime | None) -> Feed:
        """Return a page of stories as a page of a feed. ``listing`` is one channel's; where it holds nothing, the feed has
        stood like that since no earlier than ``changed``.
        """
        channel, department = listing.channel, listing.department
        assert channel is not None, "feeds are by channel"
        names = [self._word((channel.name, channel.name_en)),
                 *([self._word((department.name, department.name_en))] if department else [])]
        campus = self._word((self.settings.campus_zh, self.settings.campus_en))
        said: dict[str, Any] = {"channel": channel.code, "department": department.code if department else None}
        page = url_for("public_pages.department" if department else "public_pages.channel", lang=None, **said)
        entries = tuple(self._entry(one, campus) for one in listing.articles)
        updated = max((one.updated for one in entries), default=changed or datetime.fromisoformat(NEVER))
        return Feed(
            urn(self.key, "/".join(filter(None, ["feed", channel.code, department.code if department else ""]))),
            " · ".join([campus, *names]), " · ".join([*reversed(names), campus]), self.base + page,
            self._page(said, listing.pages.number), self.base + url_for("static", filename="icons/vitrine.svg"), campus,
            "zh-CN" if self._chinese else "en", updated, self._ways(said, listing), entries)

    def _entry(self, item: Article, campus: str) -> Entry:
        page = page_name(self.key, item.story_id)
        address = self.base + url_for("public_pages.story", page=page, lang=None)
        unit = self._word(item.department) if item.department else campus
        tags = (self._word(item.kind), *([item.event] if item.event else []), *([unit] if item.department else []))
        lead = item.lead
        first, last = apart(item.first_at, item.story_id), apart(item.last_at, item.story_id)
        return Entry(urn(self.key, f"story/{item.story_id}"), address, item.title, item.opening,
                     self._whole(item, page, address), first, last,
                     item.authors or (unit,), tags,
                     titled_apart([one for picture in item.pictures for one in self._enclosures(picture, page)]),
                     media_address(page, lead.large.sha256, self.base) if lead else None)

    def _enclosures(self, picture: Picture, page: str) -> list[Enclosure]:
        files = [picture.film] if picture.film else list(picture.pages) or [picture.large]
        return [Enclosure(media_address(page, one.sha256, self.base), one.media_type, one.bytes, picture.alt,
                          picture.seconds if picture.film else None) for one in files]

    def _whole(self, item: Article, page: str, address: str) -> str:
        """Return a story with its pictures, the lead first, as HTML in which every address is whole."""
        figures = [self._figure(one, page) for one in item.pictures]
        return "".join([*figures[:1], whole_links(item.body, address), *figures[1:]])

    def _figure(self, picture: Picture, page: str) -> str:
        def media(sha256: str) -> str:
            return escape(media_address(page, sha256, self.base))

        large, alt = picture.large, escape(picture.alt)
        if picture.film:
            inside = (f'<video controls="controls" preload="none" poster="{media(large.sha256)}" '
                      f'src="{media(picture.film.sha256)}"></video>')
        else:
            inside = "".join(f'<img src="{media(one.sha256)}" width="{one.width}" height="{one.height}" alt="{alt}">'
                             for one in picture.pages or (large,))
        said = " ".join(filter(None, (picture.caption, self._credit(picture.credit))))
        return f"<figure>{inside}{f'<figcaption>{escape(said)}</figcaption>' if said else ''}</figure>"

    def _credit(self, name: str) -> str:
        return (f"（图：{name}）" if self._chinese else f"(Photo: {name})") if name else ""

    def _ways(self, said: dict[str, Any], listing: Listing) -> Ways:
        here, last = listing.pages.number, listing.pages.last
        return Ways(self._page(said, 1), self._page(said, last), self._page(said, here - 1) if here > 1 else None,
                    self._page(said, here + 1) if here < last else None)

    def _page(self, said: dict[str, Any], number: int) -> str:
        endpoint = "feeds.of_department" if said["department"] else "feeds.of_channel"
        return self.base + url_for(endpoint, form=self.form, page=number if number > 1 else None, **said)

    @property
    def _chinese(self) -> bool:
        return self.settings.locale.startswith("zh")

    def _word(self, pair: Pair) -> str:
        return (pair[0] or pair[1]) if self._chinese else (pair[1] or pair[0])


def whole_links(body: str, address: str) -> str:
    """Return a clean body in which links lead from ``address`` to whole addresses."""
    import nh3

    return nh3.clean(body, link_rel=None,
                     attribute_filter=lambda _tag, name, value: urljoin(address, value) if name == "href" else value)

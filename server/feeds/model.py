"""What a feed says, before it is written as RSS, Atom or JSON Feed. All addresses are whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Final

NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold (XML 1.0, production 2)."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file beside the text: its address, registered type, size in bytes, what it shows, and its length in seconds."""

    address: str
    media_type: str
    bytes: int
    title: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One story. ``id`` is its name for good; ``html`` all of it with its pictures; ``authors`` are never empty. No two
    entries have the same moment (``apart``), and no two files of one the same title.
    """

    id: str
    address: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    enclosures: tuple[Enclosure, ...]
    image: str | None


@dataclass(frozen=True, slots=True)
class Ways:
    """Other pages of the same feed (RFC 5005), by their addresses."""

    first: str
    last: str
    previous: str | None
    next: str | None

    def links(self, here: str) -> dict[str, str]:
        """Return the addresses by their relation, with the page's own."""
        named = {"self": here, "first": self.first, "last": self.last, "previous": self.previous, "next": self.next}
        return {relation: address for relation, address in named.items() if address is not None}


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed. ``page`` is the public list that says the same to people; ``here`` its own address."""

    id: str
    title: str
    subtitle: str
    page: str
    here: str
    icon: str
    author: str
    language: str
    updated: datetime
    ways: Ways
    entries: tuple[Entry, ...]


def plain(text: str) -> str:
    """Return a text without what no XML document may hold."""
    return NO_XML.sub("", text)


def stamp(moment: datetime) -> str:
    """Return a moment as RFC 3339 has it, to the second, or to the thousandth where it says more."""
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def apart(moment: datetime, number: int) -> datetime:
    """Return a moment whose thousandths are a story's number: what is approved at one stroke keeps its order in readers that
    sort by time, and the same moment each time it is asked for. A validator warns of entries of the same one.
    """
    return moment.replace(microsecond=number % 1000 * 1000)


def titled_apart(files: Sequence[Enclosure]) -> tuple[Enclosure, ...]:
    """Return files of which no two have the same title: to JSON Feed those would be the same thing in two forms."""
    found, held = [], set[str]()
    for one in files:
        titles = (f"{one.title} {number}" if number > 1 else one.title for number in count(1))
        title = next(it for it in titles if it not in held)
        held.add(title)
        found.append(replace(one, title=title))
    return tuple(found)

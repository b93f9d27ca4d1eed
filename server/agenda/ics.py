"""Calendars as RFC 5545 wants them: folded lines, escaped text, UTC for moments, whole days as dates. Pure.

Nothing here knows where an entry comes from. A calendar of the same entries is the same bytes, so that it can be asked for
with an ETag; no moment of writing stands in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

LINE: Final = 75
"""Octets of a line, without its end (section 3.1)."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. ``first`` and ``last`` are whole days, both included; with ``at`` it is a moment instead, that lasts
    to ``until``.

    ``changed_at`` and ``sequence`` say that it is another one than a calendar may hold already: they only grow.
    ``alarm_hours`` before its beginning a programme may remind of it; None for not at all.
    """

    uid: str
    title: str
    first: date
    last: date
    changed_at: datetime
    sequence: int = 0
    at: datetime | None = None
    until: datetime | None = None
    place: str = ""
    text: str = ""
    url: str = ""
    cancelled: bool = False
    busy: bool = False
    alarm_hours: int | None = None


def calendar(name: str, events: Iterable[Event], *, language: str) -> bytes:
    """Return a calendar under this name; ``language`` like ``zh-CN``."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Vitrine//Vitrine//{language[:2].upper()}", "CALSCALE:GREGORIAN",
             f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
             "X-PUBLISHED-TTL:PT1H"]
    for event in events:
        lines += _event(event)
    return "".join(folded(line) for line in [*lines, "END:VCALENDAR"]).encode()


def escaped(text: str) -> str:
    """Return a text as a property's value: marks and ends of lines escaped, and no other control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "".join(one for one in lines if one == "\n" or unicodedata.category(one) != "Cc").translate(_ESCAPES)


def folded(line: str) -> str:
    """Return a line with its end, cut where it is longer than ``LINE`` octets, never within a character."""
    parts, rest = [], line
    room = LINE
    while len(rest.encode()) > room:
        cut = rest.encode()[:room].decode(errors="ignore")
        parts.append(cut)
        rest = rest[len(cut):]
        room = LINE - 1  # the space that goes on costs one
    return "\r\n ".join([*parts, rest]) + "\r\n"


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(event.changed_at)}"
    yield f"LAST-MODIFIED:{_moment(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    if event.at is not None:
        yield f"DTSTART:{_moment(event.at)}"
        if event.until is not None:
            yield f"DTEND:{_moment(event.until)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(event.title)}"
    for name, value in (("LOCATION", event.place), ("DESCRIPTION", event.text)):
        if value.strip():
            yield f"{name}:{escaped(value)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'OPAQUE' if event.busy else 'TRANSPARENT'}"
    if event.alarm_hours is not None and not event.cancelled:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(event.title)}",
                    f"TRIGGER:-PT{event.alarm_hours}H", "END:VALARM")
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"

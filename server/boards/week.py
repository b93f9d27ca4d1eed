"""What plays when, day by day: the days of a week with the stretches in which boards are on, for pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from index.catalogue.dayparts import DAY, Span, midnight, spans
from index.catalogue.workdays import WorkCalendar
from kiosk.plan import BoardFacts
from kiosk.timetable import Window

DAYS: Final = 7
MINUTES: Final = 24 * 60
EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
Stretch = tuple[datetime, datetime, tuple[str, ...], bool]
"""From when, until when, the names of the boards that are on, and whether the display is dark."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of one day. ``begins`` and ``length`` are minutes of its clock, ``tone`` numbers what is on."""

    begins: int
    length: int
    text: str
    names: tuple[str, ...]
    off: bool
    tone: int


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day, whether it is worked, its name where it is special, and its bars in order."""

    day: date
    works: bool
    special: tuple[str, str] | None
    bars: tuple[Bar, ...]


def of_board(board: BoardFacts, calendar: WorkCalendar, first: date) -> tuple[WeekDay, ...]:
    """Return a week of one board by its own times, whatever lies on it and hangs beside it."""
    return _days([(*one, (board.name,), False) for one in _on(board, calendar, first, DAYS)], calendar, first)


def next_on(board: BoardFacts, calendar: WorkCalendar, at: datetime) -> datetime | None:
    """Return from when on a board is on by its own times: ``at`` where it is, None where it is not in the fortnight after."""
    first = at.astimezone(calendar.zone).date()
    return next((max(begins, at) for begins, ends in _on(board, calendar, first, 2 * DAYS) if at < ends), None)


def _on(board: BoardFacts, calendar: WorkCalendar, first: date, days: int) -> list[Span]:
    begins, ends = midnight(first, calendar.zone), midnight(first + DAY * days, calendar.zone)
    found = spans(board.parts, calendar, first, days) if board.parts else ((begins, ends),)
    least, most = board.show_from or begins, board.show_until or EVER
    on = [(max(one, least), min(other, most)) for one, other in found]
    return [one for one in on if one[0] < one[1]]


def of_screen(windows: Iterable[Window], calendar: WorkCalendar, first: date) -> tuple[WeekDay, ...]:
    """Return a week of a screen: which boards' turn it is when. Where none is, the campus's own page shows."""
    ever = midnight(first, calendar.zone)
    on: list[Stretch] = []
    for one in windows:
        names = tuple(board.name for board in one.showing.boards)
        begins, ends = one.begins or ever, one.ends or EVER
        if on and on[-1][1:] == (begins, names, one.showing.off):  # the same boards, though not the same of their items
            begins = on.pop()[0]
        on.append((begins, ends, names, one.showing.off))
    return _days([one for one in on if one[2] or one[3]], calendar, first)


def _days(on: list[Stretch], calendar: WorkCalendar, first: date) -> tuple[WeekDay, ...]:
    tones: dict[tuple[str, ...], int] = {}
    found = []
    for day in (first + DAY * further for further in range(DAYS)):
        begins, ends = midnight(day, calendar.zone), midnight(day + DAY, calendar.zone)
        bars = tuple(_bar((max(one[0], begins), min(one[1], ends), *one[2:]), calendar, tones)
                     for one in on if one[0] < ends and begins < one[1])
        special = calendar.special(day)
        found.append(WeekDay(day, calendar.works(day), special.name if special else None, bars))
    return tuple(found)


def _bar(stretch: Stretch, calendar: WorkCalendar, tones: dict[tuple[str, ...], int]) -> Bar:
    begins, ends, names, off = stretch
    first, last = (moment.astimezone(calendar.zone) for moment in (begins, ends))
    until = MINUTES if last.date() > first.date() else last.hour * 60 + last.minute
    at = first.hour * 60 + first.minute
    return Bar(at, max(until - at, 1), f"{first:%H:%M}–{'24:00' if until == MINUTES else f'{last:%H:%M}'}", names, off,
               tones.setdefault(names, len(tones)))

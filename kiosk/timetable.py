"""What a screen is to play when: boards, their times and their rules resolved into windows, a fortnight ahead. Pure.

Of the boards that are on and have something to play those of the highest priority play, theirs interleaved; the rest waits.
The manifest and ``kiosk.why`` both ask ``Timetable.at``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from index.catalogue.dayparts import DAY, Span, midnight, spans
from kiosk.layouts import Turn, turns
from kiosk.plan import BoardFacts, Entry, Plan
from kiosk.rounds import interleaved, round_of

DAYS: Final = 15
"""Today and the fourteen days after it. Beyond them boards with day-parts rest: nobody knows the calendar so far ahead."""

Term = tuple[Entry, datetime | None, datetime | None]
"""An entry with its ``begins`` and ``ends``, worked out once for all windows."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What plays at a time: the ``boards`` whose turn it is, their round in ``turns``, and that of what is evergreen, which
    plays once the screen was without its server for too long. ``off`` is a display that is dark by its hours.
    """

    boards: tuple[BoardFacts, ...] = ()
    turns: tuple[Turn, ...] = ()
    evergreen_turns: tuple[Turn, ...] = ()
    off: bool = False

    @property
    def round(self) -> tuple[Entry, ...]:
        """Return each that plays, in order; those that are shown at once one after another."""
        return tuple(one for turn in self.turns for one in turn)

    @property
    def evergreen(self) -> tuple[Entry, ...]:
        """Return each of those that are evergreen, in order."""
        return tuple(one for turn in self.evergreen_turns for one in turn)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time with one showing. None is for ever, before or after."""

    begins: datetime | None
    ends: datetime | None
    showing: Showing


class Timetable:
    """A plan's times from the midnight before ``now`` on. ``entries`` are those of its own that may be played."""

    def __init__(self, plan: Plan, entries: Iterable[Entry], now: datetime) -> None:
        self._plan = plan
        today = now.astimezone(plan.calendar.zone).date()
        self.begins, self.horizon = (midnight(day, plan.calendar.zone) for day in (today, today + DAY * DAYS))
        terms = [(one, one.begins, one.ends) for one in entries if one.board.active]
        self._entries = [(one, begins, ends) for one, begins, ends in terms if begins is None or begins < self.horizon]
        self._dated = [term for term in self._entries if term[1] or term[2]]
        self._spans = {board.id: spans(board.parts, plan.calendar, today, DAYS) for board in plan.boards}
        hours = plan.screen.hours
        self._lit = spans((hours,), plan.calendar, today, DAYS) if hours else None
        self._known: dict[tuple[frozenset[int], tuple[bool, ...]], Showing] = {}

    def at(self, moment: datetime) -> Showing:
        """Return what plays at a moment from today's midnight on."""
        if self._lit is not None and moment < self.horizon and not _within(self._lit, moment):
            return Showing(off=True)
        boards = frozenset(board.id for board in self._plan.boards if self.in_hours(board, moment))
        key = boards, tuple(_is_live(term, moment) for term in self._dated)
        if key not in self._known:
            self._known[key] = self._showing(
                [term[0] for term in self._entries if term[0].board.id in boards and _is_live(term, moment)])
        return self._known[key]

    def in_hours(self, board: BoardFacts, moment: datetime) -> bool:
        """Say whether a moment is within a board's day-parts; it is where there are none."""
        return not board.parts or _within(self._spans[board.id], moment)

    def next_on(self, board: BoardFacts, moment: datetime) -> datetime | None:
        """Return when a board's next day-part begins; None where none does in the fortnight."""
        return next((begins for begins, _ends in self._spans[board.id] if begins > moment), None)

    def windows(self) -> tuple[Window, ...]:
        """Return the time from ever to ever as windows without a gap, no two neighbours alike."""
        edges = [None, *sorted({edge for edge in self._edges() if edge > self.begins}), None]
        found: list[Window] = []
        for begins, ends in pairwise(edges):
            showing = self.at(begins or self.begins)
            if found and found[-1].showing == showing:
                found[-1] = Window(found[-1].begins, ends, showing)
            else:
                found.append(Window(begins, ends, showing))
        return tuple(found)

    def _edges(self) -> Iterator[datetime]:
        for span in (*(self._lit or ()), *(span for found in self._spans.values() for span in found)):
            yield from span
        for _entry, begins, ends in self._dated:
            yield from (edge for edge in (begins, ends) if edge is not None)

    def _showing(self, live: Sequence[Entry]) -> Showing:
        boards, playing = self._turn(live)
        return Showing(boards, playing, self._turn([one for one in live if one.evergreen])[1])

    def _turn(self, live: Sequence[Entry]) -> tuple[tuple[BoardFacts, ...], tuple[Turn, ...]]:
        """Return the boards of the highest priority among these, and their round."""
        highest = max((one.board.priority for one in live), default=0)
        of_board: dict[int, list[Entry]] = {}
        for one in live:
            if one.board.priority == highest:
                of_board.setdefault(one.board.id, []).append(one)
        boards = tuple(found[0].board for found in of_board.values())
        upright = self._plan.screen.orientation == "portrait"
        return boards, interleaved(turns(round_of(found), upright=upright) for found in of_board.values())


def _is_live(term: Term, moment: datetime) -> bool:
    _entry, begins, ends = term
    return (begins is None or begins <= moment) and (ends is None or moment < ends)


def _within(found: Sequence[Span], moment: datetime) -> bool:
    place = bisect_right(found, moment, key=lambda span: span[0])
    return place > 0 and moment < found[place - 1][1]

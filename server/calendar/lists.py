"""A year of the working calendar as its page and its command tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from index.catalogue import holidays
from index.catalogue.holidays import Day
from index.catalogue.workdays import WorkCalendar

ENTERED, ANNOUNCED, LAW = "entered", "announced", "law"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month; ``source`` says from where it is what it is, where that is not its weekday."""

    day: date
    works: bool
    special: Day | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of seven, Mondays first; None before its first day and after its last."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Spell:
    """Days in a row that are off, or worked, under one name and from one source."""

    first: date
    last: date
    works: bool
    name: tuple[str, str]
    source: str

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Year:
    """One year: its months, what is special in it, how many days are worked; ``announced``: its notice is known."""

    year: int
    announced: bool
    months: tuple[Month, ...]
    spells: tuple[Spell, ...]
    workdays: int


def of_year(calendar: WorkCalendar, year: int) -> Year:
    """Return a year of the calendar."""
    first = date(year, 1, 1)
    cells = [_cell(calendar, first + timedelta(days=one)) for one in range((date(year, 12, 31) - first).days + 1)]
    months = tuple(_month([cell for cell in cells if cell.day.month == month]) for month in range(1, 13))
    return Year(year, year in holidays.ANNOUNCED, months, tuple(_spells(cells)), sum(cell.works for cell in cells))


def _cell(calendar: WorkCalendar, day: date) -> Cell:
    special = calendar.special(day)
    source = None if special is None else ENTERED if day in calendar.own else (
        ANNOUNCED if day.year in holidays.ANNOUNCED else LAW)
    return Cell(day, calendar.works(day), special, source)


def _month(cells: list[Cell]) -> Month:
    padded: list[Cell | None] = [*[None] * cells[0].day.weekday(), *cells]
    padded += [None] * (-len(padded) % 7)
    return Month(cells[0].day, tuple(tuple(padded[at:at + 7]) for at in range(0, len(padded), 7)))


def _spells(cells: list[Cell]) -> Iterator[Spell]:
    held: list[Cell] = []
    for cell, after in pairwise([*cells, None]):
        assert cell is not None
        if cell.special is None or cell.source is None:
            continue
        held.append(cell)
        if after is None or (after.special, after.source) != (cell.special, cell.source):
            yield Spell(held[0].day, cell.day, cell.special.works, cell.special.name, cell.source)
            held = []

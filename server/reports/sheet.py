"""A report as it is laid out, whichever way: parts of headings, paragraphs, tables, plots and pictures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

Cell = str | int
SHORT: Final = 5
SMALL: Final = 16
"""Rows of a table that is not broken."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part: 一、总体情况."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``widths`` are shares of the line, ``note`` stands below it."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float]
    note: str = ""

    @property
    def small(self) -> bool:
        """Whether it stands whole on a page."""
        return len(self.rows) <= SMALL

    @property
    def wordy(self) -> tuple[bool, ...]:
        """Which columns hold words, which begin at the left; all else is centred."""
        return tuple(any(isinstance(row[place], str) and len(str(row[place])) > SHORT for row in self.rows)
                     for place in range(len(self.head)))


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars: ``series`` are named, and have a number for each of the ``labels``; they stand beside each other, or where
    ``lying`` one series lies, a line for each label.
    """

    title: str
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[float]]]
    lying: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with what stands under it. ``sha256`` is the rendition's."""

    asset: int
    sha256: str
    told: str


Block = Heading | Words | Table | Plot | Photo


@dataclass(frozen=True, slots=True)
class Part:
    """One part: ``name`` is its placeholder in templates."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a report prints."""

    title: str
    mark: str
    period: str
    issuer: str
    address: str
    dated: date
    copy_to: str
    red_head: bool
    parts: tuple[Part, ...]

    @property
    def day(self) -> str:
        """Its date in full: 2026年3月2日."""
        return f"{self.dated.year}年{self.dated.month}月{self.dated.day}日"

    @property
    def file_name(self) -> str:
        """What a file of it is called, without its ending."""
        return self.title

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(one for part in self.parts for one in part.blocks if isinstance(one, Table))

    @property
    def photos(self) -> tuple[Photo, ...]:
        return tuple(one for part in self.parts for one in part.blocks if isinstance(one, Photo))

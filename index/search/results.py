"""What a search is asked with besides its text, and what it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from index.catalogue.visibility import ViewerFilter
from index.errors import Reason


class Sort(StrEnum):
    """In which order full matches come."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    UPLOADED = "uploaded"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class Moment:
    """Who asks, and when (aware)."""

    viewer: ViewerFilter
    now: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the answer is wanted, in which order, with counts or without."""

    limit: int
    offset: int
    sort: Sort
    facets: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What was odd about a query, or about the index, and what was done instead. ``part`` is the piece of text meant."""

    part: str
    reason: Reason


class Hit(NamedTuple):
    """One asset found. ``near``: not every word was found in it."""

    asset_id: int
    score: float
    near: bool


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits. ``total`` and ``facets`` count full matches only; ``took_ms`` is wall time in milliseconds.

    ``choices`` counts again each facet that the query itself narrows, without that condition: what choosing another of its
    values as well would add.
    """

    total: int
    hits: list[Hit] = field(default_factory=list)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    took_ms: float = 0.0
    notes: tuple[Note, ...] = ()

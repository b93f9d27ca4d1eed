"""A query as a small tree that no engine owns. Parsing makes it, an engine answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.search.results import Note


@dataclass(frozen=True, slots=True)
class Word:
    """A word or, ``quoted``, a phrase, in any text or in one ``field`` (title, caption, name)."""

    text: str
    quoted: bool = False
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A named fact with one of these values, given as a name or as a code."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two limits; None leaves a side open, ``*_open`` leaves the limit itself out."""

    field: str
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """``captured`` (the camera's wall time) or ``uploaded`` (UTC, without tzinfo) in ``[start, end)``."""

    field: str
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that is so or not: ``mine``, ``published``, or has ``gps``, ``people`` and so on."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """All that the inner node does not match."""

    node: Node


@dataclass(frozen=True, slots=True)
class All:
    """What every inner node matches; with none, everything."""

    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """What at least one inner node matches."""

    nodes: tuple[Node, ...]


Node = Word | Match | Range | Span | Flag | Not | All | Either


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: its tree, and what was odd about the text."""

    root: All
    notes: tuple[Note, ...] = ()


def words(node: Node) -> list[Word]:
    """Return the words that a match should hold, in order: those under Not are no part of it."""
    if isinstance(node, Word):
        return [node]
    if isinstance(node, All | Either):
        return [word for inner in node.nodes for word in words(inner)]
    return []


def flags(node: Node) -> list[Flag]:
    """Return the flags anywhere in the tree."""
    if isinstance(node, Not):
        return flags(node.node)
    if isinstance(node, All | Either):
        return [flag for inner in node.nodes for flag in flags(inner)]
    return [node] if isinstance(node, Flag) else []

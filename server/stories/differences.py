"""What changed between two versions of a story: by paragraphs, and inside a changed paragraph by words and characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

Change = Literal["same", "added", "removed"]
TOKENS: Final = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
"""A Latin word or number, a gap, or one character: Chinese has no words to compare by."""
LIKE: Final = 0.4
"""From this likeness on, a paragraph counts as the other one edited, and not as another one in its place."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text and whether it stands in both versions, in the later one only or in the earlier one only."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the comparison."""

    change: Literal["same", "added", "removed", "edited"]
    spans: tuple[Span, ...]


def compare(before: str, after: str) -> list[Paragraph]:
    """Compare two texts, a paragraph a line."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Paragraph] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Paragraph("same", (Span("same", one),)) for one in old[a:b]]
        else:
            found += _paired(old[a:b], new[c:d])
    return found


def spans(before: str, after: str) -> tuple[Span, ...]:
    """Compare two lines by words and characters."""
    return tuple(_spans(TOKENS.findall(before), TOKENS.findall(after)))


def changed(paragraphs: Sequence[Paragraph]) -> bool:
    """Say whether there is any difference."""
    return any(one.change != "same" for one in paragraphs)


def _paired(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    """Show what was put in place of some paragraphs: each beside the one that it is like, in the order of both."""
    at = 0
    for line in new:
        likest = next((i for i in range(at, len(old)) if _likeness(old[i], line) >= LIKE), None)
        if likest is None:
            yield Paragraph("added", (Span("added", line),))
            continue
        yield from (Paragraph("removed", (Span("removed", gone),)) for gone in old[at:likest])
        yield Paragraph("edited", spans(old[likest], line))
        at = likest + 1
    yield from (Paragraph("removed", (Span("removed", gone),)) for gone in old[at:])


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE else 0.0


def _spans(old: list[str], new: list[str]) -> Iterator[Span]:
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Span("same", "".join(old[a:b]))
            continue
        if b > a:
            yield Span("removed", "".join(old[a:b]))
        if d > c:
            yield Span("added", "".join(new[c:d]))

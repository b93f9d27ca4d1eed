"""One page of a poster, as far as it can be told without looking at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """``width`` and ``height`` are the page's as shown, in points (1/72 inch). ``text`` are its words, in the lines of the
    page. ``smallest`` is the size of its small print in points: a few characters that are smaller are no small print. None
    where it has no text, as a page that was scanned or made of pictures.
    """

    width: float
    height: float
    text: str = ""
    smallest: float | None = None

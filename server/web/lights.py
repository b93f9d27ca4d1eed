"""Matches as pages show them: what was found between marks, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask
from markupsafe import Markup, escape

from index.search.highlight import Lights


def init_app(app: Flask) -> None:
    """Give templates ``pieces|lit`` and ``text|found_in(lights, field)``."""
    app.jinja_env.filters.update(lit=lit, found_in=found_in)


def lit(pieces: Iterable[tuple[str, bool]]) -> Markup:
    """Return pieces of a text as HTML, those that were found marked."""
    return Markup("").join(Markup("<mark>{}</mark>").format(piece) if found else escape(piece) for piece, found in pieces)


def found_in(text: object, lights: Lights | None, field: str) -> Markup:
    """Return a text as HTML, with what ``lights`` finds in it marked; without them as it is."""
    return lit(lights.marked(str(text), field)) if lights else escape(text)

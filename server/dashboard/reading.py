"""What the two pages of the overview show."""

from __future__ import annotations

from dataclasses import dataclass

from index.catalogue import visibility
from server.dashboard import board, coverage
from server.dashboard.figures import Asked, Figure, Line, Rows
from server.ledger.months import month_at
from server.points import book
from server.points.counting import Standing
from server.points.quotas import Of, Subject

TOP = 8
"""Bars of a plot."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with its number."""

    figure: Figure
    number: int


@dataclass(frozen=True, slots=True)
class Covered:
    """The second page: its figures, the places with the most and what was liked most."""

    numbers: dict[str, Number]
    places: list[Line]
    liked: list[Line]


def numbers(asked: Asked, *groups: str) -> dict[str, list[Number]]:
    """Return this person's figures by group, empty groups left out."""
    found: dict[str, list[Number]] = {}
    for one in board.of(asked.actor, *groups):
        found.setdefault(one.group, []).append(Number(one, one.source.count(asked)))
    return found


def tasks(asked: Asked) -> list[Standing]:
    """Return how the reader's department stands this month with what is asked of it."""
    department = asked.actor.department_id
    if department is None or not visibility.accounts(asked.actor, department):
        return []
    month = month_at(asked.now, asked.settings.zone)
    page = book.pages(asked.session, [month], asked.settings.zone, asked.now)[month]
    return [one for one in page.figures.standings if one.subject == Subject(Of.DEPARTMENT, department) and one.wanted]


def covered(asked: Asked) -> Covered:
    """Return what the page of coverage shows."""
    found = {one.figure.code: one for one in numbers(asked, "coverage").get("coverage", [])}
    return Covered(found, board.PLACES.lines(asked, TOP, 0), Rows(coverage.liked).lines(asked, TOP, 0))

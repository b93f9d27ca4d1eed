"""Sheets that are taken in whole or not at all: what is wrong is told by the number of its row, and nothing is half in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from index.db import writing
from index.errors import Forbidden, Reason, VitrineError

Cells = Mapping[str, str]


class Outcome(StrEnum):
    """``ADDED`` is also what would be added, where a sheet is only checked or another of its rows is refused."""

    ADDED = "added"
    ALREADY_HERE = "already-here"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one row, named by a cell of it: ``number`` is that of what is here, ``reason`` why it is refused."""

    row: int
    outcome: Outcome
    name: str
    number: int | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """``kept`` says whether the rows are in: none is where one was refused, or where the sheet was only checked."""

    kept: bool
    lines: tuple[Line, ...]


class _TakenBackError(Exception):
    """Ends the transaction without keeping anything."""


def take_in(engine: Engine, rows: Sequence[tuple[int, Cells]], name: str,
            one: Callable[[Session, int, Cells], tuple[int, bool]], *, check: bool) -> Report:
    """Do ``one`` with each row in one transaction: it returns a number, and whether that was here already, and raises
    VitrineError for what is wrong. ``name`` is the column that names a row. Raises Forbidden as ``one`` does.
    """
    found: list[Line] = []
    try:
        with writing(engine) as session:
            found += (_line(session, row, cells, name, one) for row, cells in rows)
            if check or any(line.outcome is Outcome.REFUSED for line in found):
                raise _TakenBackError
    except _TakenBackError:
        return Report(False, tuple(Line(line.row, line.outcome, line.name, reason=line.reason)
                                   if line.outcome is Outcome.ADDED else line for line in found))
    return Report(True, tuple(found))


def _line(session: Session, row: int, cells: Cells, name: str,
          one: Callable[[Session, int, Cells], tuple[int, bool]]) -> Line:
    called = cells.get(name, "")
    try:
        with session.begin_nested():
            number, here = one(session, row, cells)
    except Forbidden:
        raise
    except VitrineError as error:
        return Line(row, Outcome.REFUSED, called, reason=error.reason)
    return Line(row, Outcome.ALREADY_HERE if here else Outcome.ADDED, called, number)

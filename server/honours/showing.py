"""A year side by side as far as it is its reader's, for pages and programs alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.people import Actor
from index.errors import NotFound
from server import policy
from server.honours import reading, whom
from server.honours.keeping import Line
from server.honours.reading import Year

FIRST: Final = 2000
"""The first year of which figures may be asked for."""


def year(session: Session, actor: Actor, of: int, zone: ZoneInfo, now: datetime) -> Year:
    """Return a year as far as it is the reader's: people's figures, and people, grades and marks that are not announced, are
    the office's and the directors'. Others see how many tasks their own department met, and of what is announced who is named
    and its grades.
    """
    found = reading.year(session, of, zone, now)
    if policy.may(actor, "see-office"):
        return found
    announced = found.announced_at is not None
    units = tuple(_shown(actor, one, announced=announced) for one in found.side.units)
    people = (_only_named(one) for one in found.side.people if announced and one.named)
    return replace(found, side=replace(found.side, units=units, people=tuple(sorted(people, key=lambda one: one.name))))


def due(month: str) -> int:
    """Return the year whose titles are due in a month: in January and February the one before, else its own."""
    return int(month[:4]) - (month[5:] <= "02")


def require_counted(of: int, month: str) -> None:
    """Do nothing for a year that has begun by this month. Raises NotFound for others."""
    if not FIRST <= of <= int(month[:4]):
        raise NotFound(what=f"“{of}”")


def _shown(actor: Actor, one: Line, *, announced: bool) -> Line:
    own = visibility.accounts(actor, whom.read(one.key).id)
    return replace(one, asked=one.asked if own else 0, met=one.met if own else 0,
                   grades=one.grades if own and announced else (), named=one.named and announced)


def _only_named(one: Line) -> Line:
    return Line(one.key, one.name, one.department, 0, Decimal(0), 0, 0, 0, (), named=True)

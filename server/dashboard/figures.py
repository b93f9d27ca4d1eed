"""A figure and the list behind it are one question, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from index.catalogue import assets, stories
from index.catalogue.people import Actor
from index.settings import Settings
from server.notices import subjects

LETTERS = {"asset": assets.public_id, "story": stories.public_id}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks and when. ``place`` is the one of which a list is wanted, None for all."""

    session: Session
    actor: Actor
    settings: Settings
    now: datetime
    place: str | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(self.settings.zone).date()

    @property
    def month(self) -> datetime:
        """When this month began, in UTC."""
        return self._begin(self.today.replace(day=1))

    @property
    def term_on(self) -> date:
        """The first day of this term: 1 September, or 1 February."""
        year, month = self.today.year, self.today.month
        return date(year, 9, 1) if month >= 9 else date(year, 2, 1) if month > 1 else date(year - 1, 9, 1)

    @property
    def term(self) -> datetime:
        return self._begin(self.term_on)

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.settings.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a list: ``subject`` as the trail calls it; ``number`` counts where the list is of sums."""

    subject: str
    name: str | None
    at: date | datetime | None = None
    more: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list that the database reads: columns kind, id, name, at, more, number.

    ``name`` is None for content, whose words are looked up for the reader.
    """

    query: Callable[[Asked], Select[Any]]

    def count(self, asked: Asked) -> int:
        """Return how many lines there are."""
        return asked.session.scalar(select(func.count()).select_from(self.query(asked).order_by(None).subquery())) or 0

    def lines(self, asked: Asked, limit: int, offset: int) -> list[Line]:
        """Return a page of the list, with names as far as the reader may see them."""
        rows = asked.session.execute(self.query(asked).limit(limit).offset(offset)).all()
        subject = [f"{row.kind}:{LETTERS.get(row.kind, str)(row.id)}" for row in rows]
        wanted = {one for one, row in zip(subject, rows, strict=True) if row.name is None}
        names = subjects.seen(asked.session, asked.actor, wanted, asked.now)
        return [Line(one, row.name if row.name is not None else names.get(one), row.at, row.more or "", row.number)
                for one, row in zip(subject, rows, strict=True)]


@dataclass(frozen=True, slots=True)
class Found:
    """A list that rules in Python make: of tens of lines."""

    find: Callable[[Asked], Sequence[Line]]

    def count(self, asked: Asked) -> int:
        """Return how many lines there are."""
        return len(self.find(asked))

    def lines(self, asked: Asked, limit: int, offset: int) -> list[Line]:
        """Return a page of the list."""
        return list(self.find(asked)[offset:offset + limit])


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its code, group, icon, words, and the list; ``state`` colours it where it is not zero.

    ``whom`` says who has it.
    """

    code: str
    group: str
    icon: str
    words: Any
    source: Rows | Found
    state: str = ""
    whom: Callable[[Actor], bool] = lambda _actor: True

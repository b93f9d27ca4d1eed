"""Plays counted in the database: each that was shown to its end once, whatever was told twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, not_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from index.catalogue import items
from index.catalogue.assets import Asset
from index.catalogue.boards import Board
from index.catalogue.items import Ref
from index.catalogue.people import Actor, Person
from index.catalogue.screens import SHOWN, Play, PlayDay, Screen, item_parts
from index.catalogue.stories import Story
from server import policy

K = TypeVar("K")
LONGEST: Final = timedelta(days=366)


class Count(NamedTuple):
    """How often something was shown, and for how many milliseconds in all."""

    times: int
    ms: int

    def __add__(self, other: Any) -> Count:
        return Count(self.times + other[0], self.ms + other[1])


NOTHING: Final = Count(0, 0)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days of the campus, ``first`` and ``last`` among them."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.first, time.min, self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """When the day after the last begins."""
        return datetime.combine(self.last + timedelta(days=1), time.min, self.zone).astimezone(UTC)

    def of_day(self, day: date) -> ColumnElement[bool]:
        """SQL: this play began on this day of the campus."""
        begin, end = (datetime.combine(one, time.min, self.zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
        return (Play.started_at >= begin) & (Play.started_at < end)

    @property
    def whole(self) -> ColumnElement[bool]:
        """SQL: this play began within these days."""
        return (Play.started_at >= self.begin) & (Play.started_at < self.end)


@dataclass(frozen=True, slots=True)
class Only:
    """What alone is counted; None for everything."""

    item: Ref | None = None
    board: int | None = None
    screen: int | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Plays by the key of their item, by screen and by day; every play in each of the three once."""

    items: dict[str, Count]
    screens: dict[int, Count]
    days: dict[date, Count]


def count(session: Session, actor: Actor, span: Span, only: Only) -> Counts:
    """Count the plays of these days that this person may know of: the office all, others those of their department's items
    and boards. Those that are summed by day come from the sums, the others from their own index.
    """
    sums, fresh = _Sums(session, span, only), _Fresh(session, span, only)
    every = _merged(sums.items(), fresh.items())
    found = _permitted(session, actor, {key: one for key, one in every.items() if _is_meant(key, only)})
    if len(found) < len(every):  # comparing each sum of a year with a list of items takes longer than adding it up
        sums.narrow(found)
        fresh.narrow(found)
    screens, days = sums.screens_and_days()
    return Counts(found, _merged(screens, fresh.screens()), _merged(days, fresh.days()))


class _Sums:
    """What is summed by day."""

    SUMS: Final = (func.sum(PlayDay.times), func.sum(PlayDay.ms))

    def __init__(self, session: Session, span: Span, only: Only) -> None:
        self.session = session
        self.where = [PlayDay.day >= span.first, PlayDay.day <= span.last, *_on(PlayDay.screen_id, only)]

    def narrow(self, items: Collection[str]) -> None:
        self.where.append(PlayDay.item.in_(items))

    def items(self) -> dict[str, Count]:
        return {key: Count(int(times), int(ms)) for key, times, ms in self.session.execute(
            select(PlayDay.item, *self.SUMS).where(*self.where).group_by(PlayDay.item))}

    def screens_and_days(self) -> tuple[dict[int, Count], dict[date, Count]]:
        """Both of one reading: in the order of the key it needs no sorting."""
        screens: dict[int, Count] = {}
        days: dict[date, Count] = {}
        key = (PlayDay.day, PlayDay.screen_id)
        for day, screen, times, ms in self.session.execute(select(*key, *self.SUMS).where(*self.where).group_by(*key)):
            one = Count(int(times), int(ms))
            screens[screen] = screens.get(screen, NOTHING) + one
            days[day] = days.get(day, NOTHING) + one
        return screens, days


class _Fresh:
    """What came in since plays were summed."""

    def __init__(self, session: Session, span: Span, only: Only) -> None:
        self.session, self.span, self.any = session, span, True
        self.where = [not_(Play.counted), Play.outcome == SHOWN, *_on(Play.screen_id, only)]

    def narrow(self, items: Collection[str]) -> None:
        self.where.append(Play.item.in_(items))

    def items(self) -> dict[str, Count]:
        found = self._by(Play.item)
        self.any = bool(found)
        return found

    def screens(self) -> dict[int, Count]:
        return self._by(Play.screen_id) if self.any else {}

    def days(self) -> dict[date, Count]:
        """A read for each day: only the campus's zone says where one ends, and the index holds each day in one piece."""
        found = {}
        for day in self.span.days if self.any else ():
            times, ms = self.session.execute(
                select(func.count(), func.sum(Play.duration_ms)).where(self.span.of_day(day), *self.where)).one()
            found[day] = Count(times, int(ms or 0))
        return found

    def _by(self, column: InstrumentedAttribute[K]) -> dict[K, Count]:
        return {key: Count(times, int(ms or 0)) for key, times, ms in self.session.execute(
            select(column, func.count(), func.sum(Play.duration_ms)).where(self.span.whole, *self.where).group_by(column))}


def _on(screen: InstrumentedAttribute[int], only: Only) -> list[ColumnElement[bool]]:
    found = [screen == only.screen] if only.screen is not None else []
    return found + ([screen.in_(select(Screen.id).where(Screen.group_id == only.group))] if only.group is not None else [])


def _merged(some: dict[K, Count], others: dict[K, Count]) -> dict[K, Count]:
    return {key: some.get(key, NOTHING) + others.get(key, NOTHING) for key in {**some, **others}}


def _is_meant(item: str, only: Only) -> bool:
    board, named = item_parts(item)
    return only.item in {None, named} and only.board in {None, board}


def _permitted(session: Session, actor: Actor, found: dict[str, Count]) -> dict[str, Count]:
    if policy.may(actor, "see-office"):
        return found
    own = {*map(items.ref, session.scalars(select(Asset.id).where(policy.own(actor, Asset)))),
           *map(items.story, session.scalars(select(Story.id).where(policy.own(actor, Story))))}
    mine = [Board.owner_id == actor.person_id] if actor.department_id is None else [
        (Board.owner_id == actor.person_id) | (Person.department_id == actor.department_id)]
    boards = set(session.scalars(select(Board.id).join(Person, Person.id == Board.owner_id).where(*mine)))
    return {key: one for key, one in found.items() if item_parts(key)[1] in own or item_parts(key)[0] in boards}

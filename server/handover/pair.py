"""Between whom something is handed over, and how one kind of thing is found and moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.settings import Settings


@dataclass(frozen=True, slots=True)
class Pair:
    """Who hands over to whom, in which department, by whose hand and when. ``day`` is the campus's."""

    giver: Person
    taker: Person
    department: Department
    actor: Actor
    settings: Settings
    now: datetime

    @property
    def day(self) -> date:
        return self.now.astimezone(self.settings.zone).date()


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that passes on. ``row`` is its row, ``subject`` what the trail and pages call it, like ``story:S3``.

    ``name`` is empty where the words are somebody's content: those are looked up for each reader.
    """

    row: int
    subject: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of things: its code, icon and name (Chinese, English); how they are found, and how they are moved."""

    code: str
    icon: str
    name: tuple[str, str]
    find: Callable[[Session, Pair], list[Thing]]
    move: Callable[[Session, Pair, Sequence[Thing]], None]

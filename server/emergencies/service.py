"""Raise an emergency, prolong it, end it, and keep the texts for it. Each is one transaction with its audit line."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from index.catalogue import audit, emergencies
from index.catalogue.emergencies import Emergency, EmergencyScreen, EmergencyText
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Conflict, Invalid
from server import policy
from server.screens import aiming, prepared, spoken
from server.screens.aiming import Wanted
from server.screens.spoken import Words

SHORTEST_MINUTES: Final = 1
LONGEST_MINUTES: Final = 24 * 60
"""Nothing stands longer: what goes on is prolonged, by somebody who has looked."""
LONGEST_DRILL_MINUTES: Final = 60
PROLONGED: Final = "put-off"
"""The verb under which a later end is on record."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An emergency to raise. It ends by itself after ``minutes``."""

    words: Words
    minutes: int
    targets: Wanted
    drill: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text to keep for an emergency, under a short name, with the minutes that it usually stands."""

    name: str
    words: Words
    minutes: int


def start(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> int:
    """Put an emergency on the screens and return its id. Raises Forbidden, Invalid, NotFound."""
    policy.require(actor, "raise-emergency")
    words = spoken.checked(wish.words)
    _minutes(wish.minutes, longest(wish.drill))
    with writing(engine) as session:
        targets, screens = aiming.resolve(session, wish.targets)
        row = Emergency(at=now, person_id=actor.person_id, who=actor.display, **asdict(words), drill=wish.drill,
                        targets=targets.as_dict(), until=now + timedelta(minutes=wish.minutes))
        session.add(row)
        session.flush()
        session.add_all(EmergencyScreen(emergency_id=row.id, screen_id=screen.id) for screen in screens)
        audit.record(session, actor, "raised", f"emergency:{row.id}", at=now, title=row.title, drill=row.drill,
                     minutes=wish.minutes, screens=len(screens), aimed=list(aiming.in_words(session, targets)))
        return row.id


def end(engine: Engine, actor: Actor, emergency_id: int | None, *, now: datetime) -> list[int]:
    """End one emergency now, or all that are on where None is given, and return those that it ended.

    Raises Forbidden, NotFound, Conflict(emergency-over).
    """
    policy.require(actor, "raise-emergency")
    with writing(engine) as session:
        if emergency_id is None:
            rows = emergencies.on(session, now)
        else:
            rows = [emergencies.one(session, emergency_id)]
            if not rows[0].is_on(now):
                raise Conflict("emergency-over")
        for row in rows:
            row.ended_at, row.ended_by = now, actor.display
            audit.record(session, actor, "ended", f"emergency:{row.id}", at=now, title=row.title, drill=row.drill)
        return [row.id for row in rows]


def prolong(engine: Engine, actor: Actor, emergency_id: int, minutes: int, *, now: datetime) -> datetime:
    """Move the end of one that is on to ``minutes`` from now, and return it.

    Raises Forbidden, NotFound, Conflict(emergency-over), Invalid where that is not later than its end, or too late.
    """
    policy.require(actor, "raise-emergency")
    with writing(engine) as session:
        row = emergencies.one(session, emergency_id)
        if not row.is_on(now):
            raise Conflict("emergency-over")
        _minutes(minutes, longest(row.drill))
        before, row.until = row.until, now + timedelta(minutes=minutes)
        if row.until <= before:
            raise Invalid("minutes", "比现在的结束时间还早；要提前结束，请用「立即结束」",
                          "is before its end as it stands; to end it sooner, end it")
        audit.record(session, actor, PROLONGED, f"emergency:{row.id}", at=now, title=row.title, drill=row.drill,
                     before={"until": before.isoformat()}, after={"until": row.until.isoformat()})
        return row.until


def longest(drill: bool) -> int:
    """Return after how many minutes one ends at the latest."""
    return LONGEST_DRILL_MINUTES if drill else LONGEST_MINUTES


def keep_text(engine: Engine, actor: Actor, given: Prepared, text_id: int | None = None, *, now: datetime) -> int:
    """Keep a new text, or another wording of one, and return its id.

    Raises Forbidden, Invalid, Conflict(name-taken), NotFound.
    """
    policy.require(actor, "raise-emergency")
    words = spoken.checked(given.words, both=True)
    _minutes(given.minutes, LONGEST_MINUTES)
    fields = {**asdict(words), "minutes": given.minutes}
    with writing(engine) as session:
        return prepared.keep(session, actor, EmergencyText, text_id, given.name, fields, now=now)


def remove_text(engine: Engine, actor: Actor, text_id: int, *, now: datetime) -> None:
    """Forget a prepared text. Raises Forbidden, NotFound."""
    policy.require(actor, "raise-emergency")
    with writing(engine) as session:
        prepared.remove(session, actor, EmergencyText, text_id, now=now)


def _minutes(given: int, longest: int) -> None:
    if not SHORTEST_MINUTES <= given <= longest:
        raise Invalid("minutes", f"应在 {SHORTEST_MINUTES} 到 {longest} 分钟之间，到时自动结束",
                      f"between {SHORTEST_MINUTES} and {longest} minutes; then it ends by itself")

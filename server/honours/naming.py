"""Who is named in a year's titles: places, marks, and the announcement that freezes them. Each is one transaction with its
audit line.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.honours import Honoured, HonourYear
from index.catalogue.people import Actor
from index.db import serialize, writing
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.honours import grading, keeping, reading, whom
from server.honours.whom import Whom

MOST: Final = 200
LONGEST_REASON: Final = 200


def set_places(engine: Engine, actor: Actor, year: int, units: int | None, people: int | None, *, now: datetime) -> None:
    """Say how many places a year's titles have. Raises Forbidden, Invalid, Conflict(honours-announced)."""
    policy.require(actor, "keep-points")
    for field, number in (("unit_places", units), ("people_places", people)):
        if number is None or not 0 <= number <= MOST:
            raise Invalid(field, f"要是 0 到 {MOST} 的整数", f"must be a whole number from 0 to {MOST}")
    with writing(engine) as session:
        row = _open(session, year)
        before = [row.units, row.people]
        row.units, row.people = units or 0, people or 0
        audit.record(session, actor, "changed", _subject(year), at=now, places=[row.units, row.people], before=before)


def name(engine: Engine, actor: Actor, year: int, chosen: Collection[Whom], among: Collection[Whom], *,
         now: datetime) -> None:
    """Have those of ``among`` named who are ``chosen``, and no others of them; whoever is not among them stays as they are.

    Raises Forbidden, NotFound, Conflict: honours-announced, honours-places where more are named than there are places.
    """
    policy.require(actor, "keep-points")
    with writing(engine) as session:
        row = _open(session, year)
        held = {whom.of_row(one.department_id, one.person_id): one for one in session.scalars(
            select(Honoured).where(Honoured.year == year))}
        come = [one for one in dict.fromkeys(chosen) if one in among and one not in held]
        go = [one for one in dict.fromkeys(among) if one in held and one not in chosen]
        names = {one: whom.name(session, one) for one in (*come, *go)}
        for one in go:
            session.delete(held.pop(one))
        session.flush()
        session.add_all(Honoured(year=year, **one.columns) for one in come)
        _require_places(row, [*held, *come])
        if come or go:
            audit.record(session, actor, "named", _subject(year), at=now, named=[names[one] for one in come],
                         no_longer=[names[one] for one in go])


def announce(engine: Engine, actor: Actor, year: int, *, seen: str, zone: ZoneInfo, now: datetime) -> None:
    """Announce who is named, as it was ``seen``: it stays from then on, and whoever is named is told.

    Raises Forbidden, Conflict: honours-announced, honours-open where a month of the year is not closed, honours-nobody,
    honours-places, honours-changed where it is not any more what was seen.
    """
    policy.require(actor, "keep-points")
    with writing(engine) as session:
        row = _open(session, year)
        found = reading.year(session, year, zone, now)
        units, people = found.side.named
        if not units and not people:
            raise Conflict("honours-nobody", year=year)
        if found.open:
            raise Conflict("honours-open", month=found.open[0])
        _require_places(row, [whom.read(one.key) for one in (*units, *people)])
        if found.seen != seen:
            raise Conflict("honours-changed")
        row.figures, row.announced_at, row.announced_by = keeping.kept(found.side), now, actor.person_id
        audit.record(session, actor, "announced", _subject(year), at=now, units=[one.name for one in units],
                     people=[one.name for one in people], keys=[one.key for one in (*units, *people)])


def take_back(engine: Engine, actor: Actor, year: int, reason: str, *, now: datetime) -> None:
    """Take an announcement back, to put it right and announce it anew; whoever was named is told why.

    Raises Forbidden, Invalid (reason), VitrineError(reason-required), Conflict(honours-open-yet) where nothing is announced.
    """
    policy.require(actor, "keep-points")
    text = " ".join(reason.split())
    if not text:
        raise VitrineError("reason-required")
    if len(text) > LONGEST_REASON:
        raise Invalid("reason", f"最多 {LONGEST_REASON} 个字", f"at most {LONGEST_REASON} characters")
    with writing(engine) as session:
        serialize(session, "honours")
        row = session.get(HonourYear, year)
        if row is None or row.figures is None:
            raise Conflict("honours-open-yet", year=year)
        named = [one for several in keeping.side_of(row.figures).named for one in several]
        row.figures = row.announced_at = row.announced_by = None
        audit.record(session, actor, "unannounced", _subject(year), at=now, reason=text, keys=[one.key for one in named],
                     names=[one.name for one in named])


def _open(session: Session, year: int) -> HonourYear:
    """Return a year's row, a new one where there is none. Raises Conflict(honours-announced)."""
    grading.require_open(session, year)
    row = session.get(HonourYear, year)
    if row is None:
        units, people = reading.places(session, year)
        row = HonourYear(year=year, units=units, people=people)
        session.add(row)
        session.flush()
    return row


def _require_places(row: HonourYear, named: Collection[Whom]) -> None:
    units = sum(one.unit for one in named)
    for title_zh, title, many, most in (("优秀信息单位", "units", units, row.units),
                                        ("优秀宣传工作者", "people", len(named) - units, row.people)):
        if many > most:
            raise Conflict("honours-places", title_zh=title_zh, title=title, named=many, places=most)


def _subject(year: int) -> str:
    return f"honours:{year}"



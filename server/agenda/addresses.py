"""Secret addresses of calendars: made, made anew, closed. Each is one transaction with its audit line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.calendar_addresses import Calendar, CalendarAddress
from index.catalogue.people import Actor, Person, actor_of
from index.credentials import new_token, token_hash
from index.db import writing
from index.errors import Invalid, NotFound


def make(engine: Engine, actor: Actor, what: str, *, now: datetime) -> str:
    """Return the token of a new address of one of one's calendars, told once; the one before is closed with it.

    Raises Invalid (no such calendar of theirs).
    """
    if what not in offered(actor) or actor.person_id is None:
        raise Invalid("kind", "没有这个日历", "there is no such calendar")
    token = new_token()
    with writing(engine) as session:
        row = session.get(CalendarAddress, (actor.person_id, what))
        if row is None:
            session.add(CalendarAddress(person_id=actor.person_id, what=what, token_hash=token_hash(token), made_at=now))
        else:
            row.token_hash, row.made_at = token_hash(token), now
        audit.record(session, actor, "calendar-opened", f"person:{actor.person_id}", at=now, calendar=what)
    return token


def close(engine: Engine, actor: Actor, what: str, *, now: datetime) -> None:
    """Close an address. One that is not there is no error."""
    with writing(engine) as session:
        row = session.get(CalendarAddress, (actor.person_id or 0, what))
        if row is not None:
            session.delete(row)
            audit.record(session, actor, "calendar-closed", f"person:{actor.person_id}", at=now, calendar=what)


def offered(actor: Actor) -> tuple[str, ...]:
    """Return the calendars that this person may subscribe to."""
    if actor.sees_all:
        return tuple(Calendar)
    return (Calendar.MINE, *((Calendar.DEPARTMENT,) if actor.department_id is not None else ()), Calendar.DUE)


def opened(session: Session, actor: Actor) -> dict[str, datetime]:
    """Return which of one's calendars have an address, and since when."""
    rows = session.execute(select(CalendarAddress.what, CalendarAddress.made_at)
                           .where(CalendarAddress.person_id == (actor.person_id or 0)))
    return {row.what: row.made_at for row in rows}


def of_token(session: Session, token: str) -> tuple[Actor, str | None, Calendar]:
    """Return whose an address is, the language that they read, and which calendar. Raises NotFound for one that was closed,
    and where its owner may not have that calendar any more.
    """
    row = session.execute(select(CalendarAddress.what, Person).join(Person, Person.id == CalendarAddress.person_id)
                          .where(CalendarAddress.token_hash == token_hash(token), Person.active)).first()
    if row is not None and row.what in offered(actor := actor_of(row[1])):
        return actor, row[1].locale, Calendar(row.what)
    raise NotFound(what="calendar")

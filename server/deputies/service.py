"""Naming deputies and absences: one's own, and by the administrator everybody's."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.channels import AimGuest, RouteStep
from index.catalogue.deputies import Deputy
from index.catalogue.people import Actor, Person, actor_of
from index.catalogue.steps import OF_PERSON
from index.db import writing
from index.errors import Invalid, in_order
from server import policy
from server.admin import named


@dataclass(frozen=True, slots=True)
class Naming:
    """Who stands in (a login), the days of the term, the days of absence; the last days are included. None is open."""

    deputy: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    away_from: date | None = None
    away_until: date | None = None


def name_deputy(engine: Engine, actor: Actor, given: str, wanted: Naming, *, zone: ZoneInfo, now: datetime) -> None:
    """Set who stands in for a person, and when that person is away.

    Raises Forbidden for another's, NotFound, and Invalid: days that contradict each other, oneself, somebody who is shut
    out, or a person who decides nothing.
    """
    in_order("from_on", ("代审开始", "Deputy from", wanted.from_on), ("代审截止", "Deputy until", wanted.until_on))
    in_order("away_from", ("请假第一天", "Away from", wanted.away_from), ("请假最后一天", "Away until", wanted.away_until))
    if wanted.away_until and not wanted.away_from:
        raise Invalid("away_from", f"填了最后一天 {wanted.away_until}，请也填第一天",
                      f"a last day, {wanted.away_until}, wants a first one")
    with writing(engine) as session:
        person = named.person(session, given)
        if person.id != actor.person_id:
            policy.require(actor, "administer")
        if not decides(session, person):
            raise Invalid("person", f"{person.display} 不审稿，不需要代审人",
                          f"{person.display} reviews nothing and needs no deputy")
        deputy = named.person(session, wanted.deputy) if wanted.deputy else None
        if deputy is not None and (deputy.id == person.id or not deputy.active):
            raise Invalid("deputy", "请选择另一位在用的人", "choose somebody else whose account is in use")
        row = session.get(Deputy, person.id) or Deputy(person_id=person.id)
        row.deputy_id, row.changed_at = deputy.id if deputy else None, now
        row.from_at, row.until_at = _begin(wanted.from_on, zone), _end(wanted.until_on, zone)
        row.away_from, row.away_until = _begin(wanted.away_from, zone), _end(wanted.away_until, zone)
        session.add(row)
        audit.record(session, actor, "named-deputy", f"person:{person.id}", at=now,
                     **{name: str(value) if value else None for name, value in asdict(wanted).items()})


def decides(session: Session, person: Person) -> bool:
    """Say whether a person reviews: by a role, or because a route names them."""
    if policy.may(actor_of(person), "review"):
        return True
    in_rules = select(RouteStep.id).where(RouteStep.desk == f"{OF_PERSON}{person.id}").exists()
    on_the_way = select(AimGuest.id).where(AimGuest.person_id == person.id).exists()
    return bool(session.scalar(select(or_(in_rules, on_the_way))))


def _begin(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time.min, zone) if day else None


def _end(day: date | None, zone: ZoneInfo) -> datetime | None:
    """The days that people name last are included; what is kept ends with the next midnight."""
    return _begin(day + timedelta(days=1), zone) if day else None

"""Publish a bulletin, take it off, and keep the templates. Each is one transaction with its audit line."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from index.catalogue import audit, bulletins
from index.catalogue.bulletins import Bulletin, BulletinTemplate
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Conflict, Invalid, in_order
from kiosk.bulletins import MARK
from server import policy
from server.bulletins import filling
from server.bulletins.filling import Filled
from server.screens import aiming, prepared, spoken
from server.screens.aiming import Wanted
from server.screens.spoken import Words

LONGEST: Final = timedelta(days=60)
LONGEST_COUNT: Final = timedelta(days=400)
"""A countdown reaches further: an anniversary is counted for a year, and its words say by themselves how far off it is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A bulletin to publish: a template's number, what fills its blanks, the screens, and from when on they show it."""

    template: int
    filled: Filled
    targets: Wanted
    shown_from: datetime


def words(session: Session, wish: Wish, zone: ZoneInfo, now: datetime) -> Words:
    """Return the words that a wish comes to. Raises Invalid, NotFound."""
    _blanks(wish.filled)
    if wish.filled.until <= now:
        raise Invalid("ends_at", "已经过去，请写将来的时间", "has passed; write a time to come")
    in_order("ends_at", ("开始", "Beginning", wish.filled.starts_at.astimezone(zone)),
             ("结束", "End", wish.filled.until.astimezone(zone)))
    row = prepared.one(session, BulletinTemplate, wish.template)
    longest = LONGEST_COUNT if MARK in row.title else LONGEST
    if wish.filled.until - now > longest:
        raise Invalid("ends_at", f"最多 {longest.days} 天之后", f"at most {longest.days} days from now")
    return spoken.checked(filling.fill(spoken.of(row), wish.filled, zone))


def publish(engine: Engine, actor: Actor, wish: Wish, zone: ZoneInfo, *, now: datetime) -> int:
    """Publish a bulletin and return its id. Raises Forbidden, Invalid, NotFound."""
    policy.require(actor, "publish-bulletin")
    with writing(engine) as session:
        said = words(session, wish, zone, now)
        targets, screens = aiming.resolve(session, wish.targets)
        line, line_en = filling.band(wish.filled, zone)
        given = {name: getattr(wish.filled, name) for name in filling.LONGEST}
        row = Bulletin(at=now, person_id=actor.person_id, who=actor.display, **asdict(said), targets=targets.as_dict(),
                       blanks={**given, "line": line, "line_en": line_en}, shown_from=wish.shown_from,
                       starts_at=wish.filled.starts_at, until=wish.filled.until)
        session.add(row)
        session.flush()
        audit.record(session, actor, "published", f"bulletin:{row.id}", at=now, title=row.title, body=row.body,
                     until=row.until.isoformat(), screens=len(screens), aimed=list(aiming.in_words(session, targets)))
        return row.id


def end(engine: Engine, actor: Actor, bulletin_id: int, *, now: datetime) -> None:
    """Take a bulletin off all screens now. Raises Forbidden, NotFound, Conflict(bulletin-over)."""
    policy.require(actor, "publish-bulletin")
    with writing(engine) as session:
        row = bulletins.one(session, bulletin_id)
        if row.ended_at is not None or row.until <= now:
            raise Conflict("bulletin-over", until=f"{row.ended_at or row.until:%Y-%m-%d %H:%M} UTC")
        row.ended_at, row.ended_by = now, actor.display
        audit.record(session, actor, "ended", f"bulletin:{row.id}", at=now, title=row.title)


def keep_template(engine: Engine, actor: Actor, name: str, given: Words, template_id: int | None = None, *,
                  now: datetime) -> int:
    """Keep a new template, or another wording of one, and return its id.

    Raises Forbidden, Invalid, Conflict(name-taken), NotFound.
    """
    policy.require(actor, "publish-bulletin")
    said = filling.checked(given)
    with writing(engine) as session:
        return prepared.keep(session, actor, BulletinTemplate, template_id, name, asdict(said), now=now)


def remove_template(engine: Engine, actor: Actor, template_id: int, *, now: datetime) -> None:
    """Forget a template; what was published from it stays. Raises Forbidden, NotFound."""
    policy.require(actor, "publish-bulletin")
    with writing(engine) as session:
        prepared.remove(session, actor, BulletinTemplate, template_id, now=now)


def _blanks(given: Filled) -> None:
    for name, longest in filling.LONGEST.items():
        if len(getattr(given, name)) > longest:
            raise Invalid(name, f"最多 {longest} 个字", f"at most {longest} characters")

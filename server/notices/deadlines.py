"""What the clock brings about: deadlines that are near or have passed, and uploads that were left unfinished. Each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import required
from index.catalogue.assets import Arrival, Asset, Outcome
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import of_row
from index.catalogue.lifecycle import WAITING
from index.catalogue.notices import Kind, NoticeMark
from index.catalogue.steps import OFFICE
from index.catalogue.work_calendar import Deadlines
from server.notices.heard import Telling
from server.notices.items import items
from server.uploads.batch_page import last_tries

NEAR_HOURS: Final = 4
"""Working hours before a deadline at which it is near; a step that has no more than these is told when it is over."""
QUIET: Final = timedelta(minutes=5)
"""How long nothing came of a batch until it is taken to be whole."""
LOOKED_BACK: Final = timedelta(days=1)
Told = tuple[str, list[Telling]]
"""A mark that is set once, and who is told with it."""


def deadlines(session: Session, zone: ZoneInfo, now: datetime) -> list[Told]:
    """Return whom to tell of a deadline that is near or has passed, as whoever may decide it now; a deputy for the absent."""
    found, kept = {}, Deadlines(session, zone)
    query = (select(Aim.id, Aim.asset_id, Aim.story_id, Aim.route, Aim.step, Aim.changed_at, Channel.code)
             .join(Channel, Channel.id == Aim.channel_id).where(Aim.state.in_(WAITING), Channel.active))
    for row in session.execute(query):
        if row.step >= len(row.route):
            continue
        kind = _reached(row.changed_at, row.route[row.step].hours, kept, now)
        if kind is not None:
            mark = f"{kind}:{row.id}:{row.route[row.step].number}:{row.changed_at.timestamp():.0f}"
            found[mark] = (kind, of_row(row.asset_id, row.story_id).subject, row.code)
    told = marked(session, found)
    return [(mark, list(_of_item(session, *found[mark], kept, now))) for mark in found if mark not in told]


def batches(session: Session, now: datetime) -> list[Told]:
    """Return whom to tell that files of theirs were not taken, or lack what submitting needs, once all have come."""
    last = func.max(Arrival.received_at)
    rows = session.execute(
        select(Arrival.batch, Arrival.person_id, last).where(Arrival.person_id.is_not(None))
        .group_by(Arrival.batch, Arrival.person_id).having(last > now - LOOKED_BACK, last <= now - QUIET)).all()
    marks = {f"batch:{person_id}:{batch}": (batch, person_id, ended) for batch, person_id, ended in rows
             if person_id is not None}
    told = marked(session, marks)
    return [(mark, list(_of_batch(session, *given, now))) for mark, given in marks.items()
            if mark not in told and not _preparing(session, given[0])]


def _reached(since: datetime, hours: int | None, kept: Deadlines, now: datetime) -> Kind | None:
    end = kept.due(since, hours)
    if hours is None or end is None:
        return None
    if now >= end:
        return Kind.OVER
    near = kept.due(since, hours - NEAR_HOURS) if hours > NEAR_HOURS else None
    return Kind.NEAR if near is not None and now >= near else None


def _of_item(session: Session, kind: Kind, subject: str, channel: str, kept: Deadlines,
             now: datetime) -> Iterator[Telling]:
    for item in items(session, subject, channel):
        step = item.waits
        end = kept.due(item.aim.changed_at, step.hours) if step else None
        if step is None or end is None:
            continue
        for person_id in item.deciders(session, now):
            yield Telling(person_id, kind, subject, now, {"channel": channel, "due": end.isoformat()})
        if kind is Kind.OVER:
            yield Telling(None, kind, subject, now, {"channel": channel, "office": step.desk == OFFICE})


def _of_batch(session: Session, batch: str, person_id: int, ended: datetime, now: datetime) -> Iterator[Telling]:
    arrivals = list(session.scalars(select(Arrival).where(Arrival.batch == batch, Arrival.person_id == person_id)
                                    .order_by(Arrival.id)))
    refused = sum(one.outcome == Outcome.REFUSED for one in last_tries(arrivals))
    mine = select(Asset.id).where(Asset.id.in_({one.asset_id for one in arrivals}), Asset.owner_id == person_id,
                                  ~Asset.clock_photo)
    lacking = len(required.incomplete(session, session.scalars(mine).all()))
    if refused or lacking:
        yield Telling(person_id, Kind.BATCH, f"batch:{batch}", now,
                      {"refused": refused, "lacking": lacking, "ended": ended.isoformat()})


def _preparing(session: Session, batch: str) -> bool:
    """Say whether anything of a batch is still being read; what fails for good does not hold it up for ever (LOOKED_BACK)."""
    return session.scalar(select(Asset.id).join(Arrival, Arrival.asset_id == Asset.id)
                          .where(Arrival.batch == batch, Asset.rendered_at.is_(None)).limit(1)) is not None


def marked(session: Session, marks: Iterable[str]) -> set[str]:
    names = list(marks)
    found: set[str] = set()
    for first in range(0, len(names), 500):
        found.update(session.scalars(select(NoticeMark.name).where(NoticeMark.name.in_(names[first:first + 500]))))
    return found

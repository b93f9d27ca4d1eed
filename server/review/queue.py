"""What waits for one person: the items whose step they may decide, with age, deadline, submitter, channel and step.

In a few reads, whatever the number: for whom they stand in, candidates of each kind, staff and who is away, who has decided
this round, and what the list shows of each item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, exists, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from index.catalogue import deputies, items
from index.catalogue.assets import Asset, Description
from index.catalogue.channels import Aim, AimGuest, Channel
from index.catalogue.lifecycle import WAITING
from index.catalogue.people import Actor, Person, Role
from index.catalogue.stories import Story
from index.catalogue.work_calendar import Deadlines
from index.db import Utc
from server.review import desks, queue_rows
from server.review.desks import Waiting
from server.review.queue_rows import Entry

MOST = 500
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one event; ``event`` is None for those of none."""

    event: str | None
    entries: tuple[Entry, ...]


def waiting(session: Session, actor: Actor, now: datetime, zone: ZoneInfo, *, limit: int = MOST) -> list[Entry]:
    """Return what this person may decide now, up to ``limit``: what is due first, then what has waited longest, an
    event's items together. ``zone`` is the campus's.
    """
    deadlines = Deadlines(session, zone)
    aims = _for(session, actor, now, deadlines)[:limit]
    entries = [*queue_rows.assets(session, [aim for aim, story in aims if story is None], deadlines),
               *queue_rows.stories(session, actor, [aim for aim, story in aims if story is not None], now, deadlines)]
    first: dict[str | None, tuple[datetime, datetime]] = {}
    for entry in entries:
        first[entry.event] = min(first.get(entry.event, (NEVER, NEVER)), _urgency(entry))
    return sorted(entries, key=lambda one: (first[one.event], one.event or "", _urgency(one), one.ref.kind, one.ref.id))


def count_waiting(session: Session, actor: Actor, now: datetime) -> int:
    """Return how many items this person may decide now."""
    return len(_for(session, actor, now, None))


def groups(entries: Sequence[Entry]) -> list[Group]:
    """Return the queue by event, in the queue's order."""
    return [Group(event, tuple(some)) for event, some in groupby(entries, key=lambda one: one.event)]


def _urgency(entry: Entry) -> tuple[datetime, datetime]:
    return entry.due or NEVER, entry.since


def _for(session: Session, actor: Actor, now: datetime, deadlines: Deadlines | None) -> list[tuple[int, int | None]]:
    """Return the ids of the aims, each with its story's, if it is of one: with deadlines what is due first,
    then the oldest.
    """
    if actor.person_id is None:
        return []
    rows = [row for row in _candidates(session, actor, now) if row.step < len(row.route)]
    if not rows:
        return []
    people = desks.staff(session, now, [row.route[row.step] for row in rows])
    later = [row.id for row in rows if row.step or row.route[row.step].all_of]
    rounds = desks.decided_this_round(session, later) if later else {}
    named = items.named_authors(session, ids) if (ids := [row.story_id for row in rows if row.story_id is not None]) else {}
    mine = [row for row in rows if actor.person_id in desks.able(people, desks.with_round(
        Waiting(row.route[row.step], row.department_id, row.submitted_by,
                items.people(row.owner_id, row.wrote) | named.get(row.story_id, desks.NOBODY)), rounds.get(row.id, {})))]
    if deadlines is not None:
        mine.sort(key=lambda row: (deadlines.due(row.changed_at, row.route[row.step].hours) or NEVER, row.changed_at, row.id))
    return [(row.id, row.story_id) for row in mine]


def _candidates(session: Session, actor: Actor, now: datetime) -> Sequence[Any]:
    """Return the aims under review that may concern this person, with what decides whose desk they lie on."""
    absent = session.scalars(_ABSENT, {"me": actor.person_id, "now": now}).all()
    anywhere = actor.has(Role.EDITOR) or bool(absent and desks.staff(session, now).editors & set(absent))
    desk = bool(actor.roles & {Role.REVIEWER, Role.DIRECTOR})
    given = {"me": actor.person_id, "department": actor.department_id, "named": [actor.person_id, *absent], "absent": absent}
    asked = _under_review(anywhere=anywhere, department=actor.department_id is not None, desk=desk, absent=bool(absent))
    return session.execute(asked, given).all()


_ABSENT: Final = deputies.stood_in_for(bindparam("me"), bindparam("now", type_=Utc()))


@cache
def _under_review(*, anywhere: bool, department: bool, desk: bool, absent: bool) -> CompoundSelect[Any]:
    """SQL: the aims under review for somebody who decides anywhere, or has a department, decides at its desk, and stands in
    for somebody. Asked for each page: a statement for each sort of people, put together once.
    """
    columns = (Aim.id, Aim.story_id, Aim.route, Aim.step, Aim.submitted_by, Aim.changed_at)
    found = []
    for query, department_id in (
            (select(*columns, Asset.department_id, Asset.owner_id, Description.updated_by.label("wrote"))
             .join(Asset, Asset.id == Aim.asset_id).join(Description, Description.asset_id == Asset.id), Asset.department_id),
            (select(*columns, Story.department_id, Story.owner_id, Story.changed_by.label("wrote"))
             .join(Story, Story.id == Aim.story_id), Story.department_id)):
        waiting = query.join(Channel, Channel.id == Aim.channel_id).where(
            Aim.state.in_(WAITING), Channel.active, Aim.submitted_by.is_distinct_from(bindparam("me")))
        found.append(waiting if anywhere  # only the office decides beyond its own department
                     else waiting.where(_within(department_id, department=department, desk=desk, absent=absent)))
    return union_all(*found)


def _within(department_id: InstrumentedAttribute[int | None], *, department: bool, desk: bool,
            absent: bool) -> ColumnElement[bool]:
    """SQL: items that may concern this person: by a role in their department, by name, or in an absent one's place."""
    theirs = select(Person.department_id).where(Person.id.in_(bindparam("absent", expanding=True)))
    named: list[ColumnElement[bool]] = [AimGuest.person_id.in_(bindparam("named", expanding=True))]
    if department:
        named.append(AimGuest.department_id == bindparam("department"))
    ways: list[ColumnElement[bool]] = [exists().where(AimGuest.aim_id == Aim.id, or_(*named))]
    if desk and department:
        ways.append(department_id == bindparam("department"))
    if absent:
        ways += [department_id.in_(theirs), exists().where(AimGuest.aim_id == Aim.id, AimGuest.department_id.in_(theirs))]
    return or_(*ways)

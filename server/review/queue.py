"""What waits for one person: the items whose step they may decide, with age, deadline, submitter, channel and step.

In six reads, whatever the number: for whom they stand in, candidates, staff and who is away, who has decided this round,
and what the list shows of each item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from index.catalogue import deputies
from index.catalogue.assets import Asset, Description, Original, Rendition, public_id
from index.catalogue.channels import Aim, AimGuest, Channel
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.lifecycle import WAITING
from index.catalogue.people import Actor, Person, Role
from index.catalogue.steps import due
from server.review import desks
from server.review.desks import Waiting

MOST = 500
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in the queue. ``since`` is when it came to this desk, ``due`` until when it is to be decided."""

    asset_id: int
    kind: str
    title: str
    color: str | None
    grid: str | None
    duration: float | None
    event: str | None
    department: str | None
    submitter: str | None
    channel: str
    channel_name: tuple[str, str]
    step: int
    version: int | None
    since: datetime
    due: datetime | None

    @property
    def asset(self) -> str:
        return public_id(self.asset_id)

    @property
    def key(self) -> str:
        """The item as forms and addresses name it."""
        return f"{self.asset}:{self.channel}"

    @property
    def ticket(self) -> str:
        """The item with the step and version that the reader has seen: an approval of anything else is refused."""
        return f"{self.key}:{self.step}:{self.version or 0}"


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one event; ``event`` is None for those of none."""

    event: str | None
    entries: tuple[Entry, ...]


def waiting(session: Session, actor: Actor, now: datetime, zone: ZoneInfo, *, limit: int = MOST) -> list[Entry]:
    """Return what this person may decide now, up to ``limit``: what is due first, then what has waited longest, an
    event's items together. ``zone`` is where working days begin and end.
    """
    entries = _entries(session, _for(session, actor, now, zone)[:limit], zone)
    first: dict[str | None, tuple[datetime, datetime]] = {}
    for entry in entries:
        first[entry.event] = min(first.get(entry.event, (NEVER, NEVER)), _urgency(entry))
    return sorted(entries, key=lambda one: (first[one.event], one.event or "", _urgency(one), one.asset_id))


def count_waiting(session: Session, actor: Actor, now: datetime) -> int:
    """Return how many items this person may decide now."""
    return len(_for(session, actor, now, None))


def groups(entries: Sequence[Entry]) -> list[Group]:
    """Return the queue by event, in the queue's order."""
    return [Group(event, tuple(some)) for event, some in groupby(entries, key=lambda one: one.event)]


def _urgency(entry: Entry) -> tuple[datetime, datetime]:
    return entry.due or NEVER, entry.since


def _for(session: Session, actor: Actor, now: datetime, zone: ZoneInfo | None) -> list[int]:
    """Return the ids of the aims: with ``zone`` what is due first, then the oldest."""
    if actor.person_id is None:
        return []
    query = (select(Aim.id, Aim.route, Aim.step, Aim.submitted_by, Aim.changed_at, Asset.department_id, Asset.owner_id,
                    Description.updated_by)
             .join(Asset, Asset.id == Aim.asset_id).join(Channel, Channel.id == Aim.channel_id)
             .join(Description, Description.asset_id == Asset.id)
             .where(Aim.state.in_(WAITING), Channel.active, Aim.submitted_by.is_distinct_from(actor.person_id))
             .order_by(Aim.changed_at, Aim.id))
    absent = list(session.scalars(deputies.stood_in_for(actor.person_id, now)))
    if not actor.has(Role.EDITOR) and not (absent and desks.staff(session, now).editors & set(absent)):
        query = query.where(_within(actor, absent))  # only the office decides beyond its own department
    rows = [row for row in session.execute(query).all() if row.step < len(row.route)]
    if not rows:
        return []
    people = desks.staff(session, now, [row.route[row.step] for row in rows])
    later = [row.id for row in rows if row.step or row.route[row.step].all_of]
    rounds = desks.decided_this_round(session, later) if later else {}
    mine = [row for row in rows if actor.person_id in desks.able(people, desks.with_round(
        Waiting(row.route[row.step], row.department_id, row.submitted_by, desks.authors(row.owner_id, row.updated_by)),
        rounds.get(row.id, {})))]
    if zone is not None:
        mine.sort(key=lambda row: (due(row.changed_at, row.route[row.step].hours, zone) or NEVER, row.changed_at, row.id))
    return [row.id for row in mine]


def _within(actor: Actor, absent: Sequence[int]) -> ColumnElement[bool]:
    """SQL: items that may concern this person: by a role in their department, by name, or in an absent one's place."""
    named: list[ColumnElement[bool]] = [AimGuest.person_id.in_([actor.person_id, *absent])]
    if actor.department_id is not None:
        named.append(AimGuest.department_id == actor.department_id)
    ways: list[ColumnElement[bool]] = [exists().where(AimGuest.aim_id == Aim.id, or_(*named))]
    if actor.roles & {Role.REVIEWER, Role.DIRECTOR} and actor.department_id is not None:
        ways.append(Asset.department_id == actor.department_id)
    if absent:
        ways += [Asset.department_id.in_(select(Person.department_id).where(Person.id.in_(absent))),
                 exists().where(AimGuest.aim_id == Aim.id, AimGuest.department_id.in_(
                     select(Person.department_id).where(Person.id.in_(absent))))]
    return or_(*ways)


def _entries(session: Session, aims: Sequence[int], zone: ZoneInfo) -> list[Entry]:
    rows = session.execute(
        select(Asset.id, Asset.kind, Description.title, Original.name, Asset.color, Rendition.sha256, Asset.duration,
               Event.name, Department.name, Person.display, Channel.code, Channel.name, Channel.name_en, Aim.route, Aim.step,
               Aim.pinned_version, Aim.changed_at)
        .select_from(Aim).join(Asset, Asset.id == Aim.asset_id).join(Channel, Channel.id == Aim.channel_id)
        .join(Description, Description.asset_id == Asset.id).join(Original, Original.sha256 == Asset.sha256)
        .outerjoin(Rendition, (Rendition.original_sha256 == Asset.sha256) & (Rendition.preset == "grid"))
        .outerjoin(Event, Event.id == Asset.event_id).outerjoin(Department, Department.id == Asset.department_id)
        .outerjoin(Person, Person.id == Aim.submitted_by).where(Aim.id.in_(aims)))
    return [Entry(asset_id, kind, title or name, color, grid, duration, event, department, submitter, code,
                  (channel, channel_en), step, version, since, due(since, route[step].hours, zone))
            for (asset_id, kind, title, name, color, grid, duration, event, department, submitter, code, channel,
                 channel_en, route, step, version, since) in rows]

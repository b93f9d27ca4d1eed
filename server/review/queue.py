"""What waits for one person: the items whose step they may decide, with age, submitter, channel and step.

In four reads, whatever the number: candidates, staff, who has decided this round, and what the list shows of each item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.assets import Asset, Description, Original, Rendition, public_id
from index.catalogue.channels import Aim, Channel
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.lifecycle import WAITING
from index.catalogue.people import Actor, Person, Role
from server.review import desks
from server.review.desks import NOBODY, Step

DESKS = frozenset({Role.REVIEWER, Role.DIRECTOR, Role.EDITOR})
MOST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in the queue. ``since`` is when it came to this desk, ``desk`` the step that waits."""

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
    desk: str
    step: int
    version: int | None
    since: datetime

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


def waiting(session: Session, actor: Actor, *, limit: int = MOST) -> list[Entry]:
    """Return what this person may decide now, up to ``limit``: what has waited longest first, an event's items together."""
    entries = _entries(session, _for(session, actor)[:limit])
    oldest: dict[str | None, datetime] = {}
    for entry in entries:
        oldest[entry.event] = min(oldest.get(entry.event, entry.since), entry.since)
    return sorted(entries, key=lambda one: (oldest[one.event], one.event or "", one.since, one.asset_id))


def count_waiting(session: Session, actor: Actor) -> int:
    """Return how many items this person may decide now."""
    return len(_for(session, actor))


def groups(entries: Sequence[Entry]) -> list[Group]:
    """Return the queue by event, in the queue's order."""
    return [Group(event, tuple(some)) for event, some in groupby(entries, key=lambda one: one.event)]


def _for(session: Session, actor: Actor) -> list[int]:
    """Return the ids of the aims, oldest first."""
    if actor.person_id is None or not actor.roles & DESKS:
        return []
    query = (select(Aim.id, Aim.route, Aim.step, Aim.submitted_by, Asset.department_id)
             .join(Asset, Asset.id == Aim.asset_id).join(Channel, Channel.id == Aim.channel_id)
             .where(Aim.state.in_(WAITING), Channel.active, Aim.submitted_by.is_distinct_from(actor.person_id))
             .order_by(Aim.changed_at, Aim.id))
    if not actor.has(Role.EDITOR):  # only the office decides beyond its own department
        query = query.where(Asset.department_id == actor.department_id)
    rows = [row for row in session.execute(query).all() if row.step < len(row.route)]
    if not rows:
        return []
    people = desks.staff(session)
    later = [row.id for row in rows if row.step]
    earlier = desks.decided_this_round(session, later) if later else {}
    return [row.id for row in rows if actor.person_id in desks.able(
        people, Step(row.route[row.step], row.department_id, row.submitted_by, earlier.get(row.id, NOBODY)))]


def _entries(session: Session, aims: Sequence[int]) -> list[Entry]:
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
                  (channel, channel_en), route[step], step, version, since)
            for (asset_id, kind, title, name, color, grid, duration, event, department, submitter, code, channel,
                 channel_en, route, step, version, since) in rows]

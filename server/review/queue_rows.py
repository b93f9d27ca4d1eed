"""What the queue shows of each item: an asset or a story, its channel and step, its age and deadline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from index.catalogue import items, visibility
from index.catalogue.assets import Asset, Description, Original, Rendition
from index.catalogue.channels import Aim, Channel
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.items import Ref
from index.catalogue.people import Actor, Person
from index.catalogue.stories import Story, StoryKind
from index.catalogue.work_calendar import Deadlines


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in the queue. ``since`` is when it came to this desk, ``due`` until when it is to be decided. ``story`` is the
    kind of a story in both languages.
    """

    ref: Ref
    story: tuple[str, str] | None
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
    def key(self) -> str:
        """The item as forms and addresses name it."""
        return f"{self.ref}:{self.channel}"

    @property
    def ticket(self) -> str:
        """The item with the step and version that the reader has seen: an approval of anything else is refused."""
        return f"{self.key}:{self.step}:{self.version or 0}"


COMMON = (Event.name.label("event"), Department.name.label("department"), Person.display, Channel.code,
          Channel.name.label("channel"), Channel.name_en, Aim.route, Aim.step, Aim.pinned_version, Aim.changed_at)


def assets(session: Session, aims: Sequence[int], deadlines: Deadlines) -> Iterator[Entry]:
    """Yield what the queue shows of these aims of assets, in no order."""
    if not aims:
        return
    rows = session.execute(
        select(Asset.id, Description.title, Original.name, Asset.color, Rendition.sha256, Asset.duration, *COMMON)
        .select_from(Aim).join(Asset, Asset.id == Aim.asset_id).join(Channel, Channel.id == Aim.channel_id)
        .join(Description, Description.asset_id == Asset.id).join(Original, Original.sha256 == Asset.sha256)
        .outerjoin(Rendition, (Rendition.original_sha256 == Asset.sha256) & (Rendition.preset == "grid"))
        .outerjoin(Event, Event.id == Asset.event_id).outerjoin(Department, Department.id == Asset.department_id)
        .outerjoin(Person, Person.id == Aim.submitted_by).where(Aim.id.in_(aims)))
    for asset_id, title, name, color, grid, duration, *common in rows:
        yield _entry(items.ref(asset_id), None, title or name, color, grid, duration, common, deadlines)


def stories(session: Session, actor: Actor, aims: Sequence[int], now: datetime, deadlines: Deadlines) -> Iterator[Entry]:
    """Yield what the queue shows of these aims of stories, in no order; without a lead picture that is not the reader's to
    see.
    """
    if not aims:
        return
    rows = session.execute(
        select(Story.id, StoryKind.name.label("kind"), StoryKind.name_en.label("kind_en"), Story.title, Story.lead_id,
               *COMMON)
        .select_from(Aim).join(Story, Story.id == Aim.story_id).join(StoryKind, StoryKind.code == Story.kind)
        .join(Channel, Channel.id == Aim.channel_id)
        .outerjoin(Event, Event.id == Story.event_id).outerjoin(Department, Department.id == Story.department_id)
        .outerjoin(Person, Person.id == Aim.submitted_by).where(Aim.id.in_(aims))).all()
    leads = {row.lead_id for row in rows} - {None}
    pictures: dict[int | None, tuple[str | None, str | None]] = {one: (color, grid) for one, color, grid in session.execute(
        select(Asset.id, Asset.color, Rendition.sha256)
        .outerjoin(Rendition, and_(Rendition.original_sha256 == Asset.sha256, Rendition.preset == "grid"))
        .where(Asset.id.in_(leads), visibility.held(actor, now)))} if leads else {}
    for story_id, kind, kind_en, title, lead_id, *common in rows:
        color, grid = pictures.get(lead_id, (None, None))
        yield _entry(items.story(story_id), (kind, kind_en), title, color, grid, None, common, deadlines)


def _entry(ref: Ref, story: tuple[str, str] | None, title: str, color: str | None, grid: str | None,
           duration: float | None, common: Sequence[Any], deadlines: Deadlines) -> Entry:
    event, department, submitter, code, channel, channel_en, route, step, version, since = common
    return Entry(ref, story, title, color, grid, duration, event, department, submitter, code, (channel, channel_en), step,
                 version, since, deadlines.due(since, route[step].hours))

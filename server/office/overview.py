"""What the office sees first thing in the morning, read in a handful of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import bins
from index.catalogue.assets import Arrival, Asset, Kind, Outcome
from index.catalogue.channels import Aim
from index.catalogue.departments import Department
from index.catalogue.lifecycle import State
from index.catalogue.people import Actor
from index.catalogue.stories import Story
from index.db import reading
from server import policy
from server.assignments import lists as assignments
from server.assignments.lists import AssignmentLine
from server.boards import lists as boards
from server.boards.lists import BoardLine
from server.home import Home
from server.kits import lists as kits
from server.kits.bodies import unknown_bodies
from server.kits.lists import KitStanding
from server.screens import lists as screens
from server.screens.lists import ScreenLine, ScreenState
from server.topics import lists as topics
from server.topics.lists import TopicLine


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many reviews wait for one department's assets: at its own desk, at the office's, and since when the oldest."""

    department: str | None
    submitted: int
    reviewed: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Uploads:
    """What came in from one department this month."""

    department: str
    photos: int
    videos: int
    posters: int
    adopted: int

    @property
    def total(self) -> int:
        return self.photos + self.videos + self.posters


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page. ``month`` is its first day in the campus's zone; ``screens`` counts by state.

    ``late`` are assignments whose files are overdue, ``kits`` those that should be back, ``unknown`` cameras of no kit,
    ``topics`` those for which departments have something to do.
    """

    month: date
    waiting: tuple[Waiting, ...]
    overdue: tuple[BoardLine, ...]
    silent: tuple[ScreenLine, ...]
    screens: dict[str, int]
    uploads: tuple[Uploads, ...]
    boards: int
    late: tuple[AssignmentLine, ...]
    kits: tuple[KitStanding, ...]
    unknown: int
    today: date
    topics: tuple[TopicLine, ...]

    @property
    def waits(self) -> int:
        return sum(line.submitted + line.reviewed for line in self.waiting)


def overview(home: Home, actor: Actor, now: datetime) -> Overview:
    """Return the office's overview. Raises Forbidden."""
    policy.require(actor, "see-office")
    today = now.astimezone(home.settings.zone).date()
    month = today.replace(day=1)
    begin = datetime(month.year, month.month, 1, tzinfo=home.settings.zone).astimezone(UTC)
    with reading(home.engine) as session:
        waiting, uploads = _waiting(session), _uploads(session, begin)
        late = assignments.late(session, actor, home.settings, now)
        asked = [one for one in topics.topics(session, actor, home.settings.zone, now) if one.missing]
        out, unknown = kits.overdue(session, actor, today), len(unknown_bodies(session, actor))
    all_boards, all_screens = boards.boards(home.engine), screens.screens(home.engine, now, home.settings.zone)
    counts = {state.value: sum(line.state == state for line in all_screens if line.active) for state in ScreenState}
    silent = [line for line in all_screens if line.active and line.state in {
        ScreenState.FROZEN, ScreenState.STALE, ScreenState.OFFLINE}]
    overdue = sorted((line for line in all_boards if line.overdue(today)), key=lambda line: -line.overdue(today))
    return Overview(month, tuple(waiting), tuple(overdue), tuple(silent), counts,
                    tuple(uploads), len(all_boards), tuple(late), tuple(out), unknown, today,
                    tuple(asked))


def _waiting(session: Session) -> list[Waiting]:
    rows = session.execute(
        select(Department.name, Aim.state, func.count(), func.min(Aim.submitted_at))
        .outerjoin(Asset, Asset.id == Aim.asset_id).outerjoin(Story, Story.id == Aim.story_id)
        .outerjoin(Department, Department.id == func.coalesce(Asset.department_id, Story.department_id))
        .where(Aim.state.in_([State.SUBMITTED, State.REVIEWED]), bins.kept(Aim.asset_id), bins.kept_story(Aim.story_id))
        .group_by(Department.name, Aim.state))
    found: dict[str | None, dict[str, tuple[int, datetime | None]]] = {}
    for name, state, count, since in rows:
        found.setdefault(name, {})[state] = (count, since)
    lines = [Waiting(name, by.get(State.SUBMITTED, (0, None))[0], by.get(State.REVIEWED, (0, None))[0],
                     min((since for _, since in by.values() if since), default=None)) for name, by in found.items()]
    return sorted(lines, key=lambda line: -(line.submitted + line.reviewed))


def _uploads(session: Session, begin: datetime) -> list[Uploads]:
    """Each department that is active has a line, so that a zero is seen as well."""
    came = {(row[0], row[1]): row[2] for row in session.execute(
        select(Asset.department_id, Asset.kind, func.count(Arrival.id)).join(Arrival, Arrival.asset_id == Asset.id)
        .where(Arrival.outcome == Outcome.ADDED, Arrival.received_at >= begin, bins.kept())
        .group_by(Asset.department_id, Asset.kind))}
    adopted = {row[0]: row[1] for row in session.execute(
        select(Asset.department_id, func.count(func.distinct(Asset.id))).join(Aim, Aim.asset_id == Asset.id)
        .where(Aim.state == State.APPROVED, Aim.changed_at >= begin).group_by(Asset.department_id))}
    departments = session.execute(select(Department.id, Department.name).where(Department.active).order_by(Department.id))
    lines = [Uploads(row.name, came.get((row.id, Kind.PHOTO), 0), came.get((row.id, Kind.VIDEO), 0),
                     came.get((row.id, Kind.POSTER), 0), adopted.get(row.id, 0)) for row in departments]
    return sorted(lines, key=lambda line: -line.total)

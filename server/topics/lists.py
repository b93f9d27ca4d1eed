"""Topics as the office and the departments read them: who stands where, and what was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from index.catalogue import bins, items, visibility
from index.catalogue.assets import Asset, Description
from index.catalogue.boards import Board
from index.catalogue.channels import Aim
from index.catalogue.dayparts import over
from index.catalogue.departments import Department
from index.catalogue.items import Ref
from index.catalogue.lifecycle import HELD
from index.catalogue.people import Actor, Person
from index.catalogue.stories import Story
from index.catalogue.topics import Topic, TopicBoard, TopicEntry, TopicTask
from index.errors import NotFound
from server.review import fetching, mine
from server.review.mine import Submission
from server.topics.standing import MISSING, STANDING_NAMES, Standing, standing


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A department's part in a topic. ``entries`` is how much was handed in, ``by`` who did so last."""

    id: int
    topic_id: int
    title: str
    department_id: int
    department: str
    contact: str | None
    due_on: date
    put_off: bool
    standing: Standing
    entries: int
    handed_at: datetime | None
    by: str | None
    decided_at: datetime | None
    reason: str

    @property
    def missing(self) -> bool:
        """The department has something to do."""
        return self.standing in MISSING

    @property
    def words(self) -> tuple[str, str]:
        """How it stands, (Chinese, English)."""
        return STANDING_NAMES[self.standing]


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic with the parts in it that the reader may see."""

    id: int
    title: str
    brief: str
    occasion: str
    due_on: date
    from_on: date | None
    until_on: date | None
    made_at: datetime
    closed_at: datetime | None
    boards: tuple[tuple[int, str], ...]
    tasks: tuple[TaskLine, ...]

    @property
    def missing(self) -> int:
        return sum(one.missing for one in self.tasks)


def topics(session: Session, actor: Actor, zone: ZoneInfo, now: datetime, *, closed: bool = False) -> list[TopicLine]:
    """Return the topics in which this person may see a part, what is due next first; with ``closed`` those that are over."""
    over = Topic.closed_at.is_not(None) if closed else Topic.closed_at.is_(None)
    return [one for one in _topics(session, actor, zone, now, over) if one.tasks or actor.sees_all]


def topic(session: Session, actor: Actor, topic_id: int, zone: ZoneInfo, now: datetime) -> TopicLine:
    """Return one topic in which this person may see a part. Raises NotFound."""
    found = [one for one in _topics(session, actor, zone, now, Topic.id == topic_id) if one.tasks or actor.sees_all]
    if not found:
        raise NotFound(what=f"“{topic_id}”")
    return found[0]


def task(session: Session, actor: Actor, task_id: int, zone: ZoneInfo, now: datetime) -> TaskLine:
    """Return a department's part in a topic. Raises NotFound."""
    found = _tasks(session, actor, zone, now, TopicTask.id == task_id)
    if not found:
        raise NotFound(what=f"“{task_id}”")
    return found[0]


def mine_to_do(session: Session, actor: Actor, zone: ZoneInfo, now: datetime) -> list[TaskLine]:
    """Return in which topics this person's own department has something to do, what is due first."""
    if actor.department_id is None:
        return []
    found = _tasks(session, actor, zone, now, TopicTask.department_id == actor.department_id)
    return sorted((one for one in found if one.missing), key=lambda one: one.due_on)


def refs(session: Session, task_id: int) -> list[Ref]:
    """Return what was handed in, in its order."""
    rows = session.execute(select(TopicEntry.asset_id, TopicEntry.story_id).where(TopicEntry.task_id == task_id)
                           .order_by(TopicEntry.id))
    return [items.of_row(*row) for row in rows]


def entries(session: Session, actor: Actor, task_id: int, zone: ZoneInfo, now: datetime) -> list[Submission]:
    """Return what was handed in as far as this person may see it, each with where it stands now."""
    return _seen(session, actor, refs(session, task_id), zone, now)


def candidates(session: Session, actor: Actor, of: TaskLine, words: str, zone: ZoneInfo, now: datetime, *,
               limit: int = 24) -> list[Submission]:
    """Return what a department may hand in and has not: its items under review or approved, the last changed first, those
    with ``words`` in their title.
    """
    named = true() if not words else or_(Description.title.contains(words, autoescape=True),
                                         Story.title.contains(words, autoescape=True))
    held = set(refs(session, of.id))
    query = (select(Aim.asset_id, Aim.story_id)
             .outerjoin(Asset, Asset.id == Aim.asset_id).outerjoin(Story, Story.id == Aim.story_id)
             .outerjoin(Description, Description.asset_id == Asset.id)
             .where(Aim.state.in_(HELD), bins.kept(Aim.asset_id), bins.kept_story(Aim.story_id), named,
                    or_(Asset.department_id == of.department_id, Story.department_id == of.department_id))
             .group_by(Aim.asset_id, Aim.story_id)
             .order_by(func.max(Aim.changed_at).desc(), Aim.asset_id.desc(), Aim.story_id.desc()).limit(limit + len(held)))
    found = [items.of_row(*row) for row in session.execute(query)]
    return _seen(session, actor, [one for one in found if one not in held][:limit], zone, now)


def _seen(session: Session, actor: Actor, wanted: Sequence[Ref], zone: ZoneInfo, now: datetime) -> list[Submission]:
    may = fetching.fetch_many(session, actor, wanted, now)
    return mine.of_refs(session, actor, [one for one in wanted if one in may], zone, now)


def _topics(session: Session, actor: Actor, zone: ZoneInfo, now: datetime, which: ColumnElement[bool]) -> list[TopicLine]:
    rows = session.scalars(select(Topic).where(which).order_by(Topic.due_on, Topic.id)).all()
    ids = [row.id for row in rows]
    parts: dict[int, list[TaskLine]] = {}
    for line in _tasks(session, actor, zone, now, TopicTask.topic_id.in_(ids)):
        parts.setdefault(line.topic_id, []).append(line)
    boards: dict[int, list[tuple[int, str]]] = {}
    for topic_id, board_id, name in session.execute(
            select(TopicBoard.topic_id, Board.id, Board.name).join(Board, Board.id == TopicBoard.board_id)
            .where(TopicBoard.topic_id.in_(ids)).order_by(Board.name)):
        boards.setdefault(topic_id, []).append((board_id, name))
    return [TopicLine(row.id, row.title, row.brief, row.occasion, row.due_on, row.from_on, row.until_on, row.made_at,
                      row.closed_at, tuple(boards.get(row.id, ())), tuple(parts.get(row.id, ()))) for row in rows]


def _tasks(session: Session, actor: Actor, zone: ZoneInfo, now: datetime, which: ColumnElement[bool]) -> list[TaskLine]:
    contact = select(Person.display).where(Person.id == Department.contact_id).scalar_subquery()
    by = select(Person.display).where(Person.id == TopicTask.handed_by).scalar_subquery()
    count = select(func.count()).where(TopicEntry.task_id == TopicTask.id).scalar_subquery()
    rows = session.execute(
        select(TopicTask, Topic, Department.name, contact, by, count).join(Topic, Topic.id == TopicTask.topic_id)
        .join(Department, Department.id == TopicTask.department_id)
        .where(which, visibility.topic_tasks(actor)).order_by(Department.id, TopicTask.id))
    return [_line(row, zone, now) for row in rows]


def _line(row: Any, zone: ZoneInfo, now: datetime) -> TaskLine:
    part, of, department, contact, by, count = row
    due_on = part.due_on or of.due_on
    stands = standing(over(due_on, zone), part.handed_at, part.decided_at, accepted=part.accepted, closed_at=of.closed_at,
                      now=now)
    return TaskLine(part.id, of.id, of.title, part.department_id, department, contact, due_on, part.due_on is not None,
                    stands, count, part.handed_at, by, part.decided_at, part.reason)

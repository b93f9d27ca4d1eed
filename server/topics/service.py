"""Set topics, change and close them, remind, put off. Each is one transaction with its audit lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.boards import Board
from index.catalogue.departments import Department
from index.catalogue.people import Actor
from index.catalogue.topics import Topic, TopicBoard, TopicEntry, TopicTask
from index.db import writing
from index.errors import Invalid, NotFound, in_order
from server import policy
from server.topics import lists

LONGEST: Final = {"title": 60, "brief": 2000, "occasion": 200}


@dataclass(frozen=True, slots=True)
class Wish:
    """A topic as the office wants it. Departments and boards are rows; ``from_on`` and ``until_on`` are both included."""

    title: str
    due_on: date | None
    departments: tuple[int, ...]
    brief: str = ""
    occasion: str = ""
    from_on: date | None = None
    until_on: date | None = None
    boards: tuple[int, ...] = ()


def add(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> int:
    """Set a topic for departments and return its id. Raises Forbidden, Invalid, NotFound."""
    policy.require(actor, "set-topics")
    due_on = _checked(wish)
    with writing(engine) as session:
        made = Topic(title=wish.title.strip(), due_on=due_on, made_at=now, made_by=actor.person_id)
        _fill(made, wish)
        session.add(made)
        session.flush()
        audit.record(session, actor, "added", f"topic:{made.id}", at=now, name=made.title, due_on=str(due_on))
        _set_boards(session, made.id, wish.boards)
        _set_departments(session, actor, made, wish.departments, now)
        return made.id


def change(engine: Engine, actor: Actor, topic_id: int, wish: Wish, *, now: datetime) -> None:
    """Change a topic. A department that handed something in stays in it. Raises Forbidden, Invalid, NotFound."""
    policy.require(actor, "set-topics")
    due_on = _checked(wish)
    with writing(engine) as session:
        row = _row(session, topic_id)
        row.title, row.due_on = wish.title.strip(), due_on
        _fill(row, wish)
        audit.record(session, actor, "changed", f"topic:{row.id}", at=now, name=row.title, due_on=str(due_on))
        _set_boards(session, row.id, wish.boards)
        _set_departments(session, actor, row, wish.departments, now)


def close(engine: Engine, actor: Actor, topic_id: int, *, now: datetime, again: bool = False) -> None:
    """Say that a topic is over, or with ``again`` that it is not. Raises Forbidden, NotFound."""
    policy.require(actor, "set-topics")
    with writing(engine) as session:
        row = _row(session, topic_id)
        row.closed_at = None if again else now
        audit.record(session, actor, "opened-again" if again else "closed", f"topic:{row.id}", at=now, name=row.title)


def remind(engine: Engine, actor: Actor, topic_id: int, only: int | None, *, zone: ZoneInfo, now: datetime) -> int:
    """Have those reminded who have something to do for a topic, or ``only`` one part of it; return how many departments.

    Raises Forbidden, NotFound.
    """
    policy.require(actor, "set-topics")
    with writing(engine) as session:
        late = [one for one in lists.topic(session, actor, topic_id, zone, now).tasks
                if one.missing and only in {None, one.id}]
        for one in late:
            audit.record(session, actor, "reminded", f"topic-task:{one.id}", at=now, name=one.title,
                         department=one.department)
        return len(late)


def put_off(engine: Engine, actor: Actor, task_id: int, due_on: date | None, *, now: datetime) -> None:
    """Give one department another day; None gives it the topic's again. Raises Forbidden, NotFound."""
    policy.require(actor, "set-topics")
    with writing(engine) as session:
        row = session.get(TopicTask, task_id)
        if row is None:
            raise NotFound(what=f"“{task_id}”")
        row.due_on = due_on
        audit.record(session, actor, "day-moved", f"topic-task:{task_id}", at=now, due_on=str(due_on or ""))


def _checked(wish: Wish) -> date:
    if not wish.title.strip():
        raise Invalid("title", "不能为空", "must not be empty")
    for name, most in LONGEST.items():
        if len(getattr(wish, name).strip()) > most:
            raise Invalid(name, f"最多 {most} 个字", f"at most {most} characters")
    if wish.due_on is None:
        raise Invalid("due_on", "请选择日期", "choose a day")
    if not wish.departments:
        raise Invalid("departments", "请至少选一个部门", "choose at least one")
    in_order("until", ("开始", "From", wish.from_on), ("结束", "Until", wish.until_on))
    return wish.due_on


def _fill(row: Topic, wish: Wish) -> None:
    row.brief, row.occasion = wish.brief.strip(), wish.occasion.strip()
    row.from_on, row.until_on = wish.from_on, wish.until_on


def _row(session: Session, topic_id: int) -> Topic:
    row = session.get(Topic, topic_id)
    if row is None:
        raise NotFound(what=f"“{topic_id}”")
    return row


def _set_boards(session: Session, topic_id: int, boards: tuple[int, ...]) -> None:
    session.execute(delete(TopicBoard).where(TopicBoard.topic_id == topic_id))
    session.add_all(TopicBoard(topic_id=topic_id, board_id=one)
                    for one in session.scalars(select(Board.id).where(Board.id.in_(boards))))


def _set_departments(session: Session, actor: Actor, row: Topic, departments: tuple[int, ...], now: datetime) -> None:
    held = {part.department_id: part for part in session.scalars(select(TopicTask).where(TopicTask.topic_id == row.id))}
    names = dict(session.execute(select(Department.id, Department.name)
                                 .where(Department.id.in_({*departments, *held}))).all())
    for one in dict.fromkeys(departments):
        if one in names and one not in held:
            part = TopicTask(topic_id=row.id, department_id=one)
            session.add(part)
            session.flush()
            audit.record(session, actor, "assigned", f"topic-task:{part.id}", at=now, name=row.title, department=names[one])
    for one, part in held.items():
        if one not in departments and session.scalar(select(TopicEntry.id).where(TopicEntry.task_id == part.id)) is None:
            audit.record(session, actor, "removed", f"topic-task:{part.id}", at=now, name=row.title, department=names[one])
            session.delete(part)

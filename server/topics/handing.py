"""Handing in for a topic, taking back, and the office's word on it. Each is one transaction with its audit line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.channels import Aim
from index.catalogue.departments import Department
from index.catalogue.items import Ref
from index.catalogue.lifecycle import HELD
from index.catalogue.people import Actor
from index.catalogue.topics import TopicEntry, TopicTask
from index.db import writing
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.review import fetching
from server.topics import lists
from server.topics.lists import TaskLine
from server.topics.standing import MISSING, Standing

MOST: Final = 200
LONGEST_REASON: Final = 1000


def hand_in(engine: Engine, actor: Actor, task_id: int, refs: Sequence[Ref], *, zone: ZoneInfo, now: datetime) -> None:
    """Hand items in for a department's part in a topic, beside what was handed in; none hands in anew what came back.

    Raises Forbidden, NotFound, Invalid (item: none at all, too many), Conflict: topic-over, topic-draft, topic-elsewhere.
    """
    with writing(engine) as session:
        line, row = _open(session, actor, task_id, zone, now)
        held = lists.refs(session, task_id)
        fresh = [one for one in dict.fromkeys(refs) if one not in held]
        if not held and not fresh:
            raise Invalid("item", "请至少选一项", "choose at least one")
        if len(held) + len(fresh) > MOST:
            raise Invalid("item", f"最多 {MOST} 项", f"at most {MOST}")
        _require_theirs(session, actor, line, fresh, now)
        session.add_all(TopicEntry(task_id=task_id, added_at=now, **one.columns) for one in fresh)
        row.handed_at, row.handed_by = now, actor.person_id
        audit.record(session, actor, "handed-in", f"topic-task:{task_id}", at=now, name=line.title,
                     department=line.department, items=[str(one) for one in fresh])


def take_back(engine: Engine, actor: Actor, task_id: int, ref: Ref, *, zone: ZoneInfo, now: datetime) -> None:
    """Take one item back. Raises Forbidden, NotFound, Conflict(topic-over). One that was not handed in is no error."""
    with writing(engine) as session:
        line, row = _open(session, actor, task_id, zone, now)
        entry = session.scalar(select(TopicEntry).filter_by(task_id=task_id, **ref.columns))
        if entry is None:
            return
        session.delete(entry)
        session.flush()
        if not lists.refs(session, task_id):
            row.handed_at = row.handed_by = None
        audit.record(session, actor, "taken-back", f"topic-task:{task_id}", at=now, name=line.title,
                     department=line.department, items=[str(ref)])


def decide(engine: Engine, actor: Actor, task_id: int, *, accept: bool, reason: str = "", zone: ZoneInfo,
           now: datetime) -> None:
    """Accept what a department handed in, or send it back with the reason.

    Raises Forbidden, NotFound, VitrineError(reason-required), Invalid (too long a reason), Conflict(topic-not-handed).
    """
    policy.require(actor, "set-topics")
    if not accept and not reason.strip():
        raise VitrineError("reason-required")
    if len(reason.strip()) > LONGEST_REASON:
        raise Invalid("reason", f"最多 {LONGEST_REASON} 个字", f"at most {LONGEST_REASON} characters")
    with writing(engine) as session:
        line = lists.task(session, actor, task_id, zone, now)
        if line.standing is not Standing.HANDED_IN:
            raise Conflict("topic-not-handed")
        row = session.get_one(TopicTask, task_id)
        row.accepted, row.decided_at, row.decided_by = accept, now, actor.person_id
        row.reason = "" if accept else reason.strip()
        audit.record(session, actor, "accepted" if accept else "sent-back", f"topic-task:{task_id}", at=now, name=line.title,
                     department=line.department, reason=row.reason)


def _open(session: Session, actor: Actor, task_id: int, zone: ZoneInfo, now: datetime) -> tuple[TaskLine, TopicTask]:
    line = lists.task(session, actor, task_id, zone, now)
    if not policy.may_answer(actor, session.get_one(Department, line.department_id)):
        raise policy.forbidden("answer-topic", ("请由部门信息员或审稿人交稿。",
                                                "Its contact or a reviewer of the department hands in."))
    if line.standing not in MISSING | {Standing.HANDED_IN}:
        raise Conflict("topic-over")
    return line, session.get_one(TopicTask, task_id)


def _require_theirs(session: Session, actor: Actor, line: TaskLine, refs: Sequence[Ref], now: datetime) -> None:
    for ref in refs:
        item = fetching.fetch(session, actor, ref, now)
        if item.department_id != line.department_id:
            raise Conflict("topic-elsewhere", item=str(ref), department=line.department)
        if session.scalar(select(Aim.id).where(ref.aims, Aim.state.in_(HELD)).limit(1)) is None:
            raise Conflict("topic-draft", item=str(ref))

"""Add and change channels and their routes. Each is one transaction with its audit line, before and after.

A change is for what is submitted from then on: what is under way took a copy of its route along.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.channels import SCREENS, Channel, RouteStep
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.catalogue.routing import steps_of
from index.catalogue.steps import LONGEST_HOURS, OFFICE, STEP_NAMES, Step
from index.db import writing
from index.errors import Conflict, Invalid, NotFound
from server import policy

CODE: Final = re.compile(r"[a-z][a-z0-9-]{1,30}")
MOST_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class ChannelChange:
    """What is to change of a channel; None leaves it."""

    name: str | None = None
    name_en: str | None = None
    active: bool | None = None
    public: bool | None = None
    steps: tuple[Step, ...] | None = None
    goes_on: bool | None = None


def add_channel(engine: Engine, actor: Actor, code: str, change: ChannelChange, *, now: datetime) -> None:
    """Add a channel with its route, after the others. Raises Forbidden, Invalid, Conflict(name-taken)."""
    policy.require(actor, "administer")
    if not CODE.fullmatch(code):
        raise Invalid("code", "用小写字母、数字和横线，2 至 31 位，字母开头", "2 to 31 of a-z, 0-9 and dash, a letter first")
    name = _name(change.name or "")
    with writing(engine) as session:
        if session.scalar(select(Channel.id).where((Channel.code == code) | (Channel.name == name))) is not None:
            raise Conflict("name-taken", name=code)
        last = session.scalar(select(func.max(Channel.position)))
        channel = Channel(code=code, name=name, name_en=(change.name_en or "").strip() or name,
                          position=1 + (-1 if last is None else last), active=change.active is not False,
                          public=bool(change.public), goes_on=bool(change.goes_on))
        session.add(channel)
        session.flush()
        _set_steps(session, channel, change.steps or ())
        audit.record(session, actor, "added", f"channel:{code}", at=now, after=_told(session, channel))


def change_channel(engine: Engine, actor: Actor, code: str, change: ChannelChange, *, now: datetime) -> None:
    """Change a channel and its route, for what is submitted from now on.

    Raises Forbidden, NotFound, Invalid, Conflict(name-taken).
    """
    policy.require(actor, "administer")
    with writing(engine) as session:
        channel = session.scalar(select(Channel).where(Channel.code == code))
        if channel is None:
            raise NotFound(what=f"“{code}”")
        before = _told(session, channel)
        if change.name is not None:
            channel.name = _name(change.name)
            if session.scalar(select(Channel.id).where(Channel.name == channel.name, Channel.id != channel.id)) is not None:
                raise Conflict("name-taken", name=channel.name)
        channel.name_en = channel.name_en if change.name_en is None else change.name_en.strip() or channel.name
        if change.active is not None:
            if not change.active and code == SCREENS:
                raise Invalid("active", "电子屏渠道不能停用，停用某块屏请到电子屏页面",
                              "the channel of the screens stays in use; switch off single screens on their pages")
            channel.active = change.active
        channel.public = channel.public if change.public is None else change.public
        if change.goes_on is not None:
            if change.goes_on and code == SCREENS:
                raise Invalid("goes_on", "电子屏就在校内，不再报送",
                              "the screens are in the house; nothing is sent on from there")
            channel.goes_on = change.goes_on
        if change.steps is not None:
            _set_steps(session, channel, change.steps)
        after = _told(session, channel)
        if after != before:
            audit.record(session, actor, "changed", f"channel:{code}", at=now, before=before, after=after)


def checked(session: Session, steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps as they are kept. Raises Invalid, which names the step."""
    if not 0 < len(steps) <= MOST_STEPS:
        raise Invalid("steps", f"要有 1 至 {MOST_STEPS} 步", f"a route has 1 to {MOST_STEPS} steps")
    kept = []
    for number, step in enumerate(steps):
        if step.hours is not None and not 0 < step.hours <= LONGEST_HOURS:
            raise Invalid("hours", f"第 {number + 1} 步的期限应为 1 至 {LONGEST_HOURS} 小时",
                          f"step {number + 1} has between 1 and {LONGEST_HOURS} hours")
        kept.append(Step(_desk(session, step, number), step.all_of and step.person_id is None, step.hours, number))
    return tuple(kept)


def _desk(session: Session, step: Step, number: int) -> str:
    unknown = Invalid("desk", f"第 {number + 1} 步没有可用的案头", f"step {number + 1} has no desk that is in use")
    if step.desk in STEP_NAMES:
        return step.desk
    try:
        department_id, person_id = step.department_id, step.person_id
    except ValueError:
        raise unknown from None
    department = session.get(Department, department_id) if department_id is not None else None
    person = session.get(Person, person_id) if person_id is not None else None
    if not (department and department.active) and not (person and person.active):
        raise unknown
    return OFFICE if department is not None and department.is_office else step.desk


def _set_steps(session: Session, channel: Channel, steps: Sequence[Step]) -> None:
    wanted = checked(session, steps)
    session.execute(delete(RouteStep).where(RouteStep.channel_id == channel.id))
    session.add_all(RouteStep(channel_id=channel.id, position=step.number, desk=step.desk, all_of=step.all_of,
                              hours=step.hours) for step in wanted)
    session.flush()


def _told(session: Session, channel: Channel) -> dict[str, Any]:
    session.flush()
    return {"name": channel.name, "name_en": channel.name_en, "active": channel.active, "public": channel.public,
            "goes_on": channel.goes_on,
            "steps": [{"desk": one.desk, "all_of": one.all_of, "hours": one.hours} for one in steps_of(session, channel.id)]}


def _name(given: str) -> str:
    if not given.strip() or len(given.strip()) > 40:
        raise Invalid("name", "请填写名称，最多 40 个字", "a name of at most 40 characters is needed")
    return given.strip()

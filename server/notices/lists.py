"""Notices as one person reads them: how many are unread, the page by days, and where each leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Engine, bindparam, func, select, true, update
from sqlalchemy.orm import Session

from index.catalogue.channels import Channel
from index.catalogue.notices import Kind, Notice
from index.catalogue.people import Actor
from index.db import reading, writing
from index.errors import NotFound
from server.notices import subjects, words
from server.notices.subjects import Names
from server.notices.tongue import Tongue


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in words. ``subjects`` are those that its reader may see; ``gone`` where it may show nothing any more."""

    id: int
    kind: str
    icon: str
    text: str
    more: str
    at: datetime
    time: str
    unread: bool
    subjects: tuple[str, ...]

    @property
    def gone(self) -> bool:
        return not self.subjects


@dataclass(frozen=True, slots=True)
class Day:
    """The notices of one day of the campus, the latest first."""

    day: date
    lines: tuple[Line, ...]


def unread(engine: Engine, actor: Actor) -> tuple[int, int]:
    """Return how many notices this person has not read, and the number of the last."""
    if actor.person_id is None:
        return 0, 0
    with reading(engine) as session:
        row = session.execute(_UNREAD, {"who": actor.person_id}).one()
    return int(row[0]), int(row[1])


_UNREAD: Final = (
    select(func.count(), func.coalesce(func.max(Notice.id), 0))
    .where(Notice.person_id == bindparam("who"), Notice.shown, Notice.read_at.is_(None)))
"""Asked for each page: one statement, put together once."""


def days(session: Session, actor: Actor, tongue: Tongue, now: datetime, *, group: str = "", only_unread: bool = False,
         offset: int = 0, limit: int = 50) -> tuple[list[Day], bool]:
    """Return a page of notices by days, and whether there are more. ``group`` is one of ``words.GROUPS`` or empty."""
    query = select(Notice).where(_mine(actor), _of_group(group), Notice.read_at.is_(None) if only_unread else true())
    rows = session.scalars(query.order_by(Notice.at.desc(), Notice.id.desc()).offset(offset).limit(limit + 1)).all()
    lines = told(session, actor, rows[:limit], tongue, now)
    found = [Day(day, tuple(some)) for day, some in groupby(lines, key=lambda one: one.at.astimezone(tongue.zone).date())]
    return found, len(rows) > limit


def told(session: Session, actor: Actor, notices: Sequence[Notice], tongue: Tongue, now: datetime) -> list[Line]:
    """Return notices in words, each as far as this person may see now what it is about."""
    names = subjects.seen(session, actor, {subject for one in notices for subject in one.about}, now)
    channels = {row.code: (row.name, row.name_en) for row in session.execute(
        select(Channel.code, Channel.name, Channel.name_en))}
    return [_line(one, names, channels, tongue) for one in notices]


def open_one(engine: Engine, actor: Actor, notice_id: int, now: datetime) -> tuple[str, list[str], dict[str, Any]]:
    """Note that a notice was read, and return its kind, the subjects that may be seen and its details.

    Raises NotFound for somebody else's.
    """
    with writing(engine) as session:
        notice = session.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == actor.person_id))
        if notice is None or actor.person_id is None:
            raise NotFound(what=f"“{notice_id}”")
        notice.read_at = notice.read_at or now
        names = subjects.seen(session, actor, notice.about, now)
        return notice.kind, [one for one in notice.about if one in names], notice.details


def mark_read(engine: Engine, actor: Actor, ids: Iterable[int] | None, now: datetime) -> None:
    """Note that these notices of this person were read; None: all of them."""
    which = true() if ids is None else Notice.id.in_(list(ids))
    with writing(engine) as session:
        session.execute(update(Notice).where(Notice.person_id == actor.person_id, Notice.read_at.is_(None), which)
                        .values(read_at=now))


def _mine(actor: Actor) -> ColumnElement[bool]:
    return (Notice.person_id == actor.person_id) & Notice.person_id.is_not(None) & Notice.shown


def _of_group(group: str) -> ColumnElement[bool]:
    if not group:
        return true()
    return Notice.kind.in_([kind for kind, said in words.SAID.items() if said.group == group])


def _line(notice: Notice, names: Names, channels: dict[str, tuple[str, str]], tongue: Tongue) -> Line:
    shown = tuple(one for one in notice.about if one in names)
    details = {**notice.details}
    if ended := details.get("ended"):
        details["ended"] = tongue.when(datetime.fromisoformat(ended))
    if due := details.get("due"):
        details["due"] = tongue.when(datetime.fromisoformat(due))
    said = [details["ended"] if notice.kind == Kind.BATCH and ended else names[one] for one in shown]
    more = words.further(tongue, notice.kind, said, details) if shown else ""
    icon = words.SAID[notice.kind].icon if shown and notice.kind in words.SAID else "eye-off"
    return Line(notice.id, notice.kind, icon, words.sentence(tongue, notice.kind, said, details, channels), more,
                notice.at, tongue.time(notice.at), notice.read_at is None, shown)

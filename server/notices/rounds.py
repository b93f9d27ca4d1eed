"""One round of a worker: what the trail and the clock say is made into notices; then what is due is sent.

Reading is done without the write lock. Another worker may have done the same meanwhile: then the mark has moved on, and
what was read is let go.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from index.catalogue.audit import AuditLine
from index.catalogue.notices import TRAIL, Notice, NoticeMark
from index.db import insert_into, reading, serialize, writing
from server.home import Home
from server.notices.boards import to_refresh
from server.notices.deadlines import Told, batches, deadlines
from server.notices.heard import heard
from server.notices.screens import silent
from server.notices.tasks import to_contribute
from server.notices.telling import keep
from server.notices.topics import to_hand_in

LINES: Final = 200
KEPT: Final = timedelta(days=180)


def follow(home: Home, now: datetime) -> int:
    """Make notices of all that the trail holds since the last time, and return how many lines that was."""
    count = 0
    while read := _follow_some(home, now):
        count += read
    return count


def look_at_clock(home: Home, now: datetime) -> None:
    """Tell of deadlines, of unfinished uploads, of silent screens, and of boards and topics that are due, each once."""
    zone = home.settings.zone
    with reading(home.engine) as session:
        due: list[Told] = [*deadlines(session, zone, now), *batches(session, now), *silent(session, zone, now),
                           *to_refresh(session, home.settings, now), *to_hand_in(session, home.settings, now),
                           *to_contribute(session, home.settings, now)]
    if not due:
        return
    with writing(home.engine, durable=False) as session:
        serialize(session, "notices")
        fresh = [tellings for mark, tellings in due if _set(session, mark, now)]
        keep(session, [one for tellings in fresh for one in tellings], zone, now)


def sweep(home: Home, now: datetime) -> None:
    """Forget what is older than half a year: notices with their deliveries, and marks."""
    before = now - KEPT
    with writing(home.engine, durable=False) as session:
        session.execute(delete(Notice).where(Notice.at < before))
        session.execute(delete(NoticeMark).where(NoticeMark.name != TRAIL, NoticeMark.at < before))


def _follow_some(home: Home, now: datetime) -> int:
    with reading(home.engine) as session:
        mark = session.get(NoticeMark, TRAIL)
        since = mark.value if mark is not None else 0
        lines: Sequence[AuditLine] = session.scalars(
            select(AuditLine).where(AuditLine.id > since).order_by(AuditLine.id).limit(LINES)).all()
        tellings = [one for line in lines for one in heard(session, line, now)]
        last = lines[-1].id if lines else since
    if not lines:
        return 0
    with writing(home.engine, durable=False) as session:
        serialize(session, "notices")
        mark = session.get(NoticeMark, TRAIL)
        if mark is None or mark.value != since:
            return 0
        keep(session, tellings, home.settings.zone, now)
        mark.value, mark.at = last, now
    return len(lines)


def _set(session: Session, mark: str, now: datetime) -> bool:
    """Set a mark, and say whether it was not set before."""
    done = session.execute(insert_into(session, NoticeMark).values(name=mark, value=0, at=now)
                           .on_conflict_do_nothing(index_elements=["name"]))
    return bool(getattr(done, "rowcount", 0))

"""What is still to do: jobs in a table of the catalogue.

A job is enqueued in the transaction that makes it necessary, so neither can be without the other. It is claimed with a
lease; a worker that dies loses the lease and the job is given out again, so handlers must be idempotent. At most one
*waiting* job stands for a (kind, key). The lane ``index`` runs one claim at a time over all workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, Select, case, delete, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.credentials import new_token
from index.db import Base, insert_into, serialize

INDEX_LANE = "index"
INDEX = "index"
"""The job that brings one asset into the search index; its key is the asset's row."""
MEDIA_LANE = "media"
ATTEMPTS = 5
_AT_ONCE = 500


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"


class Job(Base):
    """One thing to do. A job that is done is deleted; one that failed for good stays, with its reason."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("uq_jobs_waiting", "kind", "key", unique=True,
              sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
        Index("ix_jobs_due", "lane", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    lane: Mapped[str] = mapped_column(default=MEDIA_LANE)
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    priority: Mapped[int] = mapped_column(default=0)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None]
    error: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in hand, for as long as the lease holds."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int
    lease: str


def enqueue(session: Session, kind: str, key: str, *, now: datetime, lane: str = MEDIA_LANE, priority: int = 0,
            payload: dict[str, Any] | None = None) -> None:
    """Ask for a job in the caller's transaction; where the same one already waits, that one is enough."""
    session.execute(insert_into(session, Job).values(
        kind=kind, key=key, lane=lane, state=JobState.WAITING, priority=priority, payload=payload or {}, attempts=0,
        due_at=now, created_at=now,
    ).on_conflict_do_nothing(index_elements=["kind", "key"], index_where=text("state = 'waiting'")))


def enqueue_index(session: Session, asset_id: int, *, now: datetime) -> None:
    """Ask, in the transaction that changes what a search would show of it, for an asset's new entry in the index."""
    enqueue(session, INDEX, str(asset_id), now=now, lane=INDEX_LANE)


def enqueue_index_of(session: Session, asset_ids: Sequence[int], *, now: datetime) -> None:
    """The same for many assets, in few statements."""
    for at in range(0, len(asset_ids), _AT_ONCE):
        session.execute(insert_into(session, Job).values([
            {"kind": INDEX, "key": str(one), "lane": INDEX_LANE, "state": JobState.WAITING, "priority": 0, "payload": {},
             "attempts": 0, "due_at": now, "created_at": now} for one in asset_ids[at:at + _AT_ONCE]
        ]).on_conflict_do_nothing(index_elements=["kind", "key"], index_where=text("state = 'waiting'")))


def claim(session: Session, *, lane: str, now: datetime, lease_s: int, limit: int = 1,
          keys: Sequence[str] | None = None) -> list[Claim]:
    """Take up to ``limit`` due jobs of a lane for ``lease_s`` seconds; those whose lease ran out are due again.

    ``keys`` restricts to those keys (a command that does its own work). The index lane gives nothing while another
    claim of it holds, so the index has one writer.
    """
    if lane == INDEX_LANE:
        serialize(session, "jobs:index")
        busy = select(Job.id).where(Job.lane == lane, Job.state == JobState.RUNNING, Job.leased_until > now).limit(1)
        if session.scalar(busy) is not None:
            return []
    lease = new_token()
    taken = session.execute(
        update(Job).where(Job.id.in_(_due(lane, now, limit, keys))).values(
            state=JobState.RUNNING, attempts=Job.attempts + 1, lease=lease,
            leased_until=now + timedelta(seconds=lease_s),
        ).returning(Job.id, Job.kind, Job.key, Job.payload, Job.attempts)).all()
    return [Claim(row.id, row.kind, row.key, row.payload, row.attempts, lease) for row in sorted(taken)]


def _due(lane: str, now: datetime, limit: int, keys: Sequence[str] | None) -> Select[int]:
    lost = (Job.state == JobState.RUNNING) & (Job.leased_until <= now)
    query = select(Job.id).where(Job.lane == lane, ((Job.state == JobState.WAITING) & (Job.due_at <= now)) | lost)
    if keys is not None:
        query = query.where(Job.key.in_(keys))
    return query.order_by(Job.priority.desc(), Job.id).limit(limit).with_for_update(skip_locked=True)


def finish(session: Session, claims: Sequence[Claim]) -> int:
    """Strike done jobs off. Returns how many were still ours; a lost lease means another does it over."""
    if not claims:
        return 0
    done = session.execute(delete(Job).where(Job.id.in_([c.id for c in claims]), Job.lease == claims[0].lease))
    return int(getattr(done, "rowcount", 0))


def renew(session: Session, claim: Claim, *, now: datetime, lease_s: int) -> bool:
    """Hold a long job for longer; False where the lease was lost meanwhile."""
    held = session.execute(update(Job).where(Job.id == claim.id, Job.lease == claim.lease)
                           .values(leased_until=now + timedelta(seconds=lease_s)))
    return bool(getattr(held, "rowcount", 0))


def fail(session: Session, claim: Claim, error: str, *, now: datetime, permanent: bool = False) -> None:
    """Put a job back for later (1, 4, 9 ... minutes), or aside for good after the last attempt."""
    again = not permanent and claim.attempts < ATTEMPTS
    waiting = select(Job.id).where(Job.kind == claim.kind, Job.key == claim.key, Job.state == JobState.WAITING)
    if again and session.scalar(waiting) is not None:
        session.execute(delete(Job).where(Job.id == claim.id, Job.lease == claim.lease))
        return
    session.execute(update(Job).where(Job.id == claim.id, Job.lease == claim.lease).values(
        state=JobState.WAITING if again else JobState.FAILED, lease=None, leased_until=None, error=error[-2000:],
        due_at=now + timedelta(minutes=claim.attempts ** 2)))


def counts(session: Session) -> dict[str, int]:
    """Return how many jobs stand in each state."""
    rows = session.execute(select(Job.state, func.count()).group_by(Job.state)).all()
    return dict.fromkeys(JobState, 0) | {row[0]: row[1] for row in rows}


def open_keys(session: Session, kinds: Sequence[str], keys: Sequence[str]) -> set[str]:
    """Return those keys for which a job of these kinds still waits or runs."""
    query = select(Job.key).where(Job.kind.in_(kinds), Job.key.in_(keys), Job.state != JobState.FAILED)
    return set(session.scalars(query))


def due_keys(session: Session, keys: Sequence[str], now: datetime) -> set[str]:
    """Return those keys for which a job could be claimed now or is in somebody's hands."""
    query = select(Job.key).where(Job.key.in_(keys), Job.state != JobState.FAILED,
                                  (Job.due_at <= now) | (Job.state == JobState.RUNNING))
    return set(session.scalars(query))


def reclaim(session: Session) -> None:
    """Give out again at once what is in hand. Only for whoever knows that every other worker of this catalogue is gone."""
    _strike_doubles(session, Job.state.in_([JobState.RUNNING, JobState.WAITING]))
    session.execute(update(Job).where(Job.state == JobState.RUNNING).values(
        state=JobState.WAITING, lease=None, leased_until=None))


def ask_again(session: Session, kinds: Sequence[str], keys: Sequence[str], *, now: datetime) -> None:
    """Make jobs due now that wait for a later try, or were put aside: somebody asks for them."""
    ours = Job.kind.in_(kinds) & Job.key.in_(keys)
    _strike_doubles(session, ours & Job.state.in_([JobState.FAILED, JobState.WAITING]))
    session.execute(update(Job).where(ours, Job.state != JobState.RUNNING).values(
        state=JobState.WAITING, attempts=0, due_at=case((Job.due_at > now, now), else_=Job.due_at)))


def _strike_doubles(session: Session, which: ColumnElement[bool]) -> None:
    """Keep one job for each work, the waiting one before all: only one may wait.

    Sorted out here and not in SQL: on a condition that looks into the table's own partial index, SQLite 3.46 (Debian 13)
    gives up with "internal query planner error".
    """
    rows = session.execute(select(Job.id, Job.kind, Job.key).where(which).order_by(
        (Job.state == JobState.WAITING).desc(), Job.id.desc())).all()
    first: dict[tuple[str, str], int] = {}
    doubles = [job for job, kind, key in rows if first.setdefault((kind, key), job) != job]
    if doubles:
        session.execute(delete(Job).where(Job.id.in_(doubles)))


def unfinished(session: Session, kinds: Sequence[str], keys: Sequence[str]) -> dict[str, str]:
    """Return those keys for which a job of these kinds is still to do or was given up, and what went wrong last, or ""."""
    query = select(Job.key, Job.error).where(Job.kind.in_(kinds), Job.key.in_(keys)).order_by(Job.error.is_not(None))
    return {key: error or "" for key, error in session.execute(query)}

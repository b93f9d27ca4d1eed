"""The audit trail: append-only, written in the transaction of the change, each line chained to the one before by hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.people import Actor
from index.db import Base, serialize

GENESIS = "0" * 64
HEAD = 1
HEAD_HELD = "audit-head"


class AuditLine(Base):
    """Who did what to which thing, with before and after. ``actor_id`` has no foreign key: the trail outlives people."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    verb: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(unique=True)


class AuditHead(Base):
    """The one row that says where the chain ends: without it a trail whose end was cut off would look whole."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str]


def record(session: Session, actor: Actor, verb: str, subject: str, *, at: datetime, **details: Any) -> None:
    """Append a line. ``subject`` is like ``asset:V12`` or ``screen:3``. The unit of work's write lock orders the chain."""
    session.flush()
    serialize(session, "audit")
    # Read once in a unit of work: from then on nobody else can have moved it. The session's own map would forget it.
    head: AuditHead | None = session.info.get(HEAD_HELD)
    if head is None or head not in session:
        head = session.get(AuditHead, HEAD, populate_existing=True)
    if head is None:
        head = AuditHead(id=HEAD, hash=GENESIS)
        session.add(head)
    session.info[HEAD_HELD] = head
    line = AuditLine(at=at, actor_id=actor.person_id, actor=actor.display, verb=verb, subject=subject, details=details)
    line.hash = head.hash = _hash(line, head.hash)
    session.add(line)
    session.flush()


def broken_links(session: Session) -> Iterator[int]:
    """Yield the id of each line whose hash does not follow from itself and its predecessor.

    Where the end was cut off, the id after the last line is yielded too. Whoever can write to the database can forge the
    whole chain; against that only a copy of its head elsewhere helps (a backup has one).
    """
    before, last = GENESIS, 0
    for line in session.scalars(select(AuditLine).order_by(AuditLine.id).execution_options(yield_per=1000)):
        if line.hash != _hash(line, before):
            yield line.id
        before, last = line.hash, line.id
    if (session.scalar(select(AuditHead.hash)) or GENESIS) != before:
        yield last + 1


def _hash(line: AuditLine, before: str) -> str:
    facts = [line.at.astimezone(UTC).isoformat(), line.actor_id, line.actor, line.verb, line.subject, line.details]
    told = json.dumps(facts, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{told}".encode()).hexdigest()

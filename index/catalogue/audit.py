"""The audit trail: append-only, written in the transaction of the change, each line chained to the one before by hash.

Once only are lines changed: when an asset is deleted for good, the words that they quote of it go (``redact``), and the line
of the deletion, chained like all others, says what each of them holds now (decision 0031).
"""

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
QUOTED = frozenset({"before", "after", "name", "file"})
"""Details that quote what people said of a thing, or the name that its file had: ``name`` an asset's, ``file`` a story's."""


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
    line = AuditLine(at=at, actor_id=actor.person_id, actor=actor.signed, verb=verb, subject=subject, details=details)
    line.hash = head.hash = _hash(line, head.hash)
    session.add(line)
    session.flush()


def redact(session: Session, subject: str) -> dict[str, str]:
    """Take out of a subject's lines what they quote, and return {line: digest of what it holds now}, which has to stand as
    ``redacted`` in the line that is recorded next.
    """
    told = {}
    for line in session.scalars(select(AuditLine).where(AuditLine.subject == subject).order_by(AuditLine.id)):
        if QUOTED & line.details.keys():
            line.details = {name: value for name, value in line.details.items() if name not in QUOTED}
            told[str(line.id)] = _digest(line)
    session.flush()
    return told


def broken_links(session: Session) -> Iterator[int]:
    """Yield the id of each line whose hash does not follow from itself and its predecessor, unless a later line, whole
    itself, says that it was redacted to what it holds.

    Where the end was cut off, the id after the last line is yielded too. Whoever can write to the database can forge the
    whole chain; against that only a copy of its head elsewhere helps (a backup has one).
    """
    before, last = GENESIS, 0
    odd: dict[int, str] = {}
    redacted: dict[int, str] = {}
    for line in session.scalars(select(AuditLine).order_by(AuditLine.id).execution_options(yield_per=1000)):
        if line.hash != _hash(line, before):
            odd[line.id] = _digest(line)
        else:
            redacted |= {int(one): digest for one, digest in line.details.get("redacted", {}).items()}
        before, last = line.hash, line.id
    yield from (one for one, digest in odd.items() if redacted.get(one) != digest)
    if (session.scalar(select(AuditHead.hash)) or GENESIS) != before:
        yield last + 1


def _hash(line: AuditLine, before: str) -> str:
    return hashlib.sha256(f"{before}\n{_told(line)}".encode()).hexdigest()


def _digest(line: AuditLine) -> str:
    return hashlib.sha256(_told(line).encode()).hexdigest()


def _told(line: AuditLine) -> str:
    facts = [line.at.astimezone(UTC).isoformat(), line.actor_id, line.actor, line.verb, line.subject, line.details]
    return json.dumps(facts, ensure_ascii=True, sort_keys=True, separators=(",", ":"))

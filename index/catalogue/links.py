"""Links for people without an account (特邀通讯员、编外信息员): who may send what through one, and who has."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from index import jobs
from index.catalogue import audit
from index.catalogue.assets import Asset, public_id
from index.catalogue.departments import Department
from index.catalogue.people import Actor
from index.db import Base


class Outside(StrEnum):
    """How an asset stands that came through a link; None where it came through another door."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"


UNDECIDED = frozenset({Outside.WAITING, Outside.REFUSED})
"""Nobody's yet: cannot be submitted, and belongs to whoever brings the same bytes through a door of their own."""


class Link(Base):
    """One link: its token's hash, never the token. ``max_files`` and ``max_bytes`` count for all its senders together."""

    __tablename__ = "outside_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    note: Mapped[str] = mapped_column(default="")
    max_files: Mapped[int]
    max_bytes: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Sender(Base):
    """Somebody who sends through a link, known by the hash of their browser's cookie. What they send is one batch."""

    __tablename__ = "outside_senders"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("outside_links.id", ondelete="CASCADE"), index=True)
    cookie_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    batch: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


def take(session: Session, asset: Asset, actor: Actor, department_id: int, *, now: datetime) -> None:
    """Make an asset from outside a department's own; its credit stays the sender's. With audit line and index job."""
    asset.department_id, asset.outside_state, asset.outside_reason = department_id, Outside.TAKEN, None
    department = session.get_one(Department, department_id)
    audit.record(session, actor, "took-over", f"asset:{public_id(asset.id)}", at=now, department=department.name)
    jobs.enqueue_index(session, asset.id, now=now)

"""The ways (通知方式) by which notices leave the house, and the outbox of what is still to be sent by them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Means(StrEnum):
    """How a way reaches people: one by one, or a group through its robot."""

    MAIL = "mail"
    WECOM = "wecom"
    SMS = "sms"
    WECOM_ROBOT = "wecom-robot"
    DINGTALK_ROBOT = "dingtalk-robot"


ROBOTS = frozenset({Means.WECOM_ROBOT, Means.DINGTALK_ROBOT})


class NoticeWay(Base):
    """One way, as the administrator set it up. ``sealed`` holds its secrets (``index.credentials.seal``), never shown again.

    ``sent_at`` is when it last sent something, ``error`` what went wrong since then, and when.
    """

    __tablename__ = "notice_ways"

    id: Mapped[int] = mapped_column(primary_key=True)
    means: Mapped[str]
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
    error_at: Mapped[datetime | None]


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class DocumentCopy(Base):
    """A document on its way to one reader: by mail to ``mail``, or, where that is "", as a notice to a person. Each kind of
    document has a table of its own.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(default="")
    mail: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=DeliveryState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    error: Mapped[str | None]


class Delivery(Base):
    """One notice to be sent by one way. ``due_at`` is the next try; who takes it in hand moves it on first, so that a
    delivery in the hands of a worker that died comes due again by itself. Dropped: its reader may no longer see it.
    """

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("notice_id", "way_id"), Index("ix_deliveries_due", "state", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"))
    way_id: Mapped[int] = mapped_column(ForeignKey("notice_ways.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(default=DeliveryState.WAITING)
    digest: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    error: Mapped[str | None]

"""Notices (消息): what somebody is told happened, that they did not do themselves.

They are derived from the audit trail, whose lines stand in the transaction of what they tell of, and from the clock
(deadlines). A notice keeps a kind and ids; its words are put together for each reader, by what that reader may see then.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, Index, String, cast, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base


class Kind(StrEnum):
    """What a notice tells of."""

    DESK = "desk"
    PASSED_ON = "passed-on"
    SIGN_OFF = "sign-off"
    ANSWERED = "answered"
    NEAR = "deadline-near"
    OVER = "deadline-over"
    RETURNED = "returned"
    ASKED = "asked"
    VOIDED = "voided"
    APPROVED = "approved"
    TAKEN_DOWN = "taken-down"
    CONSENT = "consent-withdrawn"
    BATCH = "batch"
    ASSIGNED = "assigned"
    LET_BE = "assignment-closed"
    HANDED_OVER = "handed-over"
    BOOKED = "kit-booked"
    UNBOOKED = "kit-unbooked"
    TRAINING = "training"
    TRAINING_MOVED = "training-moved"
    TRAINING_OFF = "training-off"
    SEARCH = "search"
    BINNED = "binned"
    UNBINNED = "unbinned"
    DELETION = "deletion-proposed"
    LET_IN = "collection-shared"
    FLASHES = "flashes-found"
    SCREEN = "screen-silent"
    NOTE = "note-written"
    EMERGENCY = "emergency"
    EMERGENCY_LATER = "emergency-later"
    EMERGENCY_OVER = "emergency-over"
    BOARD_DUE = "board-due"
    BOARD_OVER = "board-overdue"
    TOPIC = "topic"
    TOPIC_DUE = "topic-due"
    TOPIC_OVER = "topic-overdue"
    TOPIC_HANDED = "topic-handed-in"
    TOPIC_ACCEPTED = "topic-accepted"
    TOPIC_RETURNED = "topic-returned"
    NEWSLETTER = "newsletter"
    REPORT = "report"
    NEWSLETTER_ASKED = "newsletter-submitted"
    NEWSLETTER_RETURNED = "newsletter-returned"
    TASKS_DUE = "tasks-due"
    TASKS_OVER = "tasks-overdue"
    TASKS_MISSING = "tasks-missing"
    CLAIMED = "placement-claimed"
    ADOPTED = "placement-adopted"
    NOT_ADOPTED = "placement-not-adopted"
    WEBHOOK_OFF = "webhook-off"
    HONOURED = "honoured"
    HONOURED_NOT = "honours-taken-back"


class Notice(Base):
    """One thing that one person is told, about one or several subjects like ``asset:V12`` or ``story:S3``.

    ``person_id`` is None for what a group is told. ``details`` holds who did it, on which channel, with which reason.
    ``gathers`` is what notices have in common that are told as one. ``shown`` is False where the person does not want
    this kind on the page.
    """

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_of_person", "person_id", "shown", "read_at"),
                      Index("ix_notices_gathers", "person_id", "gathers"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str]
    about: Mapped[list[str]] = mapped_column(JSON)
    details: Mapped[dict[str, Any]]
    gathers: Mapped[str]
    shown: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


def in_bin(subject: str) -> str:
    """Return the name by which a notice of the bin's acts tells of an asset: those who may restore it see that name."""
    return f"binned:{subject.partition(':')[2]}"


def forget(session: Session, subject: str) -> None:
    """Take out of every notice what it says of an asset that is deleted for good. A reason given for several stays theirs."""
    for name in (subject, in_bin(subject)):
        for notice in session.scalars(select(Notice).where(cast(Notice.about, String).contains(f'"{name}"'))):
            rest = [one for one in notice.about if one != name]
            if rest:
                notice.about = rest
            else:
                notice.details = {one: value for one, value in notice.details.items() if one != "reason"}


class NoticeMark(Base):
    """How far something was told. ``trail``: the last line of the audit trail that was read; others are told once."""

    __tablename__ = "notice_marks"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


TRAIL: Final = "trail"


class NoticeChoice(Base):
    """By which way a person wants to be told of a kind, or does not, where that differs from what is usual."""

    __tablename__ = "notice_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str] = mapped_column(primary_key=True)
    wanted: Mapped[bool]


class NoticeReach(Base):
    """Where a person can be told, and when. Hours are the campus's; quiet hours are for SMS."""

    __tablename__ = "notice_reaches"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    mail: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    wecom: Mapped[str] = mapped_column(default="")
    digest_hour: Mapped[int] = mapped_column(default=8)
    digest_weekdays: Mapped[bool] = mapped_column(default=True)
    quiet_from: Mapped[int] = mapped_column(default=21)
    quiet_until: Mapped[int] = mapped_column(default=7)

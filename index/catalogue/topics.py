"""Topics (时政主题): what the office asks of departments from current affairs by a day, and what they handed in for it.

What is handed in is named, never copied: an item that somebody changes, publishes or takes down shows as what it has become.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Topic(Base):
    """One topic. ``from_on`` to ``until_on`` it is of interest, both days included; ``closed_at`` says that it is over."""

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    brief: Mapped[str] = mapped_column(default="")
    occasion: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date] = mapped_column(Date)
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]


class TopicBoard(Base):
    """A board that a topic is meant for."""

    __tablename__ = "topic_boards"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)


class TopicTask(Base):
    """A department's part in a topic. ``due_on`` is its own day, where it was put off. The office's last decision is
    ``accepted`` or not, with ``reason``; what is handed in after it waits for another.
    """

    __tablename__ = "topic_tasks"
    __table_args__ = (UniqueConstraint("topic_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    due_on: Mapped[date | None] = mapped_column(Date)
    handed_at: Mapped[datetime | None]
    handed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    accepted: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")


class TopicEntry(Base):
    """An asset or a story (one of the two) that was handed in."""

    __tablename__ = "topic_entries"
    __table_args__ = (UniqueConstraint("task_id", "asset_id", name="uq_topic_entries_task_asset"),
                      UniqueConstraint("task_id", "story_id", name="uq_topic_entries_task_story"))

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("topic_tasks.id", ondelete="CASCADE"))
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), index=True)
    added_at: Mapped[datetime]

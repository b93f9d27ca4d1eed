"""Emergencies (紧急发布): urgent words on every screen at once, with an end, the office's prepared texts, and what each
screen has said of painting them.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Select, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base, Utc
from index.errors import NotFound


class EmergencyText(Base):
    """A text that the office has prepared; ``minutes`` is how long it usually stands."""

    __tablename__ = "emergency_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str]
    body: Mapped[str]
    body_en: Mapped[str]
    minutes: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)


class Emergency(Base):
    """One that was put on screens. It ends at ``until`` by itself, on a screen without a network too; ``ended_at`` is when
    somebody ended it before. ``who`` is the name as it was then; ``targets`` as ``index.catalogue.targets`` reads them.
    """

    __tablename__ = "emergencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    who: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    body: Mapped[str]
    body_en: Mapped[str]
    drill: Mapped[bool]
    targets: Mapped[dict[str, Any]]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")

    def is_on(self, now: datetime) -> bool:
        """Say whether screens are to show it at ``now``."""
        return self.at <= now < min(self.until, self.ended_at or self.until)


class EmergencyScreen(Base):
    """A screen that was to show an emergency. ``painted_at`` is the screen's own word, in its clock, which it sets by ours,
    that the words stood on its panel; ``cleared_at`` that they no longer do. ``heard_at`` is when we first heard of it;
    ``until`` is the end that the screen knows of.
    """

    __tablename__ = "emergency_screens"

    emergency_id: Mapped[int] = mapped_column(ForeignKey("emergencies.id", ondelete="CASCADE"), primary_key=True)
    screen_id: Mapped[int] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"), primary_key=True, index=True)
    painted_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    until: Mapped[datetime | None]


def public_id(emergency_id: int) -> str:
    """Return the name by which screens and people call it, such as E3."""
    return f"E{emergency_id}"


def one(session: Session, emergency_id: int) -> Emergency:
    """Return one. Raises NotFound."""
    row = session.get(Emergency, emergency_id)
    if row is None:
        raise NotFound(what=f"“{public_id(emergency_id)}”")
    return row


def on(session: Session, now: datetime) -> list[Emergency]:
    """Return those that screens are to show at ``now``: what is no drill first, then the newest."""
    return list(session.scalars(_on(), {"now": now}))


@cache
def _on() -> Select[Emergency]:
    """SQL: what is on; asked for each page of an editor's and by every screen, and put together once."""
    now = bindparam("now", type_=Utc())
    return (select(Emergency).where(Emergency.at <= now, Emergency.until > now,
                                    or_(Emergency.ended_at.is_(None), Emergency.ended_at > now))
            .order_by(Emergency.drill, Emergency.id.desc()))

"""Bulletins (通知): a cut of water or power, repairs: words with a beginning and an end, aimed at buildings and groups of
screens; and the templates with blanks that the office writes them from.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base
from index.errors import NotFound


class BulletinTemplate(Base):
    """A text with blanks: {what}, {where}, {from}, {until}, {contact}. A line whose blanks stay empty is left out."""

    __tablename__ = "bulletin_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str]
    body: Mapped[str]
    body_en: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Bulletin(Base):
    """One that was published, in the words that stand on screens. ``blanks`` is what it was made from.

    Screens have it from ``shown_from`` until ``until``, by themselves, without a network too; from ``starts_at`` on it is in
    force and a band stays on the screen. ``ended_at`` is when somebody took it off before. ``who`` is the name as it was.
    """

    __tablename__ = "bulletins"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    who: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    body: Mapped[str]
    body_en: Mapped[str]
    blanks: Mapped[dict[str, Any]]
    targets: Mapped[dict[str, Any]]
    shown_from: Mapped[datetime]
    starts_at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")


def public_id(bulletin_id: int) -> str:
    """Return the name by which screens and people call it, such as N3."""
    return f"N{bulletin_id}"


def one(session: Session, bulletin_id: int) -> Bulletin:
    """Return one. Raises NotFound."""
    row = session.get(Bulletin, bulletin_id)
    if row is None:
        raise NotFound(what=f"“{public_id(bulletin_id)}”")
    return row


def due(session: Session, now: datetime) -> list[Bulletin]:
    """Return those that are to be shown at ``now`` or later, in the order in which they come into force."""
    return list(session.scalars(select(Bulletin).where(
        or_(Bulletin.ended_at.is_(None), Bulletin.ended_at > now), Bulletin.until > now)
                                .order_by(Bulletin.starts_at, Bulletin.id)))

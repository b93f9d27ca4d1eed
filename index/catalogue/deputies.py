"""Deputies (代审人): who decides in a reviewer's place while they are away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from index.catalogue.people import Person
from index.db import Base


class Deputy(Base):
    """Who stands in for a person, in which term, and when that person is away. Ends are not included; None is open.

    The deputy decides while the person is away and the term lasts. Whoever is away without one is passed over.
    """

    __tablename__ = "deputies"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    away_from: Mapped[datetime | None]
    away_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]


def is_away(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """SQL: this row's person is away now."""
    return and_(Deputy.away_from <= now, or_(Deputy.away_until.is_(None), Deputy.away_until > now))


def in_term(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """SQL: this row names a deputy whose term lasts now."""
    return and_(Deputy.deputy_id.is_not(None), or_(Deputy.from_at.is_(None), Deputy.from_at <= now),
                or_(Deputy.until_at.is_(None), Deputy.until_at > now))


def away(session: Session, now: datetime) -> dict[int, int | None]:
    """Return who is away now, each with who stands in; None where nobody does, or the deputy is away or shut out too."""
    named = dict(session.execute(select(Deputy.person_id, Deputy.deputy_id).where(is_away(now))).all())
    if not named:
        return {}
    stand_in = aliased(Person)
    able = dict(session.execute(select(Deputy.person_id, Deputy.deputy_id)
                                .join(stand_in, stand_in.id == Deputy.deputy_id)
                                .where(is_away(now), in_term(now), stand_in.active)).all())
    return {person: None if able.get(person) in named else able.get(person) for person in named}


def stood_in_for(person_id: int | ColumnElement[Any] | None, now: datetime | ColumnElement[datetime]) -> Select[int]:
    """SQL: the ids of those in whose place this person decides now."""
    return select(Deputy.person_id).where(Deputy.deputy_id == person_id, is_away(now), in_term(now))

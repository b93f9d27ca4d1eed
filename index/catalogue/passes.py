"""What the office lets stand in one item although a check objects to it, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base


class Pass(Base):
    """One finding that may stand. ``subject`` is like ``asset:V12`` or ``story:S3``; ``key`` names what was found among the
    findings of its check: an expression, or a channel with the demand that is not met.
    """

    __tablename__ = "passes"

    subject: Mapped[str] = mapped_column(primary_key=True)
    check_name: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    at: Mapped[datetime]


def passed(session: Session, subjects: Iterable[str]) -> dict[tuple[str, str, str], str]:
    """Return the reasons for which findings in these items may stand, by (subject, check, key)."""
    rows = session.scalars(select(Pass).where(Pass.subject.in_(list(subjects))))
    return {(one.subject, one.check_name, one.key): one.reason for one in rows}

"""Grades that the office gives (质量、社会反响), and who is named excellent in a year (优秀信息单位、优秀宣传工作者)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Mark(StrEnum):
    """A grade, from the best on."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


MARK_NAMES: Final[dict[str, tuple[str, str]]] = {
    Mark.EXCELLENT: ("优", "excellent"), Mark.GOOD: ("良", "good"), Mark.FAIR: ("中", "fair"), Mark.POOR: ("差", "poor"),
}
UNITS, PEOPLE = 3, 10
"""Places of the two titles in the first year; each later one begins with those of the year before."""


class Grade(Base):
    """What the office thinks of a department's or person's work (one of the two) in a year (``2026``) or a month of it
    (``2026-03``): its quality and what it met with outside, each a ``Mark`` or open, and why.
    """

    __tablename__ = "grades"
    __table_args__ = (CheckConstraint("(department_id IS NULL) != (person_id IS NULL)", name="whose"),
                      CheckConstraint("quality IS NOT NULL OR reaction IS NOT NULL", name="something"),
                      UniqueConstraint("period", "department_id"),
                      UniqueConstraint("period", "person_id", name="uq_grades_period_person"))

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    quality: Mapped[str | None]
    reaction: Mapped[str | None]
    reason: Mapped[str]
    graded_at: Mapped[datetime]
    graded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class HonourYear(Base):
    """A year's titles: how many places each has, and once they are announced, everything that was looked at then
    (``server.honours.keeping``), which stays.
    """

    __tablename__ = "honour_years"
    __table_args__ = (CheckConstraint("(announced_at IS NULL) = (figures IS NULL)", name="announced"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    units: Mapped[int]
    people: Mapped[int]
    announced_at: Mapped[datetime | None]
    announced_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Honoured(Base):
    """A department or person (one of the two) who is named in a year's title."""

    __tablename__ = "honoured"
    __table_args__ = (CheckConstraint("(department_id IS NULL) != (person_id IS NULL)", name="whose"),
                      UniqueConstraint("year", "department_id"),
                      UniqueConstraint("year", "person_id", name="uq_honoured_year_person"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("honour_years.year", ondelete="CASCADE"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)

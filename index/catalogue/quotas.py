"""Quotas (任务): how many items of which kinds somebody owes in a month, a quarter or a year."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Quota(Base):
    """``number`` things per ``per`` (month, quarter, year) that were ``trigger`` (submitted, published, adopted).

    ``unit`` is item, story or asset; no ``kinds``, ``channels`` or ``outlets`` (by name) are all; ``known`` asks for one of
    知名媒体. A ``duty`` is penalised, a target is only shown. It is asked of all departments in use (``everybody``) or of its
    targets; ``together`` says that a group owes it as one. Months such as 2026-03; ``until_month`` is included, None without
    end.
    """

    __tablename__ = "quotas"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    number: Mapped[int]
    per: Mapped[str]
    trigger: Mapped[str]
    unit: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(default=list)
    channels: Mapped[list[str]] = mapped_column(default=list)
    outlets: Mapped[list[str]] = mapped_column(default=list)
    known: Mapped[bool] = mapped_column(default=False)
    duty: Mapped[bool] = mapped_column(default=True)
    everybody: Mapped[bool] = mapped_column(default=False)
    together: Mapped[bool] = mapped_column(default=False)
    from_month: Mapped[str]
    until_month: Mapped[str | None]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class QuotaTarget(Base):
    """Of whom a quota is asked: a department, each department of a group, or a person; one of the three."""

    __tablename__ = "quota_targets"

    id: Mapped[int] = mapped_column(primary_key=True)
    quota_id: Mapped[int] = mapped_column(ForeignKey("quotas.id", ondelete="CASCADE"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("department_groups.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)

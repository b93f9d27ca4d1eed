"""Training sessions (培训): when, where, about what, by whom, who is asked to come, and who came."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Date, ForeignKey, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Training(Base):
    """One session. Times are walls' of the campus. Without departments and people that are asked to come, all are."""

    __tablename__ = "trainings"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    brief: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    trainer: Mapped[str] = mapped_column(default="")
    held_on: Mapped[date] = mapped_column(Date, index=True)
    starts_at: Mapped[time | None] = mapped_column(Time)
    ends_at: Mapped[time | None] = mapped_column(Time)
    sign_up: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    called_off_at: Mapped[datetime | None]
    called_off_reason: Mapped[str] = mapped_column(default="")


class TrainingDepartment(Base):
    """A department whose people are asked to come."""

    __tablename__ = "training_departments"

    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), primary_key=True)


class TrainingPerson(Base):
    """Somebody who is asked to come, signed up or came; without an account by ``name`` alone. ``attended`` None: nobody has
    said yet.
    """

    __tablename__ = "training_people"
    __table_args__ = (UniqueConstraint("training_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    invited: Mapped[bool] = mapped_column(default=False)
    signed_up_at: Mapped[datetime | None]
    attended: Mapped[bool | None]
    noted_at: Mapped[datetime | None]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class TrainingMaterial(Base):
    """What was shown or is to be read: a link, or an asset of the library."""

    __tablename__ = "training_materials"

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)

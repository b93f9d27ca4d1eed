"""The working calendar as the administrator keeps it: days off, make-up workdays (调休), office hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.holidays import Day
from index.catalogue.workdays import DEFAULT_HOURS, WorkCalendar
from index.db import Base


class CalendarDay(Base):
    """A day that the administrator has set: off or worked, whatever its weekday and the public holidays say."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")


class OfficeHours(Base):
    """A stretch of a working day's hours; without any the usual ones hold (``DEFAULT_HOURS``)."""

    __tablename__ = "office_hours"

    begins: Mapped[time] = mapped_column(primary_key=True)
    until: Mapped[time]


def load(session: Session, zone: ZoneInfo) -> WorkCalendar:
    """Return the calendar as it is kept now, in the campus's zone."""
    hours = session.execute(select(OfficeHours.begins, OfficeHours.until).order_by(OfficeHours.begins)).all()
    days = session.execute(select(CalendarDay.day, CalendarDay.works, CalendarDay.name, CalendarDay.name_en))
    return WorkCalendar(zone, tuple((begins, until) for begins, until in hours) or DEFAULT_HOURS,
                        {day: Day(works, (name, name_en)) for day, works, name, name_en in days})


class Deadlines:
    """Deadlines by the calendar as it is kept now: read once, and only where anything has a deadline."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        self._session, self._zone = session, zone
        self._calendar: WorkCalendar | None = None

    def due(self, since: datetime, hours: int | None) -> datetime | None:
        """Return until when a step that came to its desk at ``since`` is to be decided, in UTC; None without a deadline."""
        if hours is None:
            return None
        if self._calendar is None:
            self._calendar = load(self._session, self._zone)
        return self._calendar.after(since, timedelta(hours=hours))

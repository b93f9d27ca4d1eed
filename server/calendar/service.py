"""Set days and office hours of the working calendar. Each change is one transaction with its audit line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from index.catalogue import audit, holidays
from index.catalogue.holidays import Day
from index.catalogue.people import Actor
from index.catalogue.work_calendar import CalendarDay, OfficeHours
from index.catalogue.workdays import DEFAULT_HOURS, Span
from index.db import writing
from index.errors import Invalid
from server import policy

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST: Final = 366
MOST_HOURS: Final = 3


@dataclass(frozen=True, slots=True)
class Marked:
    """Days from one to another, both included: off, worked, or (None) as they are without us."""

    first: date
    last: date
    works: bool | None
    name: str = ""
    name_en: str = ""

    @property
    def days(self) -> Iterator[date]:
        """The days, in order."""
        return (self.first + timedelta(days=one) for one in range((self.last - self.first).days + 1))


def set_days(engine: Engine, actor: Actor, marked: Sequence[Marked], *, now: datetime, file: str = "") -> int:
    """Set days, later ones over earlier ones, and return how many of them have changed with that.

    A day that is set to what it is without us is kept nowhere. Raises Forbidden, Invalid (last, first).
    """
    policy.require(actor, "administer")
    wanted: dict[date, Marked] = {}
    for one in marked:
        _check(one)
        wanted.update(dict.fromkeys(one.days, one))
    with writing(engine) as session:
        before, after = {}, {}
        for day, one in sorted(wanted.items()):
            was, becomes = _told(session.get(CalendarDay, day)), _set(session, day, one)
            if was != becomes:
                before[day.isoformat()], after[day.isoformat()] = was, becomes
        if after:
            audit.record(session, actor, "set-days", f"calendar:{min(after)[:4]}", at=now, before=before, after=after,
                         file=file or None)
    return len(after)


def set_hours(engine: Engine, actor: Actor, hours: Sequence[Span], *, now: datetime) -> None:
    """Let a working day have these hours from now on, in any order. Raises Forbidden, Invalid (hours)."""
    policy.require(actor, "administer")
    wanted = _in_order(hours)
    with writing(engine) as session:
        rows = session.query(OfficeHours).order_by(OfficeHours.begins).all()
        before = tuple((row.begins, row.until) for row in rows) or DEFAULT_HOURS
        if wanted == before:
            return
        session.execute(delete(OfficeHours))
        session.add_all(OfficeHours(begins=begins, until=until) for begins, until in wanted)
        audit.record(session, actor, "set-hours", "calendar:hours", at=now, before={"hours": written(before)},
                     after={"hours": written(wanted)})


def written(hours: Sequence[Span]) -> str:
    """Return hours as people write them: 08:30-12:00 14:00-17:30."""
    return " ".join(f"{begins:%H:%M}-{until:%H:%M}" for begins, until in hours)


def hours_of(given: str) -> tuple[Span, ...]:
    """Read hours such as 08:30-12:00 14:00-17:30. Raises Invalid (hours)."""
    return tuple(_span(part) for part in given.replace(",", " ").replace("，", " ").split())


def _span(given: str) -> Span:
    begins, _, until = given.replace("–", "-").replace("：", ":").partition("-")
    try:
        found = time.fromisoformat(begins.strip().zfill(5)), time.fromisoformat(until.strip().zfill(5))
    except ValueError:
        raise Invalid("hours", f"「{given}」应如 08:30-12:00", f"write “{given}” like 08:30-12:00") from None
    return found[0].replace(tzinfo=None), found[1].replace(tzinfo=None)


def _in_order(hours: Sequence[Span]) -> tuple[Span, ...]:
    wanted = tuple(sorted(hours))
    if not 0 < len(wanted) <= MOST_HOURS:
        raise Invalid("hours", f"请填写 1 至 {MOST_HOURS} 段办公时间", f"give one to {MOST_HOURS} stretches of hours")
    for begins, until in wanted:
        if until <= begins:
            raise Invalid("hours", f"{begins:%H:%M} 起的一段应在其后结束，而不是 {until:%H:%M}",
                          f"what begins at {begins:%H:%M} ends after that, not at {until:%H:%M}")
    for (_, until), (begins, _) in pairwise(wanted):
        if begins < until:
            raise Invalid("hours", f"{begins:%H:%M} 起的一段与前一段重叠", f"what begins at {begins:%H:%M} overlaps another")
    return wanted


def _check(marked: Marked) -> None:
    if not FIRST_YEAR <= marked.first.year <= LAST_YEAR:
        raise Invalid("first", f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间", f"years are {FIRST_YEAR} to {LAST_YEAR}")
    if not 0 <= (marked.last - marked.first).days < LONGEST:
        raise Invalid("last", f"{marked.first} 至 {marked.last}：应不早于开始，且不超过一年",
                      f"{marked.first} to {marked.last}: not before its first day, and a year at most")


def _set(session: Session, day: date, one: Marked) -> str:
    row = session.get(CalendarDay, day)
    public = holidays.of_year(day.year).get(day)
    if one.works is None or _same(public, one):
        if row is not None:
            session.delete(row)
        return ""
    name = one.name.strip(), one.name_en.strip()
    if public is not None and not any(name) and public.works == one.works:
        name = public.name
    if row is None:
        row = CalendarDay(day=day)
        session.add(row)
    row.works, (row.name, row.name_en) = one.works, name
    return _told(row)


def _same(public: Day | None, one: Marked) -> bool:
    """Say whether the public holidays have it so already."""
    return public is not None and public.works == one.works and one.name.strip() in {"", *public.name}


def _told(row: CalendarDay | None) -> str:
    return " ".join(filter(None, ("work" if row.works else "off", row.name, row.name_en))) if row is not None else ""

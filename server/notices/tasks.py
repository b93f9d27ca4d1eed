"""Tasks that are due (任务): departments that are still short are told days before the due day and when it is over; then the
office is told who is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.notices import Kind
from index.catalogue.quotas import Quota
from index.settings import Settings
from server.ledger.months import month_at, shifted
from server.notices.boards import MORNING
from server.notices.deadlines import Told, marked
from server.notices.heard import Telling, answering, office
from server.points import book, standing
from server.points.counting import Standing
from server.points.quotas import Of

FOLLOWED: Final = timedelta(days=10)
"""How long after the due day it is still told that something is missing: a rule set may be put in afterwards."""


def to_contribute(session: Session, settings: Settings, now: datetime) -> list[Told]:
    """Return whom to tell that a month's tasks are due soon, or are not done."""
    here = now.astimezone(settings.zone)
    if here.hour < MORNING or session.scalar(select(Quota.id).limit(1)) is None:
        return []
    found: list[Told] = []
    for month in (shifted(month_at(now, settings.zone), -1), month_at(now, settings.zone)):
        due_at = book.basis(session, month).due_at(month, settings.zone)
        if due_at <= now < due_at + FOLLOWED:
            found += _told(session, Kind.TASKS_OVER, month, due_at, settings, now)
        elif due_at - timedelta(days=settings.reminder_days) <= now < due_at:
            found += _told(session, Kind.TASKS_DUE, month, due_at, settings, now)
    return found


def _told(session: Session, kind: Kind, month: str, due_at: datetime, settings: Settings, now: datetime) -> list[Told]:
    mark = f"{kind}:{month}"
    if marked(session, [mark]):
        return []
    page = book.pages(session, [month], settings.zone, now)[month]
    over = kind is Kind.TASKS_OVER
    short = [one for one in page.figures.standings if one.duty and (one.short_by_due if over else one.ends and one.short)]
    day = str((due_at - timedelta(days=1)).astimezone(settings.zone).date())
    return [(mark, [*_to_each(session, kind, month, day, short, now),
                    *(_to_office(session, month, day, short, now) if over else ())])]


def _to_each(session: Session, kind: Kind, month: str, day: str, short: Iterable[Standing],
             now: datetime) -> Iterator[Telling]:
    """Each is told once of all that they, or the departments that they answer for, are short of."""
    lacks: dict[int, list[str]] = {}
    for one in short:
        people = (answering(session, one.subject.id, now) if one.subject.of is Of.DEPARTMENT else
                  {one.subject.id} if one.subject.of is Of.PERSON else ())
        missing = one.short if kind is Kind.TASKS_DUE else one.wanted - one.by_due
        for person in people:
            lacks.setdefault(person, []).append(f"{one.quota} −{missing}")
    for person, several in sorted(lacks.items()):
        yield Telling(person, kind, f"month:{month}", now, {"day": day, "lacks": several})


def _to_office(session: Session, month: str, day: str, short: Iterable[Standing], now: datetime) -> Iterator[Telling]:
    names = standing.names_of(session, {one.subject for one in short})
    if names:
        for person in sorted(office(session, now)):
            yield Telling(person, Kind.TASKS_MISSING, f"month:{month}", now, {"day": day, "lacks": list(names.values())})

"""Topics that are due: who hands in for a department is told days before, and once it is overdue, then the office too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from index.catalogue.notices import Kind
from index.catalogue.people import OWNER
from index.settings import Settings
from server.notices.boards import MORNING
from server.notices.deadlines import Told, marked
from server.notices.heard import Telling, answering, office
from server.topics import lists
from server.topics.lists import TaskLine
from server.topics.standing import Standing


def to_hand_in(session: Session, settings: Settings, now: datetime) -> list[Told]:
    """Return whom to tell that a department's part in a topic is due soon, or should have been handed in."""
    here = now.astimezone(settings.zone)
    if here.hour < MORNING:
        return []
    ahead = here.date() + timedelta(days=settings.reminder_days)
    found: dict[str, tuple[Kind, TaskLine]] = {}
    for part in (part for topic in lists.topics(session, OWNER, settings.zone, now) for part in topic.tasks):
        if part.standing is Standing.OVERDUE:
            found[f"topic-over:{part.id}:{part.due_on}"] = (Kind.TOPIC_OVER, part)
        elif part.missing and part.due_on <= ahead:
            found[f"topic-due:{part.id}:{part.due_on}"] = (Kind.TOPIC_DUE, part)
    told = marked(session, found)
    return [(mark, list(_of_part(session, *given, now))) for mark, given in found.items() if mark not in told]


def _of_part(session: Session, kind: Kind, part: TaskLine, now: datetime) -> Iterator[Telling]:
    people = answering(session, part.department_id, now)
    if kind is Kind.TOPIC_OVER:
        people = people | office(session, now)
    for one in sorted(people):
        yield Telling(one, kind, f"topic-task:{part.id}", now, {"day": str(part.due_on)})

"""Lines of the trail as one webhook reads them. A line of which nothing can be told, for a fault of ours, is tried again at
each round and then passed over: logged, counted and told by the doctor, and what follows it is told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from index.catalogue.audit import AuditLine
from index.catalogue.items import ItemKind
from index.catalogue.webhooks import MOST_STUMBLES, WebhookStumble
from server.webhooks.events import PUBLISHED, Event, due, events

AT_ONCE: Final = 200
LONGEST: Final = 200
log = logging.getLogger("vitrine.webhooks")


@dataclass(frozen=True, slots=True)
class Told:
    """One event of one line, and when it may be told."""

    line: AuditLine
    event: Event
    due_at: datetime


@dataclass(slots=True)
class Read:
    """What some lines come to: events that are asked for, assets whose embargo ``moved`` with its new end, and the lines that
    could not be told with why. ``last`` is the last line that is done with.
    """

    last: int
    told: list[Told] = field(default_factory=list)
    moved: dict[str, datetime] = field(default_factory=dict)
    stumbled: dict[int, str] = field(default_factory=dict)


def read(session: Session, webhook_id: int, since: int, kinds: set[str], now: datetime) -> Read:
    """Read the lines that follow ``since``, as far as one of which nothing can be told and that is to be tried again."""
    found = Read(since)
    for line in session.scalars(select(AuditLine).where(AuditLine.id > since).order_by(AuditLine.id).limit(AT_ONCE)).all():
        try:
            _take_in(session, found, line, kinds, now)
        except SQLAlchemyError:  # the database's trouble is no fault of this line's
            raise
        except Exception as error:
            log.exception("webhook %s: of line %s of the trail nothing can be told", webhook_id, line.id)
            found.stumbled[line.id] = f"{type(error).__name__}: {error}"[:LONGEST]
            tried = session.get(WebhookStumble, (webhook_id, line.id))
            if (tried.tries if tried else 0) + 1 < MOST_STUMBLES:
                break
        found.last = line.id
    return found


def note(session: Session, webhook_id: int, stumbled: dict[int, str], now: datetime) -> None:
    """Put on record which lines could not be told, in the caller's transaction."""
    for line, error in stumbled.items():
        row = session.get(WebhookStumble, (webhook_id, line))
        if row is None:
            row = WebhookStumble(webhook_id=webhook_id, line=line, tries=0)
            session.add(row)
        row.tries, row.tried_at, row.error = row.tries + 1, now, error


def passed_over(session: Session) -> Iterable[WebhookStumble]:
    """Return the lines that were passed over, of each webhook in their order."""
    return session.scalars(select(WebhookStumble).where(WebhookStumble.tries >= MOST_STUMBLES)
                           .order_by(WebhookStumble.webhook_id, WebhookStumble.line))


def _take_in(session: Session, found: Read, line: AuditLine, kinds: set[str], now: datetime) -> None:
    """Add what one line says, all or nothing of it."""
    told = [Told(line, event, due(session, event, now)) for event in events(session, line) if event.kind in kinds]
    if line.subject.startswith(f"{ItemKind.ASSET}:") and "embargo_until" in (line.details.get("before") or {}):
        found.moved[line.subject] = due(session, Event(PUBLISHED, line.subject, {}), now)
    found.told += told

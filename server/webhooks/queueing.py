"""From the audit trail to deliveries: each event once for each webhook that wants its kind.

How far the trail was read stands in the webhook's own row and is moved on in the transaction that queues, so a worker that
dies between loses and doubles nothing. A webhook that is off hears nothing of what happens meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from index import settings as configuration
from index.catalogue.audit import AuditLine
from index.catalogue.deliveries import DeliveryState
from index.catalogue.webhooks import Webhook, WebhookDelivery, WebhookStumble
from index.credentials import token_hash
from index.db import reading, serialize, writing
from server.home import Home
from server.webhooks import reading_lines
from server.webhooks.events import PUBLISHED, Event
from server.webhooks.reading_lines import Told
from server.webhooks.troubles import Trouble

KEPT: Final = timedelta(days=30)


def follow(home: Home, now: datetime) -> int:
    """Queue for every webhook what the trail holds since it was read, and return how many deliveries that made."""
    with reading(home.engine) as session:
        end = trail_end(session)
        behind = list(session.scalars(select(Webhook.id).where(Webhook.active, Webhook.read_to < end).order_by(Webhook.id)))
    made = 0
    for one in behind:
        while (count := _follow_some(home, one, now)) is not None:
            made += count
    return made


def sweep(home: Home, now: datetime) -> None:
    """Forget deliveries that were due a month ago; what waits for the end of an embargo is due only then."""
    since = now - KEPT
    with writing(home.engine, durable=False) as session:  # nothing is due before it is queued, and that has an index
        session.execute(delete(WebhookDelivery).where(WebhookDelivery.made_at < since, WebhookDelivery.due_at < since))
        session.execute(delete(WebhookStumble).where(WebhookStumble.tried_at < since))


def trail_end(session: Session) -> int:
    """Return the last line of the trail."""
    return session.scalar(select(func.max(AuditLine.id))) or 0


def event_name(key: str, of: str) -> str:
    """Return the name of an event for good, which tells nothing of the trail; ``key`` is the installation's secret."""
    return "msg_" + sha256(f"{token_hash(key)}\0webhook event\0{of}".encode()).hexdigest()[:32]


def _follow_some(home: Home, webhook_id: int, now: datetime) -> int | None:
    """Read some lines for one webhook and return how many deliveries they made; None where there was nothing to read."""
    with reading(home.engine) as session:
        row = session.get(Webhook, webhook_id)
        if row is None or not row.active:
            return None
        since, kinds = row.read_to, set(row.kinds)
        read = reading_lines.read(session, webhook_id, since, kinds, now)
    if read.last == since and not read.stumbled:
        return None
    key = configuration.secret(home.settings)
    with writing(home.engine) as session:
        serialize(session, "webhooks")
        row = session.get(Webhook, webhook_id, with_for_update=True)
        if row is None or row.read_to != since or not row.active:  # another worker was here, or somebody changed it
            return None
        for told in read.told:
            if told.event.kind == PUBLISHED:
                _supersede(session, webhook_id, told.event, now)
            session.add(_delivery(webhook_id, key, told, now))
        for about, at in read.moved.items():
            _move(session, webhook_id, about, at)
        reading_lines.note(session, webhook_id, read.stumbled, now)
        row.read_to = read.last
    return len(read.told) if read.last != since else None


def _supersede(session: Session, webhook_id: int, event: Event, now: datetime) -> None:
    """Drop what still waits to tell the same: approved again under an embargo, an asset would be told as published twice."""
    waiting = select(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.kind == event.kind, WebhookDelivery.about == event.about,
        WebhookDelivery.state == DeliveryState.WAITING)
    for row in session.scalars(waiting).all():
        if row.details == event.details:
            row.state, row.settled_at, row.error = DeliveryState.DROPPED, now, Trouble.SUPERSEDED


def _move(session: Session, webhook_id: int, about: str, at: datetime) -> None:
    """An embargo ends earlier or later than it did: what waits for its end waits for the new one."""
    session.execute(update(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.kind == PUBLISHED, WebhookDelivery.about == about,
        WebhookDelivery.state == DeliveryState.WAITING, WebhookDelivery.tries == 0).values(due_at=at))


def _delivery(webhook_id: int, key: str, told: Told, now: datetime) -> WebhookDelivery:
    event, line = told.event, told.line
    return WebhookDelivery(webhook_id=webhook_id, event=event_name(key, f"{line.id} {event.kind}"), kind=event.kind,
                           about=event.about, details=event.details, happened_at=line.at, made_at=now, due_at=told.due_at)

"""Webhooks as pages and programs read them: never the secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index.catalogue.deliveries import DeliveryState
from index.catalogue.people import Actor
from index.catalogue.webhooks import Webhook, WebhookDelivery
from index.db import reading
from index.errors import NotFound
from server import policy

LATEST: Final = 50


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """One webhook. ``sent_at`` is when something was taken last, ``error`` what went wrong since; ``off_at`` is when it was
    switched off for having failed too long. ``waiting`` and ``failed`` count deliveries.
    """

    id: int
    name: str
    address: str
    kinds: tuple[str, ...]
    active: bool
    sent_at: datetime | None
    error: str | None
    error_at: datetime | None
    off_at: datetime | None
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One delivery: ``status`` is the answer's code, None where none came; ``due_at`` the next try, None where none is."""

    id: int
    event: str
    kind: str
    about: str
    state: str
    tries: int
    happened_at: datetime
    tried_at: datetime | None
    due_at: datetime | None
    status: int | None
    took_ms: int | None
    error: str | None


def webhooks(engine: Engine, actor: Actor) -> list[WebhookLine]:
    """Return all webhooks, by number. Raises Forbidden."""
    policy.require(actor, "administer")
    with reading(engine) as session:
        return _lines(session)


def webhook(engine: Engine, actor: Actor, webhook_id: int) -> tuple[WebhookLine, list[DeliveryLine]]:
    """Return a webhook with its latest deliveries, the last queued first. Raises Forbidden, NotFound."""
    policy.require(actor, "administer")
    with reading(engine) as session:
        line = next((one for one in _lines(session) if one.id == webhook_id), None)
        if line is None:
            raise NotFound(what=f"“{webhook_id}”")
        rows = session.scalars(select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
                               .order_by(WebhookDelivery.id.desc()).limit(LATEST))
        return line, [_delivery(row) for row in rows]


def _lines(session: Session) -> list[WebhookLine]:
    counts = {(row[0], row[1]): row[2] for row in session.execute(
        select(WebhookDelivery.webhook_id, WebhookDelivery.state, func.count())
        .group_by(WebhookDelivery.webhook_id, WebhookDelivery.state))}
    return [WebhookLine(row.id, row.name, row.address, tuple(row.kinds), row.active, row.sent_at, row.error, row.error_at,
                        row.off_at, counts.get((row.id, DeliveryState.WAITING), 0),
                        counts.get((row.id, DeliveryState.FAILED), 0))
            for row in session.scalars(select(Webhook).order_by(Webhook.id))]


def _delivery(row: WebhookDelivery) -> DeliveryLine:
    return DeliveryLine(row.id, row.event, row.kind, row.about, row.state, row.tries, row.happened_at, row.tried_at,
                        row.due_at if row.state == DeliveryState.WAITING else None, row.status, row.took_ms, row.error)

"""Webhooks for the administrator's programs: listed, with what was sent, and removed. They are set up on the page, where
their secret is shown once: an answer here is kept for a day under its idempotency key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.catalogue.deliveries import DeliveryState
from index.catalogue.tokens import Scope
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed
from server.web.services import actor, home, now
from server.webhooks import lists, service
from server.webhooks.lists import DeliveryLine, WebhookLine


@dataclass(frozen=True, slots=True)
class WebhookSummary:
    """One webhook, without its secret. ``sent_at`` is when something was taken last, ``error`` what went wrong since,
    ``off_at`` when it was switched off for having failed too long; ``waiting`` and ``failed`` count deliveries.
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
class DeliveryRecord:
    """One delivery: ``event`` is its `webhook-id`, ``about`` what it tells of, ``status`` what was answered (null where
    nothing was), ``due_at`` the next try.
    """

    id: int
    event: str
    kind: str
    about: str
    state: DeliveryState
    tries: int
    happened_at: datetime
    tried_at: datetime | None
    due_at: datetime | None
    status: int | None
    took_ms: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """A webhook with its latest deliveries, the last queued first."""

    webhook: WebhookSummary
    deliveries: tuple[DeliveryRecord, ...]


@endpoint("GET", "/webhooks", Scope.READ_OFFICE, "列出事件推送", tag="webhooks")
def list_webhooks(query: Paging) -> Listed[WebhookSummary]:
    """List the webhooks, by number; for the administrator."""
    return cut(lists.webhooks(home().engine, actor()), query, lambda one: one.id, _summary)


@endpoint("GET", "/webhooks/{webhook}", Scope.READ_OFFICE, "查看事件推送", tag="webhooks")
def show_webhook(webhook: RowId) -> WebhookRecord:
    """Show a webhook with its latest deliveries; for the administrator."""
    line, deliveries = lists.webhook(home().engine, actor(), webhook)
    return WebhookRecord(_summary(line), tuple(map(_delivery, deliveries)))


@endpoint("DELETE", "/webhooks/{webhook}", Scope.WRITE_OFFICE, "删除事件推送", tag="webhooks")
def remove_webhook(webhook: RowId) -> None:
    """Remove a webhook, with its secret and its deliveries; for the administrator."""
    service.remove(home(), actor(), webhook, now=now())


def _summary(one: WebhookLine) -> WebhookSummary:
    return WebhookSummary(one.id, one.name, one.address, one.kinds, one.active, one.sent_at, one.error, one.error_at,
                          one.off_at, one.waiting, one.failed)


def _delivery(one: DeliveryLine) -> DeliveryRecord:
    return DeliveryRecord(one.id, one.event, one.kind, one.about, DeliveryState(one.state), one.tries, one.happened_at,
                          one.tried_at, one.due_at, one.status, one.took_ms, one.error)

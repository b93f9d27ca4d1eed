"""Deliveries on their way: taken in hand, put together, posted, settled.

By the rules of ``server.notices.sending``: taking in hand moves the next try on, and the network is spoken with while no
transaction is open. What was not taken is tried again after growing waits, ten times over three days. A webhook of which
nothing was taken all that time is switched off, and the trail says so.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from index import settings as configuration
from index.catalogue import audit
from index.catalogue.deliveries import DeliveryState
from index.catalogue.people import OWNER
from index.catalogue.webhooks import Webhook, WebhookDelivery
from index.credentials import unseal
from index.db import reading, writing
from server.clock import Clock
from server.home import Home
from server.notices.outside import wire
from server.notices.outside.wire import Undelivered
from server.webhooks import guard, signing
from server.webhooks.events import TEST, Event, body, due

AT_ONCE: Final = 20
LEASE: Final = timedelta(minutes=5)
WAITS: Final = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 300, 600, 840, 1080, 1440))
"""Between a try and the next; after the last there is none."""
TRIES: Final = len(WAITS) + 1
GONE: Final = 410
"""The receiver wants nothing any more."""
LONGEST_ANSWER: Final = 1 << 10
AGENT: Final = "Vitrine-Webhooks/1"
NO_SECRET: Final = "the secret cannot be opened with this installation's key; renew it"  # noqa: S105 - no secret
log = logging.getLogger("vitrine.webhooks")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery as it goes out."""

    id: int
    event: str
    address: str
    body: bytes
    secrets: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a try came to: the status of the answer and how long it took, ``error`` None where it was taken."""

    status: int | None
    took_ms: int
    error: str | None


def send_due(home: Home, clock: Clock) -> int:
    """Post what is due, and return how many deliveries were taken by their receivers."""
    now = clock()
    with reading(home.engine) as session:
        waiting = select(WebhookDelivery.id).where(WebhookDelivery.webhook_id == Webhook.id, *_is_due(now)).exists()
        hooks = list(session.scalars(select(Webhook.id).where(Webhook.active, waiting).order_by(Webhook.id)))
    return sum(_send_to(home, one, clock) for one in hooks)


def send_one(home: Home, delivery_id: int, clock: Clock) -> Outcome | None:
    """Post one delivery that was taken in hand, settle it, and return what came of it; None where it is not to go."""
    parcel = _parcel(home, delivery_id, clock())
    if parcel is None:
        return None
    outcome = _posted(parcel, home.settings.webhooks_inside, clock())
    _settle(home.engine, delivery_id, outcome, clock())
    return outcome


def _send_to(home: Home, webhook_id: int, clock: Clock) -> int:
    sent, ids = 0, _taken(home.engine, webhook_id, clock())
    for at, one in enumerate(ids):
        outcome = send_one(home, one, clock)
        if outcome is not None and outcome.error is not None:
            log.warning("webhook %s: %s", webhook_id, outcome.error)
            _give_back(home.engine, ids[at + 1:], clock())
            break
        sent += outcome is not None
    return sent


def _is_due(now: datetime) -> tuple[Any, Any]:
    return WebhookDelivery.state == DeliveryState.WAITING, WebhookDelivery.due_at <= now


def _taken(engine: Engine, webhook_id: int, now: datetime) -> list[int]:
    """Take some of what is due to a webhook in hand, in the order in which it happened."""
    with writing(engine, durable=False) as session:
        rows = session.scalars(select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id, *_is_due(now))
                               .order_by(WebhookDelivery.id).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.tries, row.due_at = row.tries + 1, now + LEASE
        return [row.id for row in rows]


def _give_back(engine: Engine, ids: list[int], now: datetime) -> None:
    """Where one was not taken, the rest is not held to it: it waits a little and counts no try."""
    with writing(engine, durable=False) as session:
        session.execute(update(WebhookDelivery).where(WebhookDelivery.id.in_(ids)).values(
            tries=WebhookDelivery.tries - 1, due_at=now + WAITS[0]))


def _parcel(home: Home, delivery_id: int, now: datetime) -> Parcel | None:
    with writing(home.engine, durable=False) as session:
        row = session.get(WebhookDelivery, delivery_id)
        hook = session.get(Webhook, row.webhook_id) if row is not None else None
        if row is None or hook is None:
            return None
        told = body(session, home.settings, row, now)
        if told is not None:
            held = unseal(configuration.secret(home.settings), hook.sealed)
            return Parcel(row.id, row.event, hook.address, told, signing.in_force(held, now))
        later = due(session, Event(row.kind, row.about, row.details), now)
        if later > now:  # an embargo was moved
            row.tries, row.due_at = row.tries - 1, later
        else:
            row.state, row.settled_at, row.error = DeliveryState.DROPPED, now, None
        return None


def _posted(parcel: Parcel, inside: str, now: datetime) -> Outcome:
    began = monotonic()
    try:
        if not parcel.secrets:
            raise Undelivered(NO_SECRET)
        signed = signing.headers(parcel.secrets, parcel.event, parcel.body, now) | {"User-Agent": AGENT}
        answer = wire.call("POST", parcel.address, body=parcel.body, headers=signed,
                           at=guard.resolved(parcel.address, inside), longest=LONGEST_ANSWER)
    except Undelivered as caught:
        return Outcome(caught.status, _since(began), caught.why)
    return Outcome(answer.status, _since(began), None if answer.status < 300 else f"HTTP {answer.status}")


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)


def _settle(engine: Engine, delivery_id: int, outcome: Outcome, now: datetime) -> None:
    with writing(engine) as session:
        row = session.get(WebhookDelivery, delivery_id)
        hook = session.get(Webhook, row.webhook_id) if row is not None else None
        if row is None or hook is None:  # removed meanwhile
            return
        row.tried_at, row.status, row.took_ms, row.error = now, outcome.status, outcome.took_ms, outcome.error
        if outcome.error is None:
            row.state, row.settled_at = DeliveryState.SENT, now
            hook.sent_at, hook.error, hook.error_at = now, None, None
            return
        hook.error, hook.error_at = outcome.error, now
        over = row.kind == TEST or row.tries >= TRIES or outcome.status == GONE
        row.state, row.settled_at = (DeliveryState.FAILED, now) if over else (DeliveryState.WAITING, None)
        if not over:
            row.due_at = now + WAITS[row.tries - 1]
        silent = row.tries >= TRIES and (hook.sent_at is None or hook.sent_at < row.made_at)
        if hook.active and row.kind != TEST and (silent or outcome.status == GONE):
            _switch_off(session, hook, now)


def _switch_off(session: Session, hook: Webhook, now: datetime) -> None:
    hook.active, hook.off_at = False, now
    audit.record(session, OWNER, "switched-off", f"webhook:{hook.id}", at=now, name=hook.name)

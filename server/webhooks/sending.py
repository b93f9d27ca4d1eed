"""Deliveries on their way: taken in hand, put together, posted, settled.

By the rules of ``server.notices.sending``: taking in hand moves the next try on, and the network is spoken with while no
transaction is open. What was not taken is tried again after growing waits, ten times over three days. A webhook of which
nothing was taken all that time is switched off, and the trail says so. What goes wrong on our side holds up one delivery, no
other and no other webhook.
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
from server.webhooks.troubles import Trouble

AT_ONCE: Final = 20
LEASE: Final = timedelta(minutes=5)
WAITS: Final = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 300, 600, 840, 1080, 1440))
"""Between a try and the next; after the last there is none."""
TRIES: Final = len(WAITS) + 1
GONE: Final = 410
"""The receiver wants nothing any more."""
LONGEST_ANSWER: Final = 1 << 10
AGENT: Final = "Vitrine-Webhooks/1"
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
    """What a try came to: the status of the answer and how long it took, ``error`` None where it was taken, else what
    ``troubles.worded`` puts into words.
    """

    status: int | None
    took_ms: int
    error: str | None


def send_due(home: Home, clock: Clock) -> int:
    """Post what is due, and return how many deliveries were taken by their receivers."""
    now = clock()
    with reading(home.engine) as session:
        waiting = select(WebhookDelivery.id).where(WebhookDelivery.webhook_id == Webhook.id, *_is_due(now)).exists()
        hooks = list(session.scalars(select(Webhook.id).where(Webhook.active, waiting).order_by(Webhook.id)))
    sent = 0
    for one in hooks:
        try:
            sent += _send_to(home, one, clock)
        except Exception:  # the next webhook is not held to it; what was in hand comes due again by itself
            log.exception("webhook %s: could not post", one)
    return sent


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
        outcome = _tried(home, one, clock)
        if outcome is not None and outcome.error == Trouble.BROKEN:
            continue
        if outcome is not None and outcome.error is not None:
            log.warning("webhook %s: %s", webhook_id, outcome.error)
            _give_back(home.engine, ids[at + 1:], clock())
            break
        sent += outcome is not None
    return sent


def _tried(home: Home, delivery_id: int, clock: Clock) -> Outcome | None:
    """Post one like ``send_one``. What fails on our side counts as a try: it waits, and is given up after the last."""
    try:
        return send_one(home, delivery_id, clock)
    except Exception:
        log.exception("webhook delivery %s: could not be put together or settled", delivery_id)
        broken = Outcome(None, 0, Trouble.BROKEN)
        _settle(home.engine, delivery_id, broken, clock())
        return broken


def _is_due(now: datetime) -> tuple[Any, Any]:
    return WebhookDelivery.state == DeliveryState.WAITING, WebhookDelivery.due_at <= now


def _taken(engine: Engine, webhook_id: int, now: datetime) -> list[int]:
    """Take some of what is due to a webhook in hand, in the order in which it happened."""
    with writing(engine, durable=False) as session:
        rows = session.scalars(select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id, *_is_due(now))
                               .order_by(WebhookDelivery.id).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        for row in rows:
            if row.tries >= TRIES:  # whoever had it in hand the last time did not live to settle it
                row.state, row.settled_at, row.error = DeliveryState.FAILED, now, Trouble.BROKEN
            else:
                row.tries, row.due_at = row.tries + 1, now + LEASE
        return [row.id for row in rows if row.state == DeliveryState.WAITING]


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
    if not parcel.secrets:
        return Outcome(None, _since(began), Trouble.NO_SECRET)
    try:
        at = guard.resolved(parcel.address, inside)
    except Undelivered as caught:
        return Outcome(None, _since(began), caught.why)
    try:
        signed = signing.headers(parcel.secrets, parcel.event, parcel.body, now) | {"User-Agent": AGENT}
        answer = wire.call("POST", parcel.address, body=parcel.body, headers=signed, at=at, longest=LONGEST_ANSWER)
    except Undelivered as caught:
        why = Trouble.UNREACHABLE.of(caught.why) if caught.status is None else Trouble.REDIRECT.of(caught.status)
        return Outcome(caught.status, _since(began), why)
    return Outcome(answer.status, _since(began), None if answer.status < 300 else f"HTTP {answer.status}")


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)


def _settle(engine: Engine, delivery_id: int, outcome: Outcome, now: datetime) -> None:
    with writing(engine) as session:
        # The webhook's row before all others and before the trail, as who removes or changes it has it: else they deadlock.
        hook = session.scalar(select(Webhook).join(WebhookDelivery, WebhookDelivery.webhook_id == Webhook.id)
                              .where(WebhookDelivery.id == delivery_id).with_for_update(of=Webhook))
        row = session.get(WebhookDelivery, delivery_id)
        if row is None or hook is None:  # removed meanwhile
            return
        row.tried_at, row.status, row.took_ms, row.error = now, outcome.status, outcome.took_ms, outcome.error
        if outcome.error is None:
            row.state, row.settled_at = DeliveryState.SENT, now
            hook.sent_at, hook.error, hook.error_at = now, None, None
            return
        hook.error, hook.error_at = outcome.error, now
        gone = outcome.status == GONE
        if row.kind == TEST or row.tries >= TRIES or gone:
            row.state, row.settled_at = DeliveryState.FAILED, now
        elif row.state == DeliveryState.WAITING:  # and was not dropped while it was in hand
            row.due_at = now + WAITS[max(row.tries, 1) - 1]
        silent = row.tries >= TRIES and (hook.sent_at is None or hook.sent_at < row.made_at)
        if hook.active and row.kind != TEST and (gone or (silent and outcome.error != Trouble.BROKEN)):
            _switch_off(session, hook, now, gone=gone)


def _switch_off(session: Session, hook: Webhook, now: datetime, *, gone: bool) -> None:
    hook.active, hook.off_at = False, now
    audit.record(session, OWNER, "switched-off", f"webhook:{hook.id}", at=now, name=hook.name, gone=gone)

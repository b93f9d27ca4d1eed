"""Webhooks as the administrator keeps them. A secret is made here, given back once, and sealed. Each change is on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index import settings as configuration
from index.catalogue import audit
from index.catalogue.deliveries import DeliveryState
from index.catalogue.people import Actor
from index.catalogue.webhooks import Webhook, WebhookDelivery
from index.credentials import new_token, seal, unseal
from index.db import serialize, writing
from index.errors import Conflict, NotFound
from server import policy
from server.admin import chosen
from server.home import Home
from server.webhooks import guard, signing
from server.webhooks.events import KINDS, TEST
from server.webhooks.queueing import event_name, trail_end
from server.webhooks.sending import LEASE, Outcome, send_one

LONGEST_NAME: Final = 60
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """A webhook as somebody wants it."""

    name: str
    address: str
    kinds: tuple[str, ...]
    active: bool = True


def add(home: Home, actor: Actor, wish: Wish, *, now: datetime) -> tuple[int, str]:
    """Set up a webhook; return its id and its secret, which nobody can read again. It hears of what happens from now on.

    Raises Forbidden, Invalid (name, address, kinds), Conflict(webhooks-many).
    """
    policy.require(actor, "administer")
    checked, secret = _checked(home, wish), signing.new_secret()
    with writing(home.engine) as session:
        serialize(session, "webhooks")
        if (session.scalar(select(func.count(Webhook.id))) or 0) >= MOST:
            raise Conflict("webhooks-many", most=MOST)
        row = Webhook(name=checked.name, address=checked.address, kinds=list(checked.kinds), active=checked.active,
                      sealed=seal(configuration.secret(home.settings), {"secret": secret}), read_to=0, changed_at=now)
        session.add(row)
        session.flush()
        _record(session, actor, "added", row, now, after={"address": _host(row.address)})
        row.read_to = trail_end(session)
        return row.id, secret


def change(home: Home, actor: Actor, webhook_id: int, wish: Wish, *, now: datetime) -> None:
    """Change a webhook. One that is switched on again hears of what happens from now on, and gets what was waiting.

    Raises Forbidden, NotFound, Invalid.
    """
    policy.require(actor, "administer")
    checked = _checked(home, wish)
    with writing(home.engine) as session:
        serialize(session, "webhooks")
        row = one(session, webhook_id)
        again, before = checked.active and not row.active, _host(row.address)
        if row.address != checked.address or again:
            row.error = row.error_at = None
        row.name, row.address, row.kinds, row.active = checked.name, checked.address, list(checked.kinds), checked.active
        row.changed_at, row.off_at = now, None if checked.active else row.off_at
        _record(session, actor, "changed", row, now, before={"address": before}, after={"address": _host(row.address)})
        if again:
            row.read_to = trail_end(session)


def renew(home: Home, actor: Actor, webhook_id: int, *, now: datetime) -> str:
    """Make a new secret, and return it; the one before signs as well for a day. Raises Forbidden, NotFound."""
    policy.require(actor, "administer")
    secret, key = signing.new_secret(), configuration.secret(home.settings)
    with writing(home.engine) as session:
        row = one(session, webhook_id)
        row.sealed, row.changed_at = seal(key, signing.renewed(unseal(key, row.sealed), secret, now)), now
        audit.record(session, actor, "renewed-secret", f"webhook:{row.id}", at=now, name=row.name)
    return secret


def remove(home: Home, actor: Actor, webhook_id: int, *, now: datetime) -> None:
    """Forget a webhook, with its secret and its deliveries. Raises Forbidden, NotFound."""
    policy.require(actor, "administer")
    with writing(home.engine) as session:
        # Locked before the trail is, in the order in which a delivery that fails takes them.
        row = session.get(Webhook, webhook_id, with_for_update=True)
        if row is None:
            raise _unknown(webhook_id)
        audit.record(session, actor, "removed", f"webhook:{row.id}", at=now, name=row.name,
                     before={"address": _host(row.address)})
        session.delete(row)


def test(home: Home, actor: Actor, webhook_id: int, clock: Callable[[], datetime]) -> Outcome:
    """Post a test at once, whether the webhook is on or off, and return what came of it. Raises Forbidden, NotFound."""
    policy.require(actor, "administer")
    now = clock()
    with writing(home.engine) as session:
        row = one(session, webhook_id)
        made = WebhookDelivery(webhook_id=row.id, event=event_name(new_token(), TEST), kind=TEST, about=f"webhook:{row.id}",
                               details={}, happened_at=now, made_at=now, due_at=now + LEASE, tries=1)
        session.add(made)
        session.flush()
        delivery_id = made.id
    outcome = send_one(home, delivery_id, clock)
    if outcome is None:  # removed meanwhile
        raise _unknown(webhook_id)
    return outcome


def again(home: Home, actor: Actor, webhook_id: int, delivery_id: int, *, now: datetime) -> None:
    """Send a delivery again, under the same id; it has all its tries. One that waits or is in hand goes on as it was.

    Raises Forbidden, NotFound, Conflict(webhook-off).
    """
    policy.require(actor, "administer")
    with writing(home.engine) as session:
        hook = one(session, webhook_id)
        row = session.get(WebhookDelivery, delivery_id, with_for_update=True)
        if row is None or row.webhook_id != hook.id:
            raise _unknown(delivery_id)
        if not hook.active:
            raise Conflict("webhook-off")
        if row.state == DeliveryState.WAITING:  # due now, another worker would post it beside the one that has it in hand
            return
        row.state, row.tries, row.due_at, row.settled_at = DeliveryState.WAITING, 0, now, None


def one(session: Session, webhook_id: int) -> Webhook:
    """Return a webhook. Raises NotFound."""
    row = session.get(Webhook, webhook_id)
    if row is None:
        raise _unknown(webhook_id)
    return row


def _unknown(number: int) -> NotFound:
    return NotFound(what=f"“{number}”")


def _checked(home: Home, wish: Wish) -> Wish:
    name = chosen.program_name("name", wish.name, LONGEST_NAME)
    kinds = chosen.some_of("kinds", wish.kinds, KINDS)
    return Wish(name, guard.checked(wish.address, home.settings.webhooks_inside), tuple(kinds), wish.active)


def _record(session: Session, actor: Actor, verb: str, row: Webhook, now: datetime, **addresses: Any) -> None:
    audit.record(session, actor, verb, f"webhook:{row.id}", at=now, name=row.name, kinds=row.kinds, active=row.active,
                 **addresses)


def _host(address: str) -> str:
    """Return scheme, host and port of an address: path and query may hold what only its receiver may know."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"

"""Webhooks (事件推送): where other programs of the university are told that something happened, and what was sent there.

A delivery keeps a kind and ids, no words: its body is put together at each sending from what everybody may see then.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.catalogue.deliveries import DeliveryState
from index.db import Base

SECRET: Final = "whsec_"  # noqa: S105 - how every secret begins
"""Begins every secret, as the Standard Webhooks specification has it."""
MOST_STUMBLES: Final = 5


class Webhook(Base):
    """One program's address, and the kinds of events that are posted there. ``sealed`` holds its secret.

    ``read_to`` is the last line of the audit trail that was read for it. ``sent_at`` is when something was taken last,
    ``error`` what went wrong since then; ``off_at`` is when it was switched off for having failed too long.
    """

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    kinds: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)
    sealed: Mapped[str]
    read_to: Mapped[int]
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
    error_at: Mapped[datetime | None]
    off_at: Mapped[datetime | None]


class WebhookDelivery(Base):
    """One event to be posted to one webhook. ``event`` names it for good and is the same for every webhook.

    ``due_at`` is the next try; who takes it in hand moves it on first, so that one in the hands of a worker that died comes
    due again by itself. ``status`` is what the last answer said, None where none came; ``took_ms`` how long it took.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (UniqueConstraint("webhook_id", "event"), Index("ix_webhook_deliveries_due", "state", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event: Mapped[str]
    kind: Mapped[str]
    about: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[datetime]
    made_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default=DeliveryState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    status: Mapped[int | None]
    took_ms: Mapped[int | None]
    error: Mapped[str | None]


class WebhookStumble(Base):
    """A line of the trail of which nothing could be told to a webhook, for a fault of ours: ``error`` names it. After
    ``MOST_STUMBLES`` tries the line is passed over, so that it holds up none that follows.
    """

    __tablename__ = "webhook_stumbles"

    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tries: Mapped[int]
    tried_at: Mapped[datetime]
    error: Mapped[str]

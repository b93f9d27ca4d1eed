"""Secrets of webhooks, and the headers by which a receiver knows that a delivery is ours and whole.

After the Standard Webhooks specification: HMAC-SHA256 of ``id.timestamp.body``, in Base64 behind ``v1,``. A renewed secret
signs beside the one before it for a day, so that a receiver has time to take it up.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from index.catalogue.webhooks import SECRET

BYTES: Final = 32
BESIDE: Final = timedelta(days=1)
"""How long the secret before signs as well."""


def new_secret() -> str:
    """Return a secret."""
    return SECRET + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def renewed(held: Mapping[str, Any], secret: str, now: datetime) -> dict[str, Any]:
    """Return what is kept when a secret takes the place of another."""
    return {"secret": secret, "before": held.get("secret", ""), "until": (now + BESIDE).isoformat()}


def in_force(held: Mapping[str, Any], now: datetime) -> list[str]:
    """Return the secrets that sign now, the newest first; none where they were sealed with another installation's key."""
    before = held.get("before") if held.get("until") and now < datetime.fromisoformat(held["until"]) else None
    return [str(one) for one in (held.get("secret"), before) if one]


def headers(several: list[str], event: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers of a delivery, signed by each of these secrets."""
    stamp = str(int(now.timestamp()))
    return {"Content-Type": "application/json", "webhook-id": event, "webhook-timestamp": stamp,
            "webhook-signature": " ".join(signature(one, event, stamp, body) for one in several)}


def signature(secret: str, event: str, stamp: str, body: bytes) -> str:
    """Return one signature, like ``v1,K5oZ…=``."""
    key = base64.b64decode(secret.removeprefix(SECRET))
    return "v1," + base64.b64encode(hmac.digest(key, f"{event}.{stamp}.".encode() + body, "sha256")).decode()

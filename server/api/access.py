"""Who asks: a program with a token, in its scopes and no faster than it may. Cookies of browsers count for nothing."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Final

from flask import current_app, g, request

from index.catalogue.tokens import Scope
from index.errors import Forbidden, VitrineError
from server.tokens.service import Bearer, bearer
from server.web.services import home, now

OPEN: Final = frozenset({"api.docs", "api.openapi", "api.problems"})
"""What the API says of itself is told to everybody."""
WINDOW: Final = timedelta(minutes=1)
RATES: Final = "vitrine.api.rates"


class Rates:
    """How often each token has asked in its present minute, in this process."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._begun: dict[int, tuple[datetime, int]] = {}

    def count(self, token_id: int, at: datetime) -> int:
        """Count a request; return 0, or for how many seconds this token has asked enough."""
        with self._lock:
            begun, count = self._begun.get(token_id, (at, 0))
            if at - begun >= WINDOW:
                begun, count = at, 0
            if count >= self.most:
                return max(1, int((begun + WINDOW - at).total_seconds() + 0.999))
            self._begun[token_id] = (begun, count + 1)
            return 0


def admit() -> None:
    """Let a request in that shows a token. Raises VitrineError: token, token-rate."""
    if request.endpoint in OPEN:
        return
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise VitrineError("token")
    found = bearer(home().engine, token.strip(), now=now())
    g.bearer, g.actor = found, found.actor
    rates: Rates = current_app.extensions.setdefault(RATES, Rates(home().settings.api_per_minute))
    if seconds := rates.count(found.id, now()):
        raise VitrineError("token-rate", most=rates.most, seconds=seconds)


def require(scope: Scope | None) -> None:
    """Do nothing where the token has this scope. Raises Forbidden(token-scope)."""
    if scope is not None and scope not in held().scopes:
        raise Forbidden("token-scope", scope=scope.value)


def held() -> Bearer:
    """Return the token that asks."""
    found: Bearer = g.bearer
    return found

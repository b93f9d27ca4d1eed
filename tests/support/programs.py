"""A program that calls the API with a token."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from index.catalogue.tokens import Scope
from server.tokens import service
from server.tokens.service import Wish

BASE = "/api/v1"


class Program:
    """A test client that shows a token, and keeps no cookies."""

    def __init__(self, app: Any, token: str, language: str = "en") -> None:
        self.client = app.test_client(use_cookies=False)
        self.token, self.language = token, language

    def ask(self, method: str, address: str, **given: Any) -> Any:
        """Send a request to an address of the API (beginning behind /api/v1), or to any (beginning with another)."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language, **given.pop("headers", {})}
        return self.client.open(f"{BASE}{address}", method=method, headers=headers, **given)

    def get(self, address: str, **given: Any) -> Any:
        return self.ask("GET", address, **given)

    def post(self, address: str, **given: Any) -> Any:
        return self.ask("POST", address, **given)

    def patch(self, address: str, **given: Any) -> Any:
        return self.ask("PATCH", address, **given)

    def put(self, address: str, **given: Any) -> Any:
        return self.ask("PUT", address, **given)

    def delete(self, address: str, **given: Any) -> Any:
        return self.ask("DELETE", address, **given)

    def open(self, address: str, **given: Any) -> Any:
        """What the walks of all addresses call; these have the whole address."""
        headers = {**given.pop("headers", {}), "Authorization": f"Bearer {self.token}"}
        headers.pop("Accept", None)
        return self.client.open(address, headers=headers, **given)


def token_for(home: Any, actor: Any, scopes: tuple[str, ...] = (), *, last_day: date, now: datetime,
              program: str = "处网发布") -> str:
    """Return a new token of this person's, with all scopes where none are named."""
    wish = Wish(program, scopes or tuple(Scope), last_day)
    return service.add(home.engine, actor, wish, home.settings.zone, now=now)[1]

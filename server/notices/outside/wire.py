"""One request to another house's server, and what can go wrong with it.

No redirect is followed and no proxy asked: what is sent goes to the host that the administrator named, or nowhere.
"""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

TIMEOUT_S: Final = 10.0
LONGEST_ANSWER: Final = 64 << 10


class Undelivered(Exception):
    """A message was not taken, with what the other side said of it. ``permanent``: it never will be, to this address."""

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        self.why = " ".join(why.split())[:500]
        self.permanent = permanent
        super().__init__(self.why)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    text: str

    def json(self) -> Any:
        """Return the answer's JSON. Raises Undelivered where it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            raise Undelivered(f"HTTP {self.status}: {self.text[:200]}") from None


def call(method: str, address: str, *, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """Send one request and return the answer, whatever its status. Raises Undelivered where none came."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Undelivered(f"not an http address: {parts.scheme}://{parts.hostname}")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line: http.client.HTTPConnection
    try:
        if parts.scheme == "https":
            line = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=TIMEOUT_S,
                                               context=ssl.create_default_context())
        else:
            line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_S)
        try:
            line.request(method, target, body, headers or {})
            answer = line.getresponse()
            text = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
        finally:
            line.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Undelivered(f"{parts.hostname}: {error or type(error).__name__}") from None
    if 300 <= answer.status < 400:
        raise Undelivered(f"{parts.hostname}: HTTP {answer.status}, a redirect, which is not followed")
    return Answer(answer.status, text)


def post_json(address: str, given: dict[str, Any]) -> dict[str, Any]:
    """Post JSON and return the JSON of the answer. Raises Undelivered for any other answer."""
    answer = call("POST", address, body=json.dumps(given, ensure_ascii=False).encode(),
                  headers={"Content-Type": "application/json; charset=utf-8"})
    found = answer.json()
    if answer.status >= 400 or not isinstance(found, dict):
        raise Undelivered(f"HTTP {answer.status}: {answer.text[:200]}")
    return found


def cut(text: str, most: int) -> str:
    """Return a text of at most so many bytes in UTF-8, with an ellipsis where it was longer."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[:most - 3].decode("utf-8", "ignore") + "…"

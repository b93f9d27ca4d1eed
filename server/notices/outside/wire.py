"""One request to another house's server, and what can go wrong with it.

No redirect is followed and no proxy asked: what is sent goes to the host that the administrator named, or nowhere.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

TIMEOUT_S: Final = 10.0
LONGEST_ANSWER: Final = 64 << 10


class Undelivered(Exception):
    """A message was not taken, with what the other side said of it. ``permanent``: it never will be, to this address.

    ``status`` is that of the answer, where one came.
    """

    def __init__(self, why: str, *, permanent: bool = False, status: int | None = None) -> None:
        self.why = " ".join(why.split())[:500]
        self.permanent = permanent
        self.status = status
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


def call(method: str, address: str, *, body: bytes | None = None, headers: dict[str, str] | None = None,
         at: Sequence[str] | None = None, longest: int = LONGEST_ANSWER) -> Answer:
    """Send one request and return the answer, whatever its status, of which ``longest`` bytes are read.

    ``at`` names the IP addresses to connect to, whatever the name means meanwhile, of which the first that answers is spoken
    with; the certificate is still held to the name. With it the whole exchange takes ``TIMEOUT_S`` at most, however slowly
    the other side drips. Raises Undelivered where no answer came.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Undelivered(f"not an http address: {parts.scheme}://{parts.hostname}")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line = _line(parts.scheme, parts.hostname, parts.port)
        try:
            with _connected(line, at):
                line.request(method, target, body, headers or {})
                with line.getresponse() as answer:
                    text = answer.read(longest).decode("utf-8", "replace")
        finally:
            line.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Undelivered(f"{parts.hostname}: {error or type(error).__name__}") from None
    if 300 <= answer.status < 400:
        raise Undelivered(f"{parts.hostname}: HTTP {answer.status}, a redirect, which is not followed", status=answer.status)
    return Answer(answer.status, text)


def _line(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port or http.client.HTTPS_PORT, timeout=TIMEOUT_S,
                                           context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port or http.client.HTTP_PORT, timeout=TIMEOUT_S)


@contextmanager
def _connected(line: http.client.HTTPConnection, at: Sequence[str] | None) -> Iterator[None]:
    """Let the line connect by itself; or connect it to one of these IP addresses, and cut it off when the time is over."""
    if at is None:
        yield
        return
    until = monotonic() + TIMEOUT_S
    held = [_reached(at, line.port, until)]
    cut_off = Timer(until - monotonic(), lambda: _shut(held[-1]))
    cut_off.daemon = True
    cut_off.start()
    try:
        line.sock = held[-1]
        if isinstance(line, http.client.HTTPSConnection):
            wrapped = ssl.create_default_context().wrap_socket(held[-1], server_hostname=line.host,
                                                               do_handshake_on_connect=False)
            held.append(wrapped)
            line.sock = wrapped
            wrapped.do_handshake()
        yield
    finally:
        cut_off.cancel()
        for one in held:
            one.close()


def _reached(at: Sequence[str], port: int, until: float) -> socket.socket:
    """Connect to the first of these addresses that answers: each has an equal share of the time that is left for it."""
    for place, one in enumerate(at, start=1):
        share = (until - monotonic()) / (len(at) - place + 1)
        try:
            found = socket.create_connection((one, port), max(share, 0.01))
        except OSError:
            if place == len(at):
                raise
        else:
            found.settimeout(TIMEOUT_S)
            return found
    raise OSError("no address")


def _shut(line: socket.socket) -> None:
    """Wake whoever waits for this line."""
    with suppress(OSError):  # it may have ended by itself
        line.shutdown(socket.SHUT_RDWR)


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

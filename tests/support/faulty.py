"""A way to the server that goes wrong as told: cut off, corrupted, slow, dead, a gateway, a captive portal, a liar.

Everything that no fault is told for passes through unchanged. Loopback only; each answer closes its connection.
"""

from __future__ import annotations

import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

LOGIN: Final = "<!doctype html><title>校园网认证</title><form action=/login><input name=user></form>".encode()
SHARE: Final = 0.6
OWN: Final = {"connection", "content-length", "transfer-encoding", "date", "server", "keep-alive"}


@dataclass(frozen=True)
class Answer:
    """What goes back. ``framing`` says how the end of the body is told: by length, by chunks, or by closing."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    framing: str = "length"
    cut: bool = False
    bytes_a_second: int | None = None

    def stating(self, name: str, value: str) -> Answer:
        """Return it with this header and no other of its name."""
        others = ((one, old) for one, old in self.headers if one.lower() != name.lower())
        return replace(self, headers=(*others, (name, value)))


Fault = Callable[[Answer], Answer | None]
"""From the server's answer to the one that arrives; None closes the connection without a word."""


def cut(framing: str) -> Fault:
    """End after six tenths of the body; framed by "length", "chunked" or "close", the last of which nobody can tell."""
    return lambda answer: replace(answer, framing=framing, cut=True)


def flipped(answer: Answer) -> Answer:
    """One bit in the middle is another."""
    middle = len(answer.body) // 2
    return replace(answer, body=answer.body[:middle] + bytes([answer.body[middle] ^ 4]) + answer.body[middle + 1:])


def dead(_: Answer) -> None:
    """Nobody answers."""


def slow(bytes_a_second: int) -> Fault:
    """So much comes in a second."""
    return lambda answer: replace(answer, bytes_a_second=bytes_a_second)


def page(status: int) -> Fault:
    """A page of somebody else's in place of the answer: a gateway's 502, a proxy's 401, a portal's 200."""
    return lambda _: Answer(status, (("Content-Type", "text/html; charset=utf-8"),), LOGIN)


def redirected(_: Answer) -> Answer:
    """A captive portal sends everybody to its login."""
    return Answer(302, (("Location", "/login"),), b"")


def document(body: bytes, status: int = 200) -> Fault:
    """Other JSON than the server's, under the server's own headers."""
    return lambda answer: replace(answer, status=status, body=body).stating("Content-Type", "application/json")


def lying(**by: float) -> Fault:
    """The server's time is off, in the header and in the document."""

    def lie(answer: Answer) -> Answer:
        said = dict(answer.headers).get("X-Vitrine-Time")
        if said is None:
            return answer
        told = (datetime.fromisoformat(said) + timedelta(**by)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return replace(answer.stating("X-Vitrine-Time", told), body=answer.body.replace(said.encode(), told.encode()))

    return lie


class Way:
    """The proxy. ``faults`` are (pattern of the path, fault).

    ``counts`` says how often each path was asked for, ``spoilt`` and ``passed`` how often it went wrong or well of late.
    """

    def __init__(self, port: int) -> None:
        self.upstream = port
        self.faults: list[tuple[str, Fault]] = []
        self.counts: Counter[str] = Counter()
        self.spoilt: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.port = 0

    @contextmanager
    def going_wrong(self, faults: dict[str, Fault]) -> Iterator[None]:
        """Answer so within the block: {pattern of the path: fault}, tried in order."""
        before, self.faults = self.faults, [*faults.items(), *self.faults]
        self.spoilt.clear()
        try:
            yield
        finally:
            self.faults = before

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        self.counts[path] += 1
        fault = next((fault for pattern, fault in self.faults if re.search(pattern, path)), None)
        if fault is dead:
            self.spoilt[path] += 1
            return None
        told = self._ask(method, path, headers, body)
        if fault is None:
            self.passed[path] += 1
            return told
        self.spoilt[path] += 1
        return fault(told)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        line = HTTPConnection("127.0.0.1", self.upstream, timeout=30)
        try:
            line.request(method, path, body=body or None, headers=headers)
            got = line.getresponse()
            kept = tuple((name, value) for name, value in got.getheaders() if name.lower() not in OWN)
            return Answer(got.status, kept, got.read())
        finally:
            line.close()


@contextmanager
def way_to(port: int) -> Iterator[Way]:
    """Stand between a browser and the server at ``port``."""
    way = Way(port)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Passing", (Handler,), {"way": way}))
    server.daemon_threads = True
    way.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield way
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    way: Way

    def handle_one(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size) if size else b""
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN}
        self.close_connection = True
        with suppress(OSError):  # the browser went away, or the server did
            answer = self.way.answer(self.command, self.path, headers, body)
            if answer is not None:
                self._send(answer)
            if answer is None or answer.cut:
                self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_POST = do_HEAD = handle_one  # noqa: N815 - http.server's names

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.framing == "length" and answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        elif answer.framing == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        body = answer.body[:int(len(answer.body) * SHARE)] if answer.cut else answer.body
        if answer.framing == "chunked":
            body = b"%x\r\n%b\r\n" % (len(body), body) + (b"" if answer.cut else b"0\r\n\r\n")
        step = answer.bytes_a_second or len(body) or 1
        for start in range(0, len(body), step):
            self.wfile.write(body[start:start + step])
            self.wfile.flush()
            if answer.bytes_a_second:
                time.sleep(1)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

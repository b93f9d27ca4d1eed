"""The one outside network of the tests: a server of HTTP and one of SMTP on loopback, which speak as the real ones do.

``Http`` answers by its ``answers`` and keeps what it was asked; ``Smtp`` takes mail (RFC 5321, with STARTTLS and AUTH PLAIN)
and refuses whom it was told to.
"""

from __future__ import annotations

import base64
import json
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Http:
    """Answers each path with the next of its answers, the last one for ever: a dict as JSON, or (status, text, headers)."""

    answers: dict[str, list[Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Http:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: Asked) -> tuple[int, str, dict[str, str]]:
        self.asked.append(asked)
        several = self.answers.get(asked.path, [(404, "no such path", {})])
        found = several.pop(0) if len(several) > 1 else several[0]
        return (200, json.dumps(found), {}) if isinstance(found, dict) else found

    def to(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]


def _handler(http: Http) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, text, headers = http.answer(Asked(self.command, parts.path, query, dict(self.headers), body))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_PUT = _any  # noqa: N815 - the names by which http.server calls

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@dataclass
class Smtp:
    """Takes mail. ``refused`` maps an address to (code, text); ``down`` answers 421 at once; ``password`` makes it ask."""

    refused: dict[str, tuple[int, str]] = field(default_factory=dict)
    password: str = ""
    down: bool = False
    certificate: tuple[Path, Path] | None = None
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)

    def __enter__(self) -> Smtp:
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Bound", (Conversation,), {"smtp": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.port = self._server.server_address[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def options(self, **more: Any) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": str(self.port), "security": "none", "sender": "vitrine@example.edu",
                "sender_name": "示范大学 橱窗", **more}


class Conversation(socketserver.StreamRequestHandler):
    """One client's commands, answered in turn."""

    smtp: Smtp

    def handle(self) -> None:
        self.secure, self.known, self.to = False, not self.smtp.password, ""
        if self.smtp.down:
            self.say("421 busy")
            return
        self.say("220 loopback")
        verbs: dict[str, Callable[[str], None]] = {
            "EHLO": self.ehlo, "STARTTLS": self.starttls, "AUTH": self.auth, "MAIL": self.mail, "RCPT": self.rcpt,
            "DATA": self.data, "RSET": lambda _: self.say("250 ok")}
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                self.say("221 bye")
                return
            verbs.get(verb.upper(), lambda _: self.say("502 unknown"))(rest)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def ehlo(self, _rest: str) -> None:
        more = ["250-STARTTLS"] if self.smtp.certificate and not self.secure else []
        for line in ["250-loopback", *more, "250-AUTH PLAIN", "250-8BITMIME", "250 SMTPUTF8"]:
            self.say(line)

    def starttls(self, _rest: str) -> None:
        assert self.smtp.certificate
        self.say("220 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.smtp.certificate)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.secure = True

    def auth(self, rest: str) -> None:
        given = base64.b64decode(rest.split()[1]).decode().split("\0")[2]
        self.known = given == self.smtp.password
        self.say("235 welcome" if self.known else "535 wrong user or password")

    def mail(self, _rest: str) -> None:
        self.say("250 ok" if self.known else "530 sign in first")

    def rcpt(self, rest: str) -> None:
        self.to = rest[rest.index("<") + 1:rest.index(">")]
        code, text = self.smtp.refused.get(self.to, (250, "ok"))
        self.say(f"{code} {text}")

    def data(self, _rest: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.smtp.mails.append((self.to, message_from_bytes(b"".join(lines), policy=policy.default)))  # type: ignore[arg-type]
        self.smtp.secured.append(self.secure)
        self.say("250 taken")

"""What gunicorn asks for each connection (``--config python:server.tls.serving``): the certificate of this hour.

It is loaded again when its file has changed, and once an hour we look whether it must be renewed: neither our own renewal
nor the campus's needs a restart. What cannot be loaded does not take away what is being served.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from index.settings import load
from server import clock
from server.tls import keeping
from server.tls.keeping import Pair

LOOK_S: Final = 3600.0
HANDSHAKE_S: Final = 10.0
log = logging.getLogger("vitrine.tls")


class Brisk(ssl.SSLSocket):
    """A connection whose client has to get on with the handshake: it holds a thread meanwhile."""

    def do_handshake(self, block: bool = False) -> None:
        before = self.gettimeout()
        self.settimeout(HANDSHAKE_S)
        try:
            super().do_handshake(block)
        except TimeoutError:  # gunicorn closes quietly on this, and logs a page of text on the other
            raise ssl.SSLError(ssl.SSL_ERROR_EOF, "the handshake took too long") from None
        finally:
            self.settimeout(before)


class Shown:
    """The context of this process, made anew when there is reason to."""

    def __init__(self, pair: Callable[[], Pair]) -> None:
        self._pair = pair
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self._files: Pair | None = None
        self._seen: tuple[tuple[int, int], ...] = ()
        self._looked = float("-inf")

    def context(self) -> ssl.SSLContext:
        """Return the context to serve with. Raises VitrineError, OSError only where there never was one."""
        with self._lock:
            try:
                self._look()
            except Exception:  # a full disk or half-copied files must not end what is served
                if self._context is None:
                    raise
                log.exception("the certificate could not be renewed or loaded; the former one is served")
            assert self._context is not None
            return self._context

    def _look(self) -> None:
        if self._files is None or time.monotonic() - self._looked > LOOK_S:
            self._looked = time.monotonic()
            self._files = self._pair()
        seen = tuple((found.st_mtime_ns, found.st_ino) for found in (self._files.chain.stat(), self._files.key.stat()))
        if seen != self._seen:
            self._context = made(self._files)
            self._seen = seen


def made(pair: Pair) -> ssl.SSLContext:
    """Return a server's context for these files: TLS 1.2 and above. Raises OSError."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = Brisk
    context.load_cert_chain(pair.chain, pair.key)
    return context


_shown = Shown(lambda: keeping.ready(load(), clock.now()))


def ssl_context(_config: Any, _default: Any) -> ssl.SSLContext:
    """Give gunicorn the context for a connection."""
    return _shown.context()

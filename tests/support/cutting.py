"""A line that breaks: a relay on loopback that cuts its first connections off after so many bytes, then lets all through."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import suppress
from threading import Lock, Thread


class CuttingRelay:
    """Forwards to ``target`` (host:port). ``allow`` says after how many of the client's bytes each cut comes.

    Only connections that carry more than that are cut; ``cuts`` counts them.
    """

    def __init__(self, target: str, allow: Iterable[int]) -> None:
        host, _, port = target.partition(":")
        self.target, self.allow, self.cuts = (host, int(port)), list(allow), 0
        self.lock = Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.bind = f"127.0.0.1:{self.listener.getsockname()[1]}"
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(self.target)
                Thread(target=self._forward, args=(client, server), daemon=True).start()
                Thread(target=_pump, args=(server, client), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        seen = 0
        with suppress(OSError):
            while chunk := client.recv(1 << 16):
                seen += len(chunk)
                if self._cuts(seen):
                    break
                server.sendall(chunk)
        _shut(client, server)

    def _cuts(self, seen: int) -> bool:
        with self.lock:
            if not self.allow or seen <= self.allow[0]:
                return False
            self.allow.pop(0)
            self.cuts += 1
            return True


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(1 << 16):
            target.sendall(chunk)
    _shut(source, target)


def _shut(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()

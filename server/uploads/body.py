"""The body of a request as a file is read: it ends early where the sender went away, instead of raising."""

from __future__ import annotations

from typing import BinaryIO, Final

from werkzeug.exceptions import ClientDisconnected

CHUNK: Final = 1 << 20
PATIENCE: Final = 64 << 20  # bytes read and thrown away so that a refusal reaches a browser that is still sending


class Body:
    """``read(size)`` over a request's stream, never more than was announced."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def read(self, size: int = CHUNK) -> bytes:
        try:
            return self.stream.read(size)
        except ClientDisconnected:
            return b""

    def drain(self) -> None:
        """Read what is left, up to PATIENCE: closing a connection with unread bytes loses the answer on its way."""
        left = PATIENCE
        while left > 0:
            try:
                chunk = self.read(min(CHUNK, left))
            except OSError:  # the connection is gone, and with it whoever would have read the answer
                return
            if not chunk:
                return
            left -= len(chunk)

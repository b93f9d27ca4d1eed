"""The body of a request as a file, hashed as it is read: sent again under one key, it has to be the same file."""

from __future__ import annotations

import hashlib
from typing import BinaryIO, Final

from server.uploads.body import Body

CHUNK: Final = 1 << 20


class FileBody(Body):
    """``read(size)`` over a request's stream; ``digest`` reads what is left, and says what all of it was."""

    def __init__(self, stream: BinaryIO, length: int | None) -> None:
        super().__init__(stream)
        self.length = length
        self._hash = hashlib.sha256()

    def read(self, size: int = CHUNK) -> bytes:
        chunk = super().read(size)
        self._hash.update(chunk)
        return chunk

    def digest(self) -> str:
        """Return the SHA-256 of all bytes that came."""
        while self.read(CHUNK):
            pass
        return self._hash.hexdigest()

"""A store that stages a file which lies in the home already by a second name instead of a second copy of its bytes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from index.blobs import LocalStore, Staged
from index.credentials import new_token
from index.errors import VitrineError


class LinkedStore(LocalStore):
    """``store``, for taking in the one whole file at ``source``, to which nobody will write again.

    ``expected`` is what the sender said that it hashes to: other bytes are not kept.
    The first name stays until the catalogue's answer is on record, so a machine that stops anywhere finds the file again.
    """

    def __init__(self, store: LocalStore, source: Path, expected: str | None = None) -> None:
        super().__init__(store.home, reserve_bytes=store.reserve_bytes)
        self.source, self.expected = source, expected

    def stage(self, stream: BinaryIO, *, limit: int, progress: Callable[[int], None] | None = None) -> Staged:
        """Hash the file where it lies and fsync it; copied like any other where the file system knows no second names.

        Raises VitrineError upload-differs, storage, and what copying raises.
        """
        staged = self._staged(stream, limit=limit, progress=progress)
        if self.expected and staged.sha256 != self.expected:
            self.discard(staged)
            raise VitrineError("upload-differs")
        return staged

    def _staged(self, stream: BinaryIO, *, limit: int, progress: Callable[[int], None] | None) -> Staged:
        target = self.staging / new_token()
        try:
            os.link(self.source, target)
        except OSError:
            return super().stage(stream, limit=limit, progress=progress)
        try:
            return self.adopt(target)
        except OSError as error:
            target.unlink(missing_ok=True)
            raise VitrineError("storage", detail=error.strerror or type(error).__name__) from error

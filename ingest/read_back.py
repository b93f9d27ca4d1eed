"""Reading bytes back from where they were written: from the disk, as far as the system lets us, not from its memory."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK = 1 << 20
Progress = Callable[[int], None]


def digest(path: Path, progress: Progress | None = None) -> str:
    """Return the SHA-256 (hex) of a regular file, read after its pages were dropped from memory. Raises OSError.

    posix_fadvise(DONTNEED) drops clean pages only, so the file is fsynced first; pages that another program has mapped
    at this moment stay, and so does the disk's own memory.
    """
    found = hashlib.sha256()
    with _opened(path) as handle:
        for chunk in _chunks(handle, progress):
            found.update(chunk)
    return found.hexdigest()


def copy(source: Path, target: Path, progress: Progress | None = None) -> str:
    """Copy a file to a new one, reading as ``digest`` does, and return the SHA-256 of what was read.

    The target is fsynced, its folder is not; it must not exist. Raises OSError, leaving no target behind.
    """
    found = hashlib.sha256()
    with _opened(source) as handle, target.open("xb") as out:
        try:
            for chunk in _chunks(handle, progress):
                found.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    return found.hexdigest()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. File systems that cannot (some network shares) are left at that."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_SEQUENTIAL)
        yield handle
    finally:
        os.close(handle)


def _chunks(handle: int, progress: Progress | None) -> Iterator[bytes]:
    while chunk := os.read(handle, CHUNK):
        if progress:
            progress(len(chunk))
        yield chunk

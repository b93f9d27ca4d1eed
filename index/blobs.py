"""Content-addressed bytes: originals and renditions in a folder of the home.

``stage`` copies and hashes at once, ``keep`` renames to the address; file, folder and new parents are fsynced. A crash
between leaves a file in ``staging/`` or an orphan that ``vitrine doctor`` finds, never a row without bytes. An fsync that
failed is never tried again on the same file: the kernel may have dropped the pages (PostgreSQL's lesson).
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from index.credentials import new_token
from index.errors import VitrineError

Shelf = Literal["originals", "renditions"]
SHELVES: tuple[Shelf, ...] = ("originals", "renditions")
CHUNK = 1 << 20
PART = 4 << 20
"""A screen checks a file by the hashes of parts of so many bytes: a browser cannot hash a stream."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes that are whole and on disk but not yet kept."""

    path: Path
    sha256: str
    bytes: int
    parts: tuple[str, ...] = ()
    """The SHA-256 of each part, where they were asked for."""


class BlobStore(Protocol):
    """What the rest of the house needs of a place for bytes."""

    def stage(self, stream: BinaryIO, *, limit: int, progress: Callable[[int], None] | None = None) -> Staged: ...
    def keep(self, shelf: Shelf, staged: Staged) -> None: ...
    def discard(self, staged: Staged) -> None: ...
    def path(self, shelf: Shelf, sha256: str) -> Path: ...
    def holds(self, shelf: Shelf, sha256: str) -> bool: ...
    def verify(self, shelf: Shelf, sha256: str) -> bool: ...
    def quarantine(self, shelf: Shelf, sha256: str) -> None: ...
    def remove(self, shelf: Literal["renditions"], sha256: str) -> None: ...
    def erase(self, shelf: Shelf, sha256: str) -> None: ...
    def addresses(self, shelf: Shelf) -> Iterator[str]: ...


class LocalStore:
    """Bytes in ``originals/ab/cd/<sha256>`` and ``renditions/ab/cd/<sha256>`` below the home."""

    def __init__(self, home: Path, *, reserve_bytes: int = 0) -> None:
        self.home = home
        self.staging = home / "staging"
        self.reserve_bytes = reserve_bytes

    def prepare(self) -> None:
        """Make the folders. Safe to call again."""
        for name in (*SHELVES, "staging", "quarantine"):
            (self.home / name).mkdir(parents=True, exist_ok=True)

    def stage(self, stream: BinaryIO, *, limit: int, progress: Callable[[int], None] | None = None) -> Staged:
        """Copy a stream into staging, hashing on the way, and fsync it.

        Raises VitrineError: too-large over ``limit`` bytes, disk-full, unreadable when the source fails, storage when
        the disk does. Nothing is left behind then.
        """
        target = self.staging / new_token()
        digest, size = hashlib.sha256(), 0
        try:
            with target.open("xb") as out:
                while chunk := _read(stream):
                    size += len(chunk)
                    if size > limit:
                        raise VitrineError("too-large", detail=f"> {limit >> 20} MiB")
                    self._check_room(len(chunk))
                    out.write(chunk)
                    digest.update(chunk)
                    if progress:
                        progress(len(chunk))
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            target.unlink(missing_ok=True)
            raise _storage_error(error) from error
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return Staged(target, digest.hexdigest(), size)

    def adopt(self, path: Path) -> Staged:
        """Hash and fsync a file that stands in staging already (a decoder wrote it)."""
        with path.open("rb+") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
            os.fsync(handle.fileno())
        return Staged(path, digest, path.stat().st_size)

    def adopt_in_parts(self, path: Path) -> Staged:
        """Do the same for what screens play, and hash its parts as well."""
        digest, parts = hashed_in_parts(path)
        with path.open("rb+") as handle:
            os.fsync(handle.fileno())
        return Staged(path, digest, path.stat().st_size, parts)

    def keep(self, shelf: Shelf, staged: Staged) -> None:
        """Move staged bytes to their address, durable when this returns. Bytes held already are verified and reused."""
        target = self.path(shelf, staged.sha256)
        try:
            if target.exists() and self.verify(shelf, staged.sha256):
                staged.path.unlink(missing_ok=True)
                for folder in (target.parent, target.parent.parent, self.home / shelf):
                    _sync_folder(folder)  # whoever kept them first may have been stopped before this
                return
            self._make_parents(target.parent)
            staged.path.rename(target)
            _sync_folder(target.parent)
        except OSError as error:
            staged.path.unlink(missing_ok=True)
            raise _storage_error(error) from error

    def discard(self, staged: Staged) -> None:
        staged.path.unlink(missing_ok=True)

    def path(self, shelf: Shelf, sha256: str) -> Path:
        """Return the address of a hash. Raises ValueError for what is no SHA-256 in lower-case hex."""
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self.home / shelf / sha256[:2] / sha256[2:4] / sha256

    def holds(self, shelf: Shelf, sha256: str) -> bool:
        return self.path(shelf, sha256).is_file()

    def verify(self, shelf: Shelf, sha256: str) -> bool:
        """Read the bytes back and compare their hash with their address. False for missing ones too."""
        try:
            with self.path(shelf, sha256).open("rb") as handle:
                return hashlib.file_digest(handle, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def remove(self, shelf: Literal["renditions"], sha256: str) -> None:
        """Delete what is derived and can be made again. Missing bytes are no error; originals go by ``erase`` alone."""
        self.path(shelf, sha256).unlink(missing_ok=True)

    def erase(self, shelf: Shelf, sha256: str) -> None:
        """Delete bytes for good, also those that lie in quarantine: two people have decided it. Missing ones are no error."""
        target = self.path(shelf, sha256)
        for path in (target, *(self.home / "quarantine").glob(f"{shelf}-{sha256}*")):
            path.unlink(missing_ok=True)
        if target.parent.is_dir():
            _sync_folder(target.parent)

    def quarantine(self, shelf: Shelf, sha256: str) -> None:
        """Move bytes out of the way; nothing is deleted. Missing bytes are no error."""
        source = self.path(shelf, sha256)
        if source.exists():
            self.set_aside(source, f"{shelf}-{sha256}")

    def set_aside(self, source: Path, name: str) -> Path:
        """Move a file or folder of the home to quarantine and return where it is; what lies there is never replaced."""
        target = self.home / "quarantine" / name
        if target.exists():
            target = target.with_name(f"{name}-{new_token()[:8]}")
        source.rename(target)
        _sync_folder(source.parent)
        _sync_folder(target.parent)
        return target

    def bring_back(self, shelf: Shelf, sha256: str) -> bool:
        """Put bytes back from quarantine where a whole copy of them lies there; False where there is none."""
        source = self.home / "quarantine" / f"{shelf}-{sha256}"
        if not source.is_file():
            return False
        staged = self.adopt(source)
        if staged.sha256 == sha256:
            self.keep(shelf, staged)
        return staged.sha256 == sha256

    def addresses(self, shelf: Shelf) -> Iterator[str]:
        """Yield the name of every file on a shelf, whatever it is called."""
        for folder, _, names in os.walk(self.home / shelf):
            for name in sorted(names):
                yield name if (Path(folder) / name) == self._address(shelf, name) else f"{Path(folder).name}/{name}"

    def _address(self, shelf: Shelf, name: str) -> Path | None:
        try:
            return self.path(shelf, name)
        except ValueError:
            return None

    def _check_room(self, wanted: int) -> None:
        if self.reserve_bytes and shutil.disk_usage(self.home).free - wanted < self.reserve_bytes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _make_parents(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make_parents(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)


def hashed_in_parts(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the SHA-256 of a file and of each of its parts in order, of one reading. Raises OSError."""
    whole, parts = hashlib.sha256(), []
    with path.open("rb") as handle:
        while part := handle.read(PART):
            whole.update(part)
            parts.append(hashlib.sha256(part).hexdigest())
    return whole.hexdigest(), tuple(parts)


def _read(stream: BinaryIO) -> bytes:
    try:
        return stream.read(CHUNK)
    except OSError as error:  # the card was pulled, or the cable
        raise VitrineError("unreadable", detail=error.strerror or str(error)) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _storage_error(error: OSError) -> VitrineError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return VitrineError("disk-full")
    return VitrineError("storage", detail=error.strerror or type(error).__name__)

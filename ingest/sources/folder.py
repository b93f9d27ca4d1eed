"""A folder or a mounted card: find its files, without following links."""

from __future__ import annotations

import io
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from index.errors import VitrineError


@dataclass(frozen=True, slots=True)
class Found:
    """One directory entry. ``shown`` is the path for people: NFC, unreadable bytes and controls made visible."""

    path: Path
    shown: str
    bytes: int
    trouble: VitrineError | None = None

    @property
    def exact(self) -> str:
        """The path for programs, character for character; ``shown`` where its bytes are no text, which JSON cannot carry."""
        try:
            str(self.path).encode("utf-8")
        except UnicodeEncodeError:
            return self.shown
        return str(self.path)


def find(given: Path) -> Iterator[Found]:
    """Yield every file at or below ``given``, hidden ones too, in a stable order.

    Links and special files are yielded with their trouble, never followed or opened. A folder that cannot be listed is
    yielded as a trouble of its own and the others go on.
    """
    try:
        info = given.lstat()
    except OSError as error:
        yield Found(given, shown(str(given)), 0, VitrineError("unreadable", detail=error.strerror or str(error)))
        return
    if stat.S_ISDIR(info.st_mode):
        yield from _below(given)
    else:
        yield _judge(given, info)


class _Steady(io.FileIO):
    """A file that must not change while it is read: its end is only believed if size and time are still what they were."""

    def __init__(self, handle: int) -> None:
        super().__init__(handle, "rb")
        self._before = self._mark()

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        if not chunk and size and self._mark() != self._before:
            raise VitrineError("changed")
        return chunk or b""

    def _mark(self) -> tuple[int, int]:
        info = os.fstat(self.fileno())
        return info.st_size, info.st_mtime_ns


def open_file(found: Found) -> BinaryIO:
    """Open a found file for reading, refusing a link that took its place meanwhile. Raises VitrineError.

    Reading on to the end raises VitrineError(changed) where another program wrote to the file meanwhile.
    """
    try:
        handle = os.open(found.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise VitrineError("unreadable", detail=error.strerror or str(error)) from error
    return cast("BinaryIO", _Steady(handle))


def shown(name: str) -> str:
    """Return a file name fit for people and the catalogue: GBK bytes read as such, controls and marks escaped, NFC."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:  # not UTF-8 on disk; cards written under Chinese Windows carry GBK
        try:
            raw = os.fsencode(name)
            name = raw.decode("gb18030")
        except UnicodeEncodeError:  # no bytes of a disk: half a character, as programs send it
            name = name.encode("utf-8", "backslashreplace").decode()
        except UnicodeDecodeError:
            name = raw.decode("utf-8", "backslashreplace")
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    visible = (f"\\u{ord(c):04x}" if unicodedata.category(c) in hidden and c != "\u200d" else c for c in name)
    return unicodedata.normalize("NFC", "".join(visible))


def _below(folder: Path) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Found(folder, shown(str(folder)), 0, VitrineError("unreadable", detail=error.strerror or str(error)))
        return
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _below(path)
            continue
        try:
            yield _judge(path, entry.stat(follow_symlinks=False))
        except OSError as error:
            yield Found(path, shown(str(path)), 0, VitrineError("unreadable", detail=error.strerror or str(error)))


def _judge(path: Path, info: os.stat_result) -> Found:
    trouble = None
    if stat.S_ISLNK(info.st_mode):
        trouble = VitrineError("link")
    elif not stat.S_ISREG(info.st_mode):
        trouble = VitrineError("special-file")
    return Found(path, shown(str(path)), info.st_size, trouble)

"""A second copy on another disk: plain files in dated folders, never overwritten, each read back before it counts.

No list of what is there is kept: what may be the copy is found by name and size and believed once its bytes are read.
So a copy that an interrupted run made is found again, and one that has gone bad is not believed.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from index.credentials import new_token
from index.errors import VitrineError
from ingest import read_back
from ingest.read_back import Progress

BEGUN = ".vitrine-"
PART = ".part"
LEFT_OVER_S = 86_400


class SecondCopy:
    """Copies in ``place/YYYY/YYYY-MM-DD_batch/<path on the card>``; ``day`` is YYYY-MM-DD, local."""

    def __init__(self, place: Path, *, day: str, batch: str) -> None:
        self.place = place.absolute()
        self.folder = self.place / day[:4] / f"{day}_{batch}"
        self._known: dict[tuple[str, int], list[Path]] = {}

    def look_around(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Note what lies below ``place`` already under these (name, bytes); clear away what was begun days ago."""
        names: dict[str, set[int]] = {}
        for name, size in wanted:
            names.setdefault(name, set()).add(size)
        for parent, _, files in os.walk(self.place):
            for name in files:
                path = Path(parent, name)
                if name in names and (size_now := _size(path)) in names[name]:
                    self._known.setdefault((name, size_now or 0), []).append(path)
                elif name.startswith(BEGUN) and name.endswith(PART):
                    _clear_away(path)

    def keep(self, source: Path, sha256: str, on_card: Path, size: int, *, modified_ns: int | None = None,
             progress: Progress | None = None) -> Path:
        """Return where the copy is, found or made, its bytes read back and equal to ``sha256``.

        Raises VitrineError: second-copy where it cannot be written or read, not-verified where other bytes come back.
        """
        key = (on_card.name, size)
        try:
            for path in self._known.get(key, ()):
                if _is(path, sha256, progress):
                    return path
            made = self._make(source, sha256, on_card, modified_ns, progress)
            read = read_back.digest(made, progress)
        except OSError as error:
            raise VitrineError("second-copy", detail=error.strerror or type(error).__name__) from error
        if read != sha256:
            raise VitrineError("not-verified", detail=str(self.place))
        self._known.setdefault(key, []).append(made)
        return made

    def write(self, name: str, content: bytes) -> Path:
        """Put a small file (the receipt) into the batch's folder, durable when this returns. Raises VitrineError."""
        try:
            _make_folders(self.folder)
            begun = self.folder / f"{BEGUN}{new_token()[:8]}{PART}"
            write_durably(begun, content)
            target = _free(self.folder / name)
            begun.rename(target)
            read_back.sync_folder(self.folder)
        except OSError as error:
            raise VitrineError("second-copy", detail=error.strerror or type(error).__name__) from error
        return target

    def _make(self, source: Path, sha256: str, on_card: Path, modified_ns: int | None, progress: Progress | None) -> Path:
        folder = self.folder / on_card.parent
        _make_folders(folder)
        begun = folder / f"{BEGUN}{new_token()[:8]}{PART}"
        if read_back.copy(source, begun, progress) != sha256:  # the original itself is not what it was
            begun.unlink(missing_ok=True)
            raise VitrineError("not-verified", detail=str(source.parent))
        if modified_ns is not None:
            with suppress(OSError):  # a date is a comfort, not a promise
                os.utime(begun, ns=(modified_ns, modified_ns))
        target = _free(folder / on_card.name)
        begun.rename(target)  # nobody else writes into a folder named after this batch
        read_back.sync_folder(folder)
        return target


def require_place(place: Path, *, home: Path, cards: Iterable[Path]) -> bool:
    """Refuse a place for second copies that is none; return whether it lies on the home's own disk.

    Raises VitrineError second-copy-place: missing (a disk that is not mounted must not become a folder of the system's),
    not writable, in the home, on a card or around one.
    """
    full = place.resolve()
    checks: tuple[tuple[Callable[[], bool], str, str], ...] = (
        (full.is_dir, "没有这个文件夹，硬盘可能没有接好", "there is no such folder; the disk may not be mounted"),
        (lambda: os.access(full, os.W_OK | os.X_OK), "没有写入权限", "it cannot be written"),
        (lambda: not _touch(full, home.resolve()), "不能放在数据目录里", "it must not lie in the home"),
        (lambda: not any(_touch(full, one.resolve()) for one in cards), "不能放在要读取的文件夹里",
         "it must not lie in what is read"),
    )
    for good, zh, en in checks:
        if not good():
            raise VitrineError("second-copy-place", place=place, why_zh=zh, why_en=en)
    return full.stat().st_dev == home.stat().st_dev


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file and fsync it. Raises OSError, leaving nothing behind."""
    try:
        with path.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _touch(one: Path, other: Path) -> bool:
    return one == other or one in other.parents or other in one.parents


def _is(path: Path, sha256: str, progress: Progress | None) -> bool:
    """What cannot be read is no copy; another is made beside it."""
    try:
        return read_back.digest(path, progress) == sha256
    except OSError:
        return False


def _free(target: Path) -> Path:
    """Return this name, or the first ``name~2.ext`` that nothing has."""
    number = 1
    free = target
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem}~{number}{target.suffix}")
    return free


def _make_folders(folder: Path) -> None:
    """Make a folder and its parents durable. A link or a file in the way raises OSError."""
    if folder.is_symlink():
        raise NotADirectoryError(errno.ENOTDIR, "is a link")
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    read_back.sync_folder(folder.parent)


def _size(path: Path) -> int | None:
    try:
        return path.lstat().st_size if path.is_file() and not path.is_symlink() else None
    except OSError:
        return None


def _clear_away(path: Path) -> None:
    with suppress(OSError):
        if time.time() - path.lstat().st_mtime > LEFT_OVER_S:
            path.unlink()
